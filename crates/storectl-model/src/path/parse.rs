//! From an address to its path.

use std::str::FromStr;

use super::{
    FieldPath, Segment,
    segment::{is_plain_item, is_plain_key},
};

/// The longest address that is read, in bytes: the longest of a manifest has fewer than 100.
const LONGEST: usize = 1024;

/// A text that is not an address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a field address; expected e.g. `listings.en-us.description` or `packages[0].packageUrl`"
)]
pub struct InvalidPath;

/// One step as it is written: a segment, or the wildcard of a selector.
pub(super) enum Written {
    Segment(Segment),
    Wildcard,
}

/// Reads an address step by step; `*` and `[*]` are wildcards.
pub(super) fn read(text: &str) -> Result<Vec<Written>, InvalidPath> {
    if text.is_empty() || text.len() > LONGEST {
        return Err(InvalidPath);
    }
    let mut path = FieldPath::root();
    let mut written = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (step, after) = step(rest, written.is_empty())?;
        rest = after;
        match step {
            None => {
                path = path.index(0);
                written.push(Written::Wildcard);
            }
            Some(step) => {
                // Whether a key is a language depends on what stands before it.
                path = match step {
                    Segment::Key(key) => path.key(key),
                    Segment::Index(index) => path.index(index),
                    Segment::Item(kind) => path.item(kind),
                    Segment::Language(language) => path.key(language.as_str().to_owned()),
                };
                let last = path.segments().last().cloned().ok_or(InvalidPath)?;
                written.push(Written::Segment(last));
            }
        }
    }
    Ok(written)
}

/// Reads the first step of `text` and returns the rest; `None` is the wildcard.
fn step(text: &str, is_first: bool) -> Result<(Option<Segment>, &str), InvalidPath> {
    if let Some(inside) = text.strip_prefix('[') {
        let (segment, rest) = bracket(inside)?;
        // A product is an object: its address begins with a key.
        let is_key = matches!(segment, Some(Segment::Key(_)));
        return if is_first && !is_key {
            Err(InvalidPath)
        } else {
            Ok((segment, rest))
        };
    }
    let text = if is_first {
        text
    } else {
        text.strip_prefix('.').ok_or(InvalidPath)?
    };
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let (key, rest) = text.split_at(end);
    match key {
        "*" if !is_first => Ok((None, rest)),
        key if is_plain_key(key) => Ok((Some(Segment::Key(key.to_owned().into())), rest)),
        _ => Err(InvalidPath),
    }
}

/// Reads what stands between brackets: an index, an item's key, `*`, or a quoted key or item.
fn bracket(text: &str) -> Result<(Option<Segment>, &str), InvalidPath> {
    if let Some(quoted) = text.strip_prefix('=') {
        let (kind, rest) = quotation(quoted)?;
        return if is_plain_item(&kind) {
            Err(InvalidPath)
        } else {
            Ok((Some(Segment::Item(kind)), rest))
        };
    }
    if text.starts_with('"') {
        let (key, rest) = quotation(text)?;
        return if is_plain_key(&key) {
            Err(InvalidPath)
        } else {
            Ok((Some(Segment::Key(key.into())), rest))
        };
    }
    let (inside, rest) = text.split_once(']').ok_or(InvalidPath)?;
    let segment = match inside {
        "" => return Err(InvalidPath),
        "*" => None,
        digits if digits.bytes().all(|it| it.is_ascii_digit()) => {
            let index = digits.parse().map_err(|_| InvalidPath)?;
            Some(Segment::Index(index))
        }
        kind if is_plain_item(kind) => Some(Segment::Item(kind.to_owned())),
        _ => return Err(InvalidPath),
    };
    Ok((segment, rest))
}

/// Reads a JSON string and the bracket after it.
fn quotation(text: &str) -> Result<(String, &str), InvalidPath> {
    let mut strings = serde_json::Deserializer::from_str(text).into_iter::<String>();
    let string = strings.next().and_then(Result::ok).ok_or(InvalidPath)?;
    let rest = text
        .get(strings.byte_offset()..)
        .and_then(|it| it.strip_prefix(']'));
    rest.map(|rest| (string, rest)).ok_or(InvalidPath)
}

impl FromStr for FieldPath {
    type Err = InvalidPath;

    fn from_str(text: &str) -> Result<Self, InvalidPath> {
        let segments = read(text)?.into_iter().map(|it| match it {
            Written::Segment(segment) => Ok(segment),
            Written::Wildcard => Err(InvalidPath),
        });
        Ok(Self {
            segments: segments.collect::<Result<_, _>>()?,
        })
    }
}
