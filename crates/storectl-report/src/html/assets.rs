//! The style and the script of every page, and the policy that lets a browser use them and nothing else.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::sync::LazyLock;

use storectl_model::Digest;

/// The style. No line of it is a runner's command: no selector has two colons.
pub(super) const STYLE: &str = include_str!("../../templates/page.css");

/// The script. The page says the same without it.
pub(super) const SCRIPT: &str = include_str!("../../templates/page.js");

/// Returns the content security policy of every page: nothing is loaded, sent or run but what stands in it.
pub(super) fn policy() -> &'static str {
    static POLICY: LazyLock<String> = LazyLock::new(|| {
        format!(
            "default-src 'none'; img-src data:; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
            source(STYLE),
            source(SCRIPT)
        )
    });
    &POLICY
}

/// Returns how a policy names a text by its content (CSP Level 3, "hash-source").
fn source(text: &str) -> String {
    let digest = Digest::of(text.as_bytes());
    let digits = digest.as_str().as_bytes().chunks(2);
    let bytes: Vec<u8> = digits.filter_map(byte).collect();
    format!("sha256-{}", STANDARD.encode(bytes))
}

fn byte(digits: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::escape;

    #[test]
    fn a_text_is_named_by_its_hash() {
        // RFC 6234's digest of the empty text.
        assert_eq!(
            source(""),
            "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        );
    }

    #[test]
    fn nothing_of_style_and_script_is_taken_for_a_command_of_a_runner() {
        for text in [STYLE, SCRIPT] {
            assert_eq!(escape::without_commands(text.to_owned()), text);
        }
    }

    #[test]
    fn style_and_script_end_where_their_elements_end() {
        for text in [STYLE, SCRIPT] {
            assert!(!text.contains("</") && !text.contains("<!--"));
            assert!(!text.contains('\r'), "a browser hashes other line ends");
        }
    }
}
