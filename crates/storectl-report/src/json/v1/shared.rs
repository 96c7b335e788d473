//! Parts of several documents.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storectl_manifest::{Rule, catalogue};
use storectl_model::{PolicyPlace, ProductId, Shard, StoreMessage, mask::mask};
use storectl_plan::{LastSubmission, PendingFact, SubmissionKnowledge, SubmissionOutcome};

pub(super) use crate::time::{seconds, utc, utc_of_any};
use crate::{
    Foreign, SourceRef,
    json::unreadable::{Unreadable, id, time},
    view::Names,
};

/// A word of this tool's own.
pub(in crate::json) type Word = Cow<'static, str>;

/// Version of every document of this module.
pub(super) const FORMAT_VERSION: &str = "1.1";

/// The tool that wrote a document.
#[derive(Deserialize, Serialize, JsonSchema)]
pub(super) struct ToolDoc {
    /// Its name.
    name: Word,
    /// Its version.
    version: String,
}

impl ToolDoc {
    pub(super) fn new(version: &str) -> Self {
        Self {
            name: "storectl".into(),
            version: version.to_owned(),
        }
    }

    /// Returns the version that wrote it.
    pub(super) fn version(&self) -> &str {
        &self.version
    }
}

/// A place in a file.
#[derive(Clone, Deserialize, Serialize, JsonSchema)]
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

impl SourceDoc {
    /// Reads the place as one in a policy.
    pub(super) fn in_policy(&self) -> PolicyPlace {
        PolicyPlace {
            line: self.line,
            column: self.column,
        }
    }

    /// Reads the place.
    pub(super) fn read(&self, names: &Names) -> SourceRef {
        let Self { file, line, column } = self;
        SourceRef {
            file: names.of(file).to_owned(),
            in_repository: file.clone(),
            line: *line,
            column: *column,
        }
    }
}

/// What the Store reported.
#[derive(Clone, Deserialize, Serialize, JsonSchema)]
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

impl MessageDoc {
    /// Reads the message.
    pub(super) fn read(&self) -> StoreMessage {
        let Self {
            code,
            message,
            target,
        } = self;
        StoreMessage {
            code: code.clone(),
            message: message.clone(),
            target: target.clone(),
        }
    }
}

/// Splits the value of a variable into what `apply --plan` may take for it, and what else people are shown of it: a value of
/// which a part is masked.
pub(super) fn shown(value: Option<&str>) -> (Option<String>, Option<String>) {
    match value.map(|it| (it, mask(it))) {
        None => (None, None),
        Some((value, masked)) if masked == value => (Some(value.to_owned()), None),
        Some((_, masked)) => (None, Some(masked.into_owned())),
    }
}

/// Converts every item.
pub(super) fn all<'a, T: 'a, D: From<&'a T>>(items: impl IntoIterator<Item = &'a T>) -> Vec<D> {
    items.into_iter().map(D::from).collect()
}

/// One piece of work left by an earlier run.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PendingDoc {
    /// The kind of work.
    #[schemars(extend("enum" = ["packages-uncommitted", "unsubmitted", "following"]))]
    fact: Word,
    /// The submission to follow; null for other kinds of work.
    submission_id: Option<String>,
}

impl From<&PendingFact> for PendingDoc {
    fn from(fact: &PendingFact) -> Self {
        Self {
            fact: fact.as_str().into(),
            submission_id: fact.submission().map(ToString::to_string),
        }
    }
}

impl PendingDoc {
    /// Reads the fact.
    pub(super) fn read(&self) -> Result<PendingFact, Unreadable> {
        let Self {
            fact,
            submission_id,
        } = self;
        match (&**fact, submission_id) {
            ("packages-uncommitted", _) => Ok(PendingFact::PackagesUncommitted),
            ("unsubmitted", _) => Ok(PendingFact::Unsubmitted),
            ("following", Some(submission)) => Ok(PendingFact::Following(id(submission)?)),
            (other, _) => Err(Unreadable::new("work left by an earlier run", other)),
        }
    }
}

/// The last known submission.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LastSubmissionDoc {
    /// The submission ID.
    id: String,
    /// The outcome.
    #[schemars(extend("enum" = ["INPROGRESS", "PUBLISHED", "FAILED", "UNKNOWN"]))]
    status: Word,
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
            status: outcome.as_str().into(),
            submitted_at: submitted_at.map(utc),
            ended_at: ended_at.map(utc),
            commit: commit.map(|it| it.as_raw().to_owned()),
        }
    }
}

impl LastSubmissionDoc {
    /// Reads the submission.
    pub(super) fn read(&self) -> Result<LastSubmission, Unreadable> {
        let Self {
            id: submission,
            status,
            submitted_at,
            ended_at,
            commit: _, // beside it
        } = self;
        Ok(LastSubmission {
            id: id(submission)?,
            outcome: outcome(status)?,
            submitted_at: submitted_at.as_deref().map(time).transpose()?,
            ended_at: ended_at.as_deref().map(time).transpose()?,
        })
    }

    /// Returns the commit it was made from.
    pub(super) fn commit(&self) -> Option<Foreign<'_>> {
        self.commit.as_deref().map(Foreign::new)
    }
}

/// Reads the outcome of a submission.
pub(super) fn outcome(text: &str) -> Result<SubmissionOutcome, Unreadable> {
    SubmissionOutcome::from_word(text)
        .ok_or_else(|| Unreadable::new("the outcome of a submission", text))
}

/// Reads the part of a fleet that a run was for.
pub(super) fn shard(text: Option<&str>) -> Result<Option<Shard>, Unreadable> {
    let read = |it: &str| it.parse().map_err(|_| Unreadable::new("a shard", it));
    text.map(read).transpose()
}

/// Reads whether the last submission is known.
pub(super) fn knowledge(is_known: bool) -> SubmissionKnowledge {
    if is_known {
        SubmissionKnowledge::Known
    } else {
        SubmissionKnowledge::Unknown
    }
}

/// Reads the ID of a product, which people are shown as the manifest spells it.
pub(super) fn product(text: &str) -> ProductId {
    text.parse().unwrap_or_else(|_| ProductId::unspecified())
}

/// Reads the code of a rule.
pub(super) fn rule(code: &str) -> Result<&'static Rule, Unreadable> {
    let mut rules = catalogue().iter();
    let rule = rules.find(|it| it.code.as_str() == code);
    rule.ok_or_else(|| Unreadable::new("a code that this version of storectl knows", code))
}

/// Reads every item.
pub(super) fn read_all<T, R>(
    items: &[T],
    read: impl Fn(&T) -> Result<R, Unreadable>,
) -> Result<Vec<R>, Unreadable> {
    items.iter().map(read).collect()
}
