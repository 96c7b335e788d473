//! Reading a plan document back: what was approved.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, error::Category};
use storectl_manifest::VariableSource;
use storectl_plan::{
    ChangeMark, OutcomeMark, PlanFingerprint, PlanHash, StepMark, fingerprint_hash,
};

/// A plan as it was saved and approved.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanFile {
    /// Its fingerprint, which its content was found to have.
    pub hash: PlanHash,
    /// The Store it was made for.
    pub endpoint: String,
    /// The products, in the order of the file.
    pub products: Vec<PlannedProduct>,
}

/// One product of a plan that was saved.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedProduct {
    /// Path of the manifest it was made of, as it was written.
    pub manifest: String,
    /// The seller account it was read for.
    pub seller_id: String,
    /// The variables it was made with.
    pub variables: Vec<PlannedVariable>,
    /// What was approved.
    pub plan: PlanFingerprint,
}

/// A variable of a plan that was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedVariable {
    /// Its name.
    pub name: String,
    /// Its value; `None` where the file does not hold it, because it is a secret: it is given again.
    pub value: Option<String>,
    /// Where the value came from.
    pub source: VariableSource,
}

/// Why a file is no plan that can be approved.
#[derive(Debug, thiserror::Error)]
pub enum PlanFileError {
    /// It is not JSON, or not of a plan's shape. Says where, and quotes nothing of a file that may be anybody's.
    #[error("{}", malformed(.0))]
    Malformed(#[from] serde_json::Error),
    /// It is another document.
    #[error("its format is `{0}`, not `storectl.plan`")]
    OtherFormat(String),
    /// It is of a version this tool does not know.
    #[error("its version is {0}, but this version of storectl reads 1.x")]
    OtherVersion(String),
    /// A product could not be planned, or was planned by a tool that did not look at what is published: nobody approved it.
    #[error("it has no complete plan for the product in {0}")]
    Incomplete(String),
    /// It does not say which Store, or which seller account of it, a plan was made for, which its hash does not cover.
    #[error("it is incomplete: `{0}` is missing")]
    Unaddressed(&'static str),
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

fn malformed(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        Category::Eof => "it ends unexpectedly",
        Category::Syntax | Category::Io => "it is not JSON",
        Category::Data => "it does not have the format of a plan",
    };
    format!("{what} (line {}, column {})", error.line(), error.column())
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
    #[serde(default)]
    variables: Vec<Variable>,
}

#[derive(Deserialize)]
struct Variable {
    name: String,
    value: Option<String>,
    from: String,
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
    let endpoint = said(plan.endpoint, "endpoint")?;
    let mut products = Vec::new();
    for product in plan.products {
        match product.outcome {
            Some(outcome) if product.status != "error" => {
                products.push(PlannedProduct {
                    manifest: product.manifest,
                    seller_id: said(product.seller_id, "sellerId")?,
                    variables: variables(product.variables),
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
    if found.as_str() != plan.hash {
        return Err(PlanFileError::Tampered {
            said: plan.hash,
            found,
        });
    }
    Ok(PlanFile {
        hash: found,
        endpoint,
        products,
    })
}

fn said(value: Option<String>, name: &'static str) -> Result<String, PlanFileError> {
    let said = value.filter(|it| !it.is_empty());
    said.ok_or(PlanFileError::Unaddressed(name))
}

/// Reads variables. One from a source that a later version added is left to that version's own flags.
fn variables(variables: Vec<Variable>) -> Vec<PlannedVariable> {
    let known = |it: Variable| {
        let Variable { name, value, from } = it;
        let mut sources = VariableSource::ALL.into_iter();
        let source = sources.find(|it| it.as_str() == from)?;
        Some(PlannedVariable {
            name,
            value,
            source,
        })
    };
    variables.into_iter().filter_map(known).collect()
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
    /// Returns what was approved, one entry per product.
    pub fn fingerprints(&self) -> Vec<PlanFingerprint> {
        self.products.iter().map(|it| it.plan.clone()).collect()
    }
}
