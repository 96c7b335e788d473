//! The line on the terminal that is written over.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The live line of a step.
pub(super) const LINE: &str = "{spinner} {msg}";
/// The live line of uploads.
pub(super) const UPLOADS: &str = "{spinner} {msg}, {decimal_bytes} of {decimal_total_bytes}, {decimal_bytes_per_sec} [{wide_bar}]";

/// How often the live line turns.
pub(super) const TICK: Duration = Duration::from_millis(120);

/// Makes one that is drawn to stderr, once somebody has something to show.
pub(super) fn live_line() -> ProgressBar {
    let live = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    show_as(&live, LINE);
    // Until somebody watches an apply there is no line to draw.
    live.finish_and_clear();
    live
}

/// Sets the form of the live line.
pub(super) fn show_as(live: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        live.set_style(style.progress_chars("=> "));
    }
}
