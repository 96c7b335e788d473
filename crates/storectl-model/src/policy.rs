//! What an organization allows whoever edits its manifests (design.md §6, Policy).

use crate::{DestructiveClass, HostName, LanguageTag, ProductId, SellerId};

/// A policy. A list that is absent allows everything; one that is empty allows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// The products that may be planned.
    pub products: Option<Allowed<ProductId>>,
    /// The seller accounts that may be used.
    pub sellers: Option<Allowed<SellerId>>,
    /// The hosts that installers may come from.
    pub installer_hosts: Option<Allowed<HostName>>,
    /// Who may have signed installers, by the common name (CN) of the certificate, exactly as `inspect` shows it.
    pub signers: Option<Allowed<String>>,
    /// Classes of destructive changes that no token allows.
    pub never_acknowledge: Vec<PlacedRule<DestructiveClass>>,
    /// Languages that the product must have listings in.
    pub required_languages: Vec<PlacedRule<LanguageTag>>,
}

/// A list of what is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed<T> {
    /// Where its key is.
    pub place: PolicyPlace,
    /// What it allows, in the order of the file.
    pub items: Vec<T>,
}

/// An item that is a rule of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedRule<T> {
    /// Where the item is.
    pub place: PolicyPlace,
    /// What it names.
    pub item: T,
}

/// A place in the file of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyPlace {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl PolicyPlace {
    /// The beginning of the file.
    pub const START: Self = Self { line: 1, column: 1 };
}

/// A kind of rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PolicyRule {
    /// `products`.
    Products,
    /// `sellers`.
    Sellers,
    /// `installerHosts`.
    InstallerHosts,
    /// `signers`.
    Signers,
    /// `neverAcknowledge`.
    NeverAcknowledge,
    /// `requiredLanguages`.
    RequiredLanguages,
}

impl PolicyRule {
    /// Every kind, in the order of the schema.
    pub const ALL: [Self; 6] = [
        Self::Products,
        Self::Sellers,
        Self::InstallerHosts,
        Self::Signers,
        Self::NeverAcknowledge,
        Self::RequiredLanguages,
    ];

    /// Returns its key in the file.
    pub fn key(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Sellers => "sellers",
            Self::InstallerHosts => "installerHosts",
            Self::Signers => "signers",
            Self::NeverAcknowledge => "neverAcknowledge",
            Self::RequiredLanguages => "requiredLanguages",
        }
    }
}

impl<T> Allowed<T> {
    /// Returns whether an item is the one that is asked for.
    pub fn allows(&self, is_it: impl FnMut(&T) -> bool) -> bool {
        self.items.iter().any(is_it)
    }
}
