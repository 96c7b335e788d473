//! Finds the texts in Rust source: string literals and documentation.

/// A text with the line it begins on, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) line: usize,
    pub(crate) text: String,
}

/// The string literals and documentation comments of a file, escapes as written.
pub(crate) fn texts(source: &str) -> Vec<Text> {
    let mut texts = Vec::new();
    let mut line = 1;
    let mut rest = source;
    // Whether the last character could be the end of a name, so that `r"` and `b"` are not prefixes.
    let mut after_word = false;
    while let Some(first) = rest.chars().next() {
        let (length, text) = token(rest, after_word);
        if let Some(text) = text {
            texts.push(Text {
                line,
                text: text.to_owned(),
            });
        }
        let (taken, left) = rest.split_at(length);
        line += taken.matches('\n').count();
        after_word = length == first.len_utf8() && (first.is_alphanumeric() || first == '_');
        rest = left;
    }
    texts
}

/// The length of what stands at the start, and its text where it is one.
fn token(rest: &str, after_word: bool) -> (usize, Option<&str>) {
    let line_length = rest.find('\n').unwrap_or(rest.len());
    if let Some(doc) = rest.strip_prefix("///").or(rest.strip_prefix("//!")) {
        return (line_length, Some(&doc[..line_length - 3]));
    }
    if rest.starts_with("//") {
        return (line_length, None);
    }
    if rest.starts_with("/*") {
        let end = rest.find("*/").map_or(rest.len(), |at| at + 2);
        return (end, None);
    }
    if !after_word && let Some(raw) = raw(rest) {
        return raw;
    }
    if rest.starts_with('"') {
        let length = quoted(rest, '"');
        return (length, Some(&rest[1..length.saturating_sub(1).max(1)]));
    }
    if rest.starts_with('\'') {
        return (character(rest), None);
    }
    (rest.chars().next().map_or(1, char::len_utf8), None)
}

/// A raw string: `r"…"`, `r#"…"#`, and of bytes.
fn raw(rest: &str) -> Option<(usize, Option<&str>)> {
    let after = rest.strip_prefix("br").or(rest.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let body = after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = body.find(&end)?;
    let before = rest.len() - body.len();
    Some((before + length + end.len(), Some(&body[..length])))
}

/// The length of a quoted text, its quotes included.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of a character literal, or of the mark of a lifetime.
fn character(rest: &str) -> usize {
    let mut chars = rest.chars().skip(1);
    match (chars.next(), chars.next()) {
        (Some('\\'), _) => quoted(rest, '\''),
        (Some(c), Some('\'')) => 2 + c.len_utf8(),
        _ => 1,
    }
}

#[test]
fn literals_and_documentation_are_found_and_comments_are_not() {
    let source = "/// Doc.\nfn a<'a>() { // no\n  f(\"x\\\"y\", '\"', r#\"z\"#); /* \"no\" */ }\n";
    let found: Vec<(usize, String)> = texts(source)
        .into_iter()
        .map(|it| (it.line, it.text))
        .collect();
    let expected = [(1, " Doc."), (3, "x\\\"y"), (3, "z")];
    assert_eq!(found, expected.map(|(line, text)| (line, text.to_owned())));
}
