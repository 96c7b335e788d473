//! The texts of a listing, with their limits.

use storectl_model::limits;

/// A text of a listing, or a list of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListingText {
    /// `description`
    Description,
    /// `shortDescription`
    ShortDescription,
    /// `whatsNew`
    WhatsNew,
    /// `productFeatures`
    ProductFeatures,
    /// `searchTerms`
    SearchTerms,
    /// `additionalLicenseTerms`
    AdditionalLicenseTerms,
    /// `copyright`
    Copyright,
    /// `developedBy`
    DevelopedBy,
    /// `sortTitle`
    SortTitle,
    /// `requirements`
    Requirements,
    /// `contactInfo`
    ContactInfo,
}

/// What the length of a text is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextUnit {
    /// Unicode code points of a text.
    Characters,
    /// Items of a list.
    Items,
    /// Texts of a list whose items hold up to two.
    Values,
}

impl ListingText {
    /// Every text, in the order of plans.
    pub const ALL: [Self; 11] = [
        Self::Description,
        Self::ShortDescription,
        Self::WhatsNew,
        Self::ProductFeatures,
        Self::SearchTerms,
        Self::AdditionalLicenseTerms,
        Self::Copyright,
        Self::DevelopedBy,
        Self::SortTitle,
        Self::Requirements,
        Self::ContactInfo,
    ];

    /// Returns its name in the manifest and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Description => "description",
            Self::ShortDescription => "shortDescription",
            Self::WhatsNew => "whatsNew",
            Self::ProductFeatures => "productFeatures",
            Self::SearchTerms => "searchTerms",
            Self::AdditionalLicenseTerms => "additionalLicenseTerms",
            Self::Copyright => "copyright",
            Self::DevelopedBy => "developedBy",
            Self::SortTitle => "sortTitle",
            Self::Requirements => "requirements",
            Self::ContactInfo => "contactInfo",
        }
    }

    /// Returns what its length and its limit are counted in.
    pub fn unit(self) -> TextUnit {
        match self {
            Self::ProductFeatures | Self::SearchTerms => TextUnit::Items,
            Self::Requirements => TextUnit::Values,
            Self::Description
            | Self::ShortDescription
            | Self::WhatsNew
            | Self::AdditionalLicenseTerms
            | Self::Copyright
            | Self::DevelopedBy
            | Self::SortTitle
            | Self::ContactInfo => TextUnit::Characters,
        }
    }

    /// Returns the most it may have, in its [`unit`](Self::unit); `None` where no limit is documented (field note 90).
    pub fn limit(self) -> Option<usize> {
        match self {
            Self::Description => Some(limits::DESCRIPTION),
            Self::ShortDescription => Some(limits::SHORT_DESCRIPTION),
            Self::WhatsNew => Some(limits::WHATS_NEW),
            Self::ProductFeatures => Some(limits::FEATURES),
            Self::SearchTerms => Some(limits::SEARCH_TERMS),
            Self::AdditionalLicenseTerms => Some(limits::LICENSE_TERMS),
            Self::Copyright => Some(limits::COPYRIGHT),
            Self::DevelopedBy => Some(limits::DEVELOPED_BY),
            Self::SortTitle => None,
            Self::Requirements => Some(limits::REQUIREMENT_TEXTS),
            Self::ContactInfo => Some(limits::CONTACT_INFO),
        }
    }
}

impl TextUnit {
    /// Returns the word of documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Characters => "characters",
            Self::Items => "items",
            Self::Values => "values",
        }
    }
}
