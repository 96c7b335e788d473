//! Reading a plan document back: what was approved.

use serde::Deserialize;
use serde_json::Value;
use storectl_plan::{PlanFingerprint, PlanHash, fingerprint_hash};

/// A plan as it was saved and approved.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanFile {
    /// Its fingerprint, which its content was found to have.
    pub hash: PlanHash,
    /// Paths of the manifests it was made of, as they were written.
    pub manifests: Vec<String>,
    /// What it comes to, one entry a product.
    pub products: Vec<PlanFingerprint>,
}

/// Why a file is no plan that can be approved.
#[derive(Debug, thiserror::Error)]
pub enum PlanFileError {
    /// It is not JSON, or not of a plan's shape.
    #[error("not a plan: {0}")]
    Malformed(#[from] serde_json::Error),
    /// It is another document.
    #[error("its format is `{0}`, not `storectl.plan`")]
    OtherFormat(String),
    /// It is of a version this tool does not know.
    #[error("its version is {0}, but this storectl reads 1.x")]
    OtherVersion(String),
    /// A product could not be planned, so nobody saw what would be done with it.
    #[error("the product of {0} could not be planned")]
    Incomplete(String),
    /// Its content does not have the hash it names.
    #[error(
        "its content has hash {found}, but it claims {said}: it was changed after it was created"
    )]
    Tampered {
        /// What it says.
        said: String,
        /// What it has.
        found: PlanHash,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    #[serde(default)]
    format: String,
    #[serde(default)]
    format_version: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Plan {
    plan_hash: String,
    products: Vec<Product>,
}

#[derive(Deserialize)]
struct Product {
    manifest: String,
    #[serde(rename = "productId")]
    id: String,
    status: String,
    changes: Vec<Change>,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Change {
    address: String,
    action: String,
    before: Value,
    after: Value,
    token: Option<String>,
}

#[derive(Deserialize)]
struct Step {
    kind: String,
    body: Option<Value>,
    assets: Option<Value>,
    changes: Vec<usize>,
}

/// Reads a plan document. Fields it does not know are ignored, another major version is refused, and so is a plan whose
/// content is not what its hash says.
///
/// # Errors
/// See [`PlanFileError`].
pub fn read_plan(text: &str) -> Result<PlanFile, PlanFileError> {
    let head: Head = serde_json::from_str(text)?;
    if head.format != "storectl.plan" {
        return Err(PlanFileError::OtherFormat(head.format));
    }
    if head.format_version.split('.').next() != Some("1") {
        return Err(PlanFileError::OtherVersion(head.format_version));
    }
    let plan: Plan = serde_json::from_str(text)?;
    let mut manifests = Vec::new();
    let mut products = Vec::new();
    for product in plan.products {
        if product.status == "error" {
            return Err(PlanFileError::Incomplete(product.manifest));
        }
        products.push(essence(&product));
        manifests.push(product.manifest);
    }
    let found = fingerprint_hash(products.iter().cloned());
    if found.0 != plan.plan_hash {
        return Err(PlanFileError::Tampered {
            said: plan.plan_hash,
            found,
        });
    }
    Ok(PlanFile {
        hash: found,
        manifests,
        products,
    })
}

fn essence(product: &Product) -> PlanFingerprint {
    let mut essence = PlanFingerprint::new(&product.id);
    for Change {
        address,
        action,
        before,
        after,
        token,
    } in &product.changes
    {
        essence.change(address, action, before, after, token.as_deref());
    }
    for Step {
        kind,
        body,
        assets,
        changes,
    } in &product.steps
    {
        let content = assets.as_ref().or(body.as_ref()).unwrap_or(&Value::Null);
        essence.step(kind, content, changes);
    }
    essence
}
