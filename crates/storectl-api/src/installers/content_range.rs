//! Which bytes a host says that it sends.

use std::ops::Range;

/// A `Content-Range`. Source: RFC 9110, 14.4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ContentRange {
    /// These bytes, of so many where the host knows.
    Part {
        range: Range<u64>,
        total: Option<u64>,
    },
    /// None: there are only so many.
    Unsatisfied { total: u64 },
}

impl ContentRange {
    /// Reads a header; `None` for one that contradicts itself or is of another unit.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (unit, rest) = text.trim().split_once(' ')?;
        if !unit.eq_ignore_ascii_case("bytes") {
            return None;
        }
        let (range, total) = rest.trim().split_once('/')?;
        if range == "*" {
            return Some(Self::Unsatisfied {
                total: number(total)?,
            });
        }
        let total = match total {
            "*" => None,
            total => Some(number(total)?),
        };
        let (first, last) = range.split_once('-')?;
        let range = number(first)?..number(last)?.checked_add(1)?;
        let fits = range.start < range.end && total.is_none_or(|total| range.end <= total);
        fits.then_some(Self::Part { range, total })
    }
}

/// Reads digits alone: no sign, which `parse` would take.
fn number(text: &str) -> Option<u64> {
    let is_digits = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    is_digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_range_is_read_and_one_that_contradicts_itself_is_not() {
        let part = |range, total| Some(ContentRange::Part { range, total });
        for (text, read) in [
            ("bytes 0-99/1000", part(0..100, Some(1000))),
            ("Bytes 5-5/*", part(5..6, None)),
            ("bytes */0", Some(ContentRange::Unsatisfied { total: 0 })),
            ("bytes 9-5/1000", None),
            ("bytes 0-1000/1000", None),
            ("bytes 0-18446744073709551615/*", None),
            ("bytes +0-5/10", None),
            ("bytes -5/10", None),
            ("items 0-5/10", None),
            ("bytes 0-5", None),
            ("", None),
        ] {
            assert_eq!(ContentRange::parse(text), read, "{text}");
        }
    }
}
