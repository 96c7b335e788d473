//! A rule of a policy that a plan violates.

use storectl_model::{FieldPath, PolicyPlace, PolicyRule};

/// Why the policy forbids a plan (exit 11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyViolation {
    /// The rule.
    pub rule: PolicyRule,
    /// Where it is in the policy's file.
    pub place: PolicyPlace,
    /// What violates it; of several changes, the first. `None` for the product as a whole.
    pub path: Option<FieldPath>,
    /// Indexes of the changes that it forbids, for `neverAcknowledge`.
    pub changes: Vec<usize>,
    /// Indexes of the unmanaged values whose move it forbids, for `neverAcknowledge`.
    pub unmanaged: Vec<usize>,
    /// What is wrong: one sentence without a period.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// Who signed an installer, as far as a policy may rely on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InstallerSigner {
    /// The certificate of this name (CN).
    Signed(String),
    /// A certificate of this name that vouches for itself: anybody can make one.
    SelfSigned(String),
    /// The certificate of this name, but the bytes are not those that were signed.
    Altered(String),
    /// Nobody.
    Unsigned,
    /// It was not looked at, or cannot be told, for this reason.
    Unknown(String),
}
