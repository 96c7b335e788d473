//! A runner is killed, and nothing of it is left but what the Store and the remote hold. The next one submits what was
//! wanted, once.
//!
//! A part of it runs with every `cargo test`; `STORECTL_MATRIX=whole cargo test -p storectl --test e2e receipts::kill --
//! --nocapture` runs it whole and prints the counts.

mod announced;
mod case;
mod git_calls;
mod requests;

use std::fmt::Debug;

use case::{Case, Left};
use serde_json::Value;

use crate::support::{Run, kill::is_whole};

/// When it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// Before it is acted upon.
    Before,
    /// After it was acted upon, and before anybody hears of it.
    After,
}

/// What is left of a runner killed at the `n`th place: of the whole either, of a part the one or the other.
fn lefts(when: When, n: usize) -> Vec<Left> {
    let both = [Left::Nothing, Left::Checkout];
    if is_whole() {
        return both.into();
    }
    vec![both[(n + when as usize) % both.len()]]
}

/// Lets another runner follow the one that was killed, and demands that together they did the work once.
#[track_caller]
fn next_runner_finishes(case: &Case<'_>, killed: &Run, left: Left, whole: &Value, at: &dyn Debug) {
    let at = format!("{at:?}, {left:?}\n{}\n{}", killed.stdout, killed.stderr);
    assert_eq!(killed.code, -1, "it was not killed: {at}");
    let next = case.run(&case.runner(left));
    let at = format!("{at}\nthen\n{}\n{}", next.stdout, next.stderr);
    assert_eq!(next.code, 0, "{at}");
    assert_eq!(&case.end_state(), whole, "{at}");
    let submission = case.last_submission();
    let product = &next.json()["products"][0];
    assert_eq!(product["submissionId"], submission, "{at}");
    assert_eq!(case.remote.receipt()["submissionId"], submission, "{at}");
    // Whoever comes after them finds all of it done, and knows what.
    let so_far = case.requests().len();
    let last = case.run(&case.runner(Left::Nothing));
    let at = format!("{at}\nthen\n{}\n{}", last.stdout, last.stderr);
    assert_eq!(last.code, 0, "{at}");
    assert_eq!(case.writes(so_far), 0, "{at}");
    let report = last.json();
    let product = &report["products"][0];
    assert_eq!(product["submissionKnown"], true, "{at}");
    assert_eq!(product["status"], "unchanged", "{at}");
    let planned = &report["plan"]["products"][0];
    assert_eq!(planned["lastSubmission"]["id"], submission, "{at}");
}
