//! Every field a manifest can manage.

use super::pattern::Pattern;

/// The fields of a product that a manifest can name, in the manifest's order: the one list behind `--only`, `explain FIELD`
/// and their suggestions. A test holds it equal to the manifest's JSON schema.
pub const FIELDS: &[&str] = &[
    "availability.markets",
    "availability.discoverability",
    "availability.enableInFutureMarkets",
    "availability.pricing",
    "availability.freeTrial",
    "properties.isPrivacyPolicyRequired",
    "properties.privacyPolicyUrl",
    "properties.website",
    "properties.supportContactInfo",
    "properties.certificationNotes",
    "properties.category",
    "properties.subcategory",
    "properties.productDeclarations.dependsOnDriversOrNT",
    "properties.productDeclarations.accessibilitySupport",
    "properties.productDeclarations.penAndInkSupport",
    "properties.isSystemFeatureRequired[*].isRequired",
    "properties.isSystemFeatureRequired[*].isRecommended",
    "properties.systemRequirementDetails[*].minimumRequirement",
    "properties.systemRequirementDetails[*].recommendedRequirement",
    "listings.*.description",
    "listings.*.whatsNew",
    "listings.*.productFeatures",
    "listings.*.shortDescription",
    "listings.*.searchTerms",
    "listings.*.additionalLicenseTerms",
    "listings.*.copyright",
    "listings.*.developedBy",
    "listings.*.sortTitle",
    "listings.*.requirements",
    "listings.*.contactInfo",
    "listings.*.screenshots",
    "listings.*.storeLogos",
    "packages[*].packageUrl",
    "packages[*].packageType",
    "packages[*].architectures",
    "packages[*].languages",
    "packages[*].isSilentInstall",
    "packages[*].installerParameters",
    "packages[*].genericDocUrl",
    "packages[*].errorDetails[*]",
];

/// Returns the entry of [`FIELDS`] that `text` names, with or without language, index or item: `listings.description`,
/// `listings.en-us.description`, `packages.packageUrl`.
pub fn find_field(text: &str) -> Option<&'static str> {
    let asked: Pattern = text.parse().ok()?;
    let asked: Vec<&str> = asked.names().collect();
    FIELDS.iter().copied().find(|entry| {
        let Ok(field) = entry.parse::<Pattern>() else {
            return false;
        };
        let field: Vec<&str> = field.names().collect();
        // Of `listings.en-us.description` the language is a name, too.
        asked == field
            || matches!(asked.as_slice(), ["listings", _, rest @ ..] if field.first() == Some(&"listings") && field[1..] == *rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_with_and_without_language_and_index() {
        for (text, field) in [
            ("listings.description", "listings.*.description"),
            ("listings.en-us.description", "listings.*.description"),
            ("packages.packageUrl", "packages[*].packageUrl"),
            ("packages[2].packageUrl", "packages[*].packageUrl"),
            (
                "properties.isSystemFeatureRequired[Touch].isRequired",
                "properties.isSystemFeatureRequired[*].isRequired",
            ),
        ] {
            assert_eq!(find_field(text), Some(field), "{text}");
        }
        assert_eq!(find_field("listings.en-us.descripton"), None);
        assert_eq!(find_field("listings"), None);
    }
}
