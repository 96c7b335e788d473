//! The kinds of changes that need an acknowledgment.

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

    /// Returns the class that scripts see so; `None` of any other word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.as_str() == word)
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
