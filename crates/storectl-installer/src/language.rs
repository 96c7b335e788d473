//! The languages of Windows as the Store's codes.

use std::collections::BTreeSet;

use lcid::LanguageId;
use storectl_model::LanguageTag;

/// Returns the Store's codes of some LCIDs. Source: MS-LCID. Those that the Store does not know are left out.
pub(crate) fn tags(ids: &[u16]) -> BTreeSet<LanguageTag> {
    ids.iter().filter_map(|it| tag(*it)).collect()
}

fn tag(id: u16) -> Option<LanguageTag> {
    let known: &LanguageId = u32::from(id).try_into().ok()?;
    let tag: LanguageTag = known.name.to_ascii_lowercase().parse().ok()?;
    tag.is_documented().then_some(tag)
}
