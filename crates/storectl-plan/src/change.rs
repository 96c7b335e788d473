//! One difference between the manifest and the draft.

use serde_json::Value;
use storectl_model::Acknowledgement;

/// What becomes of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It was unset or absent, and gets a value.
    Add,
    /// It gets another value.
    Change,
    /// A language, market, package or image goes.
    Remove,
    /// Its value goes.
    Clear,
    /// The same items in another order.
    Reorder,
}

impl Action {
    /// Gives the word the JSON plan uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Change => "change",
            Self::Remove => "remove",
            Self::Clear => "clear",
            Self::Reorder => "reorder",
        }
    }
}

/// Who made the difference. Without a base revision there are two sides only, and every change is the manifest's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The manifest asks for it.
    Manifest,
}

impl Origin {
    /// Gives the word the JSON plan uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
        }
    }
}

/// Why a change is destructive (design.md §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DestructiveClass {
    /// A language goes, with its texts and images.
    LanguageRemoved,
    /// A market goes.
    MarketRemoved,
    /// A package goes.
    PackageRemoved,
    /// All images of a kind of a listing go.
    ImagesGone,
    /// The price changes.
    PricingChanged,
    /// The trial changes.
    TrialChanged,
    /// The product becomes easier or harder to find.
    DiscoverabilityChanged,
    /// The product moves to another category.
    CategoryChanged,
    /// The privacy policy goes.
    PrivacyPolicyCleared,
    /// The installer comes from another host.
    InstallerHostChanged,
    /// A text loses more than half of its length.
    TextShrunk,
}

impl DestructiveClass {
    /// Gives the class as scripts see it; it is hashed into the token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LanguageRemoved => "language-removed",
            Self::MarketRemoved => "market-removed",
            Self::PackageRemoved => "package-removed",
            Self::ImagesGone => "images-gone",
            Self::PricingChanged => "pricing-changed",
            Self::TrialChanged => "trial-changed",
            Self::DiscoverabilityChanged => "discoverability-changed",
            Self::CategoryChanged => "category-changed",
            Self::PrivacyPolicyCleared => "privacy-policy-cleared",
            Self::InstallerHostChanged => "installer-host-changed",
            Self::TextShrunk => "text-shrunk",
        }
    }

    /// Says what it means in a few words for a plan.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::LanguageRemoved => "removes a language",
            Self::MarketRemoved => "removes a market",
            Self::PackageRemoved => "removes a package",
            Self::ImagesGone => "removes all images of the listing",
            Self::PricingChanged => "changes the price",
            Self::TrialChanged => "changes the trial",
            Self::DiscoverabilityChanged => "changes who finds the product",
            Self::CategoryChanged => "moves the product to another category",
            Self::PrivacyPolicyCleared => "clears the privacy policy",
            Self::InstallerHostChanged => "takes the installer from another host",
            Self::TextShrunk => "shrinks the text by more than half",
        }
    }
}

/// A destructive change's lock: its token opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// Why it is destructive.
    pub class: DestructiveClass,
    /// What the manifest's `acknowledge` or `--acknowledge` must name.
    pub token: Acknowledgement,
    /// Whether it is named.
    pub acknowledged: bool,
}

/// The documented limit of a text, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextLimit(pub usize);

/// One difference: the unit of review.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// E.g. `listings.en-us.description`, `packages[0].packageUrl`, `availability.markets`.
    pub address: String,
    /// JSON pointer into the manifest, e.g. `/listings/en-us/description`; what it points at may be absent there where
    /// the change comes from `--prune` or from a shorter list.
    pub pointer: String,
    /// What becomes of it.
    pub action: Action,
    /// Who made the difference.
    pub origin: Origin,
    /// The Store's value; `Null` where unset.
    pub before: Value,
    /// The manifest's value; `Null` where it is cleared or removed.
    pub after: Value,
    /// The lock of a destructive change.
    pub guard: Option<Guard>,
    /// The limit of a text.
    pub limit: Option<TextLimit>,
}
