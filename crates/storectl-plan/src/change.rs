//! One difference between the manifest and the draft.

use storectl_model::{Acknowledgement, FieldPath};

use crate::ChangeValue;

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

/// Who moved a field away from the base, where there is one (forms.md, "Receipts, base, origins, timeline" 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The manifest moved, the Store did not.
    Manifest,
    /// The Store moved, the manifest did not.
    Drift,
    /// Both moved, apart.
    Conflict,
    /// Both moved alike: no change.
    Agreed,
}

impl Origin {
    /// Gives the word the JSON plan uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Drift => "drift",
            Self::Conflict => "conflict",
            Self::Agreed => "agreed",
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
    /// Where, e.g. `listings.en-us.description`; what its pointer names may be absent in the manifest where the change comes
    /// from `--prune` or from a shorter list.
    pub path: FieldPath,
    /// What becomes of it.
    pub action: Action,
    /// Who made the difference; `None` where there is no base to tell by.
    pub origin: Option<Origin>,
    /// The Store's value.
    pub before: ChangeValue,
    /// The manifest's value; unset where it is cleared or removed.
    pub after: ChangeValue,
    /// The lock of a destructive change.
    pub guard: Option<Guard>,
    /// The limit of a text.
    pub limit: Option<TextLimit>,
}
