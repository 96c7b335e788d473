//! The members of each request's body, and which of them the contract requires.
//!
//! Source: the tables "Request Parameters" of store-api.md. Members that are only in its samples, or that a recorded
//! live run holds (field note 17), say so.

use super::limits;

/// One member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its name in the document's spelling.
    pub name: &'static str,
    /// Whether a request must have it.
    pub need: Need,
    /// What its value may hold.
    pub shape: Shape,
}

/// Whether a request must have a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// "Required": there in a full update, and never null.
    Required,
    /// "Required if …", or required by what another field holds.
    Conditional,
    /// It may be left out.
    Optional,
    /// Not in the document's table: a read answers it, so it may be sent back. It is stored.
    SentBack,
    /// Not in the document's table: a read answers it, so it may be sent back. It says nothing.
    Ignored,
}

/// What the value of a member may hold.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// No member the contract names; the rules of the field judge the value.
    Value,
    /// A text of at most so many UTF-16 units, or characters, as the interpretation `text-length` says.
    Text(usize),
    /// An object of these members.
    Object(&'static [Member]),
    /// An array of objects of these members.
    Objects(&'static [Member]),
}

const fn member(name: &'static str, need: Need, shape: Shape) -> Member {
    Member { name, need, shape }
}

const fn required(name: &'static str) -> Member {
    member(name, Need::Required, Shape::Value)
}

const fn conditional(name: &'static str) -> Member {
    member(name, Need::Conditional, Shape::Value)
}

const fn text(name: &'static str, need: Need, limit: usize) -> Member {
    member(name, need, Shape::Text(limit))
}

const fn optional(name: &'static str) -> Member {
    member(name, Need::Optional, Shape::Value)
}

/// PUT and PATCH metadata.
pub const METADATA: &[Member] = &[
    member("availability", Need::Optional, Shape::Object(AVAILABILITY)),
    member("properties", Need::Optional, Shape::Object(PROPERTIES)),
    member("listings", Need::Optional, Shape::Object(LISTING)),
    optional("listingsToAdd"),
    optional("listingsToRemove"),
    member("listingLanguages", Need::Ignored, Shape::Value),
];

/// `availability`, in the order of the document's samples.
pub const AVAILABILITY: &[Member] = &[
    required("markets"),
    required("discoverability"),
    required("enableInFutureMarkets"),
    required("pricing"),
    conditional("freeTrial"),
];

/// `properties`, in the order of the document's samples; `genres` is live only.
pub const PROPERTIES: &[Member] = &[
    required("isPrivacyPolicyRequired"),
    conditional("privacyPolicyUrl"),
    optional("website"),
    optional("supportContactInfo"),
    text(
        "certificationNotes",
        Need::Optional,
        limits::CERTIFICATION_NOTES,
    ),
    required("category"),
    // "Required" in the table, and "(None)" for half of the categories.
    conditional("subcategory"),
    member(
        "productDeclarations",
        Need::Required,
        Shape::Object(DECLARATIONS),
    ),
    member(
        "isSystemFeatureRequired",
        Need::Optional,
        Shape::Objects(FEATURE),
    ),
    member(
        "systemRequirementDetails",
        Need::Optional,
        Shape::Objects(REQUIREMENT_DETAIL),
    ),
    member("genres", Need::SentBack, Shape::Value),
];

/// `productDeclarations`; `usesGenerativeAI` is live only.
pub const DECLARATIONS: &[Member] = &[
    required("dependsOnDriversOrNT"),
    required("accessibilitySupport"),
    required("penAndInkSupport"),
    member("usesGenerativeAI", Need::SentBack, Shape::Value),
];

/// An item of `isSystemFeatureRequired`.
pub const FEATURE: &[Member] = &[
    required("isRequired"),
    required("isRecommended"),
    required("hardwareItemType"),
];

/// An item of `systemRequirementDetails`.
pub const REQUIREMENT_DETAIL: &[Member] = &[
    required("minimumRequirement"),
    required("recommendedRequirement"),
    required("hardwareItemType"),
];

/// `listings`: one language. `sortTitle` is in the samples only; `heroArts` and `trailers` are live only.
pub const LISTING: &[Member] = &[
    required("language"),
    text("description", Need::Required, limits::DESCRIPTION),
    text("whatsNew", Need::Optional, limits::WHATS_NEW),
    optional("productFeatures"),
    text(
        "shortDescription",
        Need::Optional,
        limits::SHORT_DESCRIPTION,
    ),
    optional("searchTerms"),
    text(
        "additionalLicenseTerms",
        Need::Required,
        limits::LICENSE_TERMS,
    ),
    text("copyright", Need::Optional, limits::COPYRIGHT),
    text("developedBy", Need::Optional, limits::DEVELOPED_BY),
    member("sortTitle", Need::SentBack, Shape::Value),
    member(
        "requirements",
        Need::Optional,
        Shape::Objects(HARDWARE_REQUIREMENT),
    ),
    text("contactInfo", Need::Optional, limits::CONTACT_INFO),
    member("heroArts", Need::SentBack, Shape::Value),
    member("trailers", Need::SentBack, Shape::Value),
];

/// An item of a listing's `requirements`.
pub const HARDWARE_REQUIREMENT: &[Member] =
    &[optional("minimumHardware"), optional("recommendedHardware")];

/// PUT packages.
pub const PACKAGES: &[Member] = &[member("packages", Need::Required, Shape::Objects(PACKAGE))];

/// PATCH of one package, and an item of PUT packages, in the order of responses (field note 13).
pub const PACKAGE: &[Member] = &[
    required("packageUrl"),
    required("languages"),
    required("architectures"),
    conditional("installerParameters"),
    required("isSilentInstall"),
    conditional("genericDocUrl"),
    member("errorDetails", Need::Optional, Shape::Objects(ERROR_DETAIL)),
    required("packageType"),
    member("packageId", Need::Ignored, Shape::Value),
];

/// An item of `errorDetails`.
pub const ERROR_DETAIL: &[Member] = &[
    optional("errorScenario"),
    member(
        "errorScenarioDetails",
        Need::Optional,
        Shape::Objects(ERROR_VALUE),
    ),
];

/// An item of `errorScenarioDetails`.
pub const ERROR_VALUE: &[Member] = &[optional("errorValue"), optional("errorUrl")];

/// POST listings/assets/create.
pub const CREATE_ASSETS: &[Member] = &[
    required("language"),
    member(
        "createAssetRequest",
        Need::Required,
        Shape::Object(ASSET_COUNTS),
    ),
];

/// `createAssetRequest`.
pub const ASSET_COUNTS: &[Member] = &[conditional("Screenshot"), conditional("Logo")];

/// PUT listings/assets/commit.
pub const COMMIT_ASSETS: &[Member] = &[member(
    "listingAssets",
    Need::Optional,
    Shape::Object(LISTING_ASSETS),
)];

/// `listingAssets` of a commit.
pub const LISTING_ASSETS: &[Member] = &[
    optional("language"),
    member("storeLogos", Need::Optional, Shape::Objects(ASSET)),
    member("screenshots", Need::Optional, Shape::Objects(ASSET)),
];

/// One image of a commit; the recorded run sends `imageSize` back (field note 31).
pub const ASSET: &[Member] = &[
    optional("id"),
    optional("assetUrl"),
    member("imageSize", Need::Ignored, Shape::Value),
];
