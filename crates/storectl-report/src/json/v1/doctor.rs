//! The document of `doctor`.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    error::ErrorBody,
    shared::{ToolDoc, all},
};
use crate::{Check, DoctorView};

/// The version written.
const VERSION: &str = "1.0";

/// What `storectl doctor --format json` writes.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl doctor")]
pub(in crate::json) struct DoctorDoc {
    /// Always `storectl.doctor`.
    #[schemars(extend("const" = "storectl.doctor"))]
    format: &'static str,
    /// Within a major version, fields may be added but are never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: &'static str,
    /// The tool that wrote this.
    tool: ToolDoc,
    /// The exit code: 20 if `credentials`, `role`, `seller` or `product` failed, else 21 if `network` failed, else 1 if
    /// anything failed, else 0.
    exit: u8,
    /// The checks, in the order `credentials`, `role`, `seller`, `product`, `network`, `clock`, `git`, `receipts`.
    checks: Vec<CheckDoc>,
    /// Why a file could not be written, if one could not.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorBody>,
}

/// One check and what it found.
#[derive(Serialize, JsonSchema)]
struct CheckDoc {
    /// What was checked.
    #[schemars(extend("enum" = ["credentials", "role", "seller", "product", "network", "clock", "git", "receipts"]))]
    id: &'static str,
    /// The result; `skipped` if an earlier check failed or there is nothing to check. `role` that is `ok` says that the
    /// application may read, not that it may write.
    #[schemars(extend("enum" = ["ok", "warning", "failed", "skipped"]))]
    status: &'static str,
    /// Which host, seller account or product it is about; null if there is only one.
    subject: Option<String>,
    /// What was found.
    message: String,
    /// What fixes it; null if there is nothing to fix.
    fix: Option<String>,
}

impl From<&DoctorView<'_>> for DoctorDoc {
    fn from(view: &DoctorView<'_>) -> Self {
        let DoctorView {
            tool_version,
            exit,
            checks,
            error,
        } = view;
        Self {
            format: "storectl.doctor",
            format_version: VERSION,
            tool: ToolDoc::new(tool_version),
            exit: *exit,
            checks: all(*checks),
            error: error.map(ErrorBody::from),
        }
    }
}

impl From<&Check> for CheckDoc {
    fn from(check: &Check) -> Self {
        let Check {
            id,
            status,
            subject,
            message,
            fix,
        } = check.clone();
        Self {
            id: id.as_str(),
            status: status.as_str(),
            subject,
            message,
            fix,
        }
    }
}
