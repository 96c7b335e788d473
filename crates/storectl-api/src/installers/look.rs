//! What a look is for, and what it yields.

use storectl_installer::{Host, Inspection, Parts};

/// A look at an installer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Where the installer is.
    pub address: String,
    /// How much of it is read.
    pub depth: LookDepth,
    /// What an earlier look knows of its host: where that is still so, nothing is read.
    pub known: Option<Known>,
    /// What happens where the host does not answer now.
    pub patience: Patience,
}

/// How much of an installer is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookDepth {
    /// At most 4 ranges and 256 KiB, within 5 s.
    Parts,
    /// Every byte, of up to 2 GiB, until the deadline of the client.
    Whole,
}

/// What happens where a host does not answer, throttles (429) or fails (5xx), or its answers are about different files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// That is the result.
    Once,
    /// The look is repeated as any read is.
    AsReads,
}

/// What identifies the bytes under an address, as their host says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Their length in bytes.
    pub length: u64,
    /// Their validator.
    pub etag: Option<String>,
    /// When they changed, in the host's words.
    pub last_modified: Option<String>,
}

impl Known {
    /// Returns what a host said; `None` where that identifies nothing: it names no length, or no validator.
    pub fn of(host: &Host) -> Option<Self> {
        if host.etag.is_none() && host.last_modified.is_none() {
            return None;
        }
        Some(Self {
            length: host.length?,
            etag: host.etag.clone(),
            last_modified: host.last_modified.clone(),
        })
    }
}

/// What a look yields.
#[derive(Clone, Debug)]
pub enum Seen {
    /// The host says what was [known](Look::known); nothing was read.
    Unchanged(Host),
    /// It was looked at.
    Inspected {
        /// What was seen.
        inspection: Inspection,
        /// The bytes that were read, of a look by parts that read any.
        parts: Option<Parts>,
    },
}

impl Seen {
    /// Makes what was seen of an installer whose bytes are not kept.
    pub(crate) fn without_parts(inspection: Inspection) -> Self {
        Self::Inspected {
            inspection,
            parts: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_without_length_or_validator_identifies_nothing() {
        let host = Host {
            length: Some(7),
            etag: Some("\"a\"".to_owned()),
            ..Host::default()
        };
        assert!(Known::of(&host).is_some());
        let without_length = Host {
            length: None,
            ..host.clone()
        };
        assert_eq!(Known::of(&without_length), None);
        let without_validator = Host { etag: None, ..host };
        assert_eq!(Known::of(&without_validator), None);
    }
}
