//! Texts with `${name}` in them.

use std::{borrow::Cow, ops::Range};

use crate::work;

/// Returns whether `name` can be a variable's: a letter or `_`, then letters, digits, `_`.
pub(crate) fn is_name(name: &str) -> bool {
    name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
        && name
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'_')
}

/// Returns whether a text names a variable.
pub(crate) fn names_variable(text: &str, name: &str) -> bool {
    parts(text).any(|(part, _)| part == Part::Variable(name))
}

/// A piece of a template. Spans are bytes of the template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// Text that stands for itself.
    Text(&'a str),
    /// `$${`, which stands for `${`.
    Literal,
    /// `${name}`.
    Variable(&'a str),
    /// `${` that begins no variable.
    Malformed,
}

/// Splits a template into its parts, each with the span it covers.
pub(super) fn parts(text: &str) -> impl Iterator<Item = (Part<'_>, Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|it| !it.is_empty())?;
        let (part, length) = first(rest);
        let span = at..at + length;
        at = span.end;
        Some((part, span))
    })
}

fn first(rest: &str) -> (Part<'_>, usize) {
    if rest.starts_with("$${") {
        return (Part::Literal, 3);
    }
    if let Some(after) = rest.strip_prefix("${") {
        let name_length = after
            .bytes()
            .take_while(|it| it.is_ascii_alphanumeric() || *it == b'_')
            .count();
        let name = after.get(..name_length).unwrap_or_default();
        let closed = after.as_bytes().get(name_length) == Some(&b'}');
        return if closed && is_name(name) {
            (Part::Variable(name), name_length + 3)
        } else {
            (Part::Malformed, 2)
        };
    }
    let end = match rest.find("${") {
        // The `$` before a `${` belongs to it: `$${` is a literal.
        Some(at) if at > 0 && rest.as_bytes().get(at - 1) == Some(&b'$') => at - 1,
        Some(at) => at,
        None => rest.len(),
    };
    (Part::Text(rest.get(..end).unwrap_or(rest)), end)
}

/// A text after its variables were replaced, and where each of its bytes came from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Replaced {
    text: String,
    /// Starts of pieces: byte in `text`, byte in the template, and whether the piece is copied byte for byte.
    pieces: Vec<(usize, usize, Copied)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Copied {
    Yes,
    No,
}

impl Replaced {
    /// Replaces each part of `template` by what `replace` gives for it; `None` leaves the part out.
    pub(super) fn new<'v>(
        template: &str,
        mut replace: impl FnMut(Part<'_>, Range<usize>) -> Option<Cow<'v, str>>,
    ) -> Self {
        let mut replaced = Self {
            text: String::with_capacity(template.len()),
            pieces: Vec::new(),
        };
        work::visit(template.len());
        for (part, span) in parts(template) {
            let here = replaced.text.len();
            match part {
                Part::Text(text) => {
                    replaced.pieces.push((here, span.start, Copied::Yes));
                    replaced.text.push_str(text);
                }
                Part::Literal => {
                    replaced.pieces.push((here, span.start, Copied::No));
                    replaced.text.push_str("${");
                }
                Part::Variable(_) | Part::Malformed => {
                    replaced.pieces.push((here, span.start, Copied::No));
                    if let Some(value) = replace(part, span) {
                        replaced.text.push_str(&value);
                    }
                }
            }
        }
        replaced
    }

    /// Returns the text, and forgets where it came from.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// Returns the text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the byte of the template that byte `at` of the text came from; inside a variable's value, where `${name}` is.
    pub(crate) fn origin(&self, at: usize) -> usize {
        let index = self.pieces.partition_point(|(start, ..)| *start <= at);
        match index.checked_sub(1).and_then(|it| self.pieces.get(it)) {
            Some((start, origin, Copied::Yes)) => origin + (at - start),
            Some((_, origin, Copied::No)) => *origin,
            None => at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(template: &str) -> Replaced {
        Replaced::new(template, |part, _| match part {
            Part::Variable(name) => Some(Cow::Owned(format!("<{name}>"))),
            Part::Malformed => Some(Cow::Borrowed("!")),
            Part::Text(_) | Part::Literal => None,
        })
    }

    #[test]
    fn variables_literals_and_typos_are_distinguished() {
        for (template, text) in [
            ("a${b}c", "a<b>c"),
            ("$${b}", "${b}"),
            ("$$${b}", "$${b}"),
            ("$", "$"),
            ("$$", "$$"),
            ("a$${b}${c}", "a${b}<c>"),
            ("${", "!"),
            ("${a b}", "!a b}"),
            ("${1}", "!1}"),
            ("$a", "$a"),
            ("é${x}é", "é<x>é"),
            ("$ ${x}", "$ <x>"),
        ] {
            assert_eq!(replaced(template).text(), text, "{template}");
        }
    }

    #[test]
    fn each_byte_knows_where_it_came_from() {
        let it = replaced("ab${name}cd");
        assert_eq!(it.text(), "ab<name>cd");
        assert_eq!(it.origin(1), 1);
        assert_eq!(it.origin(4), 2, "inside the value");
        assert_eq!(it.origin(8), 9, "after the value");
    }
}
