//! Texts that are well-formed and most often not what was wanted (forms, Outputs 13).

use storectl_model::scan::has_byte;

use crate::catalogue::{self, Rule};

/// Something suspicious in a text.
pub(crate) struct Suspect {
    pub(crate) rule: &'static Rule,
    /// The byte of the text it begins at.
    pub(crate) at: usize,
    /// What it is, to follow the field's name: "has …".
    pub(crate) what: String,
}

/// Returns what is suspicious in a text, each kind once, at its first place.
pub(crate) fn suspects(text: &str) -> Vec<Suspect> {
    if let Some(whole) = whole(text) {
        return vec![whole];
    }
    // Most texts have none of the bytes that a kind needs.
    let kinds = [
        has_byte(text, |it| matches!(it, b'{' | b'_')).then(|| placeholder(text)),
        has_byte(text, |it| matches!(it, b'<' | b'|' | b'>')).then(|| conflict(text)),
        has_byte(text, |it| matches!(it, b'#' | b'[' | b'*' | b'<')).then(|| markup(text)),
        has_byte(text, |it| it == 0xef).then(|| replacement(text)),
        has_byte(text, |it| it == 0xe2).then(|| unclosed(text)),
    ];
    kinds.into_iter().flatten().flatten().collect()
}

/// Finds a text that as a whole is something else.
fn whole(text: &str) -> Option<Suspect> {
    if text.trim_start().starts_with(LFS_POINTER) {
        return Some(Suspect {
            rule: &catalogue::LFS_TEXT,
            at: 0,
            what: "is a Git LFS pointer, not the text".to_owned(),
        });
    }
    is_path(text).then(|| Suspect {
        rule: &catalogue::PATH_AS_TEXT,
        at: 0,
        what: "is a file path, not text".to_owned(),
    })
}

/// How a Git LFS pointer begins. Source: the Git LFS specification, "The Pointer".
const LFS_POINTER: &str = "version https://git-lfs.github.com/spec/";

fn is_path(text: &str) -> bool {
    const ENDINGS: [&str; 9] = [
        "md", "markdown", "txt", "text", "rst", "adoc", "html", "htm", "rtf",
    ];
    let text = text.trim();
    // As nearly every text has.
    if text.contains(char::is_whitespace) {
        return false;
    }
    let named = text.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty() && ENDINGS.iter().any(|it| it.eq_ignore_ascii_case(ending))
    });
    let relative = ["./", "../"].iter().any(|it| text.starts_with(it));
    (named || relative) && !text.contains("://")
}

/// Finds a placeholder that was not filled in.
pub(crate) fn placeholder(text: &str) -> Option<Suspect> {
    /// The longest placeholder looked for, in bytes.
    const LONGEST: usize = 100;
    let braces = text.match_indices("{{").find_map(|(at, _)| {
        let rest = window(text, at, LONGEST);
        let end = rest.find("}}")? + 2;
        let found = rest.get(..end)?;
        (!found.contains('\n')).then_some((at, found))
    });
    let underscores = || {
        text.match_indices("__").find_map(|(at, _)| {
            let name = window(text, at + 2, LONGEST);
            let length = name
                .bytes()
                .take_while(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || *it == b'_')
                .count();
            let name = name.get(..length)?;
            let end = name.rfind("__")?;
            let starts = name.starts_with(|it: char| it.is_ascii_uppercase());
            (starts && end > 0).then(|| (at, text.get(at..at + 4 + end).unwrap_or_default()))
        })
    };
    let (at, found) = braces.or_else(underscores)?;
    Some(Suspect {
        rule: &catalogue::PLACEHOLDER,
        at,
        what: format!("contains the unfilled placeholder `{found}`"),
    })
}

/// Returns up to `length` bytes of the text, from byte `at`.
fn window(text: &str, at: usize, length: usize) -> &str {
    let mut end = (at + length).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(at..end).unwrap_or_default()
}

/// The lines of a text with the bytes they begin at.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split('\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        (start, line)
    })
}

fn conflict(text: &str) -> Option<Suspect> {
    const MARKERS: [&str; 3] = ["<<<<<<< ", "||||||| ", ">>>>>>> "];
    let (at, _) = lines(text).find(|(_, line)| MARKERS.iter().any(|it| line.starts_with(it)))?;
    Some(Suspect {
        rule: &catalogue::CONFLICT_MARKER,
        at,
        what: "contains a merge conflict marker".to_owned(),
    })
}

fn markup(text: &str) -> Option<Suspect> {
    let (at, what) = lines(text).find_map(|(start, line)| {
        let (at, what) = heading(line)
            .or_else(|| link(line))
            .or_else(|| bold(line))
            .or_else(|| tag(line))?;
        Some((start + at, what))
    })?;
    Some(Suspect {
        rule: &catalogue::MARKUP,
        at,
        what: format!("contains {what}, but the Store shows plain text"),
    })
}

fn heading(line: &str) -> Option<(usize, &'static str)> {
    let text = line.trim_start_matches(' ');
    let marks = text.bytes().take_while(|it| *it == b'#').count();
    let heads = (1..=6).contains(&marks) && text.as_bytes().get(marks) == Some(&b' ');
    heads.then(|| (line.len() - text.len(), "a Markdown heading"))
}

/// Finds `[text](url)`.
fn link(line: &str) -> Option<(usize, &'static str)> {
    let mut opened = None;
    let bytes = line.as_bytes();
    let last_close = line.rfind(')')?;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'[' => opened = Some(at),
            b']' => {
                let target = bytes.get(at + 1) == Some(&b'(')
                    && bytes
                        .get(at + 2)
                        .is_some_and(|it| !it.is_ascii_whitespace() && *it != b')');
                if let Some(start) = opened
                    .take()
                    .filter(|it| target && at > it + 1 && last_close > at + 2)
                {
                    return Some((start, "a Markdown link"));
                }
            }
            _ => {}
        }
    }
    None
}

/// Finds `**bold**`.
fn bold(line: &str) -> Option<(usize, &'static str)> {
    let mut opened: Option<usize> = None;
    for (at, _) in line.match_indices("**") {
        let before = line.get(..at).and_then(|it| it.chars().next_back());
        let after = line.get(at + 2..).and_then(|it| it.chars().next());
        let solid = |it: Option<char>| it.is_some_and(|it| !it.is_whitespace() && it != '*');
        if let Some(start) = opened
            && solid(before)
            && at > start + 2
        {
            return Some((start, "Markdown bold text"));
        }
        if opened.is_none() && solid(after) {
            opened = Some(at);
        }
    }
    None
}

/// Finds an HTML tag, by its name: `List<String>` is none.
fn tag(line: &str) -> Option<(usize, &'static str)> {
    const NAMES: [&str; 44] = [
        "a",
        "abbr",
        "b",
        "big",
        "blockquote",
        "body",
        "br",
        "center",
        "code",
        "dd",
        "div",
        "dl",
        "dt",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "html",
        "i",
        "iframe",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "script",
        "small",
        "span",
        "strong",
        "style",
        "sub",
        "sup",
        "table",
        "td",
        "th",
        "tr",
        "u",
        "ul",
    ];
    const LONGEST: usize = 10;
    let last_close = line.rfind('>')?;
    line.match_indices('<').find_map(|(at, _)| {
        let rest = window(line, at + 1, LONGEST + 2);
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (name, after) = rest.split_at_checked(length)?;
        let named = NAMES.iter().any(|it| it.eq_ignore_ascii_case(name));
        let ended = after.starts_with([' ', '>', '/']);
        (named && ended && last_close > at).then_some((at, "an HTML tag"))
    })
}

fn replacement(text: &str) -> Option<Suspect> {
    Some(Suspect {
        rule: &catalogue::REPLACEMENT_CHARACTER,
        at: text.find('\u{fffd}')?,
        what: "contains U+FFFD, which marks lost characters".to_owned(),
    })
}

/// Finds a bidirectional embedding, override or isolate that its paragraph does not close.
fn unclosed(text: &str) -> Option<Suspect> {
    const OPENING: [char; 7] = [
        '\u{202a}', '\u{202b}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}',
    ];
    if !text.contains(OPENING) {
        return None;
    }
    let at = lines(text).find_map(|(start, line)| {
        let mut open: Vec<(usize, char)> = Vec::new();
        for (at, character) in line.char_indices() {
            match character {
                it if OPENING.contains(&it) => open.push((start + at, it)),
                // Closes the last embedding or override inside the last isolate.
                '\u{202c}' if open.last().is_some_and(|(_, it)| *it < '\u{2066}') => {
                    open.pop();
                }
                // Closes the last isolate, and what was left open inside it.
                '\u{2069}' => {
                    if let Some(isolate) = open.iter().rposition(|(_, it)| *it >= '\u{2066}') {
                        open.truncate(isolate);
                    }
                }
                _ => {}
            }
        }
        open.first().map(|(at, _)| *at)
    })?;
    Some(Suspect {
        rule: &catalogue::UNCLOSED_DIRECTION,
        at,
        what: "contains an unterminated bidirectional control".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        suspects(text).iter().map(|it| it.rule.title).collect()
    }

    #[test]
    fn ordinary_texts_are_not_suspicious() {
        for text in [
            "- one\n- two\n* three",
            "a < b and 5 <6, a<n>c",
            "[x] done, [ ] open, see [1]",
            "https://contoso.com/a_b#c",
            "C# 12 and #1 in the list, 5 ** 2, ** and more **",
            "use {braces} and __init__.py and snake__case",
            "List<String> and Vec<T>",
            "Read the README.md in the folder.",
            "1.2",
            "../ and ./ are folders",
            "=======\ntext\n=======",
            "\u{2067}שלום\u{2069}, \u{202b}שלום\u{202c}",
            "contoso.com (text)[1]",
        ] {
            assert_eq!(codes(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn each_kind_is_found_at_its_place() {
        for (text, at, title) in [
            ("Hi {{ name }}!", 3, catalogue::PLACEHOLDER.title),
            ("Hi __APP_NAME__!", 3, catalogue::PLACEHOLDER.title),
            ("a\n<<<<<<< HEAD\nb", 2, catalogue::CONFLICT_MARKER.title),
            ("a\n>>>>>>> main", 2, catalogue::CONFLICT_MARKER.title),
            ("a <b>bold</b>", 2, catalogue::MARKUP.title),
            ("a<br/>b", 1, catalogue::MARKUP.title),
            ("see [here](https://x)", 4, catalogue::MARKUP.title),
            ("a **bold** b", 2, catalogue::MARKUP.title),
            ("a\n## New", 2, catalogue::MARKUP.title),
            ("caf\u{fffd}", 3, catalogue::REPLACEMENT_CHARACTER.title),
            ("a\u{202e}b\nc", 1, catalogue::UNCLOSED_DIRECTION.title),
            (
                "a\u{2066}\u{202b}b\u{2069}\u{202c}c\u{2067}",
                15,
                catalogue::UNCLOSED_DIRECTION.title,
            ),
            (
                "listings/en-us/description.md",
                0,
                catalogue::PATH_AS_TEXT.title,
            ),
            ("../LICENSE", 0, catalogue::PATH_AS_TEXT.title),
            (
                "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1",
                0,
                catalogue::LFS_TEXT.title,
            ),
        ] {
            let found = suspects(text);
            let found: Vec<_> = found.iter().map(|it| (it.at, it.rule.title)).collect();
            assert_eq!(found, [(at, title)], "{text}");
        }
    }
}
