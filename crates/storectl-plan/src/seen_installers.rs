//! What a plan saw of the installers of its packages: an approval of the plan approves these bytes.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use storectl_model::{Digest, FieldPath, PreflightMode, SeenBytes};

/// What a plan saw of installers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeenInstallers {
    /// How installers were looked at.
    pub mode: PreflightMode,
    /// Those that were, in the order of the manifest.
    pub packages: Vec<SeenInstaller>,
}

/// What was seen of one package's installer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenInstaller {
    /// The package, e.g. `packages[0]`.
    pub package: FieldPath,
    /// Its version, where it says one; the hash of a plan does not cover it, for it follows from the bytes.
    pub version: Option<String>,
    /// What identifies its bytes; `None` where none were seen, so that no approval covers them.
    pub bytes: Option<SeenBytes>,
}

impl SeenInstallers {
    /// Returns what was seen of a package's installer, where it was looked at.
    pub fn of(&self, package: &FieldPath) -> Option<&SeenInstaller> {
        let mut packages = self.packages.iter();
        packages.find(|it| it.package == *package)
    }

    /// Returns what was seen of a package's bytes.
    pub fn bytes_of(&self, package: &FieldPath) -> Option<&SeenBytes> {
        self.of(package)?.bytes.as_ref()
    }

    /// Returns the packages of which bytes were seen.
    pub fn packages_with_bytes(&self) -> BTreeSet<&FieldPath> {
        let seen = self.packages.iter().filter(|it| it.bytes.is_some());
        seen.map(|it| &it.package).collect()
    }

    /// Adds what an approved plan saw of packages that this one did not look at: an earlier run has written them, so that this plan
    /// changes nothing of them, and yet they are published.
    #[must_use]
    pub fn with_approved(&self, approved: &Self) -> Self {
        let is_unseen = |it: &&SeenInstaller| self.bytes_of(&it.package).is_none();
        let added = approved.packages.iter().filter(is_unseen).cloned();
        let seen = self
            .packages
            .iter()
            .filter(|it| it.bytes.is_some())
            .cloned();
        Self {
            mode: self.mode,
            packages: seen.chain(added).collect(),
        }
    }

    /// Returns the same where no bytes were seen: what a plan approves that could not tell.
    #[must_use]
    pub fn without_bytes(&self) -> Self {
        let packages = self.packages.iter().map(|it| SeenInstaller {
            package: it.package.clone(),
            version: None,
            bytes: None,
        });
        Self {
            mode: self.mode,
            packages: packages.collect(),
        }
    }

    /// Returns what of it a plan's hash covers; `None` where nothing was to be looked at, as in plans of versions that did not.
    pub(crate) fn to_json(&self) -> Option<Value> {
        if self.mode == PreflightMode::Off && self.packages.is_empty() {
            return None;
        }
        let packages = self.packages.iter().map(|it| {
            let bytes = it.bytes.as_ref().map(|it| {
                let SeenBytes {
                    length,
                    etag,
                    last_modified,
                    parts,
                    sha256,
                } = it;
                let digests = [parts, sha256].map(|it| it.as_ref().map(Digest::as_str));
                json!([length, etag, last_modified, digests])
            });
            json!([it.package.to_string(), bytes])
        });
        let packages: Vec<Value> = packages.collect();
        Some(json!([self.mode.as_str(), packages]))
    }
}
