//! Applying: refusals, busy products, resuming, submitting.

use storectl_sandbox::Options;

use crate::support::{QUICK, Store, Workplace, apply};

const WHATS_NEW: &str =
    "listings:\n  en-us: { whatsNew: Gears now turn both ways and the search finds them. }\n";

#[test]
fn a_refused_write_shows_what_the_store_reported_and_what_was_done_before() {
    let store = Store::start();
    let mut product = store.product();
    let mut arm = product.packages[0].clone();
    arm.id = "72541437".to_owned();
    arm.fields
        .insert("architectures".into(), serde_json::json!(["Arm64"]));
    product.packages.push(arm);
    store.sandbox.put_product(product);
    // The parameters are fine for the document and too long for the service (field note 34), which only the write shows.
    let workplace = Workplace::at(
        &store,
        "
packages:
  - { packageUrl: https://www.contoso.com/downloads/1.2/setup.exe, architectures: [X64] }
  - packageUrl: https://www.contoso.com/downloads/1.1/setup.exe
    architectures: [Arm64]
    installerParameters: /S /a-parameter-that-is-more-than-forty-characters
",
    );
    let run = workplace.run(&apply(&[])).exits(22);
    for part in [
        "✓ done",
        "✗ failed",
        "PATCH /submission/v1/product/3e31a9f9-84e8-4d2d-9eba-487878d02ebf/packages/72541437",
        "badrequest: installerParameters: maximum length allowed is 40",
        "(target packages)",
        "correlation ID: ",
        "storectl.yaml:8:26",
    ] {
        assert!(run.stdout.contains(part), "no {part} in\n{}", run.stdout);
    }
    assert_eq!(store.product().submissions.len(), 0);
    let report = workplace
        .run(&apply(&["--format", "json"]))
        .exits(22)
        .json();
    assert_eq!(report["error"]["exit"], 22, "{report:#}");
}

#[test]
fn a_busy_product_is_left_alone() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WHATS_NEW);
    workplace.run(&apply(&[])).exits(0);
    let id = store.product().submissions[0].id.clone();
    workplace.manifest("listings:\n  en-us: { whatsNew: Gears now turn both ways and the search finds them twice. }\n");
    let so_far = store.requests(0).len();
    let run = workplace.run(&apply(&["--format", "json"])).exits(13);
    assert!(store.writes(so_far).is_empty());
    assert_eq!(run.json()["error"]["exit"], 13);
    assert!(run.stdout.contains(&id), "{}", run.stdout);
}

#[test]
fn waiting_for_an_ongoing_submission_goes_on_when_it_ends() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WHATS_NEW);
    workplace.run(&apply(&[])).exits(0);
    workplace.manifest("listings:\n  en-us: { whatsNew: Gears now turn both ways and the search finds them twice. }\n");
    workplace.run(&apply(&["--wait-for-ongoing"])).exits(0);
    assert_eq!(store.product().submissions.len(), 2);
}

#[test]
fn never_leaves_the_draft_and_the_next_apply_submits_it() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WHATS_NEW);
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    assert_eq!(store.product().submissions.len(), 0);
    let plan = workplace.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(plan["products"][0]["pending"][0]["fact"], "unsubmitted");
    assert_eq!(plan["products"][0]["status"], "changed");
    workplace.run(&apply(&[])).exits(0);
    assert_eq!(store.product().submissions.len(), 1);
}

#[test]
fn never_leaves_the_draft_and_submit_sends_it() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WHATS_NEW);
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    workplace
        .run(&[&["submit", "--yes"], &QUICK[..]].concat())
        .exits(0);
    assert_eq!(store.product().submissions.len(), 1);
}

#[test]
fn a_draft_that_differs_is_not_submitted() {
    let store = Store::start();
    let run = Workplace::at(&store, WHATS_NEW)
        .run(&[&["submit", "--yes"], &QUICK[..]].concat())
        .exits(12);
    assert!(
        run.stderr.contains("listings.en-us.whatsNew"),
        "{}",
        run.stderr
    );
    assert!(store.writes(0).is_empty());
}

#[test]
fn without_a_terminal_and_without_yes_nothing_is_written() {
    let store = Store::start();
    let run = Workplace::at(&store, WHATS_NEW).run(&["apply"]).exits(64);
    assert!(run.stderr.contains("--yes"), "{}", run.stderr);
    assert!(store.writes(0).is_empty());
}

#[test]
fn another_plan_than_the_expected_one_is_stale() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WHATS_NEW);
    let hash = workplace.run(&["plan", "--format", "json"]).exits(0).json()["planHash"]
        .as_str()
        .unwrap()
        .to_owned();
    workplace
        .run(&apply(&[
            "--expect",
            "sp1-00000000000000000000000000000000",
        ]))
        .exits(12);
    assert!(store.writes(0).is_empty());
    workplace.run(&apply(&["--expect", &hash])).exits(0);
}

#[test]
fn a_service_that_asks_for_patience_is_given_it() {
    let fault = "429@PATCH:/metadata#1".parse().unwrap();
    let store = Store::with(Options {
        faults: vec![fault],
        ..Options::default()
    });
    Workplace::at(&store, WHATS_NEW).run(&apply(&[])).exits(0);
    assert!(store.sandbox.unused_faults().is_empty());
    assert_eq!(store.product().submissions.len(), 1);
}

#[test]
fn no_secret_is_ever_shown() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WHATS_NEW);
    let run = workplace
        .run(&apply(&["-vv", "--trace", "trace.jsonl"]))
        .exits(0);
    let secret = storectl_sandbox::Credentials::default().client_secret;
    let journal = walkdir::WalkDir::new(workplace.path().join(".storectl"))
        .into_iter()
        .filter_map(std::result::Result::ok);
    let files: String = journal
        .filter(|it| it.file_type().is_file())
        .map(|it| std::fs::read_to_string(it.path()).unwrap())
        .collect();
    for told in [run.stdout, run.stderr, workplace.read("trace.jsonl"), files] {
        assert!(
            !told.contains(&secret) && !told.contains("Bearer ey"),
            "{told}"
        );
    }
}
