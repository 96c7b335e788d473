//! The snapshot that a plan was made from.

use super::{Sentence, count};
use crate::Foreign;

/// What a plan says of the snapshot it was made from, in place of the Store (forms.md, "Receipts" 16).
#[derive(Clone, Copy, Debug)]
pub struct LiveStamp<'a> {
    /// The file, as the command line names it.
    pub file: Foreign<'a>,
    /// How old its values are, in seconds.
    pub age: u64,
}

/// Says which snapshot a plan was made from, and how old that is.
pub(crate) fn stamp(live: LiveStamp<'_>) -> Sentence {
    let LiveStamp { file, age } = live;
    Sentence::labeled("offline")
        .ours("compared with the snapshot ")
        .code(file.as_raw())
        .ours(format!(", read {} ago; the Store was not asked", span(age)))
}

/// Says a span in its largest unit.
fn span(seconds: u64) -> String {
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let unit = units.iter().find(|(length, _)| seconds >= *length);
    let (length, name) = unit.unwrap_or(&(1, "second"));
    count(
        usize::try_from(seconds / length).unwrap_or(usize::MAX),
        name,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_its_largest_unit() {
        for (seconds, words) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (59, "59 seconds"),
            (60, "1 minute"),
            (3_599, "59 minutes"),
            (7_200, "2 hours"),
            (86_400, "1 day"),
        ] {
            assert_eq!(span(seconds), words);
        }
    }
}
