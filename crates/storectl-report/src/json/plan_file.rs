//! Reading a plan document back: what was approved.

use serde_json::error::Category;
use storectl_manifest::VariableSource;
use storectl_model::AckToken;
use storectl_plan::{PlanFingerprint, PlanHash, fingerprint_hash};

use super::plan_content::{Content, Head, Plan, Product, ShownPlan, Variable};

/// A plan as it was saved and approved.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanFile {
    /// Its fingerprint.
    pub hash: PlanHash,
    /// Whether its content has that fingerprint.
    pub content: PlanContent,
    /// The Store it was made for.
    pub endpoint: String,
    /// The products, in the order of the file.
    pub products: Vec<PlannedProduct>,
}

/// How what a plan file shows stands to the fingerprint of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanContent {
    /// It shows all that the fingerprint covers, so the fingerprint proves it.
    Complete,
    /// A value of the draft is redacted in it, since it holds a secret. The fingerprint covers the value, so that it tells
    /// nothing of the secret, and cannot prove the file.
    Redacted,
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
    /// The commit of the receipt that the manifest came from; `None` if it came from the checkout. As it is written.
    pub at: Option<String>,
    /// The tokens beside the manifest's that count as given: those it names, of what it shows as acknowledged.
    pub acknowledged: Vec<String>,
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
    /// It is what a plan left that failed or was stopped: a product has no plan, so nobody approved one.
    #[error(
        "it is the result of a plan that did not succeed: it has no plan for the product in {0}"
    )]
    Incomplete(String),
    /// It does not name its hash, or what its hash does not cover: the Store, or the seller account of it, a plan was made for.
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
        found: String,
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
    let mut products: Vec<PlannedProduct> = Vec::new();
    let mut shown: Vec<ShownPlan> = Vec::new();
    for it in plan.products {
        let (product, content) = product(it)?;
        products.push(product);
        shown.push(content);
    }
    let content = fingerprint_hash(shown.iter().map(|it| &it.plan));
    let said_hash = said(plan.hash, "planHash")?;
    let Ok(hash) = said_hash.parse::<PlanHash>() else {
        return Err(PlanFileError::Tampered {
            said: said_hash,
            found: content.to_string(),
        });
    };
    let (found, said) = match plan.content_hash {
        Some(said) => (Content::new(hash.as_str(), &shown).hash(), said),
        // Of a version that redacted nothing and recorded no tokens.
        None => (content.to_string(), said_hash),
    };
    if found != said {
        return Err(PlanFileError::Tampered { said, found });
    }
    Ok(PlanFile {
        content: if content == hash {
            PlanContent::Complete
        } else {
            PlanContent::Redacted
        },
        hash,
        endpoint,
        products,
    })
}

/// Reads one product, and what its part of the document shows.
fn product(product: Product) -> Result<(PlannedProduct, ShownPlan), PlanFileError> {
    let Some(shown) = product.content() else {
        return Err(PlanFileError::Incomplete(product.manifest));
    };
    let planned = PlannedProduct {
        acknowledged: shown.tokens(),
        plan: shown.plan.clone(),
        manifest: product.manifest,
        seller_id: said(product.seller_id, "sellerId")?,
        variables: variables(product.variables),
        at: product.at.map(|it| it.commit),
    };
    Ok((planned, shown))
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

impl PlanFile {
    /// Returns the tokens that it was approved with, beside those of its manifests.
    pub fn acknowledged(&self) -> impl Iterator<Item = AckToken> {
        let tokens = self.products.iter().flat_map(|it| &it.acknowledged);
        tokens.filter_map(|it| it.parse().ok())
    }

    /// Returns what was approved, one entry per product.
    pub fn fingerprints(&self) -> Vec<PlanFingerprint> {
        self.products.iter().map(|it| it.plan.clone()).collect()
    }
}
