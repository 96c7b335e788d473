//! `\ud83d\ude00` in double quotes: JSON's way to write a character beyond U+FFFF, which the YAML parser refuses.
//!
//! Every such pair is handed to the parser as `\U0001f600`. Outside double quotes a backslash is text, so there the pair is
//! put back afterwards.

use std::{borrow::Cow, fmt::Write as _, ops::Range};

/// What the parser is given in place of the text.
pub(super) struct Prepared<'t> {
    text: Cow<'t, str>,
    /// The byte of the original at which each replacement begins, and the byte of the prepared text.
    pairs: Vec<(usize, usize)>,
}

/// The length of a pair: `\ud83d\ude00`.
pub(super) const PAIR: usize = 12;
/// The length of what stands for it: `\U0001f600`.
const STAND_IN: usize = 10;

impl<'t> Prepared<'t> {
    pub(super) fn new(original: &'t str) -> Self {
        let mut pairs = Vec::new();
        let mut text = String::new();
        let mut copied = 0;
        let mut from = 0;
        while let Some(found) = original.get(from..).and_then(|it| it.find('\\')) {
            let at = from + found;
            match pair(original.get(at..at + PAIR)) {
                Some(character) => {
                    text.push_str(original.get(copied..at).unwrap_or_default());
                    pairs.push((at, text.len()));
                    let _ = write!(text, "\\U{:08x}", u32::from(character));
                    copied = at + PAIR;
                    from = copied;
                }
                None => from = at + 1,
            }
        }
        if pairs.is_empty() {
            return Self {
                text: Cow::Borrowed(original),
                pairs,
            };
        }
        text.push_str(original.get(copied..).unwrap_or_default());
        Self {
            text: Cow::Owned(text),
            pairs,
        }
    }

    /// Returns the text for the parser.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the byte of the original for a byte of the prepared text.
    pub(super) fn original(&self, at: usize) -> usize {
        let before = self.pairs.partition_point(|(_, prepared)| *prepared < at);
        match before.checked_sub(1).and_then(|it| self.pairs.get(it)) {
            Some((original, prepared)) if at < prepared + STAND_IN => original + (at - prepared),
            Some((original, prepared)) => original + PAIR + (at - prepared - STAND_IN),
            None => at,
        }
    }

    /// Puts the pairs back into the text of a scalar that is not in double quotes; `span` is where it is in the original.
    pub(super) fn restore<'s>(
        &self,
        scalar: Cow<'s, str>,
        span: &Range<usize>,
        original: &str,
    ) -> Cow<'s, str> {
        let first = self.pairs.partition_point(|(at, _)| *at < span.start);
        let inside = self.pairs.get(first..).unwrap_or_default().iter();
        let mut inside = inside.take_while(|(at, _)| *at < span.end).peekable();
        if inside.peek().is_none() {
            return scalar;
        }
        let mut text = String::with_capacity(scalar.len());
        let mut rest = scalar.as_ref();
        for (at, prepared) in inside {
            let stand_in = self
                .text
                .get(*prepared..prepared + STAND_IN)
                .unwrap_or_default();
            let Some((before, after)) = rest.split_once(stand_in) else {
                break;
            };
            text.push_str(before);
            text.push_str(original.get(*at..at + PAIR).unwrap_or_default());
            rest = after;
        }
        text.push_str(rest);
        Cow::Owned(text)
    }
}

/// Decodes a high and a low surrogate, each written as `\uXXXX`.
fn pair(text: Option<&str>) -> Option<char> {
    let (high, low) = text?.split_at_checked(PAIR / 2)?;
    let unit = |it: &str| u16::from_str_radix(it.strip_prefix("\\u")?, 16).ok();
    let mut decoded = char::decode_utf16([unit(high)?, unit(low)?]);
    let character = decoded.next()?.ok()?;
    decoded.next().is_none().then_some(character)
}

/// Returns whether a pair is written at the start of `text`.
pub(super) fn is_pair(text: &str) -> bool {
    pair(text.get(..PAIR)).is_some()
}

/// Returns the surrogate that is written as `\uXXXX` at the start of `text`.
pub(super) fn lone(text: &str) -> Option<&str> {
    let escape = text.get(..PAIR / 2)?;
    let unit = u16::from_str_radix(escape.strip_prefix("\\u")?, 16).ok()?;
    (0xd800..=0xdfff).contains(&unit).then_some(escape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_becomes_one_character_and_its_place_is_kept() {
        let original = r#"a: "\ud83d\ude00é" # \uD83D\uDE00"#;
        let prepared = Prepared::new(original);
        assert_eq!(prepared.text(), r#"a: "\U0001f600é" # \U0001f600"#);
        let at = prepared.text().find('é').unwrap();
        assert_eq!(prepared.original(at), original.find('é').unwrap());
        assert_eq!(prepared.original(2), 2);
    }

    #[test]
    fn what_is_not_a_pair_stays() {
        for text in [
            r"\ud83d",
            r"\ud83dx\ude00",
            r"\u0041\u0042",
            r"\ude00\ud83d",
            r"\u12",
        ] {
            assert_eq!(Prepared::new(text).text(), text);
        }
    }

    #[test]
    fn outside_double_quotes_the_pair_is_put_back() {
        let original = r"'\U0001f601 \ud83d\ude00 \ud83d\ude00'";
        let prepared = Prepared::new(original);
        let scalar = Cow::Borrowed(r"\U0001f601 \U0001f600 \U0001f600");
        let restored = prepared.restore(scalar, &(0..original.len()), original);
        assert_eq!(restored, r"\U0001f601 \ud83d\ude00 \ud83d\ude00");
    }
}
