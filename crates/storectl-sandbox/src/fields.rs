//! Named fields of a module, and the spelling of their names: the service reads names whatever their case (field note 4).

use serde_json::{Map, Value};

/// Named fields of a module, in the service's order and spelling; unset scalars are absent.
pub type Fields = Map<String, Value>;

/// Every member name of the contract, and the undocumented ones seen live (field note 17).
const KNOWN: &[&str] = &[
    "accessibilitySupport",
    "additionalLicenseTerms",
    "architectures",
    "assetUrl",
    "availability",
    "category",
    "certificationNotes",
    "contactInfo",
    "copyright",
    "createAssetRequest",
    "dependsOnDriversOrNT",
    "description",
    "developedBy",
    "discoverability",
    "enableInFutureMarkets",
    "errorDetails",
    "errorScenario",
    "errorScenarioDetails",
    "errorUrl",
    "errorValue",
    "freeTrial",
    "genericDocUrl",
    "genres",
    "hardwareItemType",
    "heroArts",
    "id",
    "imageSize",
    "installerParameters",
    "isPrivacyPolicyRequired",
    "isRecommended",
    "isRequired",
    "isSilentInstall",
    "isSystemFeatureRequired",
    "language",
    "languages",
    "listingAssets",
    "listingLanguages",
    "listings",
    "listingsToAdd",
    "listingsToRemove",
    "Logo",
    "markets",
    "minimumHardware",
    "minimumRequirement",
    "packageId",
    "packageType",
    "packageUrl",
    "packages",
    "penAndInkSupport",
    "pricing",
    "privacyPolicyUrl",
    "productDeclarations",
    "productFeatures",
    "properties",
    "recommendedHardware",
    "recommendedRequirement",
    "requirements",
    "Screenshot",
    "screenshots",
    "searchTerms",
    "shortDescription",
    "sortTitle",
    "storeLogos",
    "subcategory",
    "supportContactInfo",
    "systemRequirementDetails",
    "trailers",
    "usesGenerativeAI",
    "website",
    "whatsNew",
];

/// Gives every known member the contract's spelling, at every depth; unknown members are kept.
pub(crate) fn canonical(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(name, value)| (spelling(name), canonical(value)))
                .collect(),
        ),
        Value::Array(items) => items.into_iter().map(canonical).collect(),
        other => other,
    }
}

fn spelling(name: String) -> String {
    match KNOWN.iter().find(|known| known.eq_ignore_ascii_case(&name)) {
        Some(known) => (*known).to_owned(),
        None => name,
    }
}

/// Drops members that are null, at every depth.
pub(crate) fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name.clone(), without_nulls(value)))
                .collect::<Map<_, _>>(),
        ),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pascal_case_is_read_and_unknown_names_are_kept() {
        let sent =
            json!({ "WebSite": "a", "Requirements": [{ "MinimumHardware": "b" }], "New": 1 });
        let read =
            json!({ "website": "a", "requirements": [{ "minimumHardware": "b" }], "New": 1 });
        assert_eq!(canonical(sent), read);
    }
}
