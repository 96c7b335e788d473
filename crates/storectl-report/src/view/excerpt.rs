//! The part of a line that a place is in, cut to what is worth showing.

use std::{borrow::Cow, ops::Range};

use storectl_manifest::{Location, SourceFile};
use storectl_model::mask::{self, Mask};

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
        let (text, span) = masked(&location.file, &location.span);
        Self::cut(&text, &span)
    }

    fn cut(text: &str, span: &Range<usize>) -> Self {
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

/// Most bytes of its line around the span that are looked at.
const LOOKED_AT: usize = 16 * 1024;

/// Lines of at most so many bytes are looked through each time that a place of them is shown.
const SHORT: usize = 1024;

/// Most secrets masked before the span, from its start on, and after it: each shows at least the ten characters of
/// [`mask::REDACTED`], so these are more than an excerpt has room for.
const MASKED: usize = 16;

/// Returns what stands around a span with signatures and passwords masked, and the span within it; one that begins or ends
/// within a mask covers the mask.
fn masked<'a>(file: &'a SourceFile, span: &Range<usize>) -> (Cow<'a, str>, Range<usize>) {
    let text = file.text.as_str();
    let start = boundary(text, span.start);
    // Of a longer span no more than its start is shown.
    let end = boundary(text, span.end.min(start.saturating_add(LOOKED_AT)));
    let from = boundary(text, start.saturating_sub(LOOKED_AT));
    let to = boundary(text, end.saturating_add(LOOKED_AT));
    let line_start = text.get(from..start).and_then(|it| it.rfind('\n'));
    let line_end = text.get(end..to).and_then(|it| it.find('\n'));
    let from = line_start.map_or(from, |at| from + at + 1);
    let to = line_end.map_or(to, |at| end + at);
    let (secrets, base) = if to - from <= SHORT {
        // A line by itself: most lines of a file are never shown.
        let line = text.get(from..to).unwrap_or_default();
        (Cow::Owned(mask::find(line)), from)
    } else {
        (Cow::Borrowed(file.secrets()), 0)
    };
    let (from, masks, to) = masks(&secrets, from - base, start - base, to - base);
    let (from, to) = (from + base, to + base);
    let window = text.get(from..to).unwrap_or_default();
    let span = start.saturating_sub(from)..end.clamp(start, to).saturating_sub(from);
    let shown = moved(span.start, &masks, Edge::Start)..moved(span.end, &masks, Edge::End);
    (mask::apply(window, masks), shown)
}

/// Returns the part of `from..to` around `start` that has no more secrets than are shown and cuts none, with its masks.
fn masks(secrets: &[Mask], from: usize, start: usize, to: usize) -> (usize, Vec<Mask>, usize) {
    let before = secrets.partition_point(|it| it.range.end <= start);
    let first = secrets.partition_point(|it| it.range.end <= from);
    let last = secrets.partition_point(|it| it.range.start < to);
    let kept = first.max(before.saturating_sub(MASKED))..last.min(before + 2 * MASKED);
    let end_of = |at: usize| secrets.get(at).map(|it| it.range.end);
    let start_of = |at: usize| secrets.get(at).map(|it| it.range.start);
    let from = match kept.start.checked_sub(1).and_then(end_of) {
        Some(end) if kept.start > first => end,
        _ => start_of(kept.start).map_or(from, |it| it.min(from)),
    };
    let to = match start_of(kept.end) {
        Some(start) if kept.end < last => start,
        _ => kept
            .end
            .checked_sub(1)
            .and_then(end_of)
            .map_or(to, |it| it.max(to)),
    };
    let masks = secrets.get(kept).unwrap_or_default().iter();
    let masks = masks.map(|Mask { range, shown }| Mask {
        range: range.start - from..range.end - from,
        shown: shown.clone(),
    });
    (from, masks.collect(), to)
}

/// Which end of a span.
#[derive(Clone, Copy)]
enum Edge {
    Start,
    End,
}

/// Returns where a place of a text is once the text is masked.
fn moved(at: usize, masks: &[Mask], edge: Edge) -> usize {
    let (mut removed, mut added) = (0, 0);
    for Mask { range, shown } in masks {
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

    fn file(text: &str) -> SourceFile {
        SourceFile::new("storectl.yaml".to_owned(), text.to_owned())
    }

    #[test]
    fn an_excerpt_is_what_it_would_be_if_the_whole_line_were_masked() {
        let long = "s".repeat(500);
        let lines = [
            "sig=a ".repeat(200),
            "é日 https://me:pw@x.example/a.exe?sig=bb&c=d ".repeat(40),
            format!("{}sig={long} {}", "sig=c ".repeat(20), "sig=d ".repeat(20)),
            format!("{}client_secret=x", "word ".repeat(100)),
        ];
        for line in lines {
            let text = format!("key:\n{line}\nnext: sig=e\n");
            let file = file(&text);
            let (from, to) = (5, 5 + line.len());
            let secrets = mask::find(&line);
            let whole = mask::apply(&line, secrets.clone());
            for start in (from..to)
                .step_by(7)
                .filter(|it| text.is_char_boundary(*it))
            {
                for end in [start, start + 1, start + 90, to] {
                    let end = boundary(&text, end.clamp(start, to));
                    let span = moved(start - from, &secrets, Edge::Start)
                        ..moved(end - from, &secrets, Edge::End);
                    let (around, within) = masked(&file, &(start..end));
                    assert_eq!(
                        Excerpt::cut(&around, &within),
                        Excerpt::cut(&whole, &span),
                        "{start}..{end} of {line:.40}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_quoted_line_shows_no_signature_and_no_password_wherever_the_span_is() {
        let line =
            "  - packageUrl: https://me:hunter2@contoso.com/a.exe?sv=1&sig=CANARY%2Bsignature # x";
        let file = file(line);
        for (start, end) in [
            (0, 1),
            (16, 40),
            (30, 80),
            (64, 70),
            (70, line.len()),
            (83, 84),
        ] {
            let (shown, span) = masked(&file, &(start..end));
            assert!(
                !shown.contains("CANARY") && !shown.contains("hunter2"),
                "{shown}"
            );
            assert!(
                shown.get(span.clone()).is_some(),
                "{start}..{end} became {span:?}"
            );
        }
        let (shown, span) = masked(&file, &(64..70));
        let quoted = shown.get(span).unwrap();
        assert!(
            quoted.starts_with("[REDACTED:") && quoted.ends_with(']'),
            "{quoted}"
        );
        let (shown, span) = masked(&file, &(82..83));
        assert_eq!(shown.get(span), line.get(82..83));
    }
}
