//! What an installer says about itself. What is not known is `None` or empty, never guessed.

use std::collections::BTreeSet;

use storectl_model::{Architecture, Digest, LanguageTag, PackageType};

/// What the bytes under a package URL are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// An installer, as far as it was read.
    Installer(Box<Facts>),
    /// Something that no Windows system installs.
    NoInstaller(NoInstaller),
}

/// Why bytes are no installer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoInstaller {
    /// There are none.
    Empty,
    /// A page for people, such as a host's error page.
    Html,
    /// An archive: an installer in a zip is not installed.
    Zip,
    /// An installer whose end is missing: its headers name bytes after the last one.
    CutOff,
    /// Neither a PE nor an MSI file, or one whose structures contradict each other.
    Other,
}

impl NoInstaller {
    /// Everything that bytes can be instead.
    pub const ALL: [Self; 5] = [
        Self::Empty,
        Self::Html,
        Self::Zip,
        Self::CutOff,
        Self::Other,
    ];

    /// Returns the word that scripts see.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Html => "html",
            Self::Zip => "zip",
            Self::CutOff => "cut-off",
            Self::Other => "other",
        }
    }
}

/// What an installer says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Its length in bytes.
    pub length: u64,
    /// Its SHA-256; `None` unless every byte was read.
    pub sha256: Option<Digest>,
    /// exe or msi, by its bytes.
    pub package_type: PackageType,
    /// What built it.
    pub kind: Kind,
    /// ProductName of an MSI or of the version resource.
    pub product: Option<String>,
    /// ProductVersion, as written there.
    pub version: Option<String>,
    /// Whether it certainly has none: the part that would hold it was read.
    pub lacks_version: bool,
    /// Manufacturer of an MSI, CompanyName of the version resource.
    pub company: Option<String>,
    /// The machine in the header of an exe; of a setup program it says nothing about the product.
    pub machine: Option<Architecture>,
    /// The architectures of the product: the template of an MSI, the payload of a setup program. Empty if not known.
    pub architectures: BTreeSet<Architecture>,
    /// The languages of the product, as the Store's codes. Empty if not known, or neutral.
    pub languages: BTreeSet<LanguageTag>,
    /// Which rights the manifest of an exe asks for.
    pub elevation: Option<Elevation>,
    /// What only an MSI has.
    pub msi: Option<Msi>,
    /// Who signed it.
    pub signing: Signing,
    /// The programs in it, where its kind can be read. Plug-ins of the setup program and the stub of the uninstaller are none.
    pub payload: Option<Vec<PayloadFile>>,
    /// The parameters that make its kind silent; empty for an MSI, which is always run silently. `None` if not known.
    pub silent: Option<&'static str>,
    /// What in it downloads while it installs.
    pub downloaders: Vec<Downloader>,
}

/// What built an installer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Nullsoft Scriptable Install System.
    Nsis,
    /// Inno Setup.
    Inno,
    /// A bundle of the WiX Toolset.
    Burn,
    /// Advanced Installer.
    AdvancedInstaller,
    /// Squirrel.Windows, and its successors.
    Squirrel,
    /// A Windows Installer package.
    Msi,
    /// A program of no known kind.
    Plain,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Nsis,
        Self::Inno,
        Self::Burn,
        Self::AdvancedInstaller,
        Self::Squirrel,
        Self::Msi,
        Self::Plain,
    ];

    /// Returns the word that scripts see.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nsis => "nsis",
            Self::Inno => "inno",
            Self::Burn => "burn",
            Self::AdvancedInstaller => "advanced-installer",
            Self::Squirrel => "squirrel",
            Self::Msi => "msi",
            Self::Plain => "plain",
        }
    }
}

/// Which rights the manifest of an exe asks for: its `requestedExecutionLevel`. Source: "Application manifests", Microsoft
/// Learn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elevation {
    /// Those of whoever starts it.
    AsInvoker,
    /// The highest the user can get.
    HighestAvailable,
    /// Those of an administrator.
    RequireAdministrator,
}

impl Elevation {
    /// Every level.
    pub const ALL: [Self; 3] = [
        Self::AsInvoker,
        Self::HighestAvailable,
        Self::RequireAdministrator,
    ];

    /// Returns the manifest's own word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AsInvoker => "asInvoker",
            Self::HighestAvailable => "highestAvailable",
            Self::RequireAdministrator => "requireAdministrator",
        }
    }
}

/// What only an MSI has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Msi {
    /// ProductCode, in braces.
    pub product_code: Option<String>,
    /// UpgradeCode, in braces.
    pub upgrade_code: Option<String>,
    /// For whom it installs; `None` where the user decides.
    pub scope: Option<Scope>,
    /// The template of its summary, e.g. `x64;1033`.
    pub template: Option<String>,
}

/// For whom an MSI installs. Source: "ALLUSERS property", Microsoft Learn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every user of the machine.
    Machine,
    /// The user who starts it.
    User,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 2] = [Self::Machine, Self::User];

    /// Returns the word that scripts see.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::User => "user",
        }
    }
}

/// Whether something is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signing {
    /// The part that would hold the signature was not read, or is in a form that cannot be read.
    Unknown,
    /// It has no signature.
    Unsigned,
    /// It has one.
    Signed(Box<Signature>),
}

/// An Authenticode signature. A chain to a root that Windows trusts is not looked for, so none is claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// CN of the certificate that SignerInfo names; its whole name where it has no CN.
    pub signer: String,
    /// CN of its issuer; its whole name where it has no CN.
    pub issuer: String,
    /// From when the certificate is valid, in seconds of Unix time.
    pub not_before: i64,
    /// Until when it is valid, in seconds of Unix time.
    pub not_after: i64,
    /// When it was signed, in seconds of Unix time, as a timestamp in the signature says; `None` without one.
    pub timestamp: Option<i64>,
    /// Whether the certificate is its own issuer.
    pub self_signed: bool,
    /// The algorithm of the digest that is signed, e.g. `sha256`.
    pub digest_algorithm: String,
    /// Whether the bytes have the digest that is signed; `None` unless every byte was read, and where that cannot be told.
    pub digest_matches: Option<bool>,
}

/// A program in an installer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayloadFile {
    /// Its name, as the installer has it.
    pub name: String,
    /// The machine in its header, where that was read.
    pub architecture: Option<Architecture>,
    /// Whether it has a signature, where that was read.
    pub signed: Option<bool>,
}

/// Something that downloads while it installs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Downloader {
    /// Its name: a plug-in of a setup program, a custom action of an MSI, a package of a bundle.
    pub name: String,
    /// What it downloads, where that is known.
    pub url: Option<String>,
}
