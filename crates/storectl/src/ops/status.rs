//! Reads how a product stands, and follows what is under way.

use storectl_api::{ReadClient, ReadScope};
use storectl_apply::{
    Cancellation, FollowRequest, ProductRead, Recollection, SubmissionAnswer, follow_submission,
    publishing_word, read_with_submissions, unpublished_reason, watch_draft,
};
use storectl_model::{
    DesiredProduct, DraftStatus, LanguageTag, RemoteProduct, StoreMessage, SubmissionId, WaitFor,
};
use storectl_plan::{
    DraftMatch, EndedSubmission, Failure, FailureKind, LastSubmission, NextStep, PendingFact,
    PriorWork, Resumption, SubmissionKnowledge, SubmissionOutcome, differences,
};

use crate::{
    error::{self, CliError, Written},
    ops::plan::READING,
    output::progress::Progress,
    receipts::Follower,
    runtime::block_on,
    store::open::Store,
};

/// What was read of one product.
pub(crate) struct DraftFacts {
    pub(crate) is_ready: bool,
    pub(crate) ongoing: Option<SubmissionId>,
    /// The status of the submission in progress, else of the last one known, in the Store's word.
    pub(crate) publishing: Option<String>,
    pub(crate) pending: Vec<PendingFact>,
    pub(crate) knowledge: SubmissionKnowledge,
    pub(crate) last_submission: Option<LastSubmission>,
    /// When a submission was announced of which nobody knows what came of it, in seconds since 1970.
    pub(crate) in_doubt_since: Option<u64>,
    /// The submission of the receipt, where the Store answers that there is none.
    pub(crate) disowned: Option<SubmissionId>,
    pub(crate) messages: Vec<StoreMessage>,
    pub(crate) incomplete: Vec<LanguageTag>,
    /// Why the submission in progress, else the last one known, is not published; `None` if it is, or there is none.
    pub(crate) unpublished: Option<Failure>,
}

/// Reads a product's draft, its submission in progress and the last one that is known.
///
/// # Errors
/// Returns an error if the Store refuses or cannot be understood. A submission it does not answer for is not an error: the rest is shown.
pub(crate) async fn read(
    desired: &DesiredProduct,
    known: Recollection<'_>,
    client: &ReadClient,
) -> Result<DraftFacts, CliError> {
    // What was sent or submitted is compared with all that the draft holds, as when it is planned.
    let PriorWork {
        in_doubt,
        submitted,
        ..
    } = &known.journal;
    let scope = match in_doubt.as_ref().or(submitted.as_ref()) {
        Some(_) => ReadScope::Everything,
        None => ReadScope::WithoutImages,
    };
    let read = read_with_submissions(client, &desired.product_id, scope, known, |_| {});
    let ProductRead {
        remote,
        prior,
        disowned,
        answer,
    } = read.await?;
    let wait = desired.wait.unwrap_or(WaitFor::Submitted);
    let resumption = Resumption::of(&prior, &remote, matches(desired, &remote), wait);
    let mut facts = DraftFacts {
        is_ready: resumption.status.is_ready,
        ongoing: resumption.ongoing.submission().cloned(),
        publishing: None,
        knowledge: resumption.knowledge(&prior, &remote),
        pending: resumption.facts,
        last_submission: resumption.last_submission,
        in_doubt_since: resumption.in_doubt_since,
        disowned,
        messages: resumption.status.messages,
        incomplete: remote
            .languages
            .into_iter()
            .filter(|it| it.is_complete == Some(false))
            .map(|it| it.language)
            .collect(),
        unpublished: None,
    };
    facts.judge(answer.as_ref());
    if let Some(EndedSubmission { id, end }) = &prior.ended {
        facts.end(id, (*end).into());
    }
    Ok(facts)
}

/// Whether the draft is what the manifest comes to. Images are not looked at here, so where the manifest names some this is
/// not proven.
fn matches(desired: &DesiredProduct, remote: &RemoteProduct) -> DraftMatch {
    if desired.manages_images() || !differences(desired, remote).is_empty() {
        DraftMatch::Differs
    } else {
        DraftMatch::Exact
    }
}

/// Follows what is under way until it ends, and keeps `facts` as they were read last.
///
/// # Errors
/// A submission that failed (22), packages the Store cannot take (22), a draft that does not become ready by itself, for
/// example because nobody has committed its packages (13), the deadline (31), a signal.
pub(crate) async fn watch(
    facts: &mut DraftFacts,
    desired: &DesiredProduct,
    client: &ReadClient,
    store: &Store,
    follower: &mut Follower<'_>,
    progress: &mut Progress<'_>,
    cancel: &Cancellation,
) -> Result<(), CliError> {
    let product = &desired.product_id;
    let submission = match (&facts.unpublished, facts.subject()) {
        (None, _) | (Some(_), None) => {
            let watched = watch_draft(
                client,
                product,
                &facts.pending,
                store.clock(),
                store.poll(),
                progress,
                cancel,
            )
            .await;
            if let Some(failure) = watched.failure {
                return Err(error::of_failure(&failure, Written::Nothing));
            }
            facts.take(watched.status);
            facts.ongoing.clone()
        }
        (Some(failure), Some(subject)) => match failure.kind {
            FailureKind::Waiting => Some(subject.clone()),
            // It has ended; waiting changes nothing.
            _ => return Ok(()),
        },
    };
    let Some(submission) = submission else {
        return Ok(());
    };
    let followed = follow_submission(
        client,
        FollowRequest {
            product,
            submission: &submission,
            recorder: follower,
        },
        store.clock(),
        store.poll(),
        progress,
        cancel,
    )
    .await;
    facts.publishing = followed.publishing_status;
    facts.messages.clone_from(&followed.messages);
    facts.unpublished = followed.failure.map(|it| *it);
    let Some(outcome) = followed.outcome.filter(|it| it.is_final()) else {
        return Ok(());
    };
    // The draft is free again, and what it says now is news.
    let read =
        block_on::reading(cancel, READING, async { Ok(client.status(product).await?) }).await;
    match (read, &facts.unpublished) {
        (Ok(status), _) => {
            facts.take(status);
            facts.messages.splice(..0, followed.messages);
        }
        (Err(error), None) => return Err(error),
        // That it failed says more.
        (Err(_), Some(_)) => {}
    }
    facts.end(&submission, outcome);
    Ok(())
}

/// The reason of a submission of which only the draft says that it is in progress.
fn in_progress(submission: &SubmissionId) -> Failure {
    Failure {
        next: vec![NextStep::FollowSubmission],
        ..Failure::new(
            FailureKind::Waiting,
            format!("submission {submission} is in progress"),
        )
    }
}

impl DraftFacts {
    /// Returns the submission that the status is about: the one in progress, else the last one known.
    fn subject(&self) -> Option<&SubmissionId> {
        let last = self.last_submission.as_ref().map(|it| &it.id);
        self.ongoing.as_ref().or(last)
    }

    /// Returns what the Store says became of the subject; a failure that the Store retries is still in progress (trap 83).
    pub(crate) fn observed(&self) -> Option<(&SubmissionId, SubmissionOutcome)> {
        let subject = self.subject()?;
        let last = self.last_submission.as_ref();
        let last = last.filter(|it| it.id == *subject).map(|it| it.outcome);
        if let Some(end) = last.filter(|it| it.is_final()) {
            return Some((subject, end));
        }
        let said = SubmissionOutcome::from_word(self.publishing.as_deref()?)?;
        let status = match said {
            SubmissionOutcome::Failed => SubmissionOutcome::InProgress,
            SubmissionOutcome::InProgress
            | SubmissionOutcome::Published
            | SubmissionOutcome::Unknown => said,
        };
        Some((subject, status))
    }

    /// Takes what the Store answered about the subject; `None` if it was not asked, for the end is known.
    fn judge(&mut self, answer: Option<&SubmissionAnswer>) {
        let Some(answer) = answer else {
            if let Some(last) = &self.last_submission {
                self.publishing = Some(last.outcome.as_str().to_owned());
                self.unpublished = (last.outcome == SubmissionOutcome::Failed).then(|| Failure {
                    next: vec![NextStep::ReadCertificationReport],
                    ..Failure::new(
                        FailureKind::Rejected,
                        format!("submission {} has failed", last.id),
                    )
                });
            }
            return;
        };
        if let Ok(status) = &answer.status {
            self.publishing = Some(publishing_word(&status.publishing_status).to_owned());
            self.messages.extend(status.messages.iter().cloned());
        }
        self.unpublished = match unpublished_reason(answer) {
            // The draft names it, so it is there: its own status is only behind (trap 85).
            Some(behind) if behind.kind == FailureKind::Unconverged && self.ongoing.is_some() => {
                let known = in_progress(&answer.id);
                Some(Failure {
                    kind: known.kind,
                    message: format!(
                        "{}, but the Store does not know its status yet",
                        known.message
                    ),
                    next: known.next,
                    reason: None,
                    ..behind
                })
            }
            reason => reason,
        };
    }

    fn take(&mut self, status: DraftStatus) {
        let DraftStatus {
            is_ready,
            ongoing_submission,
            messages,
        } = status;
        self.is_ready = is_ready;
        self.ongoing = ongoing_submission;
        self.messages = messages;
    }

    /// Takes that a submission has ended, whatever a draft status that is behind still says of it (trap 85).
    fn end(&mut self, submission: &SubmissionId, outcome: SubmissionOutcome) {
        if let Some(next) = self.ongoing.as_ref().filter(|it| *it != submission) {
            self.publishing = None;
            self.unpublished = Some(in_progress(next));
            return;
        }
        self.ongoing = None;
        self.messages.retain(|it| !it.names(submission));
        let following = PendingFact::Following(submission.clone());
        self.pending.retain(|it| *it != following);
        let known = self
            .last_submission
            .take()
            .filter(|it| it.id == *submission);
        self.last_submission = Some(LastSubmission {
            outcome,
            ..known.unwrap_or_else(|| LastSubmission {
                id: submission.clone(),
                outcome,
                submitted_at: None,
                ended_at: None,
            })
        });
    }
}
