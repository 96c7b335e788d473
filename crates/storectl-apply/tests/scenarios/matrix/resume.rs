//! Every request of a run as the last one before a kill, or as the one that fails, over what users choose and what the
//! Store may do; in process and in virtual time. Every pair of choices runs with every `cargo test`;
//! `STORECTL_MATRIX=whole cargo test --release -p storectl-apply resume -- --nocapture` runs the complete product.
//!
//! After the interrupted run the same command runs until it has nothing to do. Nothing may be lost, nothing submitted twice,
//! and where a run says that nothing is to be done although the release did not go out, it must say that it does not know
//! what was submitted. Where receipts outlive the runs, for a product that has one already, nothing is lost and nothing is said
//! not to be known, whatever becomes of the journal.

use std::fmt::Write as _;

use super::{
    axes::{Choice, Kept},
    end::{End, Expected, submissions},
    is_whole,
};
use crate::support::{Cut, report_lines};

/// How often the same command is run again at most.
const RUNS: usize = 4;

/// What befalls the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blow {
    Kill(Cut),
    Fault(&'static str),
}

/// Strikes request `n`, counted from 0, with `blow`, and goes on until nothing is left to do.
async fn strike(choice: &Choice, blow: Blow, n: usize, expected: &Expected) {
    let fault = match blow {
        Blow::Kill(_) => None,
        Blow::Fault(fault) => Some(format!("{fault}@*#{}", n + 1)),
    };
    let faults: Vec<&str> = fault.as_deref().into_iter().collect();
    let mut world = choice.world(&expected.history, &faults);
    let desired = choice.what.desired(&world);
    let met = match blow {
        Blow::Kill(cut) => world.run_until(&desired, n, cut).await,
        Blow::Fault(_) => {
            world.try_run(&desired).await;
            world.sandbox.unused_faults().is_empty()
        }
    };
    assert!(met, "{choice:?} {blow:?} at {n}: the request was not sent");
    let mut checkout = None;
    match choice.journal {
        Kept::Same => {}
        Kept::Lost => {
            let _ = std::fs::remove_file(world.journal_path());
        }
        Kept::OtherDirectory => world.go_to_another_directory(),
        Kept::OtherCheckout => checkout = Some(world.go_to_another_checkout()),
        Kept::OtherCase => world.in_other_case = true,
    }
    let mut said = String::new();
    let mut end = End::NeverDone;
    for _ in 0..RUNS {
        let plan = world.plan(&desired).await;
        let _ = writeln!(said, "{:?} {:?}", plan.verdict(), plan.pending);
        let (made, due) = (submissions(&world), expected.submissions);
        if let Some(early) = End::before_work(plan.verdict(), plan.submission_known, made, due) {
            // As the command does: a submission that is in progress has its receipt completed.
            if let End::NothingToDo(_) = early {
                assert_eq!(world.execute(&plan, &desired).await.failure(), None);
            }
            end = early;
            break;
        }
        let report = world.execute(&plan, &desired).await;
        let _ = writeln!(said, "{}", report_lines(&report));
        if let Some(last) = End::after_work(report.failure().map(|it| it.kind)) {
            end = last;
            break;
        }
    }
    let at = format!("{choice:?} {blow:?} at {n}\n{said}");
    expected.check(&world, choice, end, &at);
    drop(checkout);
}

#[expect(clippy::print_stdout, reason = "the counts are for people")]
async fn strike_everywhere(blow: Blow) {
    let choices = if is_whole() {
        Choice::all()
    } else {
        Choice::pairwise()
    };
    let (mut runs, cases) = (0, choices.len());
    for choice in choices {
        let expected = Box::pin(Expected::of(&choice)).await;
        for n in 0..expected.requests {
            Box::pin(strike(&choice, blow, n, &expected)).await;
            runs += 1;
        }
    }
    println!("{blow:?}: {cases} cases, {runs} runs, 0 lost, 0 doubled, 0 silent");
}

#[tokio::test]
async fn killed_before_any_request_is_acted_on_the_same_command_finishes() {
    Box::pin(strike_everywhere(Blow::Kill(Cut::Before))).await;
}

#[tokio::test]
async fn killed_after_any_request_was_acted_on_the_same_command_finishes() {
    Box::pin(strike_everywhere(Blow::Kill(Cut::After))).await;
}

#[tokio::test]
async fn unavailable_at_any_request_the_same_command_finishes() {
    Box::pin(strike_everywhere(Blow::Fault("503"))).await;
}

#[tokio::test]
async fn an_error_after_any_request_was_acted_on_the_same_command_finishes() {
    Box::pin(strike_everywhere(Blow::Fault("500-after"))).await;
}

#[tokio::test]
async fn a_lost_answer_to_any_request_the_same_command_finishes() {
    Box::pin(strike_everywhere(Blow::Fault("drop-after"))).await;
}

#[tokio::test]
async fn denied_at_any_request_the_same_command_finishes_once_it_is_allowed() {
    Box::pin(strike_everywhere(Blow::Fault("403"))).await;
}
