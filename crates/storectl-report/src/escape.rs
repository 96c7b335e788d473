//! Makes text of strangers harmless in each output format.
//!
//! Listing texts and Store messages may hold terminal escapes, bidirectional overrides, markup and mentions (design.md
//! §6). Characters that act instead of showing are shown as `\u{1b}`, so that a reviewer sees what is there.

use std::{borrow::Cow, fmt::Write as _};

/// Shows every acting character of `text` but the line feed.
pub fn terminal(text: &str) -> Cow<'_, str> {
    visible(text, |it| it != '\n' && acts(it))
}

/// Shows every acting character of `text`, line feeds too, so that it stays on one line.
pub fn line(text: &str) -> Cow<'_, str> {
    visible(text, acts)
}

/// Shows every acting character of `text` as one character, so that columns stay.
pub(crate) fn pictures(text: &str) -> String {
    text.chars()
        .map(|it| match it {
            '\t' => ' ',
            '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(it)).unwrap_or('�'),
            _ if acts(it) => '�',
            _ => it,
        })
        .collect()
}

/// Escapes `text` for running Markdown text on one line: no markup, no HTML, no link, no mention, no reference to an
/// issue.
pub fn markdown(text: &str) -> String {
    let shown = line(text);
    let mut out = String::with_capacity(shown.len() + 16);
    for (at, it) in shown.char_indices() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // Escapes and entities are gone before mentions and addresses are looked for; a zero-width space stays.
            '@' | '#' => {
                out.push('\\');
                out.push(it);
                out.push(ZERO_WIDTH_SPACE);
            }
            ':' if shown.get(at..).is_some_and(|rest| rest.starts_with("://")) => {
                out.push(it);
                out.push(ZERO_WIDTH_SPACE);
            }
            '.' if ends_with_www(&out) => {
                out.push(it);
                out.push(ZERO_WIDTH_SPACE);
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(it);
            }
            // A list or a heading, at the beginning of a line only.
            '-' | '+' | '=' if at == 0 => {
                out.push('\\');
                out.push(it);
            }
            _ => out.push(it),
        }
    }
    out
}

const ZERO_WIDTH_SPACE: char = '\u{200b}';

fn ends_with_www(text: &str) -> bool {
    let start = text.len().saturating_sub(3);
    text.get(start..)
        .is_some_and(|it| it.eq_ignore_ascii_case("www"))
}

/// Puts `text` in a Markdown code span on one line; nothing inside is interpreted.
pub fn code(text: &str) -> String {
    let shown = line(text);
    let ticks = "`".repeat(longest_run(&shown, '`') + 1);
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

/// Puts `lines` in a fenced Markdown block that none of them can end.
pub fn fence(language: &str, lines: &[String]) -> String {
    let longest = lines
        .iter()
        .map(|it| longest_run(it, '`'))
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
pub fn html(text: &str) -> String {
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

/// Writes every acting character of a JSON document, which can only be in its texts, as JSON's own escape; the line feeds
/// between its lines stay. What is read from it is the same.
pub fn json(document: &str) -> Cow<'_, str> {
    let hidden = |it: char| it != '\n' && acts(it);
    if !document.contains(hidden) {
        return Cow::Borrowed(document);
    }
    let mut out = String::with_capacity(document.len() + 16);
    for it in document.chars() {
        if hidden(it) {
            for unit in it.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(it);
        }
    }
    Cow::Owned(out)
}

/// Keeps of `text` what may stand in an HTML comment's attribute: ASCII letters, digits, `_`, `.` and single `-`.
pub fn marker(text: &str) -> String {
    text.chars()
        .map(|it| match it {
            '-' | '_' | '.' => it,
            _ if it.is_ascii_alphanumeric() => it,
            _ => '_',
        })
        .collect::<String>()
        .replace("--", "-_")
}

fn visible(text: &str, hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for it in text.chars() {
        match it {
            _ if !hidden(it) => out.push(it),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(it));
            }
        }
    }
    Cow::Owned(out)
}

/// Tells whether a character does something instead of showing: controls, line separators, marks and overrides of
/// direction, invisible spaces and tags. Joiners stay, for scripts and emoji need them.
fn acts(it: char) -> bool {
    it.is_control()
        || matches!(it,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn longest_run(text: &str, wanted: char) -> usize {
    let (longest, _) = text.chars().fold((0, 0), |(longest, run), it| {
        let run = if it == wanted { run + 1 } else { 0 };
        (longest.max(run), run)
    });
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acting_characters_become_visible() {
        assert_eq!(
            line("\u{1b}[31mred\u{202e}\u{7}\r\n\t\u{9b}"),
            "\\u{1b}[31mred\\u{202e}\\u{7}\\r\\n\\t\\u{9b}"
        );
    }

    #[test]
    fn a_json_document_reads_the_same_and_acts_on_no_terminal() {
        let value = serde_json::json!({ "a": "\u{1b}\u{9b}\u{202e}\u{7f}\u{e0001}é\n" });
        let written = format!("{value:#}");
        let shown = json(&written);
        assert!(!shown.contains(|it| it != '\n' && acts(it)), "{shown}");
        assert!(
            shown.contains("\\u009b\\u202e\\u007f\\udb40\\udc01é"),
            "{shown}"
        );
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&shown).unwrap(),
            value
        );
    }

    #[test]
    fn joined_emoji_and_foreign_scripts_stay() {
        let text = "👩\u{200d}👩\u{200d}👧 می\u{200c}خواهم 日本語";
        assert_eq!(line(text), text);
    }

    #[test]
    fn markdown_text_cannot_mark_up_mention_or_refer() {
        assert_eq!(
            markdown("- </details> **@all** #1 https://x www.x: y"),
            "\\- &lt;/details&gt; \\*\\*\\@\u{200b}all\\*\\* \\#\u{200b}1 https:\u{200b}//x www.\u{200b}x: y"
        );
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
