//! The command that continues, and where running one helps.

use storectl_model::ProductId;
use storectl_plan::{ApplyReport, NextStep};

use crate::{
    error::CliError,
    exit::Exit,
    hints::{self, invocation::Invocation, partner_center},
};

/// Adds what to do next to an error that ended a command before it wrote anything.
pub(crate) fn with(error: CliError, invocation: &Invocation) -> CliError {
    worded(error, None, invocation)
}

/// Adds what to do next to an error about one product.
pub(crate) fn about(error: CliError, product: &ProductId, invocation: &Invocation) -> CliError {
    worded(error, Some(product), invocation)
}

/// Puts into words what to do about every failure of a report, which is rendered as it is.
pub(crate) fn complete(report: &mut ApplyReport, exit: Exit, invocation: &Invocation) {
    let product = report.product_id.clone();
    let underway = report
        .submission
        .is_some()
        .then_some(NextStep::FollowSubmission);
    for failure in report.failures_mut() {
        failure.hints = hints::of_failure(failure);
        failure.reason = None;
        let mut steps = std::mem::take(&mut failure.next);
        // A submission goes on without this program, whatever ended the run.
        if let Some(follow) = underway {
            steps.retain(|it| *it != NextStep::Continue);
            steps.extend(
                (rerun(exit) == Rerun::Helps && !steps.contains(&follow)).then_some(follow),
            );
        }
        let next = lines(&steps, exit, Some(&product), invocation);
        hints::add_next(&mut failure.hints, next);
    }
}

fn worded(mut error: CliError, product: Option<&ProductId>, invocation: &Invocation) -> CliError {
    let steps = error.take_next();
    let lines = lines(&steps, error.exit(), product, invocation);
    error.with_next(lines)
}

/// What an exit alone says about running the same again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rerun {
    /// It can help.
    Helps,
    /// It repeats the failure until this is done.
    After(&'static str),
    /// Other advice says what helps.
    Unsaid,
}

fn rerun(exit: Exit) -> Rerun {
    match exit {
        Exit::Partial | Exit::Waiting | Exit::Transient | Exit::Interrupted | Exit::Terminated => {
            Rerun::Helps
        }
        Exit::Rejected => {
            Rerun::After("fix what the Store reports before you run the command again")
        }
        Exit::Auth => Rerun::After(
            "fix the credentials, the role or the IDs before you run the command again",
        ),
        Exit::Ok
        | Exit::Changes
        | Exit::Busy
        | Exit::Unconverged
        | Exit::Error
        | Exit::Stale
        | Exit::Blocked
        | Exit::Invalid
        | Exit::Usage => Rerun::Unsaid,
    }
}

/// Words what to do next; where nothing says so and running the same again helps, offers that (design.md §2).
fn lines(
    steps: &[NextStep],
    exit: Exit,
    product: Option<&ProductId>,
    invocation: &Invocation,
) -> Vec<String> {
    let continues = steps.iter().any(|it| match it {
        NextStep::Continue
        | NextStep::FollowSubmission
        | NextStep::LookAtSubmission
        | NextStep::Apply
        | NextStep::Submit
        | NextStep::ApplyAndSubmit => true,
        NextStep::AwaitOngoing | NextStep::PlanAgain | NextStep::ReadCertificationReport => false,
    });
    let (fallback, first) = match rerun(exit) {
        Rerun::Helps if !continues => (Some(NextStep::Continue), None),
        Rerun::Helps | Rerun::Unsaid => (None, None),
        // The Store reports nothing to fix: the reason stands in the certification report.
        Rerun::After(_) if steps.contains(&NextStep::ReadCertificationReport) => (None, None),
        Rerun::After(first) => (None, Some(first.to_owned())),
    };
    let with_time = invocation.clone().without_short_timeout();
    let invocation = if ran_out_of_time(exit) {
        &with_time
    } else {
        invocation
    };
    let all = steps.iter().copied().chain(fallback);
    let all = all
        .flat_map(|it| words(it, product, invocation))
        .chain(first);
    invocation.complete(all.collect())
}

/// Tells whether `--timeout` may be what ended the run: the same one would end the next run as well.
fn ran_out_of_time(exit: Exit) -> bool {
    match exit {
        Exit::Waiting | Exit::Transient | Exit::Partial => true,
        Exit::Ok
        | Exit::Changes
        | Exit::Busy
        | Exit::Rejected
        | Exit::Unconverged
        | Exit::Error
        | Exit::Stale
        | Exit::Blocked
        | Exit::Invalid
        | Exit::Auth
        | Exit::Usage
        | Exit::Interrupted
        | Exit::Terminated => false,
    }
}

/// Words one step.
fn words(step: NextStep, product: Option<&ProductId>, invocation: &Invocation) -> Vec<String> {
    let page = match product {
        Some(product) => format!("Partner Center: {}", partner_center(product)),
        None => "Partner Center".to_owned(),
    };
    match step {
        NextStep::Continue => vec![format!("continue with `{}`", invocation.again())],
        NextStep::FollowSubmission => vec![format!(
            "follow the submission: `{}`",
            invocation.then("status", &["--watch"])
        )],
        NextStep::LookAtSubmission => vec![
            format!("check again later: `{}`", invocation.then("status", &[])),
            format!("or check it in {page}"),
        ],
        NextStep::AwaitOngoing => vec![
            format!(
                "wait for it with `{}`",
                invocation.again_with("--wait-for-ongoing")
            ),
            format!("or cancel it in {page}"),
        ],
        NextStep::Apply => vec![format!(
            "finish the pending work: `{}`",
            invocation.then("apply", &[])
        )],
        NextStep::Submit => vec![
            format!(
                "if it was not accepted, submit the draft: `{}`",
                invocation.then("submit", &[])
            ),
            format!("to find out, see the product's submissions in {page}"),
        ],
        NextStep::ApplyAndSubmit => vec![
            format!(
                "to submit the draft with the changes of the manifest, whatever came of it: `{}`",
                invocation.then("apply", &["--submit", "always"])
            ),
            format!("to find out, see the product's submissions in {page}"),
        ],
        NextStep::PlanAgain => {
            vec![format!("plan again: `{}`", invocation.then("plan", &[]))]
        }
        NextStep::ReadCertificationReport => vec![
            format!(
                "for the reason, which the API does not return, see the certification report in {page}"
            ),
            "what certification requires of an installer: `storectl explain 10.2.9`".to_owned(),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hints(steps: &[NextStep], exit: Exit) -> Vec<String> {
        hints_of(
            &["storectl", "apply", "--yes", "--sandbox", "products"],
            steps,
            exit,
        )
    }

    fn hints_of(line: &[&str], steps: &[NextStep], exit: Exit) -> Vec<String> {
        let program = crate::commands::program();
        let matches = program.clone().try_get_matches_from(line).unwrap();
        lines(steps, exit, None, &Invocation::of(program, &matches))
    }

    #[test]
    fn every_command_offered_is_the_whole_command() {
        for (step, command) in [
            (
                NextStep::Continue,
                "`storectl apply --yes --sandbox products`",
            ),
            (
                NextStep::FollowSubmission,
                "`storectl status --watch --sandbox products`",
            ),
            (
                NextStep::LookAtSubmission,
                "`storectl status --sandbox products`",
            ),
            (
                NextStep::AwaitOngoing,
                "`storectl apply --wait-for-ongoing --yes --sandbox products`",
            ),
            (NextStep::PlanAgain, "`storectl plan --sandbox products`"),
        ] {
            let hints = hints(&[step], Exit::Busy);
            assert!(hints[0].ends_with(command), "{hints:?}");
        }
    }

    #[test]
    fn running_again_is_offered_once_and_only_where_it_can_help() {
        let again = |exit, steps: &[NextStep]| {
            let hints = hints(steps, exit);
            hints
                .iter()
                .filter(|it| it.starts_with("continue with"))
                .count()
        };
        for exit in Exit::ALL {
            let helps = usize::from(exit.retry() == crate::exit::Retry::Yes);
            assert_eq!(again(exit, &[]), helps, "{exit:?}");
        }
        assert_eq!(again(Exit::Partial, &[NextStep::Continue]), 1);
        assert_eq!(again(Exit::Waiting, &[NextStep::FollowSubmission]), 0);
    }

    #[test]
    fn a_time_limit_that_may_have_been_too_short_is_not_offered_again() {
        let line = ["storectl", "apply", "--timeout", "1s", "products"];
        for (exit, expected) in [
            (Exit::Waiting, "continue with `storectl apply products`"),
            (
                Exit::Interrupted,
                "continue with `storectl apply --timeout 1s products`",
            ),
        ] {
            assert_eq!(hints_of(&line, &[], exit), [expected]);
        }
    }

    #[test]
    fn a_failed_certification_names_its_report_and_the_policy_and_nothing_to_fix() {
        let hints = hints(&[NextStep::ReadCertificationReport], Exit::Rejected);
        let [report, policy] = hints.as_slice() else {
            panic!("{hints:?}");
        };
        assert!(
            report.contains("certification report in Partner Center"),
            "{report}"
        );
        assert!(policy.contains("`storectl explain 10.2.9`"), "{policy}");
    }

    #[test]
    fn after_a_refusal_the_advice_is_what_to_fix_first() {
        assert!(hints(&[], Exit::Rejected)[0].starts_with("fix what the Store reports"));
        assert!(hints(&[], Exit::Auth)[0].starts_with("fix the credentials"));
    }
}
