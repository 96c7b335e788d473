//! The closed vocabularies: the words storectl may send, spelled as the service spells them (trap 41).
//!
//! What the Store answers is open and kept as text in the remote state.

use std::{fmt, str::FromStr};

/// A word outside a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is not {what}; expected one of {}", expected.join(", "))]
pub struct UnknownWord {
    /// What was given.
    pub word: String,
    /// What it should have been, e.g. `a pricing`.
    pub what: &'static str,
    /// Every word there is.
    pub expected: &'static [&'static str],
}

macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* #[doc = concat!("`", $text, "`.")] $variant),+ }

        impl $name {
            /// Every value, in the document's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Every word, in the document's order.
            pub const WORDS: &'static [&'static str] = &[$($text),+];

            /// Returns the word as the service spells it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(UnknownWord { word: text.to_owned(), what: $what, expected: Self::WORDS }),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

vocabulary! {
    /// Who can find the product in the Store. Source: store-api.md, Update Metadata.
    Discoverability, "a discoverability value" { Discoverable = "DISCOVERABLE", DeeplinkOnly = "DEEPLINK_ONLY" }
}
vocabulary! {
    /// What the product costs. Source: store-api.md, Update Metadata.
    Pricing, "a pricing value" { Free = "FREE", Freemium = "FREEMIUM", Subscription = "SUBSCRIPTION", Paid = "PAID" }
}
vocabulary! {
    /// Whether there is a free trial; required where pricing is PAID or SUBSCRIPTION. Source: store-api.md, Update
    /// Metadata.
    FreeTrial, "a free trial value" { NoFreeTrial = "NO_FREE_TRIAL", FreeTrial = "FREE_TRIAL" }
}
vocabulary! {
    /// The one architecture of a package. Source: store-api.md, Update Packages.
    Architecture, "an architecture" { Neutral = "Neutral", X86 = "X86", X64 = "X64", Arm = "Arm", Arm64 = "Arm64" }
}
vocabulary! {
    /// The installer's kind: an exe is run directly, an msi through msiexec (trap 59). Source: store-api.md, Update
    /// Packages.
    PackageType, "a package type" { Exe = "exe", Msi = "msi" }
}
impl PackageType {
    /// Returns the type that the file name of a package URL ends with; `None` where it ends with neither.
    pub fn of_url(url: &str) -> Option<Self> {
        let (_, rest) = url.split_once("://")?;
        let rest = rest.split(['?', '#']).next()?;
        let (_, file) = rest.rsplit_once('/')?;
        let (_, ending) = file.rsplit_once('.')?;
        let mut types = Self::ALL.iter().copied();
        types.find(|it| ending.eq_ignore_ascii_case(it.as_str()))
    }
}
vocabulary! {
    /// Installer outcomes a package may describe, in the order the service returns them (field note 14).
    ErrorScenario, "an error scenario" {
        InstallationCancelledByUser = "installationCancelledByUser",
        ApplicationAlreadyExists = "applicationAlreadyExists",
        InstallationAlreadyInProgress = "installationAlreadyInProgress",
        DiskSpaceIsFull = "diskSpaceIsFull",
        RebootRequired = "rebootRequired",
        NetworkFailure = "networkFailure",
        PackageRejectedDuringInstallation = "packageRejectedDuringInstallation",
        InstallationSuccessful = "installationSuccessful",
        Miscellaneous = "miscellaneous",
    }
}
vocabulary! {
    /// Hardware a product may require or recommend; the service always returns all nine (field note 16).
    HardwareFeature, "a hardware feature" {
        Touch = "Touch",
        Keyboard = "Keyboard",
        Mouse = "Mouse",
        Camera = "Camera",
        NfcHce = "NFC_HCE",
        NfcProximity = "NFC_Proximity",
        BluetoothLe = "Bluetooth_LE",
        Telephony = "Telephony",
        Microphone = "Microphone",
    }
}
vocabulary! {
    /// Hardware for which amounts may be specified; the service always returns all five (field note 16).
    RequirementKind, "a system requirement" {
        Memory = "Memory",
        DirectX = "DirectX",
        VideoMemory = "Video_Memory",
        Processor = "Processor",
        Graphics = "Graphics",
    }
}
vocabulary! {
    /// When apply submits: `auto` submits after a change by this apply or an interrupted one. Source: design.md
    /// §5.
    SubmitMode, "a submit mode" { Auto = "auto", Always = "always", Never = "never" }
}
vocabulary! {
    /// Which installers are looked at, and how much of each: those of changed packages by parts, all bytes of all, or none.
    /// Source: design.md §8.
    PreflightMode, "a preflight mode" { Auto = "auto", Full = "full", Off = "off" }
}

vocabulary! {
    /// The state that apply waits for. Source: design.md §2.
    WaitFor, "a state to wait for" { Draft = "draft", Submitted = "submitted", Published = "published" }
}

impl Default for PreflightMode {
    /// Nothing is looked at where nobody asks for it.
    fn default() -> Self {
        Self::Off
    }
}

impl RequirementKind {
    /// Returns the only values the service takes for this kind; `None` if any text of up to 200 characters goes.
    ///
    /// Source: store-api.md, "System Requirement Details validation rules".
    pub fn allowed_values(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Memory => Some(&[
                "300MB", "750MB", "1GB", "2GB", "4GB", "6GB", "8GB", "12GB", "16GB", "20GB",
            ]),
            Self::DirectX => Some(&[
                "DX9",
                "DX10",
                "DX11",
                "DX12-FEATURELEVEL11",
                "DX12-FEATURELEVEL12",
            ]),
            Self::VideoMemory => Some(&["1GB", "2GB", "4GB", "6GB"]),
            Self::Processor | Self::Graphics => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_url_tells_its_type_by_the_file_name_alone() {
        for (url, kind) in [
            ("https://contoso.com/1.2/setup.exe", Some(PackageType::Exe)),
            (
                "https://contoso.com/1.2/SETUP.MSI?a=b.exe#c",
                Some(PackageType::Msi),
            ),
            ("https://contoso.com/setup.msi/download", None),
            ("https://contoso.exe", None),
            ("https://contoso.com/setup", None),
            ("https://contoso.com/?file=setup.exe", None),
            ("", None),
        ] {
            assert_eq!(PackageType::of_url(url), kind, "{url}");
        }
    }
}
