//! What the template of a package says. Source: "Template Summary property", Microsoft Learn.

use std::collections::BTreeSet;

use msi::LanguageId;
use storectl_model::{Architecture, LanguageTag};

/// Returns the architectures of a template such as `x64;1033,1031`. One without a platform is Intel's, by the documentation;
/// a platform that the Store does not know, such as Itanium's, is none.
pub(super) fn architectures(template: &str) -> BTreeSet<Architecture> {
    let platforms = template.split(';').next().unwrap_or_default();
    platforms
        .split(',')
        .filter_map(|it| match it.trim().to_ascii_lowercase().as_str() {
            "" | "intel" => Some(Architecture::X86),
            "x64" | "amd64" => Some(Architecture::X64),
            "arm" => Some(Architecture::Arm),
            "arm64" => Some(Architecture::Arm64),
            _ => None,
        })
        .collect()
}

/// Returns the languages of a template, as the Store's codes; 0 is neutral.
pub(super) fn languages(template: &str) -> BTreeSet<LanguageTag> {
    let (_, ids) = template.split_once(';').unwrap_or_default();
    ids.split(',')
        .filter_map(|it| it.trim().parse().ok())
        .filter_map(language)
        .collect()
}

/// Returns the Store's code of a Windows language id: 1031 is `de-de`. Neutral, unknown and pseudo languages have none.
fn language(id: u16) -> Option<LanguageTag> {
    let id = LanguageId::from_id(id);
    let tag = id.tag().to_ascii_lowercase();
    // The traditional sort order of Spanish, 1034, is a variant of the language that the Store does not tell apart.
    let tag = tag.strip_suffix("_tradnl").unwrap_or(&tag);
    let is_language = tag != "und" && !tag.contains("ploc");
    is_language.then(|| tag.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(template: &str) -> Vec<String> {
        languages(template)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn platforms_are_the_stores_architectures() {
        for (template, expected) in [
            ("Intel;1033", Some(Architecture::X86)),
            (";1033", Some(Architecture::X86)),
            ("x64;0", Some(Architecture::X64)),
            ("AMD64;0", Some(Architecture::X64)),
            ("Arm64;1033", Some(Architecture::Arm64)),
            ("Arm;1033", Some(Architecture::Arm)),
            ("Intel64;1033", None),
        ] {
            let expected: BTreeSet<_> = expected.into_iter().collect();
            assert_eq!(architectures(template), expected, "{template}");
        }
    }

    #[test]
    fn languages_are_the_stores_codes() {
        assert_eq!(codes("Intel;1033,1031"), ["de-de", "en-us"]);
        assert_eq!(codes("x64;2052,1028,9"), ["en", "zh-cn", "zh-tw"]);
        assert_eq!(codes("x64;1034"), ["es-es"]);
        assert_eq!(codes("x64;3098,1068"), ["az-latn-az", "sr-cyrl-cs"]);
    }

    #[test]
    fn neutral_unknown_and_pseudo_languages_are_none() {
        for template in [
            "x64;0",
            "x64;",
            "x64",
            "",
            "x64;2046",
            "x64;70000,-1,de",
            "x64;1281",
        ] {
            assert_eq!(codes(template), [""; 0], "{template}");
        }
    }
}
