//! Foreign text on its way into a template, which escapes the markup in it.

use crate::{Foreign, escape};

/// Most characters of a text of one line: a name, an address, a message.
const LONGEST: usize = 2_000;

/// Returns a text on one line, cut where it is very long, with what would act shown as `\u{…}`.
pub(super) fn shown(text: &str) -> String {
    Foreign::new(text)
        .clipped(LONGEST)
        .as_foreign()
        .line()
        .into_owned()
}

/// Returns a part of a text that is cut elsewhere.
pub(super) fn whole(text: &str) -> String {
    Foreign::new(text).line().into_owned()
}

/// Returns a part of a text whose signatures and passwords are masked already.
pub(super) fn part(text: &str) -> String {
    escape::line(text).into_owned()
}
