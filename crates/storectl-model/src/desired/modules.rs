//! Availability and properties.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Discoverability, Field, FreeTrial, HardwareFeature, Pricing, RequirementKind};

/// Markets, price and visibility. Every field is required by the Store, so none is ever `Clear`, save `free_trial`
/// which has no empty value either; the manifest's rules hold that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DesiredAvailability {
    /// Market codes in upper case; a set (trap 26).
    pub markets: Field<BTreeSet<String>>,
    /// Who finds the product.
    pub discoverability: Field<Discoverability>,
    /// Whether markets the Store opens later are included.
    pub enable_in_future_markets: Field<bool>,
    /// What it costs.
    pub pricing: Field<Pricing>,
    /// Whether there is a trial.
    pub free_trial: Field<FreeTrial>,
}

/// Category, contacts, declarations and hardware.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DesiredProperties {
    /// Whether the product must have a privacy policy.
    pub is_privacy_policy_required: Field<bool>,
    /// Where the privacy policy is.
    pub privacy_policy_url: Field<String>,
    /// The product's website.
    pub website: Field<String>,
    /// The support contact: a URL or an email address.
    pub support_contact_info: Field<String>,
    /// Notes for the certification testers.
    pub certification_notes: Field<String>,
    /// One of the documented categories.
    pub category: Field<String>,
    /// A subcategory of the category; cleared where the category has none.
    pub subcategory: Field<String>,
    /// What the developer declares.
    pub product_declarations: DesiredDeclarations,
    /// Hardware features by kind; `Clear` wants none of them. Kinds not named are kept.
    pub is_system_feature_required: Field<BTreeMap<HardwareFeature, DesiredFeature>>,
    /// Hardware amounts by kind; `Clear` wants none of them. Kinds not named are kept.
    pub system_requirement_details: Field<BTreeMap<RequirementKind, DesiredRequirementDetail>>,
}

/// The declarations of a product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DesiredDeclarations {
    /// Depends on non-Microsoft drivers or NT services.
    pub depends_on_drivers_or_nt: Field<bool>,
    /// Tested for accessibility.
    pub accessibility_support: Field<bool>,
    /// Supports pen and ink.
    pub pen_and_ink_support: Field<bool>,
}

/// One hardware feature; `Clear` is `false`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DesiredFeature {
    /// The product does not run without it.
    pub is_required: Field<bool>,
    /// The product is better with it.
    pub is_recommended: Field<bool>,
}

/// One hardware amount; `Clear` is the empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DesiredRequirementDetail {
    /// The least that runs the product.
    pub minimum_requirement: Field<String>,
    /// What it is comfortable with.
    pub recommended_requirement: Field<String>,
}
