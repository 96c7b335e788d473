//! Which bytes a request asks for.

use std::ops::Range;

/// What a `Range` comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Everything: what asks for several ranges, or is not understood, may be ignored.
    Whole,
    /// These bytes; at least one.
    Span(Range<u64>),
    /// None of the bytes that there are.
    Unsatisfiable,
}

/// Reads a `Range` that asks for bytes of so many. Source: RFC 9110, 14.1.2 and 14.2.
pub(crate) fn part_of(text: &str, length: u64) -> Part {
    let asked = text
        .split_once('=')
        .filter(|(unit, _)| unit.trim().eq_ignore_ascii_case("bytes"))
        .and_then(|(_, range)| range.trim().split_once('-'));
    let Some((first, last)) = asked else {
        return Part::Whole;
    };
    let span = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Some(first), None) if last.is_empty() => first..length,
        (None, Some(count)) if first.is_empty() => length.saturating_sub(count)..length,
        _ => return Part::Whole,
    };
    if span.is_empty() {
        Part::Unsatisfiable
    } else {
        Part::Span(span)
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
    fn one_range_is_read_and_anything_else_is_ignored() {
        for (text, part) in [
            ("bytes=0-0", Part::Span(0..1)),
            ("bytes=2-4", Part::Span(2..5)),
            ("Bytes = 2-4", Part::Span(2..5)),
            ("bytes=8-99", Part::Span(8..10)),
            ("bytes=8-", Part::Span(8..10)),
            ("bytes=-3", Part::Span(7..10)),
            ("bytes=-99", Part::Span(0..10)),
            ("bytes=10-", Part::Unsatisfiable),
            ("bytes=10-12", Part::Unsatisfiable),
            ("bytes=-0", Part::Unsatisfiable),
            ("bytes=4-2", Part::Whole),
            ("bytes=0-1,4-5", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("bytes=0-99999999999999999999", Part::Whole),
            ("items=0-1", Part::Whole),
            ("", Part::Whole),
        ] {
            assert_eq!(part_of(text, 10), part, "{text}");
        }
    }

    #[test]
    fn an_empty_file_has_no_part() {
        assert_eq!(part_of("bytes=0-0", 0), Part::Unsatisfiable);
        assert_eq!(part_of("bytes=-1", 0), Part::Unsatisfiable);
    }
}
