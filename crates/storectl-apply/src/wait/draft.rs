//! Waiting for the draft: one way for apply, submit and `status --watch`.

use storectl_api::{Clock, ReadClient};
use storectl_model::{DraftStatus, Endpoint, ProductId, StoreMessage, SubmissionId};
use storectl_plan::{Failure, FailureKind, NextStep, PendingFact, Step};

use super::{
    Pause, Wait,
    pace::{Pace, PollPolicy},
    readiness::{
        Freshness, KnownPackages, LaterWrites, ReadinessPoller, Recommit, Verdict, errors,
    },
};
use crate::{
    cancel::Cancellation,
    failure::{StepError, busy, failure},
    observer::Observer,
    slots::Slot,
};

/// What a wait for the draft is about.
pub(crate) struct DraftWait<'a> {
    pub(crate) reader: &'a ReadClient,
    pub(crate) product: &'a ProductId,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) cancel: &'a Cancellation,
    pub(crate) slot: &'a Slot,
    pub(crate) poll: PollPolicy,
    /// The step that waits; `None` outside a plan.
    pub(crate) step: Option<&'a Step>,
    pub(crate) freshness: Freshness,
    pub(crate) later: LaterWrites,
    pub(crate) recommit: Recommit,
    pub(crate) packages: KnownPackages,
    /// A submission that has ended, which the draft's status may still name.
    pub(crate) ended: Option<&'a SubmissionId>,
}

/// How a wait for the draft ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DraftEnd {
    /// It is ready, or as ready as it can be before the writes that fix it.
    Ready,
    /// The packages are not committed, or could not be uploaded and one more commit is worth a try (trap 61).
    CommitAgain,
    /// The packages could not be uploaded, also after one more commit.
    UploadFailed,
    /// A module has a fault that waiting cannot fix.
    Broken,
    /// A submission is in the way.
    Busy(Option<SubmissionId>),
}

/// Reads the draft's status until it is ready or waiting cannot help, and returns the last response beside the end.
///
/// # Errors
/// Returns an error if the deadline passes (31), a signal comes, or the Store cannot be read for a permanent reason.
pub(crate) async fn await_draft(
    request: DraftWait<'_>,
    observer: &mut dyn Observer,
    mut heard: impl FnMut(&[StoreMessage]),
) -> Result<(DraftEnd, DraftStatus), StepError> {
    let DraftWait {
        reader,
        product,
        clock,
        cancel,
        slot,
        poll,
        step,
        freshness,
        later,
        recommit,
        packages,
        ended,
    } = request;
    let pace = Pace::of_readiness(poll, clock.now());
    let unmet = "the draft was not ready".to_owned();
    let mut wait = Wait::new(clock, cancel, slot, pace, step, unmet, NextStep::Continue);
    let mut poller = ReadinessPoller::new(freshness, later, recommit, packages);
    // Everything the Store says while this waits, also of a submission that has ended and still locks the draft.
    let mut said = Vec::new();
    loop {
        let mut pause = Pause::Regular;
        if let Some(read) = wait.read(reader.status(product)).await? {
            said.clone_from(&read.messages);
            let status = read.without(ended);
            heard(&status.messages);
            let end = match poller.read(&status) {
                Verdict::Wait => None,
                Verdict::Confirm => {
                    pause = Pause::Confirm;
                    None
                }
                Verdict::Proceed => Some(DraftEnd::Ready),
                Verdict::CommitAgain => Some(DraftEnd::CommitAgain),
                Verdict::Busy(submission) => Some(DraftEnd::Busy(submission)),
                Verdict::PackagesRefused => Some(DraftEnd::UploadFailed),
                Verdict::Broken => Some(DraftEnd::Broken),
            };
            if let Some(end) = end {
                return Ok((end, status));
            }
        }
        wait.pause(pause, &said, observer).await?;
    }
}

/// What watching a draft came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WatchedDraft {
    /// The last response.
    pub status: DraftStatus,
    /// Why it does not become ready by itself, where it does not.
    pub failure: Option<Box<Failure>>,
}

/// Watches a draft until it is ready or a submission is in progress, for `status --watch`; commits nothing.
///
/// Whether work was started is not known here, so one ready response is not enough: it may be stale (trap 77). `pending` is
/// what earlier runs left to do: where that is a commit of packages, a draft that is not ready does not become so by itself.
pub async fn watch_draft(
    reader: &ReadClient,
    product: &ProductId,
    pending: &[PendingFact],
    clock: &dyn Clock,
    poll: PollPolicy,
    observer: &mut dyn Observer,
    cancel: &Cancellation,
) -> WatchedDraft {
    let request = DraftWait {
        reader,
        product,
        clock,
        cancel,
        slot: &Slot::unshared(),
        poll,
        step: None,
        freshness: Freshness::Twice,
        later: LaterWrites::FixNothing,
        recommit: Recommit::NotHere,
        packages: if pending.contains(&PendingFact::PackagesUncommitted) {
            KnownPackages::Uncommitted
        } else {
            KnownPackages::AsReported
        },
        ended: None, // a submission is followed to its end
    };
    match await_draft(request, observer, |_| {}).await {
        Err(error) => WatchedDraft {
            status: DraftStatus::default(),
            failure: Some(error.into_failure()),
        },
        Ok((end, status)) => {
            let failure = match &end {
                DraftEnd::Ready | DraftEnd::Busy(_) => None,
                DraftEnd::CommitAgain => Some(Failure {
                    kind: FailureKind::Busy,
                    next: vec![NextStep::Apply],
                    ..rejected(
                        &status,
                        "the packages are not committed, and waiting will not help",
                    )
                }),
                DraftEnd::UploadFailed => Some(upload_failed(&status)),
                DraftEnd::Broken => Some(Failure {
                    kind: FailureKind::Busy,
                    ..rejected(&status, "the draft is not ready, and waiting will not help")
                }),
            };
            WatchedDraft {
                failure: failure.map(|it| Box::new(of_status(product, it))),
                status,
            }
        }
    }
}

/// The failure of packages that the Store cannot take.
pub(crate) fn upload_failed(status: &DraftStatus) -> Failure {
    let mut failure = rejected(status, "the Store cannot download the packages");
    failure.hints.push(
        "check that each packageUrl responds with 200, without a redirect, and serves the installer"
            .to_owned(),
    );
    failure
}

/// The failure of a draft with a submission in the way.
pub(crate) fn in_the_way(submission: Option<&SubmissionId>, status: &DraftStatus) -> Failure {
    busy(submission, &status.messages)
}

/// The failure of a draft that cannot become ready.
pub(crate) fn rejected(status: &DraftStatus, message: &str) -> Failure {
    Failure {
        store_messages: errors(&status.messages).cloned().collect(),
        ..failure(FailureKind::Rejected, message)
    }
}

/// Adds the request that the failure is the response of.
pub(crate) fn of_status(product: &ProductId, failure: Failure) -> Failure {
    let path = Endpoint::Status.path(product);
    Failure {
        request: Some(format!("{} {path}", Endpoint::Status.method().as_str())),
        ..failure
    }
}
