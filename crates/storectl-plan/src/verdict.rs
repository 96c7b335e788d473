//! What a plan amounts to.

use crate::{
    Blocker, NextStep, PendingFact, PlanStatus, ProductPlan, StepAction, SubmissionOutcome,
};

/// What a plan amounts to: the one response that renderers, exit codes and refusals are made from.
///
/// Where several are true the first of this list is the verdict, in the order in which exit codes outrank each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The manifest and the draft together break a rule, or an installer would be rejected (10).
    Invalid,
    /// The policy forbids it, or a destructive change lacks its acknowledgment (11).
    Blocked,
    /// A submission was announced, and whether the Store accepted it is not known (32).
    InDoubt,
    /// Somebody else's submission is in progress, or this work's own while the manifest has moved on (13).
    Busy,
    /// The draft differs from the manifest.
    Changes,
    /// The draft matches, and this plan does what an earlier run left: a commit, a submission, or one to follow.
    PendingWork,
    /// The draft matches, nothing is pending, and a submission was asked for.
    Submission,
    /// The draft matches, and an earlier run left work that this plan was told not to do, e.g. with `--submit never`.
    Deferred,
    /// Nothing is to be done, and the last submission has failed (`apply`: 22).
    LastFailed,
    /// Nothing is to be done.
    Nothing,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 10] = [
        Self::Invalid,
        Self::Blocked,
        Self::InDoubt,
        Self::Busy,
        Self::Changes,
        Self::PendingWork,
        Self::Submission,
        Self::Deferred,
        Self::LastFailed,
        Self::Nothing,
    ];

    /// Returns the word of the JSON documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Blocked => "blocked",
            Self::InDoubt => "in-doubt",
            Self::Busy => "busy",
            Self::Changes => "changes",
            Self::PendingWork => "pending-work",
            Self::Submission => "submission",
            Self::Deferred => "deferred",
            Self::LastFailed => "last-failed",
            Self::Nothing => "nothing",
        }
    }

    /// Whether apply would refuse before its first write.
    pub fn is_refused(self) -> bool {
        match self {
            Self::Invalid | Self::Blocked | Self::InDoubt | Self::Busy => true,
            Self::Changes
            | Self::PendingWork
            | Self::Submission
            | Self::Deferred
            | Self::LastFailed
            | Self::Nothing => false,
        }
    }

    /// Whether apply has something to do.
    pub fn has_work(self) -> bool {
        match self {
            Self::Changes | Self::PendingWork | Self::Submission => true,
            Self::Invalid
            | Self::Blocked
            | Self::InDoubt
            | Self::Busy
            | Self::Deferred
            | Self::LastFailed
            | Self::Nothing => false,
        }
    }

    /// Returns the word of the JSON plan.
    pub fn status(self) -> PlanStatus {
        match self {
            Self::Invalid | Self::Blocked => PlanStatus::Blocked,
            Self::Busy => PlanStatus::Busy,
            Self::InDoubt
            | Self::Changes
            | Self::PendingWork
            | Self::Submission
            | Self::Deferred => PlanStatus::Changed,
            Self::LastFailed | Self::Nothing => PlanStatus::Unchanged,
        }
    }
}

impl ProductPlan {
    /// Says what the plan amounts to.
    pub fn verdict(&self) -> Verdict {
        let blocked = |is: fn(&Blocker) -> bool| self.blockers.iter().any(is);
        if blocked(|it| matches!(it, Blocker::Conflict { .. } | Blocker::Installer { .. })) {
            Verdict::Invalid
        } else if blocked(|it| matches!(it, Blocker::Unacknowledged { .. } | Blocker::Policy(_))) {
            Verdict::Blocked
        } else if blocked(|it| matches!(it, Blocker::InDoubt { .. })) {
            Verdict::InDoubt
        } else if blocked(|it| matches!(it, Blocker::Busy { .. })) {
            Verdict::Busy
        } else if !self.changes.is_empty() {
            Verdict::Changes
        } else if self.pending.iter().any(|it| self.carries_out(it)) {
            Verdict::PendingWork
        } else if self.submits() {
            Verdict::Submission
        } else if !self.pending.is_empty() {
            Verdict::Deferred
        } else if self.last_submission_failed() {
            Verdict::LastFailed
        } else {
            Verdict::Nothing
        }
    }

    /// Returns what submits where nobody knows what came of an announced submission.
    pub fn submit_in_doubt(&self) -> NextStep {
        if self.changes.is_empty() {
            NextStep::Submit
        } else {
            NextStep::ApplyAndSubmit
        }
    }

    /// Whether a step of the plan does what an earlier run left.
    pub fn carries_out(&self, fact: &PendingFact) -> bool {
        let wanted = match fact {
            PendingFact::PackagesUncommitted => StepAction::CommitPackages,
            PendingFact::Unsubmitted => StepAction::Submit,
            PendingFact::Following(_) => StepAction::AwaitPublication,
        };
        self.steps.iter().any(|it| it.action == wanted)
    }

    /// Whether the plan submits the draft.
    pub fn submits(&self) -> bool {
        self.steps.iter().any(|it| it.action == StepAction::Submit)
    }

    fn last_submission_failed(&self) -> bool {
        self.last_submission
            .as_ref()
            .is_some_and(|it| it.outcome == SubmissionOutcome::Failed)
    }
}
