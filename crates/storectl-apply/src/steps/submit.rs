//! Submitting, which is never done twice blindly.

use storectl_api::{FailedWrite, Submitted, WriteOperation};
use storectl_model::SubmissionId;
use storectl_plan::{DraftDigest, Failure, FailureKind, NextStep, Proof, Step};

use crate::{
    executor::{Announcement, Executor, Proven},
    failure::{StepError, busy, classify, failure, stopped},
    retry::Attempts,
    stop::InFlight,
    wait::readiness::Freshness,
};

/// What came of one POST submit.
enum Sent {
    /// The Store took it.
    Taken,
    /// Whether the Store took it is not known.
    Unclear(Box<Failure>),
    /// Another submission was in the way, or this one already.
    Ongoing(SubmissionId),
}

/// Why one POST submit came to nothing.
enum NotSent {
    /// The Store refused it.
    Refused(Box<Failure>),
    /// The run ends with it.
    Stopped(StepError),
}

/// What follows where a submit is refused because of a submission that neither the refusal nor the draft's status names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UnnamedLock {
    /// The status is read until it names the submission, or the Store accepts the request.
    Waited,
    /// The refusal stands: the submission may be the one whose response was lost, and another may not be made.
    Final,
}

impl Executor<'_> {
    /// Sends the draft to certification. Where the response is lost the status is read before anything is sent again
    /// (trap 78), and a submission found there is ours only if its content is (trap 79).
    pub(crate) async fn submit(&mut self, step: &Step) -> Result<(), StepError> {
        let (sent, sent_draft) = self.submit_when_ready(step, UnnamedLock::Waited).await?;
        let lost = match sent {
            Sent::Taken => return Ok(()),
            // It was not sent by this run, and may all the same hold exactly this (forms.md, "Receipts" 7).
            Sent::Ongoing(submission) => {
                let entry = self.journal.refused();
                self.noted(entry);
                return self.recognize_if_ours(&submission, &sent_draft).await;
            }
            Sent::Unclear(failure) => failure,
        };
        if let Some(submission) = self.look_for_ongoing(&lost).await? {
            return self.recognize_if_ours(&submission, &sent_draft).await;
        }
        // A second certification of the same content is cheaper than a release that never went out (forms.md, "Answers and
        // waits" 3).
        self.proven = None;
        let unknown = match self.submit_when_ready(step, UnnamedLock::Final).await {
            Ok((Sent::Taken, _)) => return Ok(()),
            // It may be the first one, slow to show.
            Ok((Sent::Ongoing(submission), sent_draft)) => {
                return self.recognize_if_ours(&submission, &sent_draft).await;
            }
            Ok((Sent::Unclear(failure), _)) => failure,
            Err(error) => refused_repeat(&lost, error)?,
        };
        match self.look_for_ongoing(&unknown).await? {
            Some(submission) => self.recognize_if_ours(&submission, &sent_draft).await,
            None => Err(StepError::Unknown(unknown)),
        }
    }

    /// Sends what was proven, or is proven now. Where that is refused because the draft is not ready, it waits, proves the
    /// draft again and sends it again: the ready answers before it were stale (trap 77).
    async fn submit_when_ready(
        &mut self,
        step: &Step,
        lock: UnnamedLock,
    ) -> Result<(Sent, DraftDigest), StepError> {
        let mut attempts = Attempts::of(step, WriteOperation::Submit, None);
        loop {
            let proven = self.proof().await?;
            let draft = proven.digest.clone();
            let failure = match self.send_submit(proven).await {
                Ok(sent) => return Ok((sent, draft)),
                Err(NotSent::Stopped(error)) => return Err(error),
                Err(NotSent::Refused(failure)) => failure,
            };
            self.withdraw().await;
            self.freshness = Freshness::Twice;
            let is_unnamed = failure.kind == FailureKind::Busy && failure.in_the_way.is_none();
            if is_unnamed && lock == UnnamedLock::Final {
                let entry = self.journal.refused();
                self.noted(entry);
                return Err(StepError::Failed(failure));
            }
            match self.retry_or_refuse(&mut attempts, failure).await {
                Ok(()) => {}
                // The status has named it: its content tells whose it is.
                Err(StepError::Failed(failure)) if is_unnamed => match &failure.in_the_way {
                    Some(submission) => return Ok((Sent::Ongoing(submission.clone()), draft)),
                    None => return Err(StepError::Failed(failure)),
                },
                Err(error) => return Err(error),
            }
        }
    }

    /// Returns what the draft was proven to hold; nothing was sent since.
    async fn proof(&mut self) -> Result<Proven, StepError> {
        match self.proven.take() {
            Some(proven) => Ok(proven),
            None => self.proof_again().await,
        }
    }

    /// Proves what the draft holds now.
    async fn proof_again(&mut self) -> Result<Proven, StepError> {
        self.verify().await?;
        self.proven.take().ok_or_else(|| {
            StepError::failed(failure(
                FailureKind::Unconverged,
                "the draft is not verified",
            ))
        })
    }

    /// Sends the draft that was proven; the proof is good for this one request.
    async fn send_submit(&mut self, proven: Proven) -> Result<Sent, NotSent> {
        let Proven {
            proof: Proof { .. },
            digest,
            values,
        } = proven;
        self.journal
            .before_submit(digest, self.unix_now())
            .map_err(|error| NotSent::Stopped(Self::unjournaled(&error)))?;
        let announcement = self.announcement;
        self.announcement = Announcement::InDoubt;
        let (client, product) = (self.client, &self.plan.product_id);
        let what = InFlight::Write(WriteOperation::Submit);
        let sent = self
            .cancel
            .finish(
                self.clock,
                &mut *self.observer,
                what,
                client.submit(product),
            )
            .await;
        let sent = match sent {
            Ok(sent) => sent,
            Err(signal) => {
                return Err(NotSent::Stopped(StepError::unknown(stopped(
                    signal,
                    "before it was known whether the Store accepted the submission",
                    NextStep::Continue,
                ))));
            }
        };
        match sent {
            Ok(Submitted {
                submission,
                ongoing,
                messages,
            }) => {
                for message in &messages {
                    self.keep(message);
                }
                match (submission, ongoing) {
                    (Some(submission), _) => {
                        self.submitted(&submission);
                        self.keep_receipt(&submission, values).await;
                        Ok(Sent::Taken)
                    }
                    (None, Some(ongoing)) if self.has_ended(&ongoing) => {
                        self.announcement = announcement;
                        Err(NotSent::Refused(Box::new(busy(Some(&ongoing), &messages))))
                    }
                    (None, Some(ongoing)) => {
                        self.announcement = announcement;
                        Ok(Sent::Ongoing(ongoing))
                    }
                    (None, None) => Ok(Sent::Unclear(Box::new(failure(
                        FailureKind::Other,
                        "the Store reported that the submit request succeeded, but named no submission",
                    )))),
                }
            }
            Err(error) => {
                if let Some(ongoing) = error.ongoing().filter(|it| !self.has_ended(it)) {
                    self.announcement = announcement;
                    return Ok(Sent::Ongoing(ongoing.clone()));
                }
                let failure = Box::new(classify(&error));
                match WriteOperation::Submit.failed(&error) {
                    FailedWrite::Unknown(_) | FailedWrite::RefusedRepeat { .. } => {
                        Ok(Sent::Unclear(failure))
                    }
                    FailedWrite::WithoutEffect => {
                        self.announcement = announcement;
                        Err(NotSent::Refused(failure))
                    }
                }
            }
        }
    }

    /// Whether this is a submission that ended before this run, and that the draft's status may still name.
    fn has_ended(&self, submission: &SubmissionId) -> bool {
        self.plan.ended_submission.as_ref() == Some(submission)
    }

    /// Reads the status twice, spaced, for the first response may be stale (trap 77). Where it cannot be read nothing is
    /// known, and nothing may be sent again.
    async fn look_for_ongoing(
        &mut self,
        lost: &Failure,
    ) -> Result<Option<SubmissionId>, StepError> {
        let read = async {
            for pause in [Some(self.poll.spacing()), None] {
                let status = self.draft_status().await?;
                if status.ongoing_submission.is_some() {
                    return Ok(status.ongoing_submission);
                }
                if let Some(pause) = pause {
                    self.clock.sleep(pause).await;
                }
            }
            Ok(None)
        };
        match self.cancel.race(read).await {
            Ok(Ok(ongoing)) => Ok(ongoing),
            Ok(Err(error)) => {
                let unread: Failure = classify(&error);
                let mut failure = lost.clone();
                failure.message = format!(
                    "{}; checking whether the Store accepted it also failed: {}",
                    failure.message, unread.message
                );
                Err(StepError::unknown(failure))
            }
            Err(signal) => Err(StepError::unknown(stopped(
                signal,
                "before it was known whether the Store accepted the submission",
                NextStep::Continue,
            ))),
        }
    }
}

/// What is left of the refusal of a second submit, where nobody knows what became of the first: the Store may refuse it
/// for the very submission that the first one made. The status settles it. What else ended the step stays as it is.
fn refused_repeat(first: &Failure, error: StepError) -> Result<Box<Failure>, StepError> {
    let StepError::Failed(refusal) = error else {
        return Err(error);
    };
    match refusal.kind {
        FailureKind::Busy | FailureKind::Rejected => Ok(Box::new(Failure {
            kind: FailureKind::Transient,
            message: format!(
                "the Store rejected a second submit request, but may have accepted the first ({}); the draft's status shows no submission in progress",
                first.message
            ),
            next: vec![NextStep::Continue],
            ..*refusal
        })),
        FailureKind::Usage
        | FailureKind::Auth
        | FailureKind::Transient
        | FailureKind::InstallerUnknown
        | FailureKind::Stale
        | FailureKind::Waiting
        | FailureKind::Unconverged
        | FailureKind::Interrupted
        | FailureKind::Terminated
        | FailureKind::Other => Err(StepError::Failed(refusal)),
    }
}
