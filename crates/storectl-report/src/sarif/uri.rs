//! Paths as relative references (RFC 3986).

use std::fmt::Write as _;

/// The name of the repository's root, as GitHub calls it.
pub(super) const BASE: &str = "%SRCROOT%";

/// Returns a path from the repository's root as a URI: everything is percent-encoded but unreserved characters and slashes.
pub(super) fn of_path(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_relative_reference() {
        assert_eq!(
            of_path("store/ü a:b#c?%.yaml"),
            "store/%C3%BC%20a%3Ab%23c%3F%25.yaml"
        );
    }
}
