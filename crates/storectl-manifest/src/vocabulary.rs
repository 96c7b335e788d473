//! Other tools' words: keys of sister tools and of the Store's other APIs, and what storectl calls them.
//!
//! Sources: the Microsoft Store submission API for UWP apps (`applicationCategory`, `baseListing`, `releaseNotes` …),
//! fastlane (`full_description`, `changelogs` …), winget manifests (`InstallerUrl`, `Switches` …), Google Play and App
//! Store Connect.

/// What to write in place of another tool's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Advice {
    /// The key that means the same.
    Key(&'static str),
    /// What to do instead, a whole hint.
    Hint(&'static str),
}

use Advice::{Hint, Key};

/// Keys in lower case without `_`, `-` and blanks.
const KEYS: &[(&str, Advice)] = &[
    ("releasenotes", Key("whatsNew")),
    ("changelog", Key("whatsNew")),
    ("changelogs", Key("whatsNew")),
    ("recentchanges", Key("whatsNew")),
    ("whatsnewinthisversion", Key("whatsNew")),
    ("keywords", Key("searchTerms")),
    ("tags", Key("searchTerms")),
    ("searchkeywords", Key("searchTerms")),
    ("features", Key("productFeatures")),
    ("appfeatures", Key("productFeatures")),
    ("fulldescription", Key("description")),
    ("longdescription", Key("description")),
    ("summary", Key("shortDescription")),
    ("subtitle", Key("shortDescription")),
    ("shorttitle", Key("sortTitle")),
    ("promotionaltext", Key("shortDescription")),
    ("license", Key("additionalLicenseTerms")),
    ("licence", Key("additionalLicenseTerms")),
    ("licenseterms", Key("additionalLicenseTerms")),
    ("eula", Key("additionalLicenseTerms")),
    ("copyrightandtrademarkinfo", Key("copyright")),
    ("publisher", Key("developedBy")),
    ("publishername", Key("developedBy")),
    ("developer", Key("developedBy")),
    ("author", Key("developedBy")),
    ("images", Key("screenshots")),
    ("screenshot", Key("screenshots")),
    ("phonescreenshots", Key("screenshots")),
    ("icon", Key("storeLogos")),
    ("icons", Key("storeLogos")),
    ("logo", Key("storeLogos")),
    ("logos", Key("storeLogos")),
    (
        "minimumhardware",
        Hint("write it in an item of `requirements`: `requirements: [{ minimumHardware: TEXT }]`"),
    ),
    (
        "recommendedhardware",
        Hint(
            "write it in an item of `requirements`: `requirements: [{ recommendedHardware: TEXT }]`",
        ),
    ),
    ("privacypolicy", Key("privacyPolicyUrl")),
    ("privacyurl", Key("privacyPolicyUrl")),
    ("websiteurl", Key("website")),
    ("homepage", Key("website")),
    ("marketingurl", Key("website")),
    ("supportcontact", Key("supportContactInfo")),
    ("supporturl", Key("supportContactInfo")),
    ("supportemail", Key("supportContactInfo")),
    ("notesforcertification", Key("certificationNotes")),
    ("reviewnotes", Key("certificationNotes")),
    ("applicationcategory", Key("category")),
    ("primarycategory", Key("category")),
    ("hardwarepreferences", Key("isSystemFeatureRequired")),
    ("visibility", Key("discoverability")),
    ("price", Key("pricing")),
    ("priceid", Key("pricing")),
    ("trial", Key("freeTrial")),
    ("trialperiod", Key("freeTrial")),
    ("countries", Key("markets")),
    ("territories", Key("markets")),
    ("marketspecificpricings", Key("markets")),
    ("url", Key("packageUrl")),
    ("installerurl", Key("packageUrl")),
    ("downloadurl", Key("packageUrl")),
    ("installertype", Key("packageType")),
    ("type", Key("packageType")),
    ("architecture", Key("architectures")),
    ("arch", Key("architectures")),
    ("installerlocale", Key("languages")),
    ("language", Key("languages")),
    ("locale", Key("languages")),
    ("silent", Key("isSilentInstall")),
    ("silentinstall", Key("isSilentInstall")),
    ("switches", Key("installerParameters")),
    ("installerswitches", Key("installerParameters")),
    ("parameters", Key("installerParameters")),
    ("silentparameters", Key("installerParameters")),
    ("silentswitches", Key("installerParameters")),
    ("returncodes", Key("errorDetails")),
    ("expectedreturncodes", Key("errorDetails")),
    ("installers", Key("packages")),
    ("applicationpackages", Key("packages")),
    ("locales", Key("listings")),
    ("localizations", Key("listings")),
    ("appid", Key("productId")),
    ("applicationid", Key("productId")),
    ("storeid", Key("productId")),
    ("packageidentifier", Key("productId")),
    (
        "title",
        Hint(
            "the product name is set in Partner Center; `sortTitle` is used for sorting, and the manifest's `name` is only shown in plans",
        ),
    ),
    (
        "baselisting",
        Hint("remove this level; the fields of a listing are directly under its language"),
    ),
    (
        "targetpublishmode",
        Hint("remove it; `apply --submit` and `submission` control when to submit"),
    ),
];

/// Fields that are live and not documented: carried along when an object is sent whole, never managed (field note 17).
const CARRIED: [&str; 4] = ["heroArts", "trailers", "genres", "usesGenerativeAI"];

/// Returns what to write in place of `key`, where another tool is known to call it so.
pub(crate) fn advice(key: &str) -> Option<Advice> {
    const LONGEST: usize = 32;
    if key.len() > LONGEST {
        return None;
    }
    if CARRIED.contains(&key) {
        return Some(Hint(
            "remove it; the submission API does not document it, and storectl keeps the Store's value",
        ));
    }
    let plain: String = key
        .chars()
        .filter(|it| !matches!(it, '_' | '-' | ' '))
        .flat_map(char::to_lowercase)
        .collect();
    KEYS.iter()
        .find(|(other, _)| *other == plain)
        .map(|(_, advice)| *advice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;

    #[test]
    fn every_key_that_is_named_exists() {
        let schema = schema().to_string();
        for (other, advice) in KEYS {
            if let Key(key) = advice {
                assert!(schema.contains(&format!("\"{key}\":")), "{other}: {key}");
            }
        }
    }

    #[test]
    fn spelling_does_not_matter() {
        assert_eq!(advice("release_notes"), Some(Key("whatsNew")));
        assert_eq!(advice("ReleaseNotes"), Some(Key("whatsNew")));
        assert_eq!(advice("whatsNew"), None);
    }
}
