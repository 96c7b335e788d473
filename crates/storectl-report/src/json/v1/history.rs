//! The document of `status --history`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storectl_plan::{ReceiptOutcome, ReceiptVariable};

use super::{
    error::ErrorBody,
    shared::{ToolDoc, Word, all, outcome, read_all, shown, utc},
};
use crate::{
    Foreign, HistoryView, ProductHistory, Release,
    json::{
        shelf::Shelf,
        unreadable::{Unreadable, id, time},
    },
};

/// The version written.
const VERSION: &str = "1.0";

/// What `storectl status --history --format json` writes.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl history")]
pub(in crate::json) struct HistoryDoc {
    /// Always `storectl.history`.
    #[schemars(extend("const" = "storectl.history"))]
    format: Word,
    /// Within a major version, fields may be added but are never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: Word,
    /// The tool that wrote this.
    tool: ToolDoc,
    /// What may be missing, and why.
    warnings: Vec<String>,
    /// One entry per manifest.
    products: Vec<ProductDoc>,
    /// The failure that determined the exit code, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorBody>,
}

/// The releases of one product.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ProductDoc {
    /// The product ID in Partner Center.
    product_id: String,
    /// The manifest's path.
    manifest: String,
    /// The product's name in the manifest.
    name: Option<String>,
    /// The releases, newest first.
    releases: Vec<ReleaseDoc>,
}

/// One submission that the Store accepted.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ReleaseDoc {
    /// The submission; null if unknown.
    submission_id: Option<String>,
    /// The commit that was checked out; null if unknown.
    commit: Option<String>,
    /// Whether the manifest or a file that it names differed from that commit.
    modified: bool,
    /// Who started the run; null if unknown.
    by: Option<String>,
    /// When it was submitted, in UTC.
    submitted_at: String,
    /// Hash of the plan that was carried out.
    plan_hash: String,
    /// The variables that the manifest used.
    variables: Vec<VariableDoc>,
    /// The outcome, as last seen.
    outcome: OutcomeDoc,
}

/// A variable that the manifest used.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct VariableDoc {
    /// Its name.
    name: String,
    /// Its value; null if it is secret, or masked because it holds a signature or a password.
    value: Option<String>,
    /// The value with what it hides masked; absent unless `value` is null because of a signature or a password.
    #[serde(skip_serializing_if = "Option::is_none")]
    masked: Option<String>,
    /// Where the value came from: `flag`, `environment` or `manifest`.
    from: String,
    /// The manifest's own value, if it differs.
    manifest: Option<String>,
    /// The manifest's own value with what it hides masked, as for `masked`.
    #[serde(skip_serializing_if = "Option::is_none")]
    masked_manifest: Option<String>,
}

/// What became of a submission.
#[derive(Deserialize, Serialize, JsonSchema)]
struct OutcomeDoc {
    /// The outcome; `FAILED` only if the Store will not retry.
    #[schemars(extend("enum" = ["INPROGRESS", "PUBLISHED", "FAILED", "UNKNOWN"]))]
    status: Word,
    /// When it was first seen, in UTC.
    at: String,
}

impl From<&HistoryView<'_>> for HistoryDoc {
    fn from(view: &HistoryView<'_>) -> Self {
        let HistoryView {
            tool_version,
            warnings,
            products,
            error,
        } = view;
        Self {
            format: "storectl.history".into(),
            format_version: VERSION.into(),
            tool: ToolDoc::new(tool_version),
            warnings: warnings.to_vec(),
            products: all(products),
            error: error.map(ErrorBody::from),
        }
    }
}

impl From<&ProductHistory<'_>> for ProductDoc {
    fn from(view: &ProductHistory<'_>) -> Self {
        let ProductHistory {
            manifest,
            product_id,
            name,
            releases,
        } = view;
        Self {
            product_id: product_id.as_raw().to_owned(),
            manifest: manifest.as_raw().to_owned(),
            name: name.map(|it| it.as_raw().to_owned()),
            releases: all(releases),
        }
    }
}

impl From<&Release> for ReleaseDoc {
    fn from(release: &Release) -> Self {
        let Release {
            submission,
            submitted_at,
            outcome: ReceiptOutcome { status, at },
            commit,
            is_modified,
            by,
            plan_hash,
            variables,
        } = release;
        Self {
            submission_id: submission.as_ref().map(ToString::to_string),
            commit: commit.clone(),
            modified: *is_modified,
            by: by.clone(),
            submitted_at: utc(*submitted_at),
            plan_hash: plan_hash.to_string(),
            variables: all(variables),
            outcome: OutcomeDoc {
                status: status.as_str().into(),
                at: utc(*at),
            },
        }
    }
}

impl From<&ReceiptVariable> for VariableDoc {
    fn from(variable: &ReceiptVariable) -> Self {
        let ReceiptVariable {
            name,
            value,
            from,
            manifest,
        } = variable;
        let (value, masked) = shown(value.as_deref());
        let (manifest, masked_manifest) = shown(manifest.as_deref());
        Self {
            name: name.clone(),
            value,
            masked,
            from: from.clone(),
            manifest,
            masked_manifest,
        }
    }
}

impl HistoryDoc {
    /// Reads the releases.
    pub(in crate::json) fn read<'a>(
        &'a self,
        shelf: &'a Shelf<'_>,
    ) -> Result<HistoryView<'a>, Unreadable> {
        let Self {
            format: _,
            format_version: _,
            tool,
            warnings,
            products,
            error,
        } = self;
        let products = products.iter().map(ProductDoc::read);
        Ok(HistoryView {
            tool_version: tool.version(),
            warnings,
            products: products.collect::<Result<_, _>>()?,
            error: error.as_ref().map(|it| it.read(shelf)).transpose()?,
        })
    }
}

impl ProductDoc {
    fn read(&self) -> Result<ProductHistory<'_>, Unreadable> {
        let Self {
            product_id,
            manifest,
            name,
            releases,
        } = self;
        Ok(ProductHistory {
            manifest: Foreign::new(manifest),
            product_id: Foreign::new(product_id),
            name: name.as_deref().map(Foreign::new),
            releases: read_all(releases, ReleaseDoc::read)?,
        })
    }
}

impl ReleaseDoc {
    fn read(&self) -> Result<Release, Unreadable> {
        let Self {
            submission_id,
            commit,
            modified,
            by,
            submitted_at,
            plan_hash,
            variables,
            outcome: OutcomeDoc { status, at },
        } = self;
        Ok(Release {
            submission: submission_id.as_deref().map(id).transpose()?,
            submitted_at: time(submitted_at)?,
            outcome: ReceiptOutcome {
                status: outcome(status)?,
                at: time(at)?,
            },
            commit: commit.clone(),
            is_modified: *modified,
            by: by.clone(),
            plan_hash: plan_hash
                .parse()
                .map_err(|_| Unreadable::new("the hash of a plan", plan_hash))?,
            variables: variables.iter().map(VariableDoc::read).collect(),
        })
    }
}

impl VariableDoc {
    fn read(&self) -> ReceiptVariable {
        let Self {
            name,
            value,
            masked,
            from,
            manifest,
            masked_manifest,
        } = self;
        ReceiptVariable {
            name: name.clone(),
            value: value.as_ref().or(masked.as_ref()).cloned(),
            from: from.clone(),
            manifest: manifest.as_ref().or(masked_manifest.as_ref()).cloned(),
        }
    }
}
