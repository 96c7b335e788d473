//! Reading a plan document back: what was approved.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use storectl_plan::{
    ChangeMark, OutcomeMark, PlanFingerprint, PlanHash, StepMark, fingerprint_hash,
};

/// A plan as it was saved and approved.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanFile {
    /// Its fingerprint, which its content was found to have.
    pub hash: PlanHash,
    /// The Store it was made for; `None` where the file does not say.
    pub endpoint: Option<String>,
    /// The products, in the order of the file.
    pub products: Vec<PlannedProduct>,
}

/// One product of a plan that was saved.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedProduct {
    /// Path of the manifest it was made of, as it was written.
    pub manifest: String,
    /// The seller account it was read for; `None` where the file does not say.
    pub seller_id: Option<String>,
    /// What was approved.
    pub plan: PlanFingerprint,
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
    /// A product could not be planned, or was planned by a tool that did not look at what is published: nobody approved it.
    #[error("it has no complete plan for the product of {0}")]
    Incomplete(String),
    /// Its content does not have the hash it names.
    #[error(
        "its content has hash {found}, but it states {said}: it was edited after it was created"
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
struct Plan {
    #[serde(rename = "planHash")]
    hash: String,
    endpoint: Option<String>,
    products: Vec<Product>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Product {
    manifest: String,
    #[serde(rename = "productId")]
    id: String,
    seller_id: Option<String>,
    status: String,
    changes: Vec<Change>,
    #[serde(default)]
    unmanaged: Vec<Unmanaged>,
    outcome: Option<Outcome>,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Unmanaged {
    address: String,
    #[serde(default)]
    after: Value,
}

#[derive(Deserialize)]
struct Outcome {
    digest: String,
    values: BTreeMap<String, String>,
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
    let mut products = Vec::new();
    for product in plan.products {
        match product.outcome {
            Some(outcome) if product.status != "error" => {
                products.push(PlannedProduct {
                    manifest: product.manifest,
                    seller_id: product.seller_id,
                    plan: fingerprint(
                        &product.id,
                        product.changes,
                        product.unmanaged,
                        outcome,
                        product.steps,
                    ),
                });
            }
            Some(_) | None => return Err(PlanFileError::Incomplete(product.manifest)),
        }
    }
    let found = fingerprint_hash(products.iter().map(|it| &it.plan));
    if found.0 != plan.hash {
        return Err(PlanFileError::Tampered {
            said: plan.hash,
            found,
        });
    }
    Ok(PlanFile {
        hash: found,
        endpoint: plan.endpoint,
        products,
    })
}

fn fingerprint(
    product: &str,
    changes: Vec<Change>,
    unmanaged: Vec<Unmanaged>,
    outcome: Outcome,
    steps: Vec<Step>,
) -> PlanFingerprint {
    let changes = changes.into_iter().map(|it| {
        let Change {
            address,
            action,
            before,
            after,
            token,
        } = it;
        ChangeMark {
            address,
            action,
            before,
            after,
            token,
        }
    });
    let steps = steps.into_iter().map(|it| {
        let Step {
            kind,
            body,
            assets,
            changes,
        } = it;
        StepMark {
            kind,
            content: assets.or(body).unwrap_or_default(),
            changes,
        }
    });
    let Outcome { digest, values } = outcome;
    let shown = unmanaged.into_iter().map(|it| (it.address, it.after));
    PlanFingerprint::new(
        product,
        changes.collect(),
        steps.collect(),
        OutcomeMark { digest, values },
        shown.collect(),
    )
}

impl PlanFile {
    /// Gives what was approved, one entry a product.
    pub fn fingerprints(&self) -> Vec<PlanFingerprint> {
        self.products.iter().map(|it| it.plan.clone()).collect()
    }
}
