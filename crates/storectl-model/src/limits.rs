//! The documented limits of texts and lists.
//!
//! Lengths are in characters; whether the service counts code points or UTF-16 units is unknown (trap 42), so
//! [`Length`] gives both and the rules warn in the gap. Source of each number: store-api.md, Update Metadata.

/// Listing description.
pub const DESCRIPTION: usize = 10_000;
/// What is new in this version.
pub const WHATS_NEW: usize = 1_500;
/// Short description.
pub const SHORT_DESCRIPTION: usize = 1_000;
/// Additional license terms.
pub const LICENSE_TERMS: usize = 10_000;
/// Copyright line.
pub const COPYRIGHT: usize = 200;
/// Developer's name.
pub const DEVELOPED_BY: usize = 255;
/// Contact of a listing.
pub const CONTACT_INFO: usize = 200;
/// Notes for the certification testers.
pub const CERTIFICATION_NOTES: usize = 2_000;
/// One product feature.
pub const FEATURE: usize = 200;
/// Product features of a listing.
pub const FEATURES: usize = 20;
/// One search term.
pub const SEARCH_TERM: usize = 30;
/// Search terms of a listing.
pub const SEARCH_TERMS: usize = 7;
/// Unique words over all search terms of a listing.
pub const SEARCH_WORDS: usize = 21;
/// One text of a listing's hardware requirements.
pub const REQUIREMENT_TEXT: usize = 200;
/// Requirement texts of a listing, minimum and recommended together.
pub const REQUIREMENT_TEXTS: usize = 11;
/// A Processor or Graphics requirement.
pub const SYSTEM_REQUIREMENT: usize = 200;
/// Screenshots of a language. Source: store-api.md, Create Listing Assets.
pub const SCREENSHOTS: usize = 10;
/// Store logos of a language. Source: store-api.md, Create Listing Assets.
pub const STORE_LOGOS: usize = 2;
/// Installer parameters: not in the contract, met in the field (field note 34); a warning.
pub const INSTALLER_PARAMETERS: usize = 40;
/// Languages one read answers, and one filter may name. Source: store-api.md, Get Metadata.
pub const LANGUAGES_PER_READ: usize = 200;

/// How long a text is, counted in both ways the service may count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// Unicode code points.
    pub code_points: usize,
    /// UTF-16 units: more than the code points where there are emoji.
    pub utf16: usize,
}

impl Length {
    /// Measures `text`.
    pub fn of(text: &str) -> Self {
        let code_points = text.chars().count();
        // Those that are two units are four bytes, the first of them one of these.
        let pairs = text.bytes().filter(|it| *it >= 0xf0).count();
        Self {
            code_points,
            utf16: code_points + pairs,
        }
    }
}

/// Returns the distinct words of all search terms: split at whitespace, case ignored (the strict reading of trap 42).
pub fn search_words<'a>(
    terms: impl IntoIterator<Item = &'a str>,
) -> std::collections::BTreeSet<String> {
    terms
        .into_iter()
        .flat_map(str::split_whitespace)
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_beyond_the_first_plane_is_two_units() {
        for text in ["", "plain", "é日本\u{ffff}", "a😀b𝄞", "\u{10000}\u{10ffff}"] {
            let Length { code_points, utf16 } = Length::of(text);
            assert_eq!(code_points, text.chars().count(), "{text}");
            assert_eq!(utf16, text.encode_utf16().count(), "{text}");
        }
    }
}
