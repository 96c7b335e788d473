//! Submitting, which is never done twice blindly.

use storectl_api::Submitted;
use storectl_model::SubmissionId;
use storectl_plan::{Failure, FailureKind};

use crate::{
    fault::{GO_ON, Stop, busy, failure, of_error, stopped},
    run::{Run, Work},
};

/// What came of one POST submit.
enum Sent {
    /// The Store took it.
    Taken,
    /// Whether the Store took it is not known.
    Unclear(Box<Failure>),
    /// Another submission was in the way, or this one already.
    Ongoing(SubmissionId, Box<Failure>),
}

impl Run<'_> {
    /// Sends the draft to certification. Where the answer is lost the status is read before anything is sent again
    /// (trap 78), and a submission found there is ours only if its content is (trap 79).
    pub(crate) async fn submit(&mut self) -> Result<(), Stop> {
        let lost = match self.send_submit().await? {
            Sent::Taken => return Ok(()),
            Sent::Ongoing(_, failure) => {
                let entry = self.journal.refused();
                self.noted(entry);
                return Err(Stop::Failed(failure));
            }
            Sent::Unclear(failure) => failure,
        };
        if let Some(submission) = self.look_for_ongoing(&lost).await? {
            return self.adopt_if_ours(&submission).await;
        }
        let lost = match self.send_submit().await? {
            Sent::Taken => return Ok(()),
            // It may be the first one, slow to show.
            Sent::Ongoing(submission, _) => return self.adopt_if_ours(&submission).await,
            Sent::Unclear(failure) => failure,
        };
        match self.look_for_ongoing(&lost).await? {
            Some(submission) => self.adopt_if_ours(&submission).await,
            None => Err(Stop::Unknown(lost)),
        }
    }

    async fn send_submit(&mut self) -> Result<Sent, Stop> {
        self.journal
            .before_submit(self.unix_now())
            .map_err(|error| Self::unjournaled(&error))?;
        match self.client.submit(&self.plan.product_id).await {
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
                        Ok(Sent::Taken)
                    }
                    (None, Some(ongoing)) => {
                        let failure = busy(Some(&ongoing), &messages);
                        Ok(Sent::Ongoing(ongoing, Box::new(failure)))
                    }
                    (None, None) => Ok(Sent::Unclear(Box::new(failure(
                        FailureKind::Other,
                        "the Store took the submission and did not name it",
                    )))),
                }
            }
            Err(error) => {
                if let Some(ongoing) = error.ongoing() {
                    let failure = Box::new(of_error(&error));
                    return Ok(Sent::Ongoing(ongoing.clone(), failure));
                }
                match self.unwritten(&error) {
                    Stop::Unknown(failure) => Ok(Sent::Unclear(failure)),
                    stop @ Stop::Failed(_) => Err(stop),
                }
            }
        }
    }

    /// Reads the status twice, spaced, for the first answer may be stale (trap 77). Where it cannot be read nothing is
    /// known, and nothing may be sent again.
    async fn look_for_ongoing(&mut self, lost: &Failure) -> Result<Option<SubmissionId>, Stop> {
        let reader = self.client.reader();
        let product = &self.plan.product_id;
        let read = async {
            for pause in [Some(self.options.poll.first_interval), None] {
                let status = reader.status(product).await?;
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
                let unread: Failure = of_error(&error);
                let mut failure = lost.clone();
                failure.message = format!(
                    "{}; whether the Store took it could not be read either: {}",
                    failure.message, unread.message
                );
                Err(Stop::unknown(failure))
            }
            Err(signal) => Err(Stop::unknown(stopped(
                signal,
                "before it was known whether the Store took the submission",
                GO_ON,
            ))),
        }
    }

    async fn adopt_if_ours(&mut self, submission: &SubmissionId) -> Result<(), Stop> {
        let differing = match self.read_differences().await {
            Ok(differing) => differing,
            Err(stop) => return Err(Stop::Unknown(stop.into_failure())),
        };
        if differing.is_empty() {
            self.adopt(submission);
            return Ok(());
        }
        let entry = self.journal.refused();
        self.noted(entry);
        Err(Stop::failed(Failure {
            message: format!(
                "submission {submission} is in progress and holds something else than the manifest, so it is not this apply's"
            ),
            fields: differing.into_iter().map(|it| it.path).collect(),
            ..busy(Some(submission), &[])
        }))
    }

    /// Takes a submission found by reading for one's own.
    pub(crate) fn adopt(&mut self, submission: &SubmissionId) {
        self.work = Work::Submitted;
        let message = if self.journal.submission() == Some(submission) {
            self.report.submission = Some(submission.clone());
            format!("submission {submission}, which an earlier apply made, is still in progress")
        } else {
            self.submitted(submission);
            format!(
                "submission {submission} was found in the draft's status: the answer to it had been lost, and the draft is \
                 what the manifest wants"
            )
        };
        self.note("submission", message);
    }

    fn submitted(&mut self, submission: &SubmissionId) {
        let now = self.unix_now();
        let entry = self.journal.submitted(submission, now);
        self.noted(entry);
        self.report.submission = Some(submission.clone());
    }
}
