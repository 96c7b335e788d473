//! Waiting for the draft between writes.

use storectl_model::DraftStatus;
use storectl_plan::{Failure, FailureKind, Step};

use crate::{
    executor::Executor,
    failure::StepError,
    wait::{
        draft::{DraftEnd, DraftWait, await_draft, in_the_way, of_status, rejected, upload_failed},
        readiness::{Freshness, KnownPackages, LaterWrites, Recommit, errors},
    },
};

impl Executor<'_> {
    /// Waits until every module is ready, or as ready as it can be before the steps that fix it.
    pub(crate) async fn await_ready(
        &mut self,
        step: &Step,
        later: LaterWrites,
    ) -> Result<(), StepError> {
        self.locked = None; // what is read from here on says more
        self.ready = None;
        loop {
            let request = DraftWait {
                reader: self.client.reader(),
                product: &self.plan.product_id,
                clock: self.clock,
                cancel: self.cancel,
                slot: self.slot,
                poll: self.poll,
                step: Some(step),
                freshness: self.freshness,
                later,
                recommit: self.recommit,
                // This run has committed what earlier ones left.
                packages: KnownPackages::AsReported,
                ended: self.plan.ended_submission.as_ref(),
            };
            let mut heard = Vec::new();
            let ended = await_draft(request, &mut *self.observer, |messages| {
                heard.extend_from_slice(messages);
            })
            .await;
            self.warn(&heard);
            let (end, status) = ended?;
            let failure = match end {
                DraftEnd::Ready => {
                    if status.is_ready {
                        self.freshness = Freshness::Once;
                        self.ready = Some(status);
                    }
                    return Ok(());
                }
                DraftEnd::CommitAgain => {
                    self.recommit = Recommit::Tried;
                    self.note(
                        "the Store could not process the packages; committing them again"
                            .to_owned(),
                    );
                    // A wait is no place to wait for itself: a commit that is refused now ends the run.
                    Box::pin(self.commit_packages(step)).await?;
                    continue;
                }
                DraftEnd::Busy(submission) => in_the_way(submission.as_ref(), &status),
                DraftEnd::UploadFailed => upload_failed(&status),
                DraftEnd::Broken => self.broken(&status),
            };
            return Err(StepError::failed(of_status(&self.plan.product_id, failure)));
        }
    }

    /// Judges a fault that waiting cannot fix: what this plan wrote into the module was refused, and what it did not
    /// touch it cannot fix (exit 13).
    fn broken(&self, status: &DraftStatus) -> Failure {
        let written = errors(&status.messages).any(|error| {
            let target = error.target.to_ascii_lowercase();
            !target.is_empty()
                && self
                    .plan
                    .changes
                    .iter()
                    .filter_map(|it| it.path.module())
                    .any(|it| it.as_str() == target)
        });
        let (kind, message, hint) = if written {
            (
                FailureKind::Rejected,
                "the draft is not ready, and waiting cannot fix what the Store reports",
                "fix it in the manifest, or in Partner Center if the manifest does not manage it",
            )
        } else {
            (
                FailureKind::Busy,
                "the draft is not ready, for a reason that this apply cannot fix",
                "fix it in Partner Center, or manage it in the manifest",
            )
        };
        Failure {
            kind,
            hints: vec![hint.to_owned()],
            ..rejected(status, message)
        }
    }
}
