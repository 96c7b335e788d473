//! Every fault at every request of a whole apply, over a socket: packages, metadata, a new language with its images, a
//! language that goes, the submission.
//!
//! The run heals or ends with the failure it should, and the next one finishes: the end state is the manifest's,
//! submitted once, with no write that changes nothing. A part of it runs with every `cargo test`;
//! `STORECTL_MATRIX=whole cargo test -p storectl-apply matrix -- --nocapture` runs it whole and prints the counts.

mod axes;
mod case;
mod end;
mod resume;

use std::time::Duration;

use case::{Case, Met};
use storectl_model::DesiredProduct;
use storectl_plan::FailureKind;
use storectl_sandbox::Recorded;

use crate::support::{World, growth, release};

/// Of how many requests one is struck where only a part is run.
const PART: usize = 16;

/// How long a response is waited for where none comes.
const SHORT: Duration = Duration::from_millis(80);

/// How long a response is waited for where one comes.
const LONG: Duration = Duration::from_secs(20);

/// Makes what is applied, its images in the world's folder.
type Manifest = fn(&World) -> DesiredProduct;

/// What is applied: with another set of packages, or with another installer in the one there is.
const MANIFESTS: [(&str, Manifest); 2] = [
    ("growth", |world| growth(world, &["fr-fr"])),
    ("release", |_| release()),
];

#[derive(Debug, Default)]
struct Counts {
    tried: usize,
    healed: usize,
    resumed: usize,
}

/// Strikes with each fault at each request, or a part of them, and prints the counts.
#[expect(clippy::print_stdout, reason = "the counts are for people")]
async fn strike(faults: &[&str], patience: Duration) {
    let mut counts = Counts::default();
    for (name, manifest) in MANIFESTS {
        let whole = Box::pin(Case::new(None, LONG)).await;
        let desired = manifest(whole.world());
        let (met, lines) = Box::pin(whole.run(&desired)).await;
        assert_eq!(met, Met::Healed, "{name}: {lines}");
        let state = whole.end_state();
        for (shift, fault) in faults.iter().enumerate() {
            for n in 1..=whole.world().seen() {
                if !is_whole() && !(n + 7 * shift).is_multiple_of(PART) {
                    continue;
                }
                let fault_at = format!("{fault}@*#{n}");
                let case = Box::pin(Case::new(Some(&fault_at), patience)).await;
                let desired = manifest(case.world());
                let (met, lines) = Box::pin(case.run(&desired)).await;
                let struck = case.struck().unwrap();
                let (method, path) = (&struck.method, &struck.path_and_query);
                let at = format!("{fault} at request {n} of {name}, {method} {path}\n{lines}");
                counts.tried += 1;
                if met == Met::Healed {
                    counts.healed += 1;
                } else {
                    assert_eq!(Some(met), may_end(fault, &struck).map(Met::Ended), "{at}");
                    let (next, then) = Box::pin(case.run(&desired)).await;
                    assert_eq!(next, Met::Healed, "{at}\nthen\n{then}");
                    counts.resumed += 1;
                }
                Box::pin(case.check(&desired, &state, &at)).await;
            }
        }
    }
    let Counts {
        tried,
        healed,
        resumed,
    } = counts;
    println!(
        "{tried} faults tried, {healed} healed, {resumed} resumed, 0 lost, 0 doubled: {}",
        faults.join(" ")
    );
}

/// The one kind of failure a run may end with, where it need not heal.
fn may_end(fault: &str, struck: &Recorded) -> Option<FailureKind> {
    let path = &struck.path_and_query;
    let is_token = path.contains("/oauth2/");
    let is_blob = path.starts_with("/blobs/");
    let writes = struck.method != "GET" && !is_token && !is_blob && !path.ends_with("/submit");
    match fault.trim_end_matches("-after") {
        // It may be about what was sent, so a write is not repeated; only that it was not acted on can be read.
        "500" | "html-500" if writes => Some(FailureKind::Transient),
        // Nothing that can be waited for.
        "redirect" | "huge" => Some(FailureKind::Other),
        "401" if is_token => Some(FailureKind::Auth),
        "403" if !is_blob => Some(FailureKind::Auth),
        _ => None,
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the environment says how much of it runs"
)]
fn is_whole() -> bool {
    std::env::var("STORECTL_MATRIX").is_ok_and(|it| it == "whole")
}

#[tokio::test]
async fn a_throttled_request_is_recovered() {
    strike(&["429", "429(3)", "429(date:3)", "503(date:3)"], LONG).await;
}

#[tokio::test]
async fn an_unavailable_service_is_recovered_or_resumed() {
    strike(&["500", "502", "503", "504"], LONG).await;
}

#[tokio::test]
async fn an_unavailable_service_that_has_acted_is_recovered_or_resumed() {
    strike(&["500-after", "502-after", "503-after", "504-after"], LONG).await;
}

#[tokio::test]
async fn a_connection_reset_heals() {
    strike(&["drop", "drop-after"], LONG).await;
}

#[tokio::test]
async fn a_corrupted_response_is_recovered() {
    strike(&["truncated", "empty", "type"], LONG).await;
}

#[tokio::test]
async fn a_page_in_place_of_a_response_is_recovered_or_resumed() {
    strike(&["html", "html-after", "html-500", "html-500-after"], LONG).await;
}

#[tokio::test]
async fn an_answer_from_elsewhere_is_not_followed_and_the_next_run_finishes() {
    strike(&["redirect", "redirect-after"], LONG).await;
}

#[tokio::test]
async fn an_answer_without_end_is_abandoned_and_the_next_run_finishes() {
    strike(&["huge", "huge-after"], LONG).await;
}

#[tokio::test]
async fn silence_is_recovered() {
    strike(&["stall", "stall-after", "stall-body"], SHORT).await;
}

#[tokio::test]
async fn a_response_that_never_ends_is_recovered() {
    strike(&["trickle", "trickle-after"], SHORT).await;
}

#[tokio::test]
async fn a_token_that_is_void_is_renewed_and_a_refused_one_is_reported() {
    strike(&["expired", "expired-after", "401", "403"], LONG).await;
}
