//! What git keeps of an image that is in Git LFS: its digest and its length, in place of its bytes.

use std::str;

use storectl_model::Digest;

/// The longest pointer, in bytes. Source: git-lfs, docs/spec.md, "The Pointer".
pub(super) const POINTER_CAP: u64 = 1024;

/// What a pointer says of the content that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pointer {
    /// SHA-256 of the content.
    pub(super) digest: Digest,
    /// The length of the content in bytes.
    pub(super) bytes: u64,
}

impl Pointer {
    /// Reads a pointer: a line for each key. Source: as above.
    pub(super) fn parse(pointer: &[u8]) -> Option<Self> {
        let lines = str::from_utf8(pointer).ok()?.lines();
        let value = |key: &str| lines.clone().find_map(|it| it.strip_prefix(key));
        Some(Self {
            digest: Digest::from_kept(value("oid sha256:")?)?,
            bytes: value("size ")?.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_says_what_it_stands_for_and_anything_else_nothing() {
        let digest = Digest::of(b"image");
        let pointer = format!(
            "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 5\n",
            digest.as_str()
        );
        let expected = Pointer { digest, bytes: 5 };
        assert_eq!(Pointer::parse(pointer.as_bytes()), Some(expected));
        for other in [
            pointer.replace("sha256", "md5"),
            pointer.replace("size 5", "size five"),
            pointer.replace("oid sha256:", "oid sha256:0"),
            String::new(),
        ] {
            assert_eq!(Pointer::parse(other.as_bytes()), None, "{other}");
        }
    }
}
