//! The fingerprint of plans, as plans, receipts and reports name it.

use std::{fmt, str::FromStr};

use storectl_model::Digest;

/// Fingerprint of what would be done: products, changes and steps, and neither times, versions nor lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanHash(String);

impl PlanHash {
    /// Makes a hash of the digest of a plan's fingerprint; `sp1` names the way it is computed.
    pub fn of(fingerprint: &Digest) -> Self {
        Self(format!("sp1-{}", &fingerprint.as_str()[..32]))
    }

    /// Returns the hash as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that is not the hash of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not the hash of a plan")]
pub struct InvalidPlanHash;

impl FromStr for PlanHash {
    type Err = InvalidPlanHash;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix("sp1-").ok_or(InvalidPlanHash)?;
        let is_digit = |it: u8| matches!(it, b'0'..=b'9' | b'a'..=b'f');
        if digits.len() == 32 && digits.bytes().all(is_digit) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPlanHash)
        }
    }
}

impl fmt::Display for PlanHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
