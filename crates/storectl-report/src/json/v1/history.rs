//! The document of `status --history`.

use schemars::JsonSchema;
use serde::Serialize;
use storectl_model::mask::mask;
use storectl_plan::{Receipt, ReceiptOutcome, ReceiptVariable};

use super::{
    error::ErrorBody,
    shared::{ToolDoc, all, utc},
};
use crate::{HistoryView, ProductHistory};

/// The version written.
const VERSION: &str = "1.0";

/// What `storectl status --history --format json` writes.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl history")]
pub(in crate::json) struct HistoryDoc {
    /// Always `storectl.history`.
    #[schemars(extend("const" = "storectl.history"))]
    format: &'static str,
    /// Within a major version, fields may be added but are never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: &'static str,
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
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ProductDoc {
    /// The product ID in Partner Center.
    product_id: String,
    /// The manifest's path.
    manifest: String,
    /// The releases, newest first.
    releases: Vec<ReleaseDoc>,
}

/// One submission that the Store accepted.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ReleaseDoc {
    /// The submission; null if unknown.
    submission_id: Option<String>,
    /// The commit that was checked out; null if unknown.
    commit: Option<String>,
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
#[derive(Serialize, JsonSchema)]
struct VariableDoc {
    /// Its name.
    name: String,
    /// Its value; null if it is secret, or masked because it holds a signature or a password.
    value: Option<String>,
    /// Where the value came from: `flag`, `environment` or `manifest`.
    from: String,
    /// The manifest's own value, if it differs.
    manifest: Option<String>,
}

/// What became of a submission.
#[derive(Serialize, JsonSchema)]
struct OutcomeDoc {
    /// The outcome; `FAILED` only if the Store will not retry.
    #[schemars(extend("enum" = ["INPROGRESS", "PUBLISHED", "FAILED", "UNKNOWN"]))]
    status: &'static str,
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
            format: "storectl.history",
            format_version: VERSION,
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
            name: _, // for people
            releases,
        } = view;
        Self {
            product_id: product_id.as_raw().to_owned(),
            manifest: manifest.as_raw().to_owned(),
            releases: all(*releases),
        }
    }
}

impl From<&Receipt> for ReleaseDoc {
    fn from(release: &Receipt) -> Self {
        let ReceiptOutcome { status, at } = release.outcome;
        Self {
            submission_id: release.stage.submission().map(ToString::to_string),
            commit: release.source.commit.clone(),
            by: release.source.by.clone(),
            submitted_at: utc(release.submitted_at),
            plan_hash: release.plan_hash.to_string(),
            variables: all(&release.variables),
            outcome: OutcomeDoc {
                status: status.as_str(),
                at: utc(at),
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
        } = variable.clone();
        let unmasked = |it: &String| mask(it) == it.as_str();
        Self {
            name,
            value: value.filter(unmasked),
            from,
            manifest: manifest.filter(unmasked),
        }
    }
}
