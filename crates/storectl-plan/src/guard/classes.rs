//! Which change is destructive, and why.

use storectl_model::Module;
use url::Url;

use crate::{Action, Change, ChangeValue};

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

/// Gives the class of a destructive change.
pub(super) fn class(change: &Change) -> Option<DestructiveClass> {
    let is_whole = change.path.field().is_none();
    match (change.path.module()?, change.action) {
        (Module::Listings, Action::Remove) if is_whole => Some(DestructiveClass::LanguageRemoved),
        (Module::Packages, Action::Remove) if is_whole => Some(DestructiveClass::PackageRemoved),
        (Module::Listings, Action::Remove) => match &change.before {
            ChangeValue::Images(_) => Some(DestructiveClass::ImagesGone),
            _ => None,
        },
        _ => of_field(change),
    }
}

fn of_field(change: &Change) -> Option<DestructiveClass> {
    let had_one = !change.before.is_unset();
    match change.path.field()? {
        "markets" => loses_item(change).then_some(DestructiveClass::MarketRemoved),
        "discoverability" => had_one.then_some(DestructiveClass::DiscoverabilityChanged),
        "pricing" => had_one.then_some(DestructiveClass::PricingChanged),
        "freeTrial" => had_one.then_some(DestructiveClass::TrialChanged),
        "category" => had_one.then_some(DestructiveClass::CategoryChanged),
        "privacyPolicyUrl" if change.after.is_unset() => {
            Some(DestructiveClass::PrivacyPolicyCleared)
        }
        "packageUrl" if host(&change.before) != host(&change.after) => {
            Some(DestructiveClass::InstallerHostChanged)
        }
        "description"
        | "shortDescription"
        | "whatsNew"
        | "additionalLicenseTerms"
        | "certificationNotes" => shrinks(change).then_some(DestructiveClass::TextShrunk),
        _ => None,
    }
}

fn loses_item(change: &Change) -> bool {
    let items = |value: &ChangeValue| match value {
        ChangeValue::Items(items) => items.iter().map(|it| it.to_ascii_uppercase()).collect(),
        _ => Vec::new(),
    };
    let after = items(&change.after);
    items(&change.before).iter().any(|it| !after.contains(it))
}

fn shrinks(change: &Change) -> bool {
    let length = |value: &ChangeValue| value.as_str().unwrap_or_default().chars().count();
    length(&change.after) * 2 < length(&change.before)
}

fn host(url: &ChangeValue) -> Option<String> {
    Url::parse(url.as_str()?)
        .ok()?
        .host_str()
        .map(str::to_ascii_lowercase)
}
