//! A draft, what is known of earlier runs, and what the Store says now of the submissions that matter.

use futures_util::future;
use storectl_api::{Error, ErrorKind, PublishingStatus, ReadClient, ReadScope, SubmissionStatus};
use storectl_model::{ProductId, RemoteProduct, SubmissionId};
use storectl_plan::{
    EndedSubmission, OnReceipt, PriorWork, Receipt, SubmissionEnd, SubmissionOutcome,
};

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
    pub fn end(&self) -> Option<SubmissionEnd> {
        outcome(self.status.as_ref().ok()?).end()
    }

    /// Whether the Store answered that it does not know it (404).
    fn is_unknown(&self) -> bool {
        self.status
            .as_ref()
            .is_err_and(|it| matches!(it.kind(), ErrorKind::NotFound { .. }))
    }
}

/// A product as it was read, with what is known of its submissions: what plan, apply, submit and status rest on alike.
#[derive(Debug)]
pub struct ProductRead {
    /// What the Store answered.
    pub remote: RemoteProduct,
    /// What is known of earlier runs, with what the Store says of it now.
    pub prior: PriorWork,
    /// The submission of the receipt, where the Store answers that there is none.
    pub disowned: Option<SubmissionId>,
    /// What it answered about the submission in progress, else about the last one known; `None` if none was asked about.
    pub answer: Option<SubmissionAnswer>,
}

/// What is remembered of a product when it is read.
#[derive(Clone, Debug)]
pub struct Recollection<'a> {
    /// What the journal knows.
    pub journal: PriorWork,
    /// The last receipt.
    pub receipt: Option<&'a Receipt>,
    /// The time, in seconds since 1970.
    pub now: u64,
}

/// Reads a product, and beside it the outcome of the last submission that is known, where that is open or rests on a
/// receipt: a receipt proves what the Store confirms (forms.md, "Receipts" 5).
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
    known: Recollection<'_>,
) -> Result<ProductRead, Error> {
    let Recollection {
        journal,
        receipt,
        now,
    } = known;
    let mut prior = match receipt {
        Some(receipt) => journal.clone().with_receipt(receipt, now),
        None => journal.clone(),
    };
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
    let named = remote.status.ongoing_submission.clone();
    let mut disowned = None;
    // The draft's status names it, so it is there: its own status is only behind (trap 85).
    match asked
        .as_ref()
        .filter(|it| it.is_unknown() && named.as_ref() != Some(&it.id))
    {
        Some(unknown) => {
            let of_receipt = receipt.and_then(|it| it.stage.submission());
            disowned = of_receipt.filter(|it| **it == unknown.id).cloned();
            prior = prior.disowned(journal);
        }
        None => learn(&mut prior, asked.as_ref()),
    }
    let Some(named) = named else {
        return Ok(ProductRead {
            remote,
            prior,
            disowned,
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
        disowned,
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

/// Returns the last submission that is known, where its outcome is not, or where only a receipt says so.
fn open_submission(prior: &PriorWork) -> Option<SubmissionId> {
    let is_open = |outcome: SubmissionOutcome| match prior.on_receipt {
        OnReceipt::Nothing => !outcome.is_final(),
        OnReceipt::Outcome | OnReceipt::Submission => true,
    };
    let last = prior.last_submission.as_ref();
    last.filter(|it| is_open(it.outcome))
        .map(|it| it.id.clone())
}

/// Adds a response about the last submission to what is known. One that says nothing, such as the 5xx that this request is
/// known for (field note 93), leaves it as it was.
fn learn(prior: &mut PriorWork, answer: Option<&SubmissionAnswer>) {
    if let Some(Ok(status)) = answer.map(|it| &it.status) {
        prior.confirm(outcome(status));
    }
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
