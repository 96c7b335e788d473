//! Parts of several documents.

use schemars::JsonSchema;
use serde::Serialize;
use storectl_model::StoreMessage;
use storectl_plan::{LastSubmission, PendingFact};

pub(super) use crate::time::{seconds, utc, utc_of_any};
use crate::{Foreign, SourceRef};

/// Version of every document of this module.
pub(super) const FORMAT_VERSION: &str = "1.1";

/// The tool that wrote a document.
#[derive(Serialize, JsonSchema)]
pub(super) struct ToolDoc {
    /// Its name.
    name: &'static str,
    /// Its version.
    version: String,
}

impl ToolDoc {
    pub(super) fn new(version: &str) -> Self {
        Self {
            name: "storectl",
            version: version.to_owned(),
        }
    }
}

/// A place in a file.
#[derive(Serialize, JsonSchema)]
pub(super) struct SourceDoc {
    /// The path from the repository root, with slashes.
    file: String,
    /// The line, starting at 1.
    line: usize,
    /// The column in characters, starting at 1.
    column: usize,
}

impl From<&SourceRef> for SourceDoc {
    fn from(place: &SourceRef) -> Self {
        let SourceRef {
            file: _, // for people
            in_repository,
            line,
            column,
        } = place;
        Self {
            file: in_repository.clone(),
            line: *line,
            column: *column,
        }
    }
}

/// What the Store reported.
#[derive(Serialize, JsonSchema)]
pub(super) struct MessageDoc {
    /// The Store's code, e.g. `badrequest`.
    code: String,
    /// The message.
    message: String,
    /// What the message refers to, e.g. `listings`.
    target: String,
}

impl From<&StoreMessage> for MessageDoc {
    fn from(message: &StoreMessage) -> Self {
        let StoreMessage {
            code,
            message,
            target,
        } = message;
        Self {
            code: code.clone(),
            message: message.clone(),
            target: target.clone(),
        }
    }
}

/// Converts every item.
pub(super) fn all<'a, T: 'a, D: From<&'a T>>(items: impl IntoIterator<Item = &'a T>) -> Vec<D> {
    items.into_iter().map(D::from).collect()
}

/// One piece of work left by an earlier run.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PendingDoc {
    /// The kind of work.
    #[schemars(extend("enum" = ["packages-uncommitted", "unsubmitted", "following"]))]
    fact: &'static str,
    /// The submission to follow; null for other kinds of work.
    submission_id: Option<String>,
}

impl From<&PendingFact> for PendingDoc {
    fn from(fact: &PendingFact) -> Self {
        Self {
            fact: fact.as_str(),
            submission_id: fact.submission().map(ToString::to_string),
        }
    }
}

/// The last known submission.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LastSubmissionDoc {
    /// The submission ID.
    id: String,
    /// The outcome.
    #[schemars(extend("enum" = ["INPROGRESS", "PUBLISHED", "FAILED", "UNKNOWN"]))]
    status: &'static str,
    /// When it was created, in UTC; null if unknown.
    submitted_at: Option<String>,
    /// When storectl first saw that it had ended, in UTC; null if it has not.
    ended_at: Option<String>,
    /// The commit it was made from; null if unknown.
    commit: Option<String>,
}

impl LastSubmissionDoc {
    pub(super) fn new(last: &LastSubmission, commit: Option<Foreign<'_>>) -> Self {
        let LastSubmission {
            id,
            outcome,
            submitted_at,
            ended_at,
        } = last;
        Self {
            id: id.to_string(),
            status: outcome.as_str(),
            submitted_at: submitted_at.map(utc),
            ended_at: ended_at.map(utc),
            commit: commit.map(|it| it.as_raw().to_owned()),
        }
    }
}
