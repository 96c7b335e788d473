//! What a receipt keeps of installers: what identifies the bytes that were reviewed.

use storectl_model::{DesiredProduct, FieldPath, SeenBytes, mask::mask};

use super::Receipt;
use crate::SeenInstallers;

/// What was seen of one installer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptInstaller {
    /// Its address, with signatures and passwords masked.
    pub package_url: String,
    /// Its version, where it says one.
    pub version: Option<String>,
    /// What identifies its bytes.
    pub bytes: SeenBytes,
}

impl ReceiptInstaller {
    /// Takes what a plan saw. An address that uses a secret variable, or holds a secret, is in no receipt (forms.md, "Receipts"
    /// 3), and nothing is kept of what it serves.
    pub fn of(seen: &SeenInstallers, desired: &DesiredProduct) -> Vec<Self> {
        let packages = desired.packages.iter().flatten().enumerate();
        let kept = packages.filter_map(|(at, package)| {
            let (path, url) = (FieldPath::of_package(at), &package.package_url);
            let address = path.clone().key("packageUrl");
            let is_secret = desired.secrets.iter().any(|it| it.is_within(&address))
                || desired.secret_values.is_in(url);
            let seen = seen.of(&path).filter(|_| !is_secret)?;
            Some(Self {
                package_url: mask(url).into_owned(),
                version: seen.version.clone(),
                bytes: seen.bytes.clone()?,
            })
        });
        kept.collect()
    }
}

impl Receipt {
    /// Returns what was seen of the installer under an address when the submission was made.
    pub fn installer(&self, package_url: &str) -> Option<&ReceiptInstaller> {
        let masked = mask(package_url);
        self.installers.iter().find(|it| it.package_url == masked)
    }
}
