//! What identifies the bytes under an address.

use crate::Digest;

/// What identifies the bytes under an address, as a look at them found it. What was not seen is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeenBytes {
    /// Their length in bytes.
    pub length: Option<u64>,
    /// The validator that their host names.
    pub etag: Option<String>,
    /// When they changed, in the words of their host.
    pub last_modified: Option<String>,
    /// The digest of the parts that were read, and of where they stand.
    pub parts: Option<Digest>,
    /// The digest of every byte.
    pub sha256: Option<Digest>,
}

/// How bytes stand to those that were seen before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sameness {
    /// They are the same, as far as both were seen.
    Same,
    /// They are others: a sentence without a final period says why.
    Other(String),
    /// The two know nothing in common.
    Unknown,
}

impl SeenBytes {
    /// Compares bytes with those that the same version of this tool saw before.
    ///
    /// Bytes decide where both know them: servers of one host can disagree on validators. Else the validators do.
    pub fn compare(&self, now: &Self) -> Sameness {
        if let (Some(before), Some(now)) = (self.length, now.length)
            && before != now
        {
            return Sameness::Other(format!("it had {before} bytes and has {now}"));
        }
        let facts = [
            (
                pair(self.sha256.as_ref(), now.sha256.as_ref()),
                "its SHA-256 has changed",
            ),
            (
                pair(self.parts.as_ref(), now.parts.as_ref()),
                "its bytes have changed",
            ),
            (
                pair(self.etag.as_ref(), now.etag.as_ref()),
                "its ETag has changed",
            ),
            (
                pair(self.last_modified.as_ref(), now.last_modified.as_ref()),
                "its Last-Modified has changed",
            ),
        ];
        let mut known = facts
            .into_iter()
            .filter_map(|(same, what)| Some((same?, what)));
        match known.next() {
            Some((true, _)) => Sameness::Same,
            Some((false, what)) => Sameness::Other(what.to_owned()),
            None => Sameness::Unknown,
        }
    }
}

/// Returns whether two facts are the same, where both are known.
fn pair<T: PartialEq>(before: Option<&T>, now: Option<&T>) -> Option<bool> {
    Some(before? == now?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(length: u64, etag: &str, parts: Option<&str>) -> SeenBytes {
        SeenBytes {
            length: Some(length),
            etag: Some(etag.to_owned()),
            parts: parts.map(|it| Digest::of(it.as_bytes())),
            ..SeenBytes::default()
        }
    }

    #[test]
    fn bytes_decide_before_validators() {
        let before = seen(7, "a", Some("x"));
        assert_eq!(before.compare(&before), Sameness::Same);
        // Another server of the same host.
        assert_eq!(before.compare(&seen(7, "b", Some("x"))), Sameness::Same);
        assert_eq!(before.compare(&seen(7, "a", None)), Sameness::Same);
        for other in [
            seen(8, "a", Some("x")),
            seen(7, "a", Some("y")),
            seen(7, "b", None),
        ] {
            let compared = before.compare(&other);
            assert!(matches!(compared, Sameness::Other(_)), "{other:?}");
        }
    }

    #[test]
    fn every_byte_decides_before_some() {
        let whole = |parts: &str, all: &str| SeenBytes {
            sha256: Some(Digest::of(all.as_bytes())),
            ..seen(7, "a", Some(parts))
        };
        assert_eq!(whole("x", "1").compare(&whole("y", "1")), Sameness::Same);
        let other = Sameness::Other("its SHA-256 has changed".to_owned());
        assert_eq!(whole("x", "1").compare(&whole("x", "2")), other);
    }

    #[test]
    fn a_length_alone_identifies_nothing() {
        let length = SeenBytes {
            length: Some(7),
            ..SeenBytes::default()
        };
        assert_eq!(length.compare(&length), Sameness::Unknown);
    }
}
