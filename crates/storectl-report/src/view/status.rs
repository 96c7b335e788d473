//! The state of drafts and submissions.

use storectl_model::{LanguageTag, StoreMessage, SubmissionId};
use storectl_plan::{LastSubmission, PendingFact, SubmissionKnowledge, TimelineEntry};

use super::{ErrorView, FleetPart, Sentence};
use crate::{Foreign, time::minute};

/// Says that no submission is in progress, and whether an earlier one is known.
pub(crate) fn no_submission(known: SubmissionKnowledge) -> &'static str {
    match known {
        SubmissionKnowledge::Known => "no submission in progress",
        SubmissionKnowledge::Unknown => {
            "no submission in progress; whether the draft was submitted is unknown"
        }
    }
}

/// The state of some products.
#[derive(Clone, Debug)]
pub struct StatusView<'a> {
    /// Version of this tool.
    pub tool_version: &'a str,
    /// The part of the fleet that was asked about.
    pub part: FleetPart,
    /// The products, in the order they were given.
    pub products: Vec<ProductStatus<'a>>,
    /// What decided the exit, where it failed.
    pub error: Option<&'a ErrorView>,
}

/// The state of one product, or why it is not known.
#[derive(Clone, Debug)]
pub struct ProductStatus<'a> {
    /// The manifest's path as shown to users.
    pub manifest: Foreign<'a>,
    /// Partner Center's id, as the manifest spells it.
    pub product_id: Foreign<'a>,
    /// Its name, for people.
    pub name: Option<Foreign<'a>>,
    /// What was read, or what kept it from being read.
    pub facts: Result<StatusFacts<'a>, &'a ErrorView>,
    /// Why it did not exit 0 though it could be read: a submission that failed or is not published yet, a draft that does
    /// not become ready.
    pub unsettled: Option<&'a ErrorView>,
    /// What the journal knows, one line each.
    pub journal: Vec<String>,
    /// When storectl first saw each state of the last submission, in order; empty where nothing is known.
    pub timeline: &'a [TimelineEntry],
    /// The commit that the last submission was made from, where that is known.
    pub last_commit: Option<Foreign<'a>>,
}

/// What the Store says of a draft and its submission.
#[derive(Clone, Debug)]
pub struct StatusFacts<'a> {
    /// All modules are ready, package upload included.
    pub is_ready: bool,
    /// The submission in progress.
    pub ongoing_submission: Option<&'a SubmissionId>,
    /// The status of that submission, or of the last one known; in the Store's word.
    pub publishing_status: Option<&'a str>,
    /// What the Store says of the modules and the submission.
    pub messages: &'a [StoreMessage],
    /// What earlier runs left to do.
    pub pending: &'a [PendingFact],
    /// Whether what was last submitted is known.
    pub submission_known: SubmissionKnowledge,
    /// The last submission that is known.
    pub last_submission: Option<&'a LastSubmission>,
    /// Languages whose listing is not complete.
    pub incomplete_languages: Vec<&'a LanguageTag>,
}

impl StatusFacts<'_> {
    /// Returns what the Store says beside the submission in progress, which every format names by itself.
    pub(crate) fn news(&self) -> impl Iterator<Item = &StoreMessage> {
        let messages = self.messages.iter();
        messages.filter(|it| !self.ongoing_submission.is_some_and(|id| it.names(id)))
    }
}

/// Says when each state of a submission was first seen; `None` where nothing is known.
pub(crate) fn timeline(entries: &[TimelineEntry]) -> Option<Sentence> {
    let states: Vec<String> = entries
        .iter()
        .map(|it| format!("{} {}", it.state.as_str(), minute(it.at)))
        .collect();
    (!states.is_empty()).then(|| Sentence::labeled("timeline").ours(states.join(" → ")))
}
