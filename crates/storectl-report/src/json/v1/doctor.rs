//! The document of `doctor`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    error::ErrorBody,
    shared::{ToolDoc, Word, all, read_all},
};
use crate::{
    Check, CheckId, CheckStatus, DoctorView,
    json::{
        shelf::Shelf,
        unreadable::{Unreadable, word},
    },
};

/// The version written.
const VERSION: &str = "1.0";

/// What `storectl doctor --format json` writes.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl doctor")]
pub(in crate::json) struct DoctorDoc {
    /// Always `storectl.doctor`.
    #[schemars(extend("const" = "storectl.doctor"))]
    format: Word,
    /// Within a major version, fields may be added but are never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: Word,
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
#[derive(Deserialize, Serialize, JsonSchema)]
struct CheckDoc {
    /// What was checked.
    #[schemars(extend("enum" = ["credentials", "role", "seller", "product", "network", "clock", "git", "receipts"]))]
    id: Word,
    /// The result; `skipped` if an earlier check failed or there is nothing to check. `role` that is `ok` says that the
    /// application may read, not that it may write.
    #[schemars(extend("enum" = ["ok", "warning", "failed", "skipped"]))]
    status: Word,
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
            format: "storectl.doctor".into(),
            format_version: VERSION.into(),
            tool: ToolDoc::new(tool_version),
            exit: *exit,
            checks: all(checks),
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
            id: id.as_str().into(),
            status: status.as_str().into(),
            subject,
            message,
            fix,
        }
    }
}

impl DoctorDoc {
    /// Reads the checks.
    pub(in crate::json) fn read<'a>(
        &'a self,
        shelf: &'a Shelf<'_>,
    ) -> Result<DoctorView<'a>, Unreadable> {
        let Self {
            format: _,
            format_version: _,
            tool,
            exit,
            checks,
            error,
        } = self;
        Ok(DoctorView {
            tool_version: tool.version(),
            exit: *exit,
            checks: read_all(checks, CheckDoc::read)?,
            error: error.as_ref().map(|it| it.read(shelf)).transpose()?,
        })
    }
}

impl CheckDoc {
    fn read(&self) -> Result<Check, Unreadable> {
        let Self {
            id,
            status,
            subject,
            message,
            fix,
        } = self;
        Ok(Check {
            id: word("a check", &CheckId::ALL, CheckId::as_str, id)?,
            status: word(
                "the status of a check",
                &CheckStatus::ALL,
                CheckStatus::as_str,
                status,
            )?,
            subject: subject.clone(),
            message: message.clone(),
            fix: fix.clone(),
        })
    }
}
