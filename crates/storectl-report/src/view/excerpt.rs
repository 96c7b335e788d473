//! The part of a line that a place is in, cut to what is worth showing.

use std::{borrow::Cow, ops::Range};

use storectl_manifest::Location;
use storectl_model::mask;

/// The part of the first line that a location covers, with the span in it, cut to character boundaries. The excerpt of an
/// excerpt is the same.
///
/// Its size has a bound, whatever the line's: a line of 200 KB may have a diagnostic for each of its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Excerpt {
    pub(crate) text: String,
    pub(crate) span: Range<usize>,
}

/// Most characters shown before the span, of it, and after it.
const BEFORE: usize = 60;
const WITHIN: usize = 80;
const AFTER: usize = 40;

impl Excerpt {
    pub(crate) fn of(location: &Location) -> Self {
        let (text, span) = masked(&location.file.text, &location.span);
        let text = text.as_ref();
        let start = span.start;
        let (left, right) = text.split_at_checked(start).unwrap_or((text, ""));
        let length = boundary(right, span.end.saturating_sub(start));
        let (within, right) = right.split_at_checked(length).unwrap_or((right, ""));
        let before = last_chars(left, BEFORE);
        let (within, after) = match within.split_once('\n') {
            Some((first, _)) => (first, ""),
            None => (within, right),
        };
        let within = first_chars(within, WITHIN);
        let after = first_chars(after, AFTER);
        Self {
            span: before.len()..before.len() + within.len(),
            text: format!("{before}{within}{after}"),
        }
    }
}

/// Most bytes of its line around the span in which signatures and passwords are looked for: more than the longest that is
/// shown in part. None of them goes on in the next line.
const LOOKED_AT: usize = 16 * 1024;

/// Returns what stands around a span with signatures and passwords masked, and the span within it; one that begins or ends
/// within a mask covers the mask.
fn masked<'a>(text: &'a str, span: &Range<usize>) -> (Cow<'a, str>, Range<usize>) {
    let start = boundary(text, span.start);
    // Of a longer span no more than its start is shown.
    let end = boundary(text, span.end.min(start.saturating_add(LOOKED_AT)));
    let from = boundary(text, start.saturating_sub(LOOKED_AT));
    let to = boundary(text, end.saturating_add(LOOKED_AT));
    let line_start = text.get(from..start).and_then(|it| it.rfind('\n'));
    let line_end = text.get(end..to).and_then(|it| it.find('\n'));
    let from = line_start.map_or(from, |at| from + at + 1);
    let to = line_end.map_or(to, |at| end + at);
    let window = text.get(from..to).unwrap_or_default();
    let span = start.saturating_sub(from)..end.max(start).saturating_sub(from);
    let masks = mask::find(window);
    let shown = moved(span.start, &masks, Edge::Start)..moved(span.end, &masks, Edge::End);
    (mask::apply(window, masks), shown)
}

/// Which end of a span.
#[derive(Clone, Copy)]
enum Edge {
    Start,
    End,
}

/// Returns where a place of a text is once the text is masked.
fn moved(at: usize, masks: &[mask::Mask], edge: Edge) -> usize {
    let (mut removed, mut added) = (0, 0);
    for mask::Mask { range, shown } in masks {
        if at >= range.end {
            removed += range.len();
            added += shown.len();
        } else if at > range.start {
            let start = range.start - removed + added;
            return match edge {
                Edge::Start => start,
                Edge::End => start + shown.len(),
            };
        }
    }
    at - removed + added
}

fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|it| text.is_char_boundary(*it))
        .unwrap_or_default()
}

/// Returns the end of the last line of `text`.
fn last_chars(text: &str, most: usize) -> String {
    let in_line = text.char_indices().rev().take_while(|(_, it)| *it != '\n');
    let starts: Vec<usize> = in_line.take(most + 1).map(|(at, _)| at).collect();
    let start = starts.get(most.min(starts.len()).wrapping_sub(1));
    let shown = start.map_or("", |at| text.get(*at..).unwrap_or_default());
    let dots = if starts.len() > most { "…" } else { "" };
    format!("{dots}{shown}")
}

/// Returns the beginning of the first line of `text`.
fn first_chars(text: &str, most: usize) -> String {
    let in_line = text.char_indices().take_while(|(_, it)| *it != '\n');
    let ends: Vec<usize> = in_line
        .take(most + 1)
        .map(|(at, it)| at + it.len_utf8())
        .collect();
    let end = ends.get(most.min(ends.len()).wrapping_sub(1));
    let shown = end.map_or("", |at| text.get(..*at).unwrap_or_default());
    let dots = if ends.len() > most { "…" } else { "" };
    format!("{}{dots}", shown.trim_end_matches('\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_a_line_are_cut_and_marked() {
        assert_eq!(last_chars("x\nabc", 3), "abc");
        assert_eq!(last_chars("x\nabcd", 3), "…bcd");
        assert_eq!(last_chars("x\n", 3), "");
        assert_eq!(first_chars("abc\nx", 3), "abc");
        assert_eq!(first_chars("日本語\r", 2), "日本…");
        assert_eq!(first_chars("ab\r\n", 3), "ab");
        assert_eq!(first_chars("", 3), "");
    }

    #[test]
    fn a_quoted_line_shows_no_signature_and_no_password_wherever_the_span_is() {
        let line =
            "  - packageUrl: https://me:hunter2@contoso.com/a.exe?sv=1&sig=CANARY%2Bsignature # x";
        for (start, end) in [
            (0, 1),
            (16, 40),
            (30, 80),
            (64, 70),
            (70, line.len()),
            (83, 84),
        ] {
            let (shown, span) = masked(line, &(start..end));
            assert!(
                !shown.contains("CANARY") && !shown.contains("hunter2"),
                "{shown}"
            );
            assert!(
                shown.get(span.clone()).is_some(),
                "{start}..{end} became {span:?}"
            );
        }
        let (shown, span) = masked(line, &(64..70));
        let quoted = shown.get(span).unwrap();
        assert!(
            quoted.starts_with("[REDACTED:") && quoted.ends_with(']'),
            "{quoted}"
        );
        let (shown, span) = masked(line, &(82..83));
        assert_eq!(shown.get(span), line.get(82..83));
    }
}
