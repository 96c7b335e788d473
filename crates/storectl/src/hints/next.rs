//! The command that continues, and where running one helps.

use storectl_apply::{FOLLOW, GO_ON};
use storectl_plan::{ApplyReport, Failure, StepOutcome};

use crate::{error::CliError, exit::Exit, hints::invocation::Invocation};

/// What is under way at the Store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Underway {
    /// Nothing of this run.
    Nothing,
    /// A submission that this run made or follows.
    Submission,
}

/// Gives the advice for an exit: the whole command that continues where running it can help, else nothing.
pub(crate) fn of(exit: Exit, underway: Underway, invocation: &Invocation) -> Option<String> {
    match exit {
        Exit::Partial | Exit::Waiting | Exit::Transient | Exit::Interrupted | Exit::Terminated => {
            Some(match underway {
                Underway::Submission => format!(
                    "follow the submission: `{}`",
                    invocation.then("status", &["--watch"])
                ),
                Underway::Nothing => format!("continue with `{}`", invocation.again()),
            })
        }
        Exit::Rejected => {
            Some("fix the problems that the Store reports before you run it again".to_owned())
        }
        Exit::Auth => {
            Some("fix the credentials, the role or the IDs before you run it again".to_owned())
        }
        Exit::Ok
        | Exit::Changes
        | Exit::Busy
        | Exit::Unconverged
        | Exit::Error
        | Exit::Stale
        | Exit::Blocked
        | Exit::Invalid
        | Exit::Usage => None,
    }
}

/// Adds the advice to an error that ended a command before it wrote anything.
pub(crate) fn with(error: CliError, invocation: &Invocation) -> CliError {
    match of(error.exit(), Underway::Nothing, invocation) {
        Some(advice) => error.hint(advice),
        None => error,
    }
}

/// Puts the whole command in place of what the library says of continuing.
pub(crate) fn complete(report: &mut ApplyReport, exit: Exit, invocation: &Invocation) {
    let underway = match report.submission {
        Some(_) => Underway::Submission,
        None => Underway::Nothing,
    };
    let advice = of(exit, underway, invocation);
    let failures = report
        .steps
        .iter_mut()
        .filter_map(|it| match &mut it.outcome {
            StepOutcome::Failed(failure)
            | StepOutcome::Interrupted(failure)
            | StepOutcome::Unknown(failure) => Some(failure),
            StepOutcome::Done | StepOutcome::AlreadyTrue | StepOutcome::Skipped { .. } => None,
        });
    for failure in report.refusal.iter_mut().chain(failures) {
        advise(failure, advice.as_deref());
    }
}

fn advise(failure: &mut Failure, advice: Option<&str>) {
    failure.hints.retain(|it| it != GO_ON && it != FOLLOW);
    failure.hints.extend(advice.map(str::to_owned));
}
