//! Makes somebody else's text harmless in each format; [`crate::Foreign`] is the way in.
//!
//! Listing texts and messages may hold terminal escapes, bidirectional overrides, commands for CI runners, markup and
//! mentions (design.md §6). Characters that act instead of showing are shown as `\u{1b}`, so that a reviewer sees what
//! is there.

mod characters;
mod commands;
mod markup;

use std::{borrow::Cow, fmt::Write as _};

pub(crate) use characters::acts;
use commands::Marks;
pub(crate) use markup::{code, cut, fence, html, markdown, marker};

/// Shows every acting character of `text`, line feeds too, and breaks the marks of commands.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    rewritten(text, acts, |out, it| {
        let _ = write!(out, "\\u{{{:x}}}", u32::from(it));
    })
}

/// Shows every acting character and mark as one character, so that columns stay.
pub(crate) fn pictures(text: &str) -> String {
    let shown = rewritten(text, acts, |out, it| {
        out.push(match it {
            '\t' => ' ',
            '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(it)).unwrap_or('�'),
            _ => '�',
        });
    });
    shown.into_owned()
}

/// Writes every acting character and mark of a JSON document as JSON's own escape. They can only be in its strings; line
/// feeds between its lines stay. What is read from it is the same.
pub(crate) fn json(document: &str) -> Cow<'_, str> {
    rewritten(
        document,
        |it| it != '\n' && acts(it),
        |out, it| {
            for unit in it.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        },
    )
}

/// Breaks the marks of commands in a document whose texts are escaped already: two of them may make one together.
pub(crate) fn without_commands(document: String) -> String {
    let shown = rewritten(
        &document,
        |_| false,
        |out, it| {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(it));
        },
    );
    match shown {
        Cow::Borrowed(_) => document,
        Cow::Owned(shown) => shown,
    }
}

/// Returns whether a text holds a character that is `hidden`. Printable ASCII never is, and is passed quickly.
fn holds(text: &str, hidden: impl Fn(char) -> bool) -> bool {
    let is_other = |it: u8| !matches!(it, b' '..=b'~');
    let mut rest = text;
    while let Some(at) = rest.as_bytes().iter().position(|it| is_other(*it)) {
        let mut others = rest.get(at..).unwrap_or_default().chars();
        if others.next().is_some_and(&hidden) {
            return true;
        }
        rest = others.as_str();
    }
    false
}

/// Replaces what is `hidden`, and the characters that make a command of its neighbors.
fn rewritten(
    text: &str,
    hidden: impl Fn(char) -> bool,
    replace: impl Fn(&mut String, char),
) -> Cow<'_, str> {
    // Documents are long, and most hold neither: these are quick.
    let may_hold_marks = text.contains("::") || text.contains("##");
    let marked = if may_hold_marks { text } else { "" };
    let mut marks = Marks::of(marked).peekable();
    if marks.peek().is_none() && !holds(text, &hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, it) in text.char_indices() {
        let is_mark = marks.next_if_eq(&at).is_some();
        if is_mark || hidden(it) {
            replace(&mut out, it);
        } else {
            out.push(it);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acting_characters_become_visible() {
        assert_eq!(
            line("\u{1b}[31mred\u{202e}\u{7}\r\n\t\u{9b}"),
            "\\u{1b}[31mred\\u{202e}\\u{7}\\u{d}\\u{a}\\u{9}\\u{9b}"
        );
    }

    #[test]
    fn invisible_fillers_become_visible() {
        for filler in [
            '\u{34f}', '\u{115f}', '\u{1160}', '\u{17b4}', '\u{17b5}', '\u{2800}', '\u{3164}',
            '\u{ffa0}',
        ] {
            let shown = line(filler.encode_utf8(&mut [0; 4])).into_owned();
            assert_eq!(shown, format!("\\u{{{:x}}}", u32::from(filler)));
        }
    }

    #[test]
    fn joined_emoji_and_foreign_scripts_stay() {
        let text = "👩\u{200d}👩\u{200d}👧 می\u{200c}خواهم 日本語";
        assert_eq!(line(text), text);
    }

    #[test]
    fn a_mark_is_broken_where_a_person_still_reads_it() {
        assert_eq!(
            line("##vso[task.x]y ##[group] ::debug::x"),
            "#\\u{23}vso[task.x]y #\\u{23}[group] :\\u{3a}debug:\\u{3a}x"
        );
    }

    #[test]
    fn a_json_document_reads_the_same_and_acts_on_nothing() {
        let value =
            serde_json::json!({ "a": "\u{1b}\u{9b}\u{202e}\u{7f}\u{e0001}é\n ##[x] ::debug::y" });
        let shown = json(&format!("{value:#}")).into_owned();
        assert!(!shown.contains(|it| it != '\n' && acts(it)), "{shown}");
        assert!(
            shown.contains("\\u009b\\u202e\\u007f\\udb40\\udc01é")
                && shown.contains("#\\u0023[x] :\\u003adebug:\\u003ay"),
            "{shown}"
        );
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&shown).unwrap(),
            value
        );
    }

    #[test]
    fn pictures_keep_columns() {
        let text = "a\tb\u{1b}::debug::##[x]\u{202e}";
        assert_eq!(pictures(text).chars().count(), text.chars().count());
    }
}
