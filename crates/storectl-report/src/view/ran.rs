//! The outcome of an apply, in words.

use storectl_plan::{
    ApplyReport, DraftEffect, Failure, FailureKind, Selection, StepAction, StepId, StepOutcome,
    SubmissionKnowledge, Verdict,
};

use super::{PlanDetails, Sentence, thousands, verdict::headline};

/// The outcome of a product's apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Every step ended well.
    Done,
    /// There was nothing to do.
    Nothing,
    /// A step failed, or whether it took effect is unknown.
    Failed,
}

impl Ended {
    pub(crate) fn of(report: &ApplyReport) -> Self {
        match (report.failure(), report.steps.is_empty()) {
            (Some(_), _) => Self::Failed,
            (None, true) => Self::Nothing,
            (None, false) => Self::Done,
        }
    }
}

/// Returns a step's symbol and word.
pub(crate) fn outcome_word(outcome: &StepOutcome) -> (char, &'static str) {
    match outcome {
        StepOutcome::Done => ('✓', "done"),
        StepOutcome::AlreadyTrue => ('=', "already true"),
        StepOutcome::Failed(_) => ('✗', "failed"),
        StepOutcome::Skipped { .. } => ('–', "skipped"),
        StepOutcome::Interrupted(_) => ('■', "interrupted"),
        StepOutcome::Unknown(_) => ('?', "unknown"),
    }
}

/// Returns the steps that did not end well: what became of each, and why.
pub(crate) fn unfinished(
    report: &ApplyReport,
) -> impl Iterator<Item = (&StepId, &'static str, &Failure)> {
    report.steps.iter().filter_map(|it| {
        let (what, failure) = match &it.outcome {
            StepOutcome::Failed(failure) => ("failed", failure),
            StepOutcome::Interrupted(failure) => ("was interrupted", failure),
            StepOutcome::Unknown(failure) => {
                ("was sent, but whether it took effect is unknown", failure)
            }
            StepOutcome::Done | StepOutcome::AlreadyTrue | StepOutcome::Skipped { .. } => {
                return None;
            }
        };
        Some((&it.id, what, &**failure))
    })
}

/// Says what customers see of it: the first thing anybody wants to know. `plan` is what was to be done.
pub(crate) fn for_customers(report: &ApplyReport, plan: Option<&PlanDetails>) -> Sentence {
    let all = report.steps.len();
    let draft = draft_holds(report);
    let status = report.publishing_status.as_deref();
    if report.refusal.is_some() {
        return Sentence::new().ours("Nothing was started, and nothing was published.");
    }
    match (&report.submission, status) {
        (Some(id), Some(word)) if has_failed(report) => Sentence::new()
            .ours("Submission ")
            .code(id.as_str())
            .ours(" failed (status ")
            .code(word)
            .ours("); nothing was published."),
        (Some(id), Some("PUBLISHED")) => Sentence::new()
            .ours("Submission ")
            .code(id.as_str())
            .ours(" is published."),
        (Some(id), Some("FAILED")) => Sentence::new()
            .ours("Submission ")
            .code(id.as_str())
            .ours(" FAILED; nothing was published."),
        (Some(id), _) => Sentence::new()
            .ours("Submitted as ")
            .code(id.as_str())
            .ours("; not yet published."),
        (None, _) if all == 0 => match plan {
            // What is left, or was not looked at, is nothing to call done.
            Some(plan) if plan.verdict == Verdict::Deferred => {
                Sentence::new().ours(headline(plan))
            }
            Some(plan) if plan.selection == Selection::Nothing => {
                Sentence::new().ours(headline(plan))
            }
            Some(plan) => Sentence::new().ours(match plan.submission_known {
                SubmissionKnowledge::Known => "Nothing to do. The draft matches the manifest.",
                SubmissionKnowledge::Unknown => {
                    "Nothing to do. The draft matches the manifest; whether it was submitted is unknown."
                }
            }),
            None => Sentence::new().ours("Nothing to do. The draft matches the manifest."),
        },
        (None, _) if report.steps.iter().all(|it| is_good(&it.outcome)) => {
            Sentence::new().ours("Nothing was submitted; the draft matches the manifest.")
        }
        (None, _) if may_be_submitted(report) => Sentence::new().ours(format!(
            "The submission was sent, but whether the Store accepted it is unknown{draft}."
        )),
        (None, _) => Sentence::new().ours(format!("Nothing was published{draft}.")),
    }
}

/// Says how many of the steps that change the draft it holds, to stand after a sentence; nothing where there are none. Waits,
/// reads and uploads are no part of the draft, and neither is what the Store accepted and the draft does not show.
fn draft_holds(report: &ApplyReport) -> String {
    let (mut all, mut held, mut unknown, mut lost) = (0, 0, 0, 0);
    for step in &report.steps {
        match step.effect {
            DraftEffect::Nothing => {}
            DraftEffect::Changes => {
                all += 1;
                held += usize::from(is_good(&step.outcome));
                unknown += usize::from(matches!(step.outcome, StepOutcome::Unknown(_)));
            }
            DraftEffect::Lost => {
                all += 1;
                lost += 1;
            }
        }
    }
    if all == 0 {
        return String::new();
    }
    let (least, most) = (thousands(held), thousands(held + unknown));
    // Whether the Store acted on a request whose response was lost, nobody here knows.
    let shown = match unknown {
        0 => least,
        1 => format!("{least} or {most}"),
        _ => format!("{least} to {most}"),
    };
    let of = thousands(all);
    let lost = match lost {
        0 => String::new(),
        1 => "; 1 step was accepted, but the draft differs".to_owned(),
        lost => format!(
            "; {} steps were accepted, but the draft differs",
            thousands(lost)
        ),
    };
    let steps = if all == 1 { "step" } else { "steps" };
    format!("; the draft holds {shown} of {of} {steps}{lost}")
}

/// Whether the submission that was followed has failed, with another word of the Store than `FAILED` (`hasFailed`).
fn has_failed(report: &ApplyReport) -> bool {
    report.publishing_status.as_deref() != Some("FAILED")
        && report.steps.iter().any(|it| match &it.outcome {
            StepOutcome::Failed(failure) => {
                it.kind == StepAction::AwaitPublication.kind()
                    && failure.kind == FailureKind::Rejected
            }
            StepOutcome::Done
            | StepOutcome::AlreadyTrue
            | StepOutcome::Skipped { .. }
            | StepOutcome::Interrupted(_)
            | StepOutcome::Unknown(_) => false,
        })
}

/// Whether the submission was sent and its response did not come.
fn may_be_submitted(report: &ApplyReport) -> bool {
    let mut steps = report.steps.iter();
    steps.any(|it| {
        it.kind == StepAction::Submit.kind() && matches!(it.outcome, StepOutcome::Unknown(_))
    })
}

fn is_good(outcome: &StepOutcome) -> bool {
    match outcome {
        StepOutcome::Done | StepOutcome::AlreadyTrue => true,
        StepOutcome::Failed(_)
        | StepOutcome::Skipped { .. }
        | StepOutcome::Interrupted(_)
        | StepOutcome::Unknown(_) => false,
    }
}

/// The steps worth a line each, and how many were skipped after one of them.
pub(crate) struct Trimmed<'a> {
    pub(crate) steps: Vec<&'a storectl_plan::StepReport>,
    pub(crate) skipped: usize,
}

/// Leaves out the steps that were not tried: one line says how many.
pub(crate) fn trimmed(report: &ApplyReport) -> Trimmed<'_> {
    let is_skipped = |it: &StepOutcome| matches!(it, StepOutcome::Skipped { .. });
    let (skipped, steps): (Vec<_>, Vec<_>) =
        report.steps.iter().partition(|it| is_skipped(&it.outcome));
    Trimmed {
        steps,
        skipped: skipped.len(),
    }
}
