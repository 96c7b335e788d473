//! The text and images of one language.

use schemars::JsonSchema;
use serde::Deserialize;
use storectl_model::limits;

use super::fields::{Clearable, Inline, List, NonNull};
use super::text::Text;

/// The image lists of a [`Listing`].
pub(crate) const LISTING_IMAGES: &[&str] = &["screenshots", "storeLogos"];

/// A list of image paths.
pub(crate) type Images<const MAX: usize> = NonNull<List<Inline<{ usize::MAX }>, MAX>>;

/// The text and images of one language.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Listing {
    /// The description, up to 10,000 characters. Required by the Store.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "file": "listings/en-us/description.md" }]))]
    pub(crate) description: NonNull<Text<{ limits::DESCRIPTION }>>,
    /// What is new in this version, up to 1,500 characters.
    #[serde(default)]
    #[schemars(extend("examples" = ["Faster gears", { "changelog": "CHANGELOG.md" }]))]
    pub(crate) whats_new: Clearable<Text<{ limits::WHATS_NEW }>>,
    /// Up to 20 features of up to 200 characters.
    #[serde(default)]
    pub(crate) product_features: Clearable<List<Inline<{ limits::FEATURE }>, { limits::FEATURES }>>,
    /// A short description, up to 1,000 characters.
    #[serde(default)]
    #[schemars(extend("examples" = ["Gears for everyone"]))]
    pub(crate) short_description: Clearable<Text<{ limits::SHORT_DESCRIPTION }>>,
    /// Up to 7 search terms of up to 30 characters, with at most 21 unique words in total.
    #[serde(default)]
    #[schemars(extend("examples" = [["widgets", "gears"]]))]
    pub(crate) search_terms:
        Clearable<List<Inline<{ limits::SEARCH_TERM }>, { limits::SEARCH_TERMS }>>,
    /// License terms, up to 10,000 characters. Required by the Store.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "file": "LICENSE-TERMS.txt" }]))]
    pub(crate) additional_license_terms: NonNull<Text<{ limits::LICENSE_TERMS }>>,
    /// Copyright line, up to 200 characters.
    #[serde(default)]
    #[schemars(extend("examples" = ["© Contoso"]))]
    pub(crate) copyright: Clearable<Text<{ limits::COPYRIGHT }>>,
    /// The developer's name, up to 255 characters.
    #[serde(default)]
    #[schemars(extend("examples" = ["Contoso Ltd"]))]
    pub(crate) developed_by: Clearable<Text<{ limits::DEVELOPED_BY }>>,
    /// The name by which the product is sorted.
    #[serde(default)]
    pub(crate) sort_title: Clearable<Text<{ usize::MAX }>>,
    /// Hardware requirements: up to 11 values of up to 200 characters, minimum and recommended combined.
    #[serde(default)]
    pub(crate) requirements: Clearable<List<Requirement>>,
    /// How to reach the developer, up to 200 characters.
    #[serde(default)]
    #[schemars(extend("examples" = ["contactus@contoso.com"]))]
    pub(crate) contact_info: Clearable<Text<{ limits::CONTACT_INFO }>>,
    /// 1 to 10 image files, in order; PNG of at least 1366 x 768 pixels. Replaces the whole list.
    #[serde(default)]
    #[schemars(extend("examples" = [["images/en-us/1.png", "images/en-us/2.png"]]))]
    pub(crate) screenshots: Images<{ limits::SCREENSHOTS }>,
    /// 1 or 2 image files; PNG of 1080 x 1080, 2160 x 2160, 720 x 1080 or 1440 x 2160 pixels. Replaces the whole list.
    #[serde(default)]
    #[schemars(extend("examples" = [["images/logo-2160.png"]]))]
    pub(crate) store_logos: Images<{ limits::STORE_LOGOS }>,
}

/// One hardware requirement: minimum, recommended, or both.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Requirement {
    /// The minimum hardware, up to 200 characters.
    #[serde(default)]
    #[schemars(extend("examples" = ["Pentium4"]))]
    pub(crate) minimum_hardware: Clearable<Inline<{ limits::REQUIREMENT_TEXT }>>,
    /// The recommended hardware, up to 200 characters.
    #[serde(default)]
    #[schemars(extend("examples" = ["Corei9"]))]
    pub(crate) recommended_hardware: Clearable<Inline<{ limits::REQUIREMENT_TEXT }>>,
}
