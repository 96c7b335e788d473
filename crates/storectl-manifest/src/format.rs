//! Numbers and foreign words, formatted for messages; line breaks.

use std::borrow::Cow;

/// Returns `number` with a comma between thousands.
pub(crate) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Returns `text` shortened to what fits into a message.
pub(crate) fn shorten(text: &str) -> String {
    const SHOWN: usize = 60;
    let line: String = text
        .chars()
        .take(SHOWN)
        .map(|it| if it.is_control() { ' ' } else { it })
        .collect();
    if text.chars().nth(SHOWN).is_some() {
        format!("{line}…")
    } else {
        line
    }
}

/// Says that there is more of something than its limit: `has 21 items; the limit is 20 (1 too many)`.
pub(crate) fn over_limit(found: usize, what: &str, limit: usize) -> String {
    format!(
        "has {} {what}; the limit is {} ({} too many)",
        count(found),
        count(limit),
        count(found.saturating_sub(limit))
    )
}

/// Returns the first `most` words in backquotes, and how many more there are.
pub(crate) fn some_of(words: &[&str], most: usize) -> String {
    let shown = words.iter().take(most).map(|it| format!("`{it}`"));
    let shown = shown.collect::<Vec<_>>().join(", ");
    match words.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Returns `text` with LF for CR LF.
pub(crate) fn normalize_line_ends(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Returns `text`, whose lines end with LF, with the line ends of another: CR LF if its first line ends so.
pub(crate) fn line_ends_like<'t>(other: &str, text: &'t str) -> Cow<'t, str> {
    let first = other.split_once('\n').map_or("", |it| it.0);
    if first.ends_with('\r') {
        Cow::Owned(text.replace('\n', "\r\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Returns `text` without one final line end: it is the editor's, or the block scalar's, not the text's.
pub(crate) fn without_final_line_end(text: &str) -> &str {
    text.strip_suffix('\n').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas() {
        assert_eq!(
            [count(7), count(312), count(10_312), count(1_048_576)],
            ["7", "312", "10,312", "1,048,576"]
        );
    }
}
