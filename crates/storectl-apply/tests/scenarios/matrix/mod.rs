//! Every fault at every request of a whole apply, over a socket: packages, metadata, a new language with its images, a
//! language that goes, the submission.
//!
//! The run heals or ends as it should, and the next one finishes: the end state is the manifest's, submitted once, with
//! no write that changes nothing. A part of it runs with every `cargo test`;
//! `STORECTL_MATRIX=whole cargo test -p storectl-apply matrix -- --nocapture` runs it whole and prints the counts.

mod case;

use std::{collections::BTreeMap, time::Duration};

use case::{Case, Met};

use crate::support::growth;

/// Of how many requests one is struck where only a part is run.
const PART: usize = 9;

/// How long an answer is waited for where none comes.
const SHORT: Duration = Duration::from_millis(80);

/// How long an answer is waited for where one comes.
const LONG: Duration = Duration::from_secs(20);

#[derive(Debug, Default)]
struct Counts {
    tried: usize,
    healed: usize,
    resumed: usize,
}

async fn matrix(faults: &[&str], patience: Duration) {
    let whole = Case::new(None, LONG).await;
    let desired = growth(whole.world(), &["fr-fr"]);
    let (met, told) = whole.run(&desired).await;
    assert_eq!(met, Met::Healed, "{told}");
    let requests = whole.world().seen();
    let state = whole.end_state();
    let mut counts = Counts::default();
    let mut table: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (shift, fault) in faults.iter().enumerate() {
        for n in 1..=requests {
            if !is_whole() && !(n + shift).is_multiple_of(PART) {
                continue;
            }
            let fault = format!("{fault}@*#{n}");
            let case = Case::new(Some(&fault), patience).await;
            let desired = growth(case.world(), &["fr-fr"]);
            let (met, told) = case.run(&desired).await;
            let struck = case.struck().unwrap();
            let path = struck
                .path_and_query
                .split('?')
                .next()
                .unwrap()
                .rsplit('/')
                .next()
                .unwrap()
                .to_owned();
            let path = if struck.path_and_query.contains("blobs") {
                "blob".into()
            } else {
                path
            };
            let at = format!("{fault}: {} {}\n{told}", struck.method, path);
            counts.tried += 1;
            if met == Met::Healed {
                counts.healed += 1
            } else {
                table
                    .entry(format!("{} {:?}", fault.split('@').next().unwrap(), met))
                    .or_default()
                    .push(format!("{} {}", struck.method, path));
                let (next, told) = case.run(&desired).await;
                assert_eq!(next, Met::Healed, "{at}\nthen:\n{told}");
                counts.resumed += 1;
            }
            case.check(&desired, &state, &at).await;
        }
    }
    println!("{faults:?}: {counts:?}, {requests} requests");
    for (a, b) in table {
        println!("   {a}: {b:?}");
    }
}

fn is_whole() -> bool {
    std::env::var("STORECTL_MATRIX").is_ok_and(|it| it == "whole")
}

macro_rules! family {
    ($($name:ident: $patience:expr, $faults:expr;)+) => {
        $(
            #[tokio::test]
            async fn $name() {
                matrix(&$faults, $patience).await;
            }
        )+
    };
}

family! {
    a_throttled_request: LONG, ["429(3)", "429(date:3)", "503(date:3)"];
    an_unavailable_service: LONG, ["500", "502", "503", "504", "500-after", "502-after", "503-after", "504-after"];
    a_lost_answer: LONG, ["drop", "drop-after"];
    a_spoilt_answer: LONG, ["truncated", "empty", "type", "html", "html-after", "html-500", "html-500-after"];
    an_answer_from_elsewhere: LONG, ["redirect", "redirect-after", "huge", "huge-after"];
    silence: SHORT, ["stall", "stall-after", "stall-body"];
    a_token_that_is_void: LONG, ["expired", "expired-after", "401", "403"];
}
