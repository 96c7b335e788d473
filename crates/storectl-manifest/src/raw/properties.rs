//! Category, contacts, declarations and hardware.

use std::{borrow::Cow, collections::BTreeSet};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::{Value, json};
use storectl_model::{CATEGORIES, HardwareFeature, RequirementKind, limits};

use super::fields::{Clearable, Inline, List, NonNull, Word};
use super::text::Text;

/// Category, contacts, declarations and hardware of the product.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Properties {
    /// Whether the product must have a privacy policy.
    #[serde(default)]
    pub(crate) is_privacy_policy_required: NonNull<bool>,
    /// URL of the privacy policy. Required when isPrivacyPolicyRequired is true.
    #[serde(default)]
    #[schemars(extend("examples" = ["https://contoso.com/privacy"]))]
    pub(crate) privacy_policy_url: Clearable<Inline<{ usize::MAX }>>,
    /// URL of the product's website.
    #[serde(default)]
    #[schemars(extend("examples" = ["https://contoso.com"]))]
    pub(crate) website: Clearable<Inline<{ usize::MAX }>>,
    /// The support contact: a URL or an email address.
    #[serde(default)]
    #[schemars(extend("examples" = ["support@contoso.com"]))]
    pub(crate) support_contact_info: Clearable<Inline<{ usize::MAX }>>,
    /// Notes for the certification testers, up to 2,000 characters.
    #[serde(default)]
    #[schemars(extend("examples" = ["Sign in with demo / demo."]))]
    pub(crate) certification_notes: Clearable<Text<{ limits::CERTIFICATION_NOTES }>>,
    /// The category, in the Store's spelling.
    #[serde(default)]
    pub(crate) category: NonNull<Category>,
    /// A subcategory of the category; null if the category has none.
    #[serde(default)]
    pub(crate) subcategory: Clearable<Subcategory>,
    /// What the developer declares about the product.
    #[serde(default)]
    pub(crate) product_declarations: NonNull<Declarations>,
    /// Hardware features, identified by hardwareItemType; features that are not listed are kept.
    #[serde(default)]
    pub(crate) is_system_feature_required: Clearable<List<Feature>>,
    /// Hardware amounts, identified by hardwareItemType; amounts that are not listed are kept.
    #[serde(default)]
    pub(crate) system_requirement_details: Clearable<List<RequirementDetail>>,
}

/// What the developer declares about the product.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Declarations {
    /// Whether the product depends on non-Microsoft drivers or NT services.
    #[serde(default, rename = "dependsOnDriversOrNT")]
    pub(crate) depends_on_drivers_or_nt: NonNull<bool>,
    /// Whether the product has been tested to meet accessibility guidelines.
    #[serde(default)]
    pub(crate) accessibility_support: NonNull<bool>,
    /// Whether the product supports pen and ink input.
    #[serde(default)]
    pub(crate) pen_and_ink_support: NonNull<bool>,
}

/// One hardware feature.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("required" = ["hardwareItemType"]))]
pub(crate) struct Feature {
    /// The feature.
    #[serde(default)]
    pub(crate) hardware_item_type: NonNull<Word<HardwareFeature>>,
    /// Whether the product requires the feature; null means false.
    #[serde(default)]
    pub(crate) is_required: Clearable<bool>,
    /// Whether the feature is recommended; null means false.
    #[serde(default)]
    pub(crate) is_recommended: Clearable<bool>,
}

/// One hardware amount.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("required" = ["hardwareItemType"], "allOf" = fixed_amounts()))]
pub(crate) struct RequirementDetail {
    /// The hardware. Memory, DirectX and Video_Memory accept only certain values.
    #[serde(default)]
    pub(crate) hardware_item_type: NonNull<Word<RequirementKind>>,
    /// The minimum requirement, up to 200 characters.
    #[serde(default)]
    #[schemars(extend("examples" = ["1GB", "DX11", "Intel Core i5"]))]
    pub(crate) minimum_requirement: Clearable<Inline<{ limits::SYSTEM_REQUIREMENT }>>,
    /// The recommended requirement, up to 200 characters.
    #[serde(default)]
    #[schemars(extend("examples" = ["4GB", "DX11", "Intel Core i7"]))]
    pub(crate) recommended_requirement: Clearable<Inline<{ limits::SYSTEM_REQUIREMENT }>>,
}

/// The values that Memory, DirectX and Video_Memory take, as conditions of the schema.
fn fixed_amounts() -> Value {
    let kinds = RequirementKind::ALL.iter();
    let conditions = kinds.filter_map(|kind| {
        let mut words: Vec<Value> = kind.allowed_values()?.iter().map(|it| json!(it)).collect();
        words.push(Value::Null);
        let amount = json!({ "enum": words });
        Some(json!({
            "if": { "properties": { "hardwareItemType": { "const": kind.as_str() } } },
            "then": { "properties": { "minimumRequirement": amount, "recommendedRequirement": amount } },
        }))
    });
    conditions.collect()
}

/// A category.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Category(pub(crate) String);

impl JsonSchema for Category {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Category".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = CATEGORIES.iter().map(|(name, _)| *name).collect();
        json_schema!({ "type": "string", "enum": names })
    }
}

/// A subcategory of any category.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Subcategory(pub(crate) String);

impl JsonSchema for Subcategory {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Subcategory".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: BTreeSet<&str> = CATEGORIES
            .iter()
            .flat_map(|(_, subs)| subs.iter().copied())
            .collect();
        json_schema!({ "type": "string", "enum": names })
    }
}
