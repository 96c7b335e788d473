//! What is known of earlier runs, with what the Store says of it now.

use storectl_api::{Error, ErrorKind, PublishingStatus, ReadClient, SubmissionStatus};
use storectl_model::{ProductId, SubmissionId};
use storectl_plan::{PriorWork, SubmissionKnowledge, SubmissionOutcome};

use crate::journal::Journal;

/// What the Store answered when it was asked about a submission.
#[derive(Debug)]
pub struct SubmissionAnswer {
    /// The submission.
    pub id: SubmissionId,
    /// Its status, or why there is none.
    pub status: Result<SubmissionStatus, Error>,
}

impl SubmissionAnswer {
    /// Returns how the submission ended, where it says that it did.
    pub fn end(&self) -> Option<SubmissionOutcome> {
        let status = self.status.as_ref().ok()?;
        Some(outcome(status)).filter(|it| it.is_final())
    }
}

/// Asks for the outcome of a submission; sends one request.
pub async fn ask_submission(
    reader: &ReadClient,
    product: &ProductId,
    submission: &SubmissionId,
) -> SubmissionAnswer {
    SubmissionAnswer {
        id: submission.clone(),
        status: reader.submission_status(product, submission).await,
    }
}

/// Reads the outcome of the last submission the journal knows, where that is open; sends at most one request.
pub async fn read_prior_work(
    journal: &Journal,
    reader: &ReadClient,
    product: &ProductId,
) -> PriorWork {
    let mut prior = journal.prior_work();
    if let Some(open) = open_submission(&prior) {
        learn(&mut prior, &ask_submission(reader, product, &open).await);
    }
    prior
}

/// Returns the last submission that is known, where its outcome is not.
pub fn open_submission(prior: &PriorWork) -> Option<SubmissionId> {
    let last = prior.last_submission.as_ref();
    last.filter(|it| !it.outcome.is_final())
        .map(|it| it.id.clone())
}

/// Adds a response about the last submission to what is known.
///
/// A submission the Store does not know (404) makes what was last submitted unknown. A response that says nothing, such as
/// the 5xx that this request is known for (field note 93), leaves it open.
pub fn learn(prior: &mut PriorWork, answer: &SubmissionAnswer) {
    let Some(last) = prior
        .last_submission
        .as_mut()
        .filter(|it| it.id == answer.id)
    else {
        return;
    };
    match &answer.status {
        Ok(status) => last.outcome = outcome(status),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => {
            prior.knowledge = SubmissionKnowledge::Unknown;
        }
        Err(_) => {}
    }
}

/// Says the outcome of a submission. `FAILED` is final only where `hasFailed` says so (trap 83).
pub fn outcome(status: &SubmissionStatus) -> SubmissionOutcome {
    if status.has_failed {
        return SubmissionOutcome::Failed;
    }
    match status.publishing_status {
        PublishingStatus::Published => SubmissionOutcome::Published,
        PublishingStatus::InProgress | PublishingStatus::Failed => SubmissionOutcome::InProgress,
        PublishingStatus::Unknown | PublishingStatus::Unrecognized(_) => SubmissionOutcome::Unknown,
    }
}
