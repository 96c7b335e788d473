//! Following a submission, and waiting for another's to end.

use storectl_api::{Clock, Error, ErrorKind, PublishingStatus, ReadClient, SubmissionStatus};
use storectl_model::{ProductId, StoreMessage, SubmissionId};
use storectl_plan::{Failure, FailureKind, NextStep, SubmissionOutcome};

use super::{
    Pause, Wait,
    pace::{Pace, PollPolicy},
    publication::{Observation, PublicationPoller, Verdict},
};
use crate::{
    cancel::Cancellation,
    failure::{StepError, classify, failure},
    observer::Observer,
    prior::{self, SubmissionAnswer},
    recorder::SubmissionRecorder,
    slots::Slot,
};

/// What following a submission heard.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Followed {
    /// The last status, in the Store's word.
    pub publishing_status: Option<String>,
    /// What that means; `None` if nothing was read.
    pub outcome: Option<SubmissionOutcome>,
    /// What else the Store said.
    pub messages: Vec<StoreMessage>,
    /// Why it did not come to its publication, where it did not.
    pub failure: Option<Box<Failure>>,
}

/// What is followed.
pub struct FollowRequest<'a> {
    /// The product.
    pub product: &'a ProductId,
    /// Its submission.
    pub submission: &'a SubmissionId,
    /// Keeps what becomes of it.
    pub recorder: &'a mut dyn SubmissionRecorder,
}

/// Follows a submission until it is published or has failed, for `status --watch`.
///
/// It is followed by its own id, for the draft stops naming it when it ends (trap 85). `FAILED` without `hasFailed` is
/// tried again by the Store (trap 83).
pub async fn follow_submission(
    reader: &ReadClient,
    request: FollowRequest<'_>,
    clock: &dyn Clock,
    poll: PollPolicy,
    observer: &mut dyn Observer,
    cancel: &Cancellation,
) -> Followed {
    let unmet = unpublished(request.submission);
    let pace = Pace::of_publication(poll, clock.now());
    let (slot, next) = (Slot::unshared(), NextStep::FollowSubmission);
    let mut wait = Wait::new(clock, cancel, &slot, pace, None, unmet, next);
    let mut followed = Followed::default();
    let end = follow(reader, request, &mut wait, observer, &mut followed).await;
    followed.failure = end.err().map(StepError::into_failure);
    followed
}

/// Says what is the case when a wait for publication ends too early.
pub(crate) fn unpublished(submission: &SubmissionId) -> String {
    format!("submission {submission} was not published")
}

pub(crate) async fn follow(
    reader: &ReadClient,
    request: FollowRequest<'_>,
    wait: &mut Wait<'_>,
    observer: &mut dyn Observer,
    followed: &mut Followed,
) -> Result<(), StepError> {
    let FollowRequest {
        product,
        submission,
        recorder,
    } = request;
    let mut follow = PublicationPoller::default();
    // What the Store said when it last did not know the submission: the read at the deadline may have no time left.
    let mut not_found = None;
    loop {
        let read = async {
            match reader.submission_status(product, submission).await {
                Ok(status) => Ok(Ok(status)),
                Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => Ok(Err(error)),
                Err(error) => Err(error),
            }
        };
        let heard = wait.read(read).await?;
        if let Some(heard) = heard {
            let verdict = match &heard {
                Ok(status) => {
                    let word = publishing_word(&status.publishing_status);
                    wait.unmet = format!("submission {submission} was still {word}");
                    followed.publishing_status = Some(word.to_owned());
                    let outcome = prior::outcome(status);
                    if followed.outcome.replace(outcome) != Some(outcome) {
                        let kept = recorder.observe(submission, outcome, wait.unix_now());
                        // A signal ends the wait, at its next pause.
                        wait.race(kept).await;
                    }
                    followed.messages.clone_from(&status.messages);
                    follow.observe(observation(status))
                }
                Err(error) => {
                    let said = error.summary();
                    wait.unmet = format!("the Store did not know submission {submission} ({said})");
                    follow.observe(Observation::Missing)
                }
            };
            match verdict {
                Verdict::Published => return Ok(()),
                Verdict::Wait => {}
                Verdict::Failed => {
                    let word = followed.publishing_status.as_deref().unwrap_or("FAILED");
                    let failure = certification(submission, word, &followed.messages);
                    return Err(StepError::failed(failure));
                }
                Verdict::Unclear => return Err(StepError::failed(unclear(submission, followed))),
                Verdict::Missing => {
                    return Err(StepError::failed(missing(submission, heard.as_ref().err())));
                }
            }
            not_found = heard.err();
        }
        let paused = wait.pause(Pause::Regular, &followed.messages, observer);
        if let Err(end) = paused.await {
            let is_over = end.kind() == FailureKind::Waiting;
            return Err(match (not_found, follow.at_deadline(wait.waited())) {
                (Some(error), Verdict::Missing) if is_over => {
                    StepError::failed(missing(submission, Some(&error)))
                }
                _ => end,
            });
        }
    }
}

/// Says why a submission is not published, as one response shows it; `None` if it is.
///
/// What waiting may end is [`FailureKind::Waiting`]: in certification, unknown, or not answered for (field note 93).
pub fn unpublished_reason(answer: &SubmissionAnswer) -> Option<Failure> {
    let SubmissionAnswer { id, status } = answer;
    let status = match status {
        Ok(status) => status,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => {
            return Some(missing(id, Some(error)));
        }
        Err(error) => {
            let failure = classify(error);
            return Some(match failure.kind {
                FailureKind::Transient => Failure {
                    kind: FailureKind::Waiting,
                    next: vec![NextStep::LookAtSubmission],
                    ..failure
                },
                FailureKind::Usage
                | FailureKind::InstallerUnknown
                | FailureKind::Auth
                | FailureKind::Rejected
                | FailureKind::Busy
                | FailureKind::Stale
                | FailureKind::Waiting
                | FailureKind::Unconverged
                | FailureKind::Interrupted
                | FailureKind::Terminated
                | FailureKind::Other => failure,
            });
        }
    };
    let (message, next) = match prior::outcome(status) {
        SubmissionOutcome::Published => return None,
        SubmissionOutcome::Failed => {
            let word = publishing_word(&status.publishing_status);
            return Some(certification(id, word, &status.messages));
        }
        SubmissionOutcome::InProgress => {
            let again = match status.publishing_status {
                PublishingStatus::Failed => ", and the Store is retrying",
                PublishingStatus::InProgress
                | PublishingStatus::Published
                | PublishingStatus::Unknown
                | PublishingStatus::Unrecognized(_) => "",
            };
            let word = publishing_word(&status.publishing_status);
            (
                format!("submission {id} is {word}{again}"),
                NextStep::FollowSubmission,
            )
        }
        SubmissionOutcome::Unknown => (
            format!(
                "the outcome of submission {id} is unknown: the Store returns {}",
                publishing_word(&status.publishing_status)
            ),
            NextStep::LookAtSubmission,
        ),
    };
    Some(Failure {
        next: vec![next],
        ..failure(FailureKind::Waiting, message)
    })
}

fn observation(status: &SubmissionStatus) -> Observation {
    match prior::outcome(status) {
        SubmissionOutcome::Failed => Observation::Failed,
        SubmissionOutcome::Published => Observation::Published,
        SubmissionOutcome::InProgress => Observation::Underway,
        SubmissionOutcome::Unknown => Observation::Unclear,
    }
}

/// Returns a status in the Store's word.
pub fn publishing_word(status: &PublishingStatus) -> &str {
    match status {
        PublishingStatus::InProgress => "INPROGRESS",
        PublishingStatus::Published => "PUBLISHED",
        PublishingStatus::Failed => "FAILED",
        PublishingStatus::Unknown => "UNKNOWN",
        PublishingStatus::Unrecognized(word) => word,
    }
}

/// `hasFailed` is final with any word (trap 83), so a word other than `FAILED` is named.
fn certification(submission: &SubmissionId, word: &str, messages: &[StoreMessage]) -> Failure {
    let word = if word == "FAILED" {
        String::new()
    } else {
        format!(" (the Store returns {word})")
    };
    Failure {
        store_messages: messages.to_vec(),
        next: vec![NextStep::ReadCertificationReport],
        ..failure(
            FailureKind::Rejected,
            format!("submission {submission} failed{word}, and the Store will not retry it"),
        )
    }
}

fn unclear(submission: &SubmissionId, followed: &Followed) -> Failure {
    let word = followed.publishing_status.as_deref().unwrap_or("nothing");
    Failure {
        store_messages: followed.messages.clone(),
        next: vec![NextStep::LookAtSubmission],
        ..failure(
            FailureKind::Waiting,
            format!("the outcome of submission {submission} is unknown: the Store returns {word}"),
        )
    }
}

fn missing(submission: &SubmissionId, error: Option<&Error>) -> Failure {
    let message = format!(
        "the Store accepted submission {submission}, but now reports that it does not exist"
    );
    let reason = match error {
        Some(error) => classify(error),
        None => failure(FailureKind::Unconverged, String::new()),
    };
    Failure {
        message,
        // One that was canceled in Partner Center never comes back: the same again would end in the same.
        next: vec![NextStep::ApplyAndSubmit],
        ..reason
    }
}

/// Waits until no submission is in progress, before a product is planned again.
///
/// # Errors
/// Returns an error if the deadline passes, the Store cannot be read, or a signal comes.
pub async fn wait_for_ongoing(
    reader: &ReadClient,
    product: &ProductId,
    clock: &dyn Clock,
    poll: PollPolicy,
    observer: &mut dyn Observer,
    cancel: &Cancellation,
) -> Result<(), Box<Failure>> {
    let unmet = "a submission was still in progress".to_owned();
    let pace = Pace::of_publication(poll, clock.now());
    let (slot, next) = (Slot::unshared(), NextStep::Continue);
    let mut wait = Wait::new(clock, cancel, &slot, pace, None, unmet, next);
    let mut messages = Vec::new();
    loop {
        let read = wait.read(reader.status(product)).await;
        if let Some(status) = read.map_err(StepError::into_failure)? {
            if status.ongoing_submission.is_none() {
                return Ok(());
            }
            messages = status.messages;
        }
        wait.pause(Pause::Regular, &messages, observer)
            .await
            .map_err(StepError::into_failure)?;
    }
}
