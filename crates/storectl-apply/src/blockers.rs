//! What is in the way of a plan, and what only seems to be.

use storectl_plan::{
    Blocker, DraftMatch, Failure, FailureKind, NextStep, PolicyViolation, Verdict, verify,
};

use crate::{
    executor::{Executor, OwnSubmission},
    failure::{StepError, busy, failure},
};

impl Executor<'_> {
    /// Returns why nothing may be sent.
    pub(crate) fn refusal(&self) -> Option<Failure> {
        match self.plan.verdict() {
            Verdict::Invalid | Verdict::Blocked | Verdict::InDoubt | Verdict::Busy => {
                self.plan.blockers.first().map(|it| self.blocked(it))
            }
            Verdict::LastFailed => {
                let last = self.plan.last_submission.as_ref()?;
                Some(Failure {
                    next: vec![NextStep::ReadCertificationReport],
                    ..failure(
                        FailureKind::Rejected,
                        format!(
                            "there is nothing to apply, and submission {}, the last one known here, has failed",
                            last.id
                        ),
                    )
                })
            }
            Verdict::Changes
            | Verdict::PendingWork
            | Verdict::Submission
            | Verdict::Deferred
            | Verdict::Nothing => None,
        }
    }

    /// Finds out whether the submission a step met is this work's own, which the responses the plan was made of did not
    /// show yet (trap 77).
    pub(crate) async fn own_submission(&mut self, error: &StepError) -> Option<OwnSubmission> {
        let StepError::Failed(failure) = error else {
            return None;
        };
        if failure.kind != FailureKind::Busy || !self.plan.changes.is_empty() {
            return None;
        }
        let submission = match &failure.in_the_way {
            // A lock that has outlived its submission is no submission in progress.
            Some(submission) if self.plan.ended_submission.as_ref() == Some(submission) => {
                return None;
            }
            Some(submission) => submission.clone(),
            None => {
                let status = self.cancel.race(self.draft_status()).await;
                status.ok()?.ok()?.ongoing_submission?
            }
        };
        let remote = self.cancel.race(self.read_back()).await.ok()?.ok()?;
        let matches = match verify(self.desired, self.plan, &remote, &self.committed) {
            Ok(_) => DraftMatch::Exact,
            Err(_) => DraftMatch::Differs,
        };
        let prior = self.journal.prior_work();
        if prior.owns(&submission, &remote, matches) {
            let values = self.values_of(&remote);
            return Some(OwnSubmission {
                id: submission,
                values,
            });
        }
        self.refuse_in_doubt(&submission);
        None
    }

    fn blocked(&self, blocker: &Blocker) -> Failure {
        match blocker {
            Blocker::Busy {
                submission,
                messages,
            } => busy(Some(submission), messages),
            Blocker::Unacknowledged { changes, unmanaged } => failure(
                FailureKind::Other,
                match changes.len() + unmanaged.len() {
                    1 => "1 unacknowledged destructive change".to_owned(),
                    number => format!("{number} unacknowledged destructive changes"),
                },
            ),
            Blocker::InDoubt { announced_at: _ } => Failure {
                next: vec![self.plan.submit_in_doubt()],
                ..failure(
                    FailureKind::Unconverged,
                    "a submission was announced, and whether the Store accepted it is unknown",
                )
            },
            Blocker::Conflict {
                path,
                place: _,
                message,
                hint,
            }
            | Blocker::Installer {
                path,
                code: _,
                message,
                hint,
            } => Failure {
                hints: vec![hint.clone()],
                fields: vec![path.clone()],
                ..failure(FailureKind::Other, message.clone())
            },
            Blocker::Policy(PolicyViolation {
                rule: _, // the message says it in words
                place: _,
                path,
                changes: _,
                unmanaged: _,
                message,
                hint,
            }) => Failure {
                hints: vec![hint.clone()],
                fields: path.iter().cloned().collect(),
                ..failure(FailureKind::Other, message.clone())
            },
        }
    }
}
