//! Characters of a scalar as they are written: themselves, or as an escape in double quotes.

use std::ops::Range;

/// Returns where the first character that `wanted` accepts is written in the scalar's source.
pub(crate) fn find_character(scalar: &str, wanted: impl Fn(char) -> bool) -> Option<Range<usize>> {
    let mut rest = scalar.char_indices().peekable();
    let escapes = scalar.starts_with('"');
    while let Some((at, character)) = rest.next() {
        if !escapes || character != '\\' {
            let line_end = character == '\r' && rest.peek().is_some_and(|(_, it)| *it == '\n');
            if wanted(character) && !line_end {
                return Some(at..at + character.len_utf8());
            }
            continue;
        }
        let (_, kind) = rest.next()?;
        let digits = match kind {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let end = at + 1 + kind.len_utf8() + digits;
        for _ in 0..digits {
            rest.next();
        }
        let decoded = match kind {
            '0' => Some('\0'),
            'a' => Some('\u{7}'),
            'b' => Some('\u{8}'),
            'v' => Some('\u{b}'),
            'f' => Some('\u{c}'),
            'e' => Some('\u{1b}'),
            'N' => Some('\u{85}'),
            'r' if !scalar.get(end..).is_some_and(|it| it.starts_with("\\n")) => Some('\r'),
            'x' | 'u' | 'U' => scalar
                .get(end - digits..end)
                .and_then(|it| u32::from_str_radix(it, 16).ok())
                .and_then(char::from_u32),
            _ => None,
        };
        if decoded.is_some_and(&wanted) {
            return Some(at..end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_character_is_found_as_it_is_written() {
        let find = |it: &str| find_character(it, |it| it.is_control() && it != '\n');
        assert_eq!(find(r#""Bell \x07 and""#), Some(6..10));
        assert_eq!(find(r#""a\\x07 \b""#), Some(8..10));
        assert_eq!(find("plain \u{7f}"), Some(6..7));
        assert_eq!(find(r"'Bell \x07'"), None);
        assert_eq!(find(r#""a\r\nb\t""#), None);
        assert_eq!(find(r#""\u0085""#), Some(1..7));
    }
}
