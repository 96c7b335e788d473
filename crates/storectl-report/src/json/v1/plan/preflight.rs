//! The installers that a plan looked at.

use schemars::JsonSchema;
use serde::Serialize;
use storectl_model::FieldPath;
use storectl_plan::{ChangeValue, ProductPlan};

use crate::{LookOrigin, PackageLook, json::v1::inspect::FactsDoc};

/// What stands in place of a URL that uses a secret variable (forms.md, Outputs 3).
const SECRET: &str = "(secret)";

/// The installer of a package.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PackageFactsDoc {
    /// The package, e.g. `packages[0]`.
    address: String,
    /// Whether an earlier run read its bytes, and its host says that they are the same.
    cached: bool,
    /// Whether an approval of this plan covers the bytes of the installer: `length`, `sha256`, `partsDigest`, and the `etag`
    /// and `lastModified` of `http`. If false, nothing identifies them, and no bytes are approved.
    bytes_seen: bool,
    /// Digest of the parts that were read; null if none was.
    parts_digest: Option<String>,
    #[serde(flatten)]
    facts: FactsDoc,
}

impl PackageFactsDoc {
    /// Makes one for each look, in order.
    pub(super) fn all(looks: &[PackageLook<'_>], plan: &ProductPlan) -> Vec<Self> {
        let approved = plan.installers.packages_with_bytes();
        let of = |look: &PackageLook<'_>| {
            let PackageLook {
                package,
                origin,
                look,
            } = look;
            let facts = FactsDoc::from(look);
            Self {
                address: package.to_string(),
                cached: match origin {
                    LookOrigin::Read => false,
                    LookOrigin::Cached => true,
                },
                bytes_seen: approved.contains(package),
                parts_digest: look.inspection.parts.as_ref().map(ToString::to_string),
                facts: if has_secret_url(package, plan) {
                    facts.at(SECRET)
                } else {
                    facts
                },
            }
        };
        looks.iter().map(of).collect()
    }
}

/// Returns whether the URL of a package uses a secret variable.
fn has_secret_url(package: &FieldPath, plan: &ProductPlan) -> bool {
    let url = plan.outcome.values.get(&package.clone().key("packageUrl"));
    url.is_some_and(|it| matches!(it.shown, ChangeValue::Withheld(_)))
}
