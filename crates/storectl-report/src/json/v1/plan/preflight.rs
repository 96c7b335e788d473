//! The installers that a plan looked at.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storectl_model::FieldPath;

use crate::{
    LookOrigin, PackageLook, PlanDetails,
    json::{
        shelf::Shelf,
        unreadable::{Unreadable, address},
        v1::inspect::FactsDoc,
    },
};

/// What stands in place of a URL that uses a secret variable (forms.md, Outputs 3).
const SECRET: &str = "(secret)";

/// The installer of a package.
#[derive(Deserialize, Serialize, JsonSchema)]
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
    pub(super) fn all(looks: &[PackageLook<'_>], plan: &PlanDetails) -> Vec<Self> {
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
                bytes_seen: plan.approved_installers.contains(package),
                parts_digest: look.inspection.parts.as_ref().map(ToString::to_string),
                facts: if plan.secret_addresses.contains(package) {
                    facts.at(SECRET)
                } else {
                    facts
                },
            }
        };
        looks.iter().map(of).collect()
    }
}

impl PackageFactsDoc {
    /// Reads the package.
    pub(super) fn package(&self) -> FieldPath {
        address(&self.address)
    }

    /// Returns whether an approval of the plan covers the bytes of the installer.
    pub(super) fn is_approved(&self) -> bool {
        self.bytes_seen
    }

    /// Returns whether its address uses a secret variable.
    pub(super) fn has_secret_address(&self) -> bool {
        self.facts.source() == SECRET
    }

    /// Reads what was seen of its installer.
    pub(super) fn read<'a>(&'a self, shelf: &'a Shelf<'_>) -> Result<PackageLook<'a>, Unreadable> {
        let Self {
            address: _, // read as the package
            cached,
            bytes_seen: _, // with the plan
            parts_digest,
            facts,
        } = self;
        Ok(PackageLook {
            package: shelf.packages.alloc(self.package()),
            origin: if *cached {
                LookOrigin::Cached
            } else {
                LookOrigin::Read
            },
            look: facts.look(parts_digest.as_deref(), shelf)?,
        })
    }
}
