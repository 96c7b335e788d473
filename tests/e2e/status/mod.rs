//! `status`: what it says of a product, and how it exits.

mod behind;
mod timeline;

use serde_json::Value;
use storectl_sandbox::{Options, Upload, UploadEnd};

use crate::support::{QUICK, Run, Store, Workplace, apply};

const WHATS_NEW: &str =
    "listings:\n  en-us: { whatsNew: Gears now turn both ways and the search finds them. }\n";

const PACKAGE: &str =
    "packages:\n  - packageUrl: https://www.contoso.com/downloads/1.2.0/setup.exe\n";

fn store(interpretations: &str) -> Store {
    Store::with(Options {
        interpretations: interpretations.parse().unwrap(),
        ..Options::default()
    })
}

/// A Store so interpreted, after a submission from here.
fn submitted(interpretations: &str) -> (Store, Workplace) {
    let store = store(interpretations);
    let workplace = Workplace::at(&store, WHATS_NEW);
    workplace.run(&apply(&[])).exits(0);
    (store, workplace)
}

/// The product of a status document, and the whole document.
fn json(workplace: &Workplace, more: &[&str], exit: i32) -> (Value, Value) {
    let arguments = [&["status", "--format", "json"], &QUICK[..], more].concat();
    let document = workplace.run(&arguments).exits(exit).json();
    (document["products"][0].clone(), document)
}

fn watch(workplace: &Workplace, more: &[&str]) -> Run {
    workplace.run(&[&["status", "--watch"], &QUICK[..], more].concat())
}

#[test]
fn where_nothing_was_ever_submitted_it_exits_0_and_says_that_nothing_is_known() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WHATS_NEW);
    let (product, document) = json(&workplace, &[], 0);
    assert_eq!(product["isReady"], true);
    assert_eq!(product["pending"], serde_json::json!([]));
    assert_eq!(product["submissionKnown"], false);
    assert_eq!(product["lastSubmission"], Value::Null);
    assert_eq!(document["error"], Value::Null);
    watch(&workplace, &[]).exits(0);
}

#[test]
fn a_submission_in_certification_is_31_and_names_it_and_how_to_follow_it() {
    let (store, workplace) = submitted("submission-reads=1000000");
    let id = store.product().submissions[0].id.clone();
    let (product, document) = json(&workplace, &[], 31);
    assert_eq!(product["ongoingSubmissionId"], id);
    assert_eq!(product["publishingStatus"], "INPROGRESS");
    assert_eq!(product["submissionKnown"], true);
    assert_eq!(product["lastSubmission"]["id"], id);
    assert_eq!(product["lastSubmission"]["status"], "INPROGRESS");
    assert_eq!(product["error"]["exit"], 31);
    assert_eq!(document["error"]["code"], "waiting");
    let hint = document["error"]["hints"][0].as_str().unwrap();
    assert!(hint.contains("storectl status --watch"), "{hint}");
    watch(&workplace, &["--timeout", "1s"]).exits(31);
}

#[test]
fn a_published_submission_is_0_and_watching_ends_there() {
    let (store, workplace) = submitted("submission-reads=3");
    watch(&workplace, &[]).exits(0);
    let (product, _) = json(&workplace, &[], 0);
    assert_eq!(product["publishingStatus"], "PUBLISHED");
    assert_eq!(product["lastSubmission"]["status"], "PUBLISHED");
    assert_eq!(store.product().submissions.len(), 1);
}

#[test]
fn a_failed_submission_is_22_with_and_without_watching() {
    let (_store, workplace) = submitted("submission-outcome=failed,submission-reads=1");
    let run = watch(&workplace, &[]).exits(22);
    let (product, document) = json(&workplace, &[], 22);
    assert_eq!(product["lastSubmission"]["status"], "FAILED");
    let hints = document["error"]["hints"].to_string();
    for shown in [&run.stdout, &hints] {
        for part in [
            "certification report in Partner Center",
            "`storectl explain 10.2.9`",
        ] {
            assert!(shown.contains(part), "no {part} in\n{shown}");
        }
    }
    assert_eq!(document["error"]["code"], "rejected");
}

#[test]
fn a_failure_that_is_not_final_and_an_unknown_end_are_31() {
    for outcome in ["stalled", "unknown"] {
        let (_store, workplace) =
            submitted(&format!("submission-outcome={outcome},submission-reads=0"));
        let (product, document) = json(&workplace, &[], 31);
        assert_eq!(document["error"]["exit"], 31, "{outcome}");
        assert_ne!(product["lastSubmission"]["status"], "FAILED", "{outcome}");
    }
}

#[test]
fn a_submission_whose_status_is_not_answered_for_leaves_the_rest_and_is_31() {
    let (store, workplace) = submitted("status-failures=1000000");
    let id = store.product().submissions[0].id.clone();
    let (product, document) = json(&workplace, &["--timeout", "2s"], 31);
    assert_eq!(product["ongoingSubmissionId"], id);
    assert!(product["isReady"].is_boolean());
    let message = document["error"]["message"].as_str().unwrap();
    assert!(message.contains(&id), "{message}");
    assert!(!message.to_lowercase().contains("failed"), "{message}");
}

#[test]
fn a_submission_the_store_answered_and_does_not_know_is_32() {
    let (store, workplace) = submitted("submission-reads=1");
    let mut product = store.product();
    product.submissions.clear();
    store.sandbox.put_product(product);
    let (product, document) = json(&workplace, &[], 32);
    assert_eq!(document["error"]["code"], "unconverged");
    assert_eq!(product["isReady"], true);
    assert_eq!(product["submissionKnown"], false);
}

#[test]
fn pending_work_is_the_same_in_status_and_plan() {
    let store = Store::start();
    let workplace = Workplace::at(&store, PACKAGE);
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    let (product, _) = json(&workplace, &[], 0);
    let plan = workplace.run(&["plan", "--format", "json"]).exits(0).json();
    assert_eq!(product["pending"][0]["fact"], "unsubmitted");
    for fact in ["pending", "submissionKnown", "lastSubmission"] {
        assert_eq!(product[fact], plan["products"][0][fact], "{fact}");
    }
    let text = workplace.run(&["status"]).exits(0).stdout;
    assert!(text.contains("to do: submit the draft"), "{text}");
}

#[test]
fn watching_an_upload_that_does_not_end_is_31_and_one_that_cannot_is_22() {
    for (interpretations, exit) in [
        ("upload-reads=1000000", 31),
        ("upload-failures=1000000", 22),
    ] {
        let store = store(interpretations);
        let workplace = Workplace::at(&store, PACKAGE);
        let applied = workplace.run(&apply(&["--submit", "never", "--timeout", "2s"]));
        assert_eq!(applied.code, exit, "{}", applied.stderr);
        watch(&workplace, &["--timeout", "1s"]).exits(exit);
        // Nothing is submitted, and only one look was asked for.
        let (product, _) = json(&workplace, &[], 0);
        assert_eq!(product["isReady"], false);
    }
}

#[test]
fn one_stale_ready_answer_does_not_end_watching() {
    let store = store("stale-reads=1,upload-reads=1000000");
    let workplace = Workplace::at(&store, PACKAGE);
    // Stopped by its own deadline while the upload runs.
    workplace
        .run(&apply(&["--submit", "never", "--timeout", "1s"]))
        .exits(31);
    watch(&workplace, &["--timeout", "1s"]).exits(31);
}

#[test]
fn after_failed_plan_says_so_apply_exits_22_and_submitting_again_is_possible() {
    for again in [
        &["submit", "--yes"][..],
        &["apply", "--yes", "--submit", "always"],
    ] {
        let (store, workplace) = submitted("submission-outcome=failed,submission-reads=1");
        watch(&workplace, &[]).exits(22);
        for flags in [&["plan"][..], &["plan", "--detailed-exitcode"]] {
            let plan = workplace.run(flags).exits(0).stdout;
            assert!(plan.contains("FAILED"), "{plan}");
        }
        let applied = workplace
            .run(&apply(&["--format", "json"]))
            .exits(22)
            .json();
        let message = applied["error"]["message"].as_str().unwrap();
        assert!(
            message.contains(&store.product().submissions[0].id),
            "{message}"
        );
        assert_eq!(store.product().submissions.len(), 1);
        workplace.run(&[again, &QUICK[..]].concat()).exits(0);
        assert_eq!(store.product().submissions.len(), 2, "{again:?}");
    }
}

#[test]
fn a_failure_that_the_text_shows_is_one_sentence_on_stderr() {
    let (_store, workplace) = submitted("submission-reads=1000000");
    let text = workplace.run(&["status"]).exits(31);
    assert!(
        text.stdout.contains("waiting (exit 31):"),
        "{}",
        text.stdout
    );
    assert!(text.stdout.contains("hint: "), "{}", text.stdout);
    assert_eq!(
        text.stderr.matches("INPROGRESS").count(),
        1,
        "{}",
        text.stderr
    );
    assert!(!text.stderr.contains("hint: "), "{}", text.stderr);
    let json = workplace.run(&["status", "--format", "json"]).exits(31);
    assert!(json.stderr.contains("hint: "), "{}", json.stderr);
}

#[test]
fn a_service_that_fails_while_signing_in_is_21_for_every_command() {
    for arguments in [
        &["status"][..],
        &["status", "--watch"],
        &["plan"],
        &["apply", "--yes"],
        &["submit", "--yes"],
    ] {
        let faults = (1..=50).map(|n| format!("503@POST:/token#{n}").parse().unwrap());
        let store = Store::with(Options {
            faults: faults.collect(),
            ..Options::default()
        });
        let workplace = Workplace::at(&store, WHATS_NEW);
        let run = workplace.run(&[arguments, &["--timeout", "1s", "--format", "json"]].concat());
        assert_eq!(
            run.exits(21).json()["error"]["code"],
            "transient",
            "{arguments:?}"
        );
    }
}

/// Packages that an apply has written and not committed, where they keep the draft from being ready.
fn uncommitted() -> (Store, Workplace) {
    let store = Store::with(Options {
        interpretations: "uncommitted-packages=not-ready".parse().unwrap(),
        ..Options::default()
    });
    let mut product = store.product();
    let url = "https://www.contoso.com/downloads/1.2.0/setup.exe";
    product.packages[0]
        .fields
        .insert("packageUrl".into(), url.into());
    store.sandbox.put_product(product);
    let workplace = Workplace::at(&store, PACKAGE);
    (store, workplace)
}

#[test]
fn packages_that_nobody_has_committed_are_not_waited_for_and_the_command_that_commits_them_is_named()
 {
    let (store, workplace) = uncommitted();
    let run = watch(&workplace, &["--timeout", "10m"]).exits(13);
    for part in [
        "the packages are not committed",
        "`storectl apply --timeout 10m --poll-interval 1ms`",
    ] {
        assert!(run.stdout.contains(part), "no {part} in\n{}", run.stdout);
    }
    let reads = store.requests(0).len();
    assert!(reads < 10, "{reads} requests for nothing to wait for");
    let (product, _) = json(&workplace, &[], 0);
    assert_eq!(product["pending"][0]["fact"], "packages-uncommitted");
    workplace.run(&apply(&[])).exits(0);
    watch(&workplace, &[]).exits(0);
}

#[test]
fn packages_that_only_the_journal_knows_to_be_uncommitted_end_watching_as_the_reported_ones_do() {
    // The commit is refused, so the packages stay uncommitted; this Store does not report them.
    let store = Store::with(Options {
        faults: (1..=50)
            .map(|n| format!("503@POST:/packages/commit#{n}").parse().unwrap())
            .collect(),
        ..Options::default()
    });
    let workplace = Workplace::at(&store, PACKAGE);
    workplace
        .run(&apply(&["--submit", "never", "--timeout", "1s"]))
        .exits(30);
    let (product, _) = json(&workplace, &[], 0);
    assert_eq!(product["pending"][0]["fact"], "packages-uncommitted");
    let mut product = store.product();
    product.upload = endless();
    store.sandbox.put_product(product);
    let run = watch(&workplace, &["--timeout", "10m"]).exits(13);
    for part in [
        "the packages are not committed",
        "`storectl apply --timeout 10m --poll-interval 1ms`",
    ] {
        assert!(run.stdout.contains(part), "no {part} in\n{}", run.stdout);
    }
}

/// An upload that does not end.
fn endless() -> Upload {
    Upload::Running {
        reads: u32::MAX,
        until: 0,
        end: UploadEnd::Done,
    }
}

#[test]
fn a_submission_that_ends_while_it_is_read_is_never_both_in_progress_and_published() {
    for (end, exit) in [("published", 0), ("failed", 22)] {
        // One of these ends between the draft's status and the submission's.
        let seen = (0..8).map(|reads| {
            let interpretations = format!("submission-outcome={end},submission-reads={reads}");
            let (_store, workplace) = submitted(&interpretations);
            let run = workplace.run(&[&["status"], &QUICK[..], &FILES[..]].concat());
            let document: Value = serde_json::from_str(&workplace.read("s.json")).unwrap();
            let product = &document["products"][0];
            let is_over = product["publishingStatus"] != "INPROGRESS";
            assert_eq!(run.code, if is_over { exit } else { 31 }, "{}", run.stdout);
            assert_eq!(
                product["ongoingSubmissionId"].is_null(),
                is_over,
                "{product}"
            );
            assert_eq!(
                product["lastSubmission"]["status"],
                product["publishingStatus"]
            );
            for shown in [run.stdout, workplace.read("s.md")] {
                assert_eq!(!shown.contains(" is in progress"), is_over, "{shown}");
                assert!(!shown.contains("One Active Submission"), "{shown}");
                assert!(!shown.contains("error: error"), "{shown}");
            }
            is_over
        });
        let seen: Vec<bool> = seen.collect();
        assert!(seen.contains(&true) && seen.contains(&false), "{seen:?}");
    }
}

/// A status in the other two formats.
const FILES: [&str; 4] = ["--out", "json=s.json", "--out", "markdown=s.md"];

#[test]
fn products_are_watched_side_by_side_and_each_line_names_its_product() {
    const OTHER: &str = "4e31a9f9-84e8-4d2d-9eba-487878d02ebf";
    // Whichever comes first in order never becomes ready; in turn, it would take the time of the other.
    for endless_one in [true, false] {
        let store = Store::start();
        let mut one = store.product();
        let mut other = one.clone();
        other.id = OTHER.to_owned();
        let short = Upload::Running {
            reads: 6,
            until: 0,
            end: UploadEnd::Done,
        };
        (one.upload, other.upload) = if endless_one {
            (endless(), short)
        } else {
            (short, endless())
        };
        store.sandbox.put_product(one);
        store.sandbox.put_product(other);
        let workplace = Workplace::at(&store, WHATS_NEW);
        workplace.write(
            "other.storectl.yaml",
            format!("apiVersion: storectl/v1\nproductId: {OTHER}\n{WHATS_NEW}"),
        );
        let run = watch(&workplace, &["--timeout", "2s", "--format", "json"]).exits(31);
        let document = run.json();
        for product in document["products"].as_array().unwrap() {
            let id = product["productId"].as_str().unwrap();
            let never = (id == OTHER) != endless_one;
            assert_eq!(product["isReady"], !never, "{product}");
            assert_eq!(product["error"].is_null(), !never, "{product}");
            let is_news = |it: &&str| it.contains(&format!(" {id}: "));
            let lines = run.stderr.lines().filter(is_news).count();
            assert!(lines > 1, "{id}: {}", run.stderr);
        }
    }
}
