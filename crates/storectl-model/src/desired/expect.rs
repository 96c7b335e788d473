//! What an installer is expected to be.

use crate::Digest;

/// What an installer is expected to be: storectl's own, compared with the file that the host serves, and never sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expect {
    /// ProductVersion, as a dotted version or any other text.
    pub version: Option<String>,
    /// CN of the certificate that signs it.
    pub signer: Option<String>,
    /// Its length in bytes.
    pub length: Option<u64>,
    /// Its SHA-256.
    pub sha256: Option<Digest>,
}

impl Expect {
    /// Returns whether nothing is expected.
    pub fn is_empty(&self) -> bool {
        let Self {
            version,
            signer,
            length,
            sha256,
        } = self;
        version.is_none() && signer.is_none() && length.is_none() && sha256.is_none()
    }
}
