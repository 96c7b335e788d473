//! Halves of a character: an editor may hold one, JSON may write one, and no text may.

use std::borrow::Cow;

/// What stands for a half without its other: as many UTF-16 units, so that positions stay true.
const REPLACEMENT: &[u8] = b"\\ufffd";

/// Returns JSON in which each `\ud83d` without its other half is U+FFFD. Linear in the length.
pub(super) fn without_halves(json: &[u8]) -> Cow<'_, [u8]> {
    let mut whole = Vec::new();
    // What is before is in `whole`, if anything was replaced.
    let mut copied = 0;
    let mut at = 0;
    while let Some(rest) = json.get(at..).filter(|it| !it.is_empty()) {
        if rest.first() != Some(&b'\\') {
            at += rest
                .iter()
                .position(|it| *it == b'\\')
                .unwrap_or(rest.len());
            continue;
        }
        at += match (unit(rest), rest.get(6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                whole.extend_from_slice(json.get(copied..at).unwrap_or_default());
                whole.extend_from_slice(REPLACEMENT);
                copied = at + 6;
                6
            }
            // Another escape, of which the second byte may be a backslash.
            (Some(_) | None, _) => 2,
        };
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    whole.extend_from_slice(json.get(copied..).unwrap_or_default());
    Cow::Owned(whole)
}

/// Returns the UTF-16 unit of a `\uXXXX` that the text begins with.
fn unit(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(b"\\u")?.get(..4)?;
    let digits = std::str::from_utf8(digits).ok()?;
    let is_hex = digits.bytes().all(|it| it.is_ascii_hexdigit());
    is_hex.then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_is_replaced_and_a_pair_is_kept() {
        for (json, whole) in [
            (r#""\ud83c\udf89""#, r#""\ud83c\udf89""#),
            (r#""a\ud83cb""#, r#""a\ufffdb""#),
            (r#""\udf89\ud83c""#, r#""\ufffd\ufffd""#),
            (r#""\ud83c\ud83c\udf89""#, r#""\ufffd\ud83c\udf89""#),
            (r#""\\ud83c""#, r#""\\ud83c""#),
            (r#""\\\ud83c""#, r#""\\\ufffd""#),
            (r#""\u00e9\n""#, r#""\u00e9\n""#),
            (r#""\ud83""#, r#""\ud83""#),
            ("\\", "\\"),
            ("", ""),
        ] {
            let found = without_halves(json.as_bytes());
            assert_eq!(std::str::from_utf8(&found), Ok(whole), "{json}");
        }
    }
}
