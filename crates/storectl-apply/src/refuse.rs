//! What is in the way of a plan, and what only seems to be.

use std::time::Duration;

use storectl_model::SubmissionId;
use storectl_plan::{
    ApplyReport, Blocker, Failure, FailureKind, ProductPlan, StepId, StepOutcome, StepReport,
};

use crate::{
    Journal, Phase,
    fault::{Stop, busy, failure},
    run::Run,
};

/// Tells which ongoing submission [`apply`](crate::apply) takes for its own instead of refusing the plan as busy: the
/// draft is what the manifest wants, and the journal knows the submission, or says that one was being sent when a run was cut off.
pub fn adoptable<'a>(plan: &'a ProductPlan, journal: &Journal) -> Option<&'a SubmissionId> {
    match plan.blockers.as_slice() {
        [Blocker::Busy { submission, .. }] if is_ours(submission, plan, journal) => {
            Some(submission)
        }
        _ => None,
    }
}

fn is_ours(submission: &SubmissionId, plan: &ProductPlan, journal: &Journal) -> bool {
    let was_being_sent = match journal.phase() {
        Phase::Submitting(_) => true,
        Phase::Settled | Phase::Writing(_) => false,
    };
    plan.changes.is_empty() && (was_being_sent || journal.submission() == Some(submission))
}

impl Run<'_> {
    /// Gives why nothing may be sent.
    pub(crate) fn refusal(&self) -> Option<Failure> {
        self.plan.blockers.first().map(|blocker| match blocker {
            Blocker::Busy {
                submission,
                messages,
            } => busy(Some(submission), messages),
            Blocker::Unacknowledged { changes } => failure(
                FailureKind::Other,
                format!("{} destructive changes are not acknowledged", changes.len()),
            ),
            Blocker::Conflict {
                path,
                place: _,
                message,
                hint,
            } => Failure {
                hints: vec![hint.clone()],
                fields: vec![path.clone()],
                ..failure(FailureKind::Other, message.clone())
            },
        })
    }

    /// Ends the run before its first request.
    pub(crate) fn refuse(mut self, failure: Failure) -> ApplyReport {
        let plan = self.plan;
        let outcome = StepOutcome::Failed(Box::new(failure));
        let Some((first, rest)) = plan.steps.split_first() else {
            // There is no step to fail, and the report must still say why nothing may be sent.
            self.report.steps.push(StepReport {
                id: StepId("s0".to_owned()),
                kind: "check",
                summary: "check that the draft can be written".to_owned(),
                outcome,
                took: Duration::ZERO,
            });
            return self.report;
        };
        self.ended(first, outcome, Duration::ZERO);
        for step in rest {
            let because = first.id.clone();
            self.ended(step, StepOutcome::Skipped { because }, Duration::ZERO);
        }
        self.report
    }

    /// Finds out whether the submission a step met is one's own, which the answers the plan was made of did not show yet
    /// (trap 77).
    pub(crate) async fn met_our_own(&self, stop: &Stop) -> Option<SubmissionId> {
        let Stop::Failed(failure) = stop else {
            return None;
        };
        if failure.kind != FailureKind::Busy {
            return None;
        }
        let status = self.client.reader().status(&self.plan.product_id).await;
        let submission = status.ok()?.ongoing_submission?;
        is_ours(&submission, self.plan, self.journal).then_some(submission)
    }
}
