//! The receipt of the last submission, in a file.

use serde_json::json;
use storectl_sandbox::Options;

use super::{MANIFEST, PRODUCT, base, file, plan, receipt};
use crate::support::{QUICK, Store, Workplace, apply};

fn workplace(store: &Store) -> Workplace {
    let workplace = Workplace::at(store, MANIFEST);
    workplace.write("texts/description.md", "What gears do.\n");
    workplace
}

#[test]
fn an_apply_leaves_a_receipt_that_the_next_plan_takes_as_its_base() {
    let store = Store::start();
    let workplace = workplace(&store);
    let before = plan(&workplace, &[]);
    assert_eq!(base(&before)["kind"], "none");
    assert_eq!(base(&before)["reason"], "no receipt yet");
    workplace.run(&apply(&[])).exits(0);
    let name = file(&workplace).file_name().unwrap().to_owned();
    let name = name.into_string().unwrap();
    assert!(name.starts_with(&format!("{PRODUCT}@127.0.0.1-")), "{name}");
    let receipt = receipt(&workplace);
    assert_eq!(receipt["format"], "storectl.receipt");
    assert_eq!(receipt["productId"], PRODUCT);
    assert_eq!(receipt["endpoint"], store.address);
    assert_eq!(receipt["manifest"], "storectl.yaml");
    assert_eq!(receipt["commit"], json!(null));
    assert_eq!(receipt["dirty"], true, "nothing of it is committed");
    assert_eq!(receipt["planHash"], before.json()["planHash"]);
    assert_eq!(receipt["outcome"]["status"], "INPROGRESS");
    let states = receipt["timeline"].as_array().unwrap();
    let states: Vec<_> = states
        .iter()
        .map(|it| it["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["draft", "uploaded", "submitted"]);
    let after = base(&plan(&workplace, &[]));
    assert_eq!(after["kind"], "receipt");
    assert_eq!(after["submissionId"], receipt["submissionId"]);
    assert_eq!(after["at"], receipt["submittedAt"]);
}

#[test]
fn status_completes_the_receipt_with_what_became_of_the_submission() {
    let store = Store::start();
    let workplace = workplace(&store);
    workplace.run(&apply(&[])).exits(0);
    let watch = ["status", "--watch"];
    workplace.run(&[&watch[..], &QUICK].concat()).exits(0);
    let once = receipt(&workplace);
    assert_eq!(once["outcome"]["status"], "PUBLISHED");
    let last = once["timeline"].as_array().unwrap().last().unwrap();
    assert_eq!(last["state"], "published");
    assert_eq!(last["submissionId"], once["submissionId"]);
    workplace.run(&["status"]).exits(0);
    assert_eq!(receipt(&workplace), once, "times are stable");
}

#[test]
fn submit_leaves_a_receipt_too() {
    let store = Store::start();
    let workplace = workplace(&store);
    workplace.run(&apply(&["--submit", "never"])).exits(0);
    assert!(!workplace.path().join(".storectl/receipts").exists());
    let submit = ["submit", "--yes"];
    workplace.run(&[&submit[..], &QUICK].concat()).exits(0);
    assert!(receipt(&workplace)["submissionId"].is_string());
}

#[test]
fn a_refused_submission_leaves_the_receipt_before_it() {
    let store = Store::with(Options {
        faults: vec!["400@POST:/submit#2".parse().unwrap()],
        ..Options::default()
    });
    let workplace = workplace(&store);
    workplace.run(&apply(&["--wait", "published"])).exits(0);
    let before = std::fs::read(file(&workplace)).unwrap();
    workplace.write("texts/description.md", "What gears do now.\n");
    let run = workplace.run(&apply(&[]));
    assert_eq!(run.code, 22, "{}{}", run.stdout, run.stderr);
    assert_eq!(std::fs::read(file(&workplace)).unwrap(), before);
}

#[test]
fn who_started_the_run_is_the_ci_systems_word() {
    let store = Store::start();
    let mut workplace = workplace(&store);
    workplace.set("GITHUB_ACTOR", "ann");
    workplace.run(&apply(&[])).exits(0);
    assert_eq!(receipt(&workplace)["by"], "ann");
}
