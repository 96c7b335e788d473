//! Markdown and the HTML within it.

use std::borrow::Cow;

use super::line;

/// What may end a clause, and is never part of a link, a mention or a reference.
const PUNCTUATION: [char; 5] = [',', ';', '.', '!', '?'];

/// Escapes `text` for running Markdown text on one line: no markup, no HTML, no math, no link, no mention, no reference.
///
/// GitHub looks for links, mentions and references in the rendered text, where a backslash or an entity is gone. A word
/// that it could take for one stands in a code span, where it looks for none.
pub(crate) fn markdown(text: &str) -> String {
    let shown = line(text);
    let mut out = String::with_capacity(shown.len() + 16);
    for part in shown.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        let space = part.get(word.len()..).unwrap_or_default();
        if may_be_linked(word) {
            // The sentence's punctuation is no part of what is quoted; a colon is part of `:emoji:`.
            let quoted = word.trim_end_matches(PUNCTUATION);
            let quoted = match quoted.strip_suffix(':') {
                Some(host) if !host.starts_with(':') => host,
                Some(_) | None => quoted,
            };
            out.push_str(&code(quoted));
            plain(&mut out, word.get(quoted.len()..).unwrap_or_default());
        } else {
            plain(&mut out, word);
        }
        out.push_str(space);
    }
    out
}

/// Returns whether GitHub could make something else of a word than its letters: addresses, `@name`, `o/r#1`, `GH-1` and
/// other trackers' `ABC-1`, commits, `$math$`, `:emoji:`.
fn may_be_linked(word: &str) -> bool {
    word.contains(['@', '#', '$'])
        || word.contains("://")
        || starts_with_www(word)
        || has_tracker_reference(word)
        || has_commit(word)
        || word.matches(':').count() > 1
}

fn starts_with_www(word: &str) -> bool {
    word.as_bytes()
        .windows(4)
        .any(|it| it.eq_ignore_ascii_case(b"www."))
}

/// A letter, a hyphen and a digit.
fn has_tracker_reference(word: &str) -> bool {
    word.as_bytes().windows(3).any(|it| {
        matches!(it, [letter, b'-', digit] if letter.is_ascii_alphabetic() && digit.is_ascii_digit())
    })
}

/// Seven hexadecimal digits and more, as GitHub shortens commits.
fn has_commit(word: &str) -> bool {
    word.split(|it: char| !it.is_ascii_hexdigit())
        .any(|it| it.len() >= 7)
}

fn plain(out: &mut String, word: &str) {
    let is_first = out.trim().is_empty();
    for (at, it) in word.char_indices() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => {
                out.push('\\');
                out.push(it);
            }
            // A list or a heading, at the beginning of a line only.
            '-' | '+' | '=' if at == 0 && is_first => {
                out.push('\\');
                out.push(it);
            }
            '.' | ')' if is_first && at + 1 == word.len() && is_number(word.get(..at)) => {
                out.push('\\');
                out.push(it);
            }
            _ => out.push(it),
        }
    }
}

fn is_number(text: Option<&str>) -> bool {
    text.is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
}

/// Puts `text` in a Markdown code span on one line; nothing inside is interpreted.
pub(crate) fn code(text: &str) -> String {
    let shown = line(text);
    let ticks = "`".repeat(longest_backticks(&shown) + 1);
    let shown = if shown.trim().is_empty() {
        Cow::Borrowed("␠")
    } else {
        shown
    };
    // A space is stripped on both sides, and only then (CommonMark 0.31, "Code spans").
    let room = if shown.starts_with(['`', ' ']) || shown.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{ticks}{room}{shown}{room}{ticks}")
}

/// Keeps the first `most` characters of what [`markdown`] and [`code`] wrote, and says with an ellipsis that there were more.
/// A code span or an escape is kept whole or not at all: half of one would let go of what it holds.
pub(crate) fn cut(written: &str, most: usize) -> Cow<'_, str> {
    let (mut end, mut characters) = (0, 0);
    while let Some(rest) = written.get(end..).filter(|it| !it.is_empty()) {
        let unit = first_unit(rest);
        characters += unit.chars().count();
        if characters > most {
            return Cow::Owned(format!("{}…", written.get(..end).unwrap_or_default()));
        }
        end += unit.len();
    }
    Cow::Borrowed(written)
}

/// Returns what a text begins with that may not be parted: a code span, an escaped character, an entity, or a character.
fn first_unit(text: &str) -> &str {
    let first = text.chars().next().map_or(0, char::len_utf8);
    let length = match text.as_bytes().first() {
        Some(b'`') => code_span(text),
        Some(b'\\') => text.char_indices().nth(2).map(|(at, _)| at),
        Some(b'&') => text.find(';').map(|at| at + 1),
        Some(_) | None => Some(first),
    };
    length.and_then(|it| text.get(..it)).unwrap_or(text)
}

/// Returns the length of the code span that a text begins with; `None` where it does not end.
fn code_span(text: &str) -> Option<usize> {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let mut end = ticks;
    loop {
        let rest = text.get(end..)?;
        end += rest.find('`')?;
        let run = text.get(end..)?;
        let run = run.len() - run.trim_start_matches('`').len();
        end += run;
        if run == ticks {
            return Some(end);
        }
    }
}

/// Puts `lines` in a fenced Markdown block that none of them can end.
pub(crate) fn fence(language: &str, lines: &[String]) -> String {
    let longest = lines
        .iter()
        .map(|it| longest_backticks(it))
        .max()
        .unwrap_or_default();
    let ticks = "`".repeat((longest + 1).max(3));
    let mut out = format!("{ticks}{language}\n");
    for it in lines {
        out.push_str(&line(it));
        out.push('\n');
    }
    out.push_str(&ticks);
    out.push('\n');
    out
}

/// Escapes `text` for HTML text and quoted attributes, on one line.
pub(crate) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for it in line(text).chars() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(it),
        }
    }
    out
}

/// Keeps of `text` what may stand in an HTML comment's attribute: ASCII letters, digits, `_`, `.` and single `-`.
pub(crate) fn marker(text: &str) -> String {
    text.chars()
        .map(|it| match it {
            '-' | '_' | '.' => it,
            _ if it.is_ascii_alphanumeric() => it,
            _ => '_',
        })
        .collect::<String>()
        .replace("--", "-_")
}

fn longest_backticks(text: &str) -> usize {
    let (longest, _) = text.chars().fold((0, 0), |(longest, run), it| {
        let run = if it == '`' { run + 1 } else { 0 };
        (longest.max(run), run)
    });
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_text_cannot_mark_up() {
        assert_eq!(
            markdown("- </details> **bold** [x](y) a_b | 1."),
            "\\- &lt;/details&gt; \\*\\*bold\\*\\* \\[x\\](y) a\\_b \\| 1."
        );
        assert_eq!(markdown("1. first"), "1\\. first");
    }

    #[test]
    fn what_github_would_link_stands_in_code() {
        let hash = "0123456789abcdef0123456789abcdef01234567";
        for word in [
            "GH-1",
            "gh-12",
            "ABC-7",
            "#1",
            "o/r#1",
            "@name",
            "a@b.example",
            hash,
            "https://x.example",
            "WWW.x.example",
            "$x$",
            ":tada:",
            "(#1)",
            "é#1",
        ] {
            assert_eq!(
                markdown(&format!("see {word} there")),
                format!("see `{word}` there")
            );
        }
    }

    #[test]
    fn what_is_cut_loses_whole_code_spans_and_escapes() {
        let written = format!(
            "{} {} {}",
            markdown("a_b <c>"),
            code("x ` @y"),
            markdown("z")
        );
        assert_eq!(written, "a\\_b &lt;c&gt; ``x ` @y`` z");
        let cut_at = |most| cut(&written, most).into_owned();
        assert_eq!(cut_at(2), "a…");
        assert_eq!(cut_at(3), "a\\_…");
        assert_eq!(cut_at(8), "a\\_b …");
        assert_eq!(cut_at(24), "a\\_b &lt;c&gt; …");
        assert_eq!(cut_at(25), "a\\_b &lt;c&gt; ``x ` @y``…");
        assert_eq!(cut_at(27), written);
        assert_eq!(cut("no `end", 5), "no …");
    }

    #[test]
    fn punctuation_after_a_word_in_code_is_not_part_of_the_word() {
        assert_eq!(
            markdown("127.0.0.1:443: it is 1152921505700520061, created at 12:00:00Z. See #1!"),
            "`127.0.0.1:443`: it is `1152921505700520061`, created at `12:00:00Z`. See `#1`!"
        );
    }

    #[test]
    fn a_comma_after_a_word_in_code_stays_outside() {
        assert_eq!(
            markdown("the number 123456892, not a1; the key @name,;"),
            "the number `123456892`, not a1; the key `@name`,;"
        );
    }

    #[test]
    fn ordinary_words_stay_words() {
        let text = "A well-known app: gears, 2026-09-24, 1,204 users (beta).";
        assert_eq!(markdown(text), text);
    }

    #[test]
    fn a_code_span_is_longer_than_the_backticks_inside() {
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code(""), "`␠`");
    }

    #[test]
    fn a_fence_is_longer_than_the_backticks_inside() {
        assert_eq!(
            fence("diff", &["+ ````".to_owned()]),
            "`````diff\n+ ````\n`````\n"
        );
    }

    #[test]
    fn a_marker_cannot_end_its_comment() {
        assert_eq!(marker("a-->b c"), "a-__b_c");
    }
}
