//! Why a change is destructive, and what allows it.

use storectl_model::AckToken;

/// Why a change is destructive (design.md §6), in order of gravity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DestructiveClass {
    /// A language goes, with its texts and images.
    LanguageRemoved,
    /// A market goes.
    MarketRemoved,
    /// A package goes.
    PackageRemoved,
    /// No package covers an architecture any more.
    ArchitectureUncovered,
    /// No package covers a language any more.
    LanguageUncovered,
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
    /// The installer's URL names a lower version.
    VersionLowered,
    /// A text goes.
    TextCleared,
    /// A text of 200 characters or more loses more than half of them.
    TextShrunk,
}

impl DestructiveClass {
    /// Every class, in order of gravity.
    pub const ALL: &[Self] = &[
        Self::LanguageRemoved,
        Self::MarketRemoved,
        Self::PackageRemoved,
        Self::ArchitectureUncovered,
        Self::LanguageUncovered,
        Self::PricingChanged,
        Self::TrialChanged,
        Self::DiscoverabilityChanged,
        Self::CategoryChanged,
        Self::PrivacyPolicyCleared,
        Self::InstallerHostChanged,
        Self::VersionLowered,
        Self::TextCleared,
        Self::TextShrunk,
    ];

    /// Returns the class as scripts see it; it is hashed into the token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LanguageRemoved => "language-removed",
            Self::MarketRemoved => "market-removed",
            Self::PackageRemoved => "package-removed",
            Self::ArchitectureUncovered => "architecture-uncovered",
            Self::LanguageUncovered => "language-uncovered",
            Self::PricingChanged => "pricing-changed",
            Self::TrialChanged => "trial-changed",
            Self::DiscoverabilityChanged => "discoverability-changed",
            Self::CategoryChanged => "category-changed",
            Self::PrivacyPolicyCleared => "privacy-policy-cleared",
            Self::InstallerHostChanged => "installer-host-changed",
            Self::VersionLowered => "version-lowered",
            Self::TextCleared => "text-cleared",
            Self::TextShrunk => "text-shrunk",
        }
    }

    /// Says what it means in a few words for a plan.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::LanguageRemoved => "removes a language",
            Self::MarketRemoved => "removes a market",
            Self::PackageRemoved => "removes a package",
            Self::ArchitectureUncovered => "leaves an architecture without a package",
            Self::LanguageUncovered => "leaves a language without a package",
            Self::PricingChanged => "changes the price",
            Self::TrialChanged => "changes the free trial",
            Self::DiscoverabilityChanged => "changes who can find the product",
            Self::CategoryChanged => "moves the product to another category",
            Self::PrivacyPolicyCleared => "clears the privacy policy",
            Self::InstallerHostChanged => "changes the installer host",
            Self::VersionLowered => "lowers the version in the URL",
            Self::TextCleared => "clears the text",
            Self::TextShrunk => "shortens the text by more than half",
        }
    }
}

/// What keeps a destructive change from being applied until its token is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// The most severe reason why it is destructive; JSON names it.
    pub class: DestructiveClass,
    /// Further reasons, which the same token covers: another host can serve a lower version.
    pub also: Vec<DestructiveClass>,
    /// Whether something allows it.
    pub lock: Lock,
}

/// Whether a destructive change is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Not until the manifest's `acknowledge` or `--acknowledge` names the token.
    Locked(AckToken),
    /// The token is named.
    Acknowledged(AckToken),
    /// No token can allow it: manifest and draft together break a rule, so there is no such draft to acknowledge.
    Invalid,
}

impl Guard {
    /// Returns the token; `None` where none can allow the change.
    pub fn token(&self) -> Option<&AckToken> {
        match &self.lock {
            Lock::Locked(token) | Lock::Acknowledged(token) => Some(token),
            Lock::Invalid => None,
        }
    }

    /// Returns whether the change waits for its token.
    pub fn is_locked(&self) -> bool {
        match &self.lock {
            Lock::Locked(_) => true,
            Lock::Acknowledged(_) | Lock::Invalid => false,
        }
    }

    /// Returns whether the token is named.
    pub fn is_acknowledged(&self) -> bool {
        match &self.lock {
            Lock::Acknowledged(_) => true,
            Lock::Locked(_) | Lock::Invalid => false,
        }
    }

    /// Returns every reason, the most severe first.
    pub fn classes(&self) -> impl Iterator<Item = DestructiveClass> {
        std::iter::once(self.class).chain(self.also.iter().copied())
    }

    /// Says in a few words what the token allows, e.g. `changes the installer host, lowers the version`.
    pub fn meaning(&self) -> String {
        let words: Vec<&str> = self.classes().map(DestructiveClass::meaning).collect();
        words.join(", ")
    }
}
