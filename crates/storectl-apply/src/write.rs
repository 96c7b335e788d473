//! Sending one write: the journal first, and afterwards its outcome.

use storectl_api::{
    EffectCheck, Error, FailedWrite, RefusedRepeat, WriteAnswer, WriteOperation, WriteRequest,
};
use storectl_model::{DraftStatus, FieldPath, LanguageTag, RemoteProduct};
use storectl_plan::{
    Change, Failure, FailureKind, ImageIds, NextStep, Step, StepAction, differences,
};

use crate::{
    check_installers::RestsOnInstallers,
    executor::Executor,
    failure::{StepError, busy, classify, stopped},
    journal::Write,
    retry::Attempts,
    stop::InFlight,
    wait::{
        draft::in_the_way,
        readiness::{Freshness, Reading, judge},
    },
};

/// What a write is to leave in the draft, for the check that looks for it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Effect<'a> {
    /// What its step writes.
    OfStep,
    /// This language, whatever its texts.
    Language(&'a LanguageTag),
}

/// Why one write did not simply succeed.
enum WriteError {
    /// It had no effect.
    WithoutEffect(Box<Failure>),
    /// It may have taken effect.
    Unknown(Box<Failure>, EffectCheck),
    /// It was refused, but an earlier attempt may have taken effect.
    RefusedRepeat(Box<Failure>, RefusedRepeat, EffectCheck),
    /// A signal ended it before its response came.
    Interrupted(Box<Failure>),
}

/// What looking for the effect of a write found.
enum Found {
    /// It is there.
    Effect(Locked),
    /// It is not there.
    NoEffect(Locked),
    /// The draft could not be read, so nothing was found.
    Unread(Box<Failure>),
}

/// Why no further write may be sent: the status that was read names a submission in progress.
type Locked = Option<Box<Failure>>;

impl Executor<'_> {
    /// Sends one write until it has taken effect, by the one table of writes ([`WriteOperation::rules`]).
    ///
    /// Before each commit of packages the installers are looked at again, which the Store then downloads.
    ///
    /// A write refused because the draft is not ready, e.g. while an upload of an earlier run is running, waits and is
    /// sent again, whatever the module (forms.md, "Answers and waits" 1).
    pub(crate) async fn write(
        &mut self,
        step: &Step,
        request: &WriteRequest,
        write: Write,
        effect: Effect<'_>,
    ) -> Result<(), StepError> {
        self.check_lock()?;
        let mut commit = RestsOnInstallers::Commit;
        let mut attempts = Attempts::of(step, request.operation(), request.body());
        loop {
            match request.operation() {
                WriteOperation::CommitPackages => self.check_installers(commit).await?,
                WriteOperation::PatchMetadata
                | WriteOperation::ReplacePackages
                | WriteOperation::PatchPackage
                | WriteOperation::CreateAssets
                | WriteOperation::CommitAssets
                | WriteOperation::Submit => {}
            }
            let (failure, meaning, check) = match self.send(request, write).await {
                Ok(()) => return Ok(()),
                Err(WriteError::Interrupted(failure)) => return Err(StepError::Unknown(failure)),
                Err(WriteError::Unknown(failure, check)) => {
                    return match self.look_for(step, check, effect).await {
                        Found::Effect(locked) => {
                            self.took_effect(step, locked);
                            Ok(())
                        }
                        Found::NoEffect(_) | Found::Unread(_) => Err(StepError::Unknown(failure)),
                    };
                }
                Err(WriteError::WithoutEffect(failure)) => {
                    let end = self.retry_or_refuse(&mut attempts, failure).await;
                    if commit == RestsOnInstallers::RepeatedCommit {
                        end.map_err(unknown_commit)?;
                    } else {
                        end?;
                    }
                    continue;
                }
                Err(WriteError::RefusedRepeat(failure, meaning, check)) => {
                    (failure, meaning, check)
                }
            };
            match meaning {
                RefusedRepeat::MayBeOurSubmission | RefusedRepeat::PlainRefusal => {
                    self.retry_or_refuse(&mut attempts, failure).await?;
                }
                RefusedRepeat::AskTheCheck => match self.look_for(step, check, effect).await {
                    Found::Effect(locked) => {
                        self.took_effect(step, locked);
                        return Ok(());
                    }
                    Found::NoEffect(_) => self.retry_or_refuse(&mut attempts, failure).await?,
                    Found::Unread(unread) => return Err(StepError::Unknown(unread)),
                },
                RefusedRepeat::TookEffectWhereNotReady if failure.kind != FailureKind::Rejected => {
                    return Err(StepError::Failed(failure));
                }
                RefusedRepeat::TookEffectWhereNotReady => {
                    match self.look_for(step, check, effect).await {
                        Found::Effect(locked) => {
                            self.took_effect(step, locked);
                            return Ok(());
                        }
                        Found::NoEffect(Some(locked)) => return Err(StepError::Failed(locked)),
                        Found::NoEffect(None) | Found::Unread(_) => {}
                    }
                    if commit == RestsOnInstallers::RepeatedCommit {
                        return Err(unknown_commit(StepError::Failed(failure)));
                    }
                    // The upload may have ended meanwhile, and to commit once more is harmless (field note 50).
                    commit = RestsOnInstallers::RepeatedCommit;
                    self.freshness = Freshness::Twice;
                    let waited = self.wait_for_work(&attempts).await;
                    waited.map_err(|error| match error {
                        // A signal ends the wait, and leaves open what the commit came to.
                        StepError::Interrupted(failure) => StepError::Unknown(failure),
                        error @ (StepError::Failed(_) | StepError::Unknown(_)) => error,
                    })?;
                }
            }
        }
    }

    /// Looks for the effect of a write whose response was lost. Each kind of write has its own read-back.
    async fn look_for(&mut self, step: &Step, check: EffectCheck, effect: Effect<'_>) -> Found {
        let found = match check {
            EffectCheck::ReadMetadata | EffectCheck::ReadPackages => {
                self.read_back().await.map(|remote| {
                    let is_there = match effect {
                        Effect::OfStep => self.holds_changes(step, &remote),
                        Effect::Language(language) => {
                            remote.languages.iter().any(|it| &it.language == language)
                        }
                    };
                    (is_there, remote.status)
                })
            }
            EffectCheck::ReadImages => self
                .read_back()
                .await
                .map(|remote| (self.holds_images(step, &remote), remote.status)),
            EffectCheck::ReadReadiness => match self.cancel.race(self.draft_status()).await {
                Ok(Ok(status)) => Ok((judge(&status) == Reading::Working, status)),
                Ok(Err(error)) => Err(StepError::failed(classify(&error))),
                Err(signal) => Err(StepError::interrupted(stopped(
                    signal,
                    "while reading the draft back",
                    NextStep::Continue,
                ))),
            },
            EffectCheck::ReadOngoingSubmission | EffectCheck::Nothing => {
                return Found::NoEffect(None);
            }
        };
        match found {
            Ok((true, status)) => Found::Effect(self.locked(status)),
            Ok((false, status)) => Found::NoEffect(self.locked(status)),
            Err(error) => Found::Unread(error.into_failure()),
        }
    }

    /// Returns why a write would be refused, where a status names a submission in progress.
    pub(crate) fn locked(&self, status: DraftStatus) -> Locked {
        let status = status.without(self.plan.ended_submission.as_ref());
        let submission = status.ongoing_submission.as_ref()?;
        Some(Box::new(in_the_way(Some(submission), &status)))
    }

    /// Ends the step where the last read, which looked for the effect of a write or for what a receipt lacks, named a
    /// submission in progress: the Store rejects whatever is written next.
    pub(crate) fn check_lock(&mut self) -> Result<(), StepError> {
        self.locked
            .take()
            .map_or(Ok(()), |it| Err(StepError::Failed(it)))
    }

    /// Whether the draft holds what a step changes. Images have a write and a check of their own.
    fn holds_changes(&self, step: &Step, remote: &RemoteProduct) -> bool {
        let differing = differences(self.desired, remote);
        let is_image =
            |path: &FieldPath| matches!(path.field(), Some("screenshots" | "storeLogos"));
        let is_written = |change: &Change| {
            differing
                .iter()
                .all(|it| is_image(&it.path) || !it.path.is_within(&change.path))
        };
        let mut changes = step.changes.iter().map(|it| self.plan.changes.get(*it));
        !step.changes.is_empty() && changes.all(|it| it.is_some_and(is_written))
    }

    /// Whether the draft holds the images that a step commits: the same ids, in order.
    fn holds_images(&self, step: &Step, remote: &RemoteProduct) -> bool {
        let StepAction::CommitAssets { language, .. } = &step.action else {
            return false;
        };
        let stored = remote.assets.get(language).map(ImageIds::of);
        stored.is_some() && stored.as_ref() == self.committed.get(language)
    }

    /// Notes that a write whose response was lost took effect.
    fn took_effect(&mut self, step: &Step, locked: Locked) {
        self.locked = locked;
        let entry = self.journal.accepted();
        self.noted(entry);
        let message = format!(
            "no response confirmed `{}`; the draft shows that it took effect",
            step.summary
        );
        self.note(message);
    }

    /// Sends a write, the journal first. The client has already repeated what may be repeated.
    async fn send(&mut self, request: &WriteRequest, write: Write) -> Result<(), WriteError> {
        let acknowledged = &self.plan.acknowledgments;
        let entry = self
            .journal
            .before_write(write, acknowledged, self.unix_now());
        entry.map_err(|error| match Self::unjournaled(&error) {
            StepError::Failed(failure)
            | StepError::Interrupted(failure)
            | StepError::Unknown(failure) => WriteError::WithoutEffect(failure),
        })?;
        let (client, product) = (self.client, &self.plan.product_id);
        let what = InFlight::Write(request.operation());
        let sent = self
            .cancel
            .finish(
                self.clock,
                &mut *self.observer,
                what,
                client.send(product, request),
            )
            .await;
        match sent {
            Err(signal) => Err(WriteError::Interrupted(Box::new(stopped(
                signal,
                "before the response to a write arrived",
                NextStep::Continue,
            )))),
            Ok(Ok(WriteAnswer {
                messages,
                ongoing,
                retry_after: _,
            })) => {
                // Every write is refused while a submission is in progress, also by a response that calls itself a
                // success (field note 6).
                if let Some(submission) = ongoing {
                    let failure = busy(Some(&submission), &messages);
                    return Err(WriteError::WithoutEffect(Box::new(failure)));
                }
                let entry = self.journal.accepted();
                self.noted(entry);
                for message in &messages {
                    self.keep(message);
                }
                Ok(())
            }
            Ok(Err(error)) => Err(write_error(request.operation(), &error)),
        }
    }
}

fn write_error(operation: WriteOperation, error: &Error) -> WriteError {
    let failure = Box::new(classify(error));
    match operation.failed(error) {
        FailedWrite::WithoutEffect => WriteError::WithoutEffect(failure),
        FailedWrite::Unknown(check) => WriteError::Unknown(failure, check),
        FailedWrite::RefusedRepeat { meaning, check } => {
            WriteError::RefusedRepeat(failure, meaning, check)
        }
    }
}

/// What is left of the refusal of a commit that may have taken effect before: that nobody knows. The next run commits
/// again, and a plain refusal of that is one.
fn unknown_commit(error: StepError) -> StepError {
    let StepError::Failed(failure) = error else {
        return error;
    };
    match failure.kind {
        FailureKind::Rejected => StepError::unknown(Failure {
            kind: FailureKind::Transient,
            message: format!(
                "the response to a package commit was lost, and the Store rejected another commit: {}",
                failure.message
            ),
            ..*failure
        }),
        FailureKind::Usage
        | FailureKind::Auth
        | FailureKind::Transient
        | FailureKind::InstallerUnknown
        | FailureKind::Busy
        | FailureKind::Stale
        | FailureKind::Waiting
        | FailureKind::Unconverged
        | FailureKind::Interrupted
        | FailureKind::Terminated
        | FailureKind::Other => StepError::Failed(failure),
    }
}
