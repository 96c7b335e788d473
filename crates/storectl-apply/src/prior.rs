//! A draft, what is known of earlier runs, and what the Store says now of the submissions that matter.

use std::collections::BTreeSet;

use futures_util::future;
use storectl_api::{Error, ErrorKind, PublishingStatus, ReadClient, ReadScope, SubmissionStatus};
use storectl_model::{ProductId, RemotePackage, RemoteProduct, SubmissionId};
use storectl_plan::{
    EndedSubmission, OnReceipt, PriorWork, Receipt, SubmissionEnd, SubmissionNews,
    SubmissionOutcome,
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
    /// Returns what it says, as far as it can be kept.
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
    /// The last receipt of an accepted submission.
    pub receipt: Option<&'a Receipt>,
    /// The last receipt, where it is later and names no submission.
    pub announced: Option<&'a Receipt>,
    /// Submissions that came before the receipt's, whatever the clocks said.
    pub earlier: &'a BTreeSet<SubmissionId>,
    /// The time, in seconds since 1970.
    pub now: u64,
}

/// What is known of earlier runs once the Store was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learned {
    /// What is known, with what the Store says of it.
    pub prior: PriorWork,
    /// The submission of the receipt, where the Store answers that there is none.
    pub disowned: Option<SubmissionId>,
}

impl Recollection<'_> {
    /// Returns what is known before the Store is asked.
    fn prior(&self) -> PriorWork {
        let journal = self.journal.clone();
        let known = match self.receipt {
            Some(receipt) => journal.with_receipt(receipt, self.earlier, self.now),
            None => journal,
        };
        self.with_announcement(known)
    }

    /// Adds the announcement, which counts whatever becomes of the submission before it.
    fn with_announcement(&self, known: PriorWork) -> PriorWork {
        match self.announced {
            Some(announced) => known.with_receipt(announced, self.earlier, self.now),
            None => known,
        }
    }

    /// Adds what the Store said of a submission, where that is the last one known and its outcome is open; `named` is the
    /// submission in progress by the draft's status.
    ///
    /// A submission that the Store does not know (404) makes what was last submitted unknown. A response that says nothing,
    /// such as the 5xx that this request is known for (field note 93), leaves it as it was.
    pub fn learn(
        self,
        asked: Option<(&SubmissionId, SubmissionNews)>,
        named: Option<&SubmissionId>,
    ) -> Learned {
        let mut prior = self.prior();
        let mut disowned = None;
        let open = open_submission(&prior);
        match asked.filter(|(id, _)| open.as_ref() == Some(*id)) {
            Some((_, SubmissionNews::Outcome(outcome))) => prior.confirm(outcome),
            // The draft's status names it, so it is there: its own status is only behind (trap 85).
            Some((id, SubmissionNews::NotFound)) if named != Some(id) => {
                let of_receipt = self.receipt.and_then(|it| it.stage.submission());
                disowned = of_receipt.filter(|it| *it == id).cloned();
                let known = prior.disowned(self.journal.clone());
                prior = self.with_announcement(known);
            }
            Some((_, SubmissionNews::NotFound | SubmissionNews::Silence)) | None => {}
        }
        Learned { prior, disowned }
    }
}

/// Reads a product, and beside it the outcome of the last submission that is known, where that is open or rests on a
/// receipt: a receipt proves what the Store confirms (forms.md, "Receipts" 5).
///
/// Sends one request more where the draft's status names another submission, and again one where what it names has ended
/// by its own status: the draft's status was read before that, or is behind (trap 85). Where nobody here knows that
/// submission, all of the draft is read again: whose it was shows in what the draft holds since. Calls `found` with the
/// packages as soon as they are there.
///
/// # Errors
/// Returns an error if the product cannot be read. A submission that is not answered for is none: the rest is known.
pub async fn read_with_submissions(
    reader: &ReadClient,
    product: &ProductId,
    scope: ReadScope,
    known: Recollection<'_>,
    found: impl FnOnce(&[RemotePackage]),
) -> Result<ProductRead, Error> {
    let open = open_submission(&known.prior());
    let asking = async {
        match &open {
            Some(open) => Some(ask_submission(reader, product, open).await),
            None => None,
        }
    };
    // Five reads in parallel are a large future.
    let reading = Box::pin(reader.read_product_with(product, scope, found));
    let (remote, asked) = future::join(reading, asking).await;
    let mut remote = remote?;
    let named = remote.status.ongoing_submission.clone();
    let news = asked.as_ref().map(|it| (&it.id, it.news()));
    let Learned {
        mut prior,
        disowned,
    } = known.learn(news, named.as_ref());
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
        if prior.knows(&named) {
            remote.status = reader.status(product).await?;
        } else {
            // What was read beside the status that names it may be older than the submission.
            remote = Box::pin(reader.read_product(product, scope)).await?;
        }
        prior.ended = Some(EndedSubmission { id: named, end });
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
        OnReceipt::Nothing | OnReceipt::Values => !outcome.is_final(),
        OnReceipt::Outcome | OnReceipt::Submission => true,
    };
    let last = prior.last_submission.as_ref();
    last.filter(|it| is_open(it.outcome))
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
