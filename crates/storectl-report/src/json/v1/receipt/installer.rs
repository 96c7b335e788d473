//! What a receipt document keeps of installers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storectl_model::{Digest, SeenBytes};
use storectl_plan::ReceiptInstaller;

use super::invalid::{InvalidReceipt, digest};

/// What identifies the bytes of an installer, as they were looked at before the submission.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct InstallerDoc {
    /// Its URL, without secrets.
    package_url: String,
    /// Its version; null if it says none.
    #[serde(default)]
    version: Option<String>,
    /// Their length in bytes; null if unknown.
    length: Option<u64>,
    /// The ETag that the host sent; null if unknown.
    etag: Option<String>,
    /// The Last-Modified that the host sent, in its words; null if unknown.
    last_modified: Option<String>,
    /// SHA-256 over the parts that were read and their positions; null if none were.
    parts_digest: Option<String>,
    /// SHA-256 of every byte; null if some were not read.
    sha256: Option<String>,
}

impl From<&ReceiptInstaller> for InstallerDoc {
    fn from(installer: &ReceiptInstaller) -> Self {
        let ReceiptInstaller {
            package_url,
            version,
            bytes:
                SeenBytes {
                    length,
                    etag,
                    last_modified,
                    parts,
                    sha256,
                },
        } = installer;
        let digits = |it: &Option<Digest>| it.as_ref().map(ToString::to_string);
        Self {
            package_url: package_url.clone(),
            version: version.clone(),
            length: *length,
            etag: etag.clone(),
            last_modified: last_modified.clone(),
            parts_digest: digits(parts),
            sha256: digits(sha256),
        }
    }
}

impl InstallerDoc {
    /// Takes the document for what was seen.
    pub(super) fn installer(self) -> Result<ReceiptInstaller, InvalidReceipt> {
        Ok(ReceiptInstaller {
            package_url: self.package_url,
            version: self.version,
            bytes: SeenBytes {
                length: self.length,
                etag: self.etag,
                last_modified: self.last_modified,
                parts: self.parts_digest.map(digest).transpose()?,
                sha256: self.sha256.map(digest).transpose()?,
            },
        })
    }
}
