//! What is known of earlier runs, with what the Store says of it now.

use storectl_api::{ErrorKind, PublishingStatus, ReadClient, SubmissionStatus};
use storectl_model::ProductId;
use storectl_plan::{PriorWork, SubmissionKnowledge, SubmissionOutcome};

use crate::journal::Journal;

/// Reads what became of the last submission the journal knows, where that is open; sends at most one request.
///
/// A submission the Store does not know (404) makes what was last submitted unknown. An answer that says nothing, such as
/// the 5xx that this request is known for (field note 93), leaves it open.
pub async fn read_prior_work(
    journal: &Journal,
    reader: &ReadClient,
    product: &ProductId,
) -> PriorWork {
    let mut prior = journal.prior_work();
    if let Some(last) = &mut prior.last_submission
        && !last.outcome.is_final()
    {
        match reader.submission_status(product, &last.id).await {
            Ok(status) => last.outcome = outcome(&status),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound) => {
                prior.knowledge = SubmissionKnowledge::Unknown;
            }
            Err(_) => {}
        }
    }
    prior
}

/// Says what became of a submission. `FAILED` is final only where `hasFailed` says so (trap 83).
pub(crate) fn outcome(status: &SubmissionStatus) -> SubmissionOutcome {
    if status.has_failed {
        return SubmissionOutcome::Failed;
    }
    match status.publishing_status {
        PublishingStatus::Published => SubmissionOutcome::Published,
        PublishingStatus::InProgress | PublishingStatus::Failed => SubmissionOutcome::InProgress,
        PublishingStatus::Unknown | PublishingStatus::Unrecognized(_) => SubmissionOutcome::Unknown,
    }
}
