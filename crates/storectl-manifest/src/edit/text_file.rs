//! A text file with another text.

use crate::{
    encoding::{decode_text, encode_like},
    format,
};

/// A text for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// The path, relative to the manifest's folder, `/` between folders, variables replaced.
    pub path: String,
    /// The text as the file is to hold it, its variables not replaced.
    pub text: String,
}

impl TextEdit {
    /// Returns the bytes of the file with the new text, as its `former` bytes were: with or without CR LF, a byte order mark
    /// and a final line end. A file that held the text already stays as it is; a new one, or one that was not UTF-8, ends
    /// with a line end.
    pub fn content(&self, former: Option<&[u8]>) -> Vec<u8> {
        let old = former.and_then(|it| decode_text(it).ok().map(|text| (it, text)));
        let new = format::normalize_line_ends(&self.text);
        let body = format::without_final_line_end(&new);
        let Some((bytes, old)) = old else {
            return encode_like(&[], &ended(body, Ending::Line));
        };
        let normal = format::normalize_line_ends(old);
        if format::without_final_line_end(&normal) == body {
            return bytes.to_vec();
        }
        let ending = if old.is_empty() || old.ends_with('\n') {
            Ending::Line
        } else {
            Ending::Text
        };
        encode_like(bytes, &format::line_ends_like(old, &ended(body, ending)))
    }
}

/// How a file ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// With a line end.
    Line,
    /// With its text.
    Text,
}

/// Ends a text; an empty one has no lines. One that ends with empty lines needs the line end, which is not part of it.
fn ended(body: &str, ending: Ending) -> String {
    let needs_end = body.ends_with('\n') || (ending == Ending::Line && !body.is_empty());
    let end = if needs_end { "\n" } else { "" };
    format!("{body}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_ends_and_breaks_its_lines_as_before() {
        for (former, text, expected) in [
            (None, "a\nb", "a\nb\n"),
            (None, "a\r\nb\r\n", "a\nb\n"),
            (None, "", ""),
            (Some("x\n"), "a\nb", "a\nb\n"),
            (Some("x"), "a\nb\n", "a\nb"),
            (Some("x"), "a\n\n", "a\n\n"),
            (Some(""), "a", "a\n"),
            (Some("x\r\ny\r\n"), "a\nb", "a\r\nb\r\n"),
            (Some("\u{feff}x\r\ny"), "a\nb", "\u{feff}a\r\nb"),
            (Some("x\n"), "", ""),
            (None, "\u{feff}a", "\u{feff}\u{feff}a\n"),
            (Some("x"), "\u{feff}a", "\u{feff}\u{feff}a"),
        ] {
            let edit = TextEdit {
                path: "a.txt".to_owned(),
                text: text.to_owned(),
            };
            let content = String::from_utf8(edit.content(former.map(str::as_bytes)));
            assert_eq!(content.as_deref(), Ok(expected), "{former:?} {text:?}");
        }
    }

    #[test]
    fn a_file_that_holds_the_text_stays_as_it_is() {
        for former in ["a\r\nb\n", "a\nb", "\u{feff}a\nb\r\n"] {
            let edit = TextEdit {
                path: "a.txt".to_owned(),
                text: "a\nb\n".to_owned(),
            };
            assert_eq!(edit.content(Some(former.as_bytes())), former.as_bytes());
        }
    }

    #[test]
    fn a_file_in_another_encoding_is_replaced() {
        let edit = TextEdit {
            path: "a.txt".to_owned(),
            text: "é".to_owned(),
        };
        assert_eq!(edit.content(Some(b"\xff\xfea\0")), "é\n".as_bytes());
    }
}
