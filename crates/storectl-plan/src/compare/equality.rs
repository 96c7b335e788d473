//! When two values are the same (design.md §3, "Equal means equal").

use std::collections::BTreeSet;

use crate::ChangeValue;

/// How a field's values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Equality {
    /// As they are.
    Exact,
    /// Texts, also within a list: line breaks are `\n`, and one final line end does not count (trap 29).
    Text,
    /// A set of market codes, in upper case (trap 26).
    Markets,
    /// A set of language codes, in lower case (traps 22, 26).
    Languages,
}

impl Equality {
    /// Every way.
    pub(crate) const ALL: [Self; 4] = [Self::Exact, Self::Text, Self::Markets, Self::Languages];

    /// Returns the value in the form in which equal values are equal.
    pub(crate) fn canonical(self, value: &ChangeValue) -> ChangeValue {
        match (self, value) {
            (Self::Text, ChangeValue::Text(text) | ChangeValue::Word(text)) => {
                ChangeValue::text(&canonical_text(text))
            }
            (Self::Text, ChangeValue::Items(items)) => {
                ChangeValue::items(items.iter().map(|it| canonical_text(it)))
            }
            (Self::Markets, ChangeValue::Items(items)) => {
                set(items.iter().map(|it| it.to_ascii_uppercase()))
            }
            (Self::Languages, ChangeValue::Items(items)) => {
                set(items.iter().map(|it| it.to_ascii_lowercase()))
            }
            (Self::Exact | Self::Text | Self::Markets | Self::Languages, value) => value.clone(),
        }
    }
}

fn set(items: impl Iterator<Item = String>) -> ChangeValue {
    ChangeValue::items(items.collect::<BTreeSet<_>>())
}

/// Returns a text with `\n` as line end and without one final line end.
pub(crate) fn canonical_text(text: &str) -> String {
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.ends_with('\n') {
        text.pop();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(equality: Equality, ours: &ChangeValue, theirs: &ChangeValue) -> bool {
        equality.canonical(ours) == equality.canonical(theirs)
    }

    #[test]
    fn line_ends_and_one_final_line_end_do_not_count_and_nothing_is_trimmed() {
        let same = |ours, theirs| {
            same(
                Equality::Text,
                &ChangeValue::text(ours),
                &ChangeValue::text(theirs),
            )
        };
        assert!(same("one\r\ntwo\r", "one\ntwo"));
        assert!(same("one\n", "one"));
        assert!(same("\n", ""));
        assert!(!same("one\n\n", "one"));
        assert!(!same("one ", "one"));
        assert!(!same(" one", "one"));
    }

    #[test]
    fn sets_ignore_order_case_and_repetition() {
        let items = |items: &[&str]| ChangeValue::items(items.iter().copied());
        assert!(same(
            Equality::Markets,
            &items(&["US", "ca"]),
            &items(&["CA", "us", "US"])
        ));
        assert!(same(
            Equality::Languages,
            &items(&["en-US"]),
            &items(&["en-us"])
        ));
        assert!(!same(
            Equality::Languages,
            &items(&["en"]),
            &items(&["en-us"])
        ));
        assert!(!same(
            Equality::Exact,
            &items(&["a", "b"]),
            &items(&["b", "a"])
        ));
    }
}
