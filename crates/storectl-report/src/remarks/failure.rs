//! A failure as a remark.

use super::{About, Place, Rank, Remark, Rule, with_hint};
use crate::{ErrorView, Output, view::store_reports};

/// Returns a failure as a remark.
pub(super) fn remark(error: &ErrorView, about: About) -> Remark {
    Remark {
        rank: rank(error.exit),
        rule: Rule::of_failure(error.code, error.exit),
        title: format!("Failed: {} (exit code {})", error.code, error.exit),
        message: message(error),
        place: error.location.as_ref().map(Place::of),
        about,
    }
}

/// Returns what went wrong, what the Store said of it, and what to do.
fn message(error: &ErrorView) -> String {
    let mut message = error.message.clone();
    for it in error.store_messages.iter().take(MOST) {
        message = format!("{message}; {}", store_reports(it).plain());
    }
    with_hint(&message, error.hints.first().map(String::as_str))
}

/// Most messages of the Store that one remark holds.
pub(super) const MOST: usize = 5;

/// How grave an exit is: what only takes time is nobody's to fix (design.md §2: 13 and 31).
pub(super) fn rank(exit: u8) -> Rank {
    match exit {
        13 | 31 => Rank::Note,
        _ => Rank::Error,
    }
}

/// Returns whether what decided the exit is not among the faults of the result: a file that cannot be written, a signal, a
/// service that does not respond. What is invalid, blocked or refused is told with the products.
pub(super) fn is_beside(error: &ErrorView, output: &Output<'_>) -> bool {
    match output {
        Output::Plan(view) => {
            let products = view.products.iter().filter_map(|it| it.plan().err());
            !matches!(error.exit, 10 | 11) && !products.into_iter().any(|it| it.exit == error.exit)
        }
        Output::Diagnostics(_) => error.exit != 10,
        Output::Apply(_)
        | Output::Status(_)
        | Output::History(_)
        | Output::Inspect(_)
        | Output::Doctor(_)
        | Output::Error(_) => false,
    }
}
