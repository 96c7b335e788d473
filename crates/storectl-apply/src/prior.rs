//! A draft, what is known of earlier runs, and what the Store says now of the submissions that matter.

use futures_util::future;
use storectl_api::{Error, ErrorKind, PublishingStatus, ReadClient, ReadScope, SubmissionStatus};
use storectl_model::{ProductId, RemoteProduct, SubmissionId};
use storectl_plan::{EndedSubmission, PriorWork, SubmissionEnd, SubmissionNews, SubmissionOutcome};

/// What the Store answered when it was asked about a submission.
#[derive(Debug)]
pub struct SubmissionAnswer {
    /// The submission.
    pub id: SubmissionId,
    /// Its status, or why there is none.
    pub status: Result<SubmissionStatus, Error>,
}

impl SubmissionAnswer {
    /// Returns what it says, as far as it can be kept.
    ///
    /// A submission the Store does not know (404) makes what was last submitted unknown. A response that says nothing leaves
    /// it open.
    pub fn news(&self) -> SubmissionNews {
        match &self.status {
            Ok(status) => SubmissionNews::Outcome(outcome(status)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => {
                SubmissionNews::NotFound
            }
            Err(_) => SubmissionNews::Silence,
        }
    }

    /// Returns how the submission ended, where it says that it did.
    pub fn end(&self) -> Option<SubmissionEnd> {
        outcome(self.status.as_ref().ok()?).end()
    }
}

/// A product as it was read, with what is known of its submissions: what plan, apply, submit and status rest on alike.
#[derive(Debug)]
pub struct ProductRead {
    /// What the Store answered.
    pub remote: RemoteProduct,
    /// What is known of earlier runs, with what the Store says of it now.
    pub prior: PriorWork,
    /// What it answered about the submission in progress, else about the last one known; `None` if none was asked about.
    pub answer: Option<SubmissionAnswer>,
}

/// Reads a product, and beside it the outcome of the last submission that is known, where that is open.
///
/// Sends one request more where the draft's status names another submission, and again one where what it names has ended
/// by its own status: the draft's status was read before that, or is behind (trap 85).
///
/// # Errors
/// Returns an error if the product cannot be read. A submission that is not answered for is none: the rest is known.
pub async fn read_with_submissions(
    reader: &ReadClient,
    product: &ProductId,
    scope: ReadScope,
    mut prior: PriorWork,
) -> Result<ProductRead, Error> {
    let open = open_submission(&prior);
    let asking = async {
        match &open {
            Some(open) => Some(ask_submission(reader, product, open).await),
            None => None,
        }
    };
    // Five reads in parallel are a large future.
    let reading = Box::pin(reader.read_product(product, scope));
    let (remote, asked) = future::join(reading, asking).await;
    let mut remote = remote?;
    if let Some(asked) = &asked {
        prior.hear(&asked.id, asked.news());
    }
    let named = remote.status.ongoing_submission.clone();
    let Some(named) = named else {
        return Ok(ProductRead {
            remote,
            prior,
            answer: asked,
        });
    };
    let known_end = prior
        .last_submission
        .as_ref()
        .filter(|it| it.id == named)
        .and_then(|it| it.outcome.end());
    let answer = match asked.filter(|it| it.id == named) {
        None if known_end.is_none() => Some(ask_submission(reader, product, &named).await),
        asked => asked,
    };
    if let Some(end) = known_end.or_else(|| answer.as_ref()?.end()) {
        prior.ended = Some(EndedSubmission { id: named, end });
        remote.status = reader.status(product).await?;
    }
    Ok(ProductRead {
        remote,
        prior,
        answer,
    })
}

/// Asks for the outcome of a submission; sends one request.
async fn ask_submission(
    reader: &ReadClient,
    product: &ProductId,
    submission: &SubmissionId,
) -> SubmissionAnswer {
    SubmissionAnswer {
        id: submission.clone(),
        status: reader.submission_status(product, submission).await,
    }
}

/// Returns the last submission that is known, where its outcome is not.
fn open_submission(prior: &PriorWork) -> Option<SubmissionId> {
    let last = prior.last_submission.as_ref();
    last.filter(|it| !it.outcome.is_final())
        .map(|it| it.id.clone())
}

/// Says the outcome of a submission. `FAILED` is final only where `hasFailed` says so (trap 83).
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
