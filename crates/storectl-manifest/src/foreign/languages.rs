//! Which language of the Store is which code of another tool.

use storectl_model::{LANGUAGES, LanguageTag};

/// Codes that the Store has under another name, in lower case, with `-` between their parts.
///
/// Source: fastlane's lists of locales (`supply/lib/supply/languages.rb`, `deliver/lib/deliver/languages.rb`) beside
/// store-api.md, "Languages". `iw`, `in` and `tl` are older codes of Hebrew, Indonesian and Filipino. Google Play names
/// no script; the one here is the official one of the region.
const RENAMED: [(&str, &str); 17] = [
    ("az", "az-latn"),
    ("az-az", "az-latn-az"),
    ("bs-ba", "bs-latn-ba"),
    ("en-uk", "en-gb"),
    ("in", "id"),
    ("in-id", "id-id"),
    ("iw", "he"),
    ("iw-il", "he-il"),
    ("ky", "ky-kg"),
    ("mn", "mn-mn"),
    ("sr-rs", "sr-cyrl-rs"),
    ("tl", "fil"),
    ("tl-ph", "fil-ph"),
    ("tk", "tk-tm"),
    ("uz-uz", "uz-latn-uz"),
    ("zh-chs", "zh-hans"),
    ("zh-cht", "zh-hant"),
];

/// Arabic is not in the contract's table, although products are published in it (trap 23).
const ARABIC: &str = "ar";

/// Returns the language of the Store that a code of another tool names; none where the Store has no such language.
pub(super) fn store_language(code: &str) -> Option<LanguageTag> {
    /// Longer ones are no codes.
    const LONGEST: usize = 35;
    if code.len() > LONGEST {
        return None;
    }
    let code = code.trim().replace('_', "-").to_ascii_lowercase();
    let renamed = RENAMED.iter().find(|(theirs, _)| *theirs == code);
    let code = renamed.map_or(code.as_str(), |(_, ours)| ours);
    let mut all = LANGUAGES.iter().flat_map(|(_, codes)| *codes);
    let is_known = all.any(|it| it.eq_ignore_ascii_case(code));
    let tag = code.parse::<LanguageTag>().ok()?;
    let is_arabic = tag.primary() == ARABIC && tag.is_well_formed();
    (is_known || is_arabic).then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_renamed_code_leads_to_one_of_the_table_and_is_not_in_it() {
        for (theirs, ours) in RENAMED {
            let is_documented = |it: &str| it.parse::<LanguageTag>().unwrap().is_documented();
            assert!(is_documented(ours), "{ours}");
            assert!(!is_documented(theirs), "{theirs}");
        }
    }

    #[test]
    fn codes_of_other_tools_are_languages_of_the_store() {
        for (theirs, ours) in [
            ("en-US", Some("en-us")),
            ("en_GB", Some("en-gb")),
            ("zh-Hans", Some("zh-hans")),
            ("zh-rTW", None),
            ("no-NO", Some("no-no")),
            ("iw-IL", Some("he-il")),
            ("az-AZ", Some("az-latn-az")),
            ("fil", Some("fil")),
            ("ar-SA", Some("ar-sa")),
            ("es-419", None),
            ("my-MM", None),
            ("default", None),
            ("", None),
            ("ar/../x", None),
        ] {
            let found = store_language(theirs);
            assert_eq!(found.as_ref().map(LanguageTag::as_str), ours, "{theirs}");
        }
    }
}
