//! The languages of Windows as the Store's codes.

use msi::LanguageId;
use storectl_model::LanguageTag;

/// Returns the Store's code of a Windows language id: 1031 is `de-de`. Neutral, unknown and pseudo languages have none.
/// Source: MS-LCID.
pub(crate) fn tag(id: u16) -> Option<LanguageTag> {
    let id = LanguageId::from_id(id);
    let tag = id.tag().to_ascii_lowercase();
    // The traditional sort order of Spanish, 1034, is a variant of the language that the Store does not tell apart.
    let tag = tag.strip_suffix("_tradnl").unwrap_or(&tag);
    let is_language = tag != "und" && !tag.contains("ploc");
    is_language.then(|| tag.parse().ok()).flatten()
}
