//! Replacements in a text.

use std::ops::Range;

use crate::format;

/// What to put in place of a part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Splice {
    /// The part, in bytes; empty to insert.
    pub(super) at: Range<usize>,
    /// What comes there, lines ended by LF.
    pub(super) text: String,
}

impl Splice {
    /// Replaces a part.
    pub(super) fn replace(at: Range<usize>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { at, text }
    }

    /// Inserts before a byte.
    pub(super) fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::replace(at..at, text)
    }

    /// Removes a part.
    pub(super) fn remove(at: Range<usize>) -> Self {
        Self::replace(at, "")
    }
}

/// Returns the replacements of one change in the order of the text, those that touch as one.
pub(super) fn joined(mut splices: Vec<Splice>) -> Vec<Splice> {
    splices.sort_by_key(|it| it.at.start);
    let mut joined: Vec<Splice> = Vec::new();
    for splice in splices {
        match joined.last_mut() {
            Some(last) if last.at.end >= splice.at.start => {
                last.at.end = last.at.end.max(splice.at.end);
                last.text.push_str(&splice.text);
            }
            Some(_) | None => joined.push(splice),
        }
    }
    joined
}

/// Returns replacements in the order of the text; `None` if one overlaps another, or two begin at the same byte.
pub(super) fn in_order(mut splices: Vec<Splice>) -> Option<Vec<Splice>> {
    splices.sort_by_key(|it| it.at.start);
    let mut pairs = splices.iter().zip(splices.iter().skip(1));
    let is_clear = |(one, other): (&Splice, &Splice)| {
        one.at.end <= other.at.start && one.at.start < other.at.start
    };
    pairs.all(is_clear).then_some(splices)
}

/// Makes replacements in a text, which come in its order. New lines end as the text's first line does.
pub(super) fn apply(text: &str, splices: &[Splice]) -> String {
    let mut spliced = String::with_capacity(text.len());
    let mut copied = 0;
    for Splice { at, text: new } in splices {
        spliced.push_str(text.get(copied..at.start).unwrap_or_default());
        spliced.push_str(&format::line_ends_like(text, new));
        copied = at.end.max(copied);
    }
    spliced.push_str(text.get(copied..).unwrap_or_default());
    spliced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_else_stays() {
        let splices = vec![
            Splice::replace(4..5, "C"),
            Splice::insert(0, "0"),
            Splice::remove(1..2),
        ];
        assert_eq!(apply("abcde", &in_order(splices).unwrap()), "0acdC");
    }

    #[test]
    fn new_lines_end_as_the_others_do() {
        let splices = [Splice::insert(3, "b\n")];
        assert_eq!(apply("a\r\nc", &splices), "a\r\nb\r\nc");
        assert_eq!(apply("a\n\nc", &splices), "a\n\nb\nc");
    }
}
