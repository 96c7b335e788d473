//! How long texts and lists may be. A length is of UTF-16 units or of characters, as the interpretation `text-length` says.
//!
//! Source, where nothing else is said: store-api.md, Update Current Draft Submission Metadata.

/// Characters of `description`.
pub const DESCRIPTION: usize = 10_000;

/// Characters of `whatsNew`.
pub const WHATS_NEW: usize = 1_500;

/// Characters of one of `productFeatures`.
pub const FEATURE: usize = 200;

/// Items of `productFeatures`.
pub const FEATURES: usize = 20;

/// Characters of `shortDescription`.
pub const SHORT_DESCRIPTION: usize = 1_000;

/// Characters of one of `searchTerms`.
pub const SEARCH_TERM: usize = 30;

/// Items of `searchTerms`.
pub const SEARCH_TERMS: usize = 7;

/// Unique words of all `searchTerms`.
pub const SEARCH_WORDS: usize = 21;

/// Characters of `additionalLicenseTerms`.
pub const LICENSE_TERMS: usize = 10_000;

/// Characters of `copyright`.
pub const COPYRIGHT: usize = 200;

/// Characters of `developedBy`.
pub const DEVELOPED_BY: usize = 255;

/// Characters of `minimumHardware` and `recommendedHardware`.
pub const REQUIREMENT_TEXT: usize = 200;

/// Texts of `requirements`, minimum and recommended together.
pub const REQUIREMENT_TEXTS: usize = 11;

/// Characters of `contactInfo`.
pub const CONTACT_INFO: usize = 200;

/// Characters of `certificationNotes`.
pub const CERTIFICATION_NOTES: usize = 2_000;

/// Characters of a `Processor` or `Graphics` requirement.
pub const SYSTEM_REQUIREMENT: usize = 200;

/// Screenshots of a language (store-api.md, Create Listing Assets).
pub const SCREENSHOTS: usize = 10;

/// Store logos of a language (store-api.md, Create Listing Assets).
pub const STORE_LOGOS: usize = 2;

/// Languages one read returns and one filter may name (store-api.md, Get Current Draft Submission Metadata).
pub const LANGUAGES_PER_READ: usize = 200;

/// Characters of `installerParameters`: not in the document, met by users (field notes 34 and 94).
pub const INSTALLER_PARAMETERS: usize = 40;
