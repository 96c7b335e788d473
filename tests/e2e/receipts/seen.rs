//! What people and scripts see of receipts: labels, what moved, times, releases.

use serde_json::{Value, json};

use super::{MANIFEST, Remote, apply_to_git, receipt};
use crate::support::{QUICK, Store, Workplace, apply};

/// A checkout whose manifest was submitted, and the submission's end was seen.
fn submitted() -> (Store, Workplace) {
    let store = Store::start();
    let workplace = Workplace::at(&store, MANIFEST);
    workplace.write("texts/description.md", "What gears do.\n");
    workplace.run(&apply(&[])).exits(0);
    let watch = ["status", "--watch"];
    workplace.run(&[&watch[..], &QUICK].concat()).exits(0);
    (store, workplace)
}

/// A colleague changes a managed text in Partner Center.
pub(super) fn change_text(store: &Store) {
    let mut product = store.product();
    let mut listings = product.listings.iter_mut();
    let listing = listings.find(|it| it.language == "en-us").unwrap();
    let before = listing
        .fields
        .insert("shortDescription".into(), "Gears for some".into());
    assert_eq!(before, Some("Gears for all".into()));
    store.sandbox.put_product(product);
}

/// A colleague changes the price, which the manifest does not name.
pub(super) fn change_price(store: &Store) {
    let mut product = store.product();
    let before = product.availability.insert("pricing".into(), "FREE".into());
    assert_eq!(before, Some("PAID".into()));
    store.sandbox.put_product(product);
}

fn plan(workplace: &Workplace, more: &[&str], exit: i32) -> Value {
    let arguments = [&["plan", "--format", "json"], more].concat();
    workplace.run(&arguments).exits(exit).json()
}

#[test]
fn after_an_apply_with_nothing_moved_the_next_comment_does_not_warn_of_unmanaged_values() {
    let (_store, workplace) = submitted();
    workplace.write("texts/description.md", "What gears do now.\n");
    let comment = workplace.run(&["plan", "--format", "markdown"]).exits(0);
    assert!(!comment.stdout.contains("[!WARNING]"), "{}", comment.stdout);
    let id = receipt(&workplace)["submissionId"].clone();
    let line = format!("none changed since submission {}", id.as_str().unwrap());
    assert!(comment.stdout.contains(&line), "{}", comment.stdout);
}

#[test]
fn a_text_a_colleague_changed_is_drift_and_a_price_is_listed_and_blocks_until_its_token_is_given() {
    let (store, workplace) = submitted();
    change_text(&store);
    change_price(&store);
    let blocked = plan(&workplace, &[], 11);
    let product = &blocked["products"][0];
    assert_eq!(product["changes"][0]["origin"], "drift");
    let unmanaged = product["unmanaged"].as_array().unwrap().iter();
    let price = unmanaged
        .clone()
        .find(|it| it["address"] == "availability.pricing")
        .unwrap();
    assert_eq!(price["before"], "PAID");
    assert_eq!(price["after"], "FREE");
    assert_eq!(price["changedSince"], receipt(&workplace)["submissionId"]);
    let token = price["token"].as_str().unwrap();
    let text = workplace.run(&["plan"]).exits(11).stdout;
    let id = receipt(&workplace)["submissionId"].clone();
    let title = format!(
        "The draft differs from submission {}: 1 drift",
        id.as_str().unwrap()
    );
    for line in [
        title.as_str(),
        "⟲ drift  listings.en-us.shortDescription",
        "to keep it: storectl import --update --only listings.en-us.shortDescription\n",
        "! moved  availability.pricing  \"PAID\" → \"FREE\"",
        &format!("- {token}   # availability.pricing: changes the price"),
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    // The token of a flag counts with the plan that it was given to.
    let file = ["--acknowledge", token, "--out", "json=plan.json"];
    plan(&workplace, &file, 0);
    let apply = ["apply", "--plan", "plan.json", "--yes"];
    workplace.run(&[&apply[..], &QUICK].concat()).exits(0);
}

#[test]
fn fail_on_exits_11_with_the_addresses_and_drift_alone_is_no_conflict() {
    let (store, workplace) = submitted();
    change_text(&store);
    plan(&workplace, &["--fail-on", "conflict"], 0);
    let error = plan(&workplace, &["--fail-on", "drift"], 11)["error"].clone();
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains("listings.en-us.shortDescription (drift)"),
        "{message}"
    );
    workplace.manifest(&MANIFEST.replace("for all", "for most"));
    for flags in [
        &["--fail-on", "conflict"][..],
        &["--fail-on", "drift"],
        &["--fail-on", "conflict", "--fail-on", "drift"],
    ] {
        let error = plan(&workplace, flags, 11)["error"].clone();
        let message = error["message"].as_str().unwrap();
        assert!(
            message.contains("listings.en-us.shortDescription (conflict)"),
            "{message}"
        );
    }
}

#[test]
fn without_a_base_fail_on_says_that_nothing_could_be_told_and_changes_no_exit() {
    let store = Store::start();
    let workplace = Workplace::at(&store, MANIFEST);
    workplace.write("texts/description.md", "What gears do.\n");
    let run = workplace.run(&["plan", "--fail-on", "drift"]).exits(0);
    assert!(
        run.stderr.contains("two-way: no receipt yet"),
        "{}",
        run.stderr
    );
    assert!(
        run.stdout.contains("two-way: no receipt yet"),
        "{}",
        run.stdout
    );
}

#[test]
fn drift_alone_is_2_of_a_detailed_exit_code_and_nothing_is_0() {
    let (store, workplace) = submitted();
    plan(&workplace, &["--detailed-exitcode"], 0);
    change_text(&store);
    let document = plan(&workplace, &["--detailed-exitcode"], 2);
    let origins = json!({ "manifest": 0, "drift": 1, "conflict": 0, "agreed": 0 });
    assert_eq!(document["summary"]["origins"], origins);
}

#[test]
fn the_plan_and_the_status_name_the_commit_of_the_last_submission() {
    let store = Store::start();
    let remote = Remote::new();
    let workplace = remote.first_clone(&store);
    apply_to_git(&workplace);
    let commit = receipt(&workplace)["commit"].clone();
    assert!(commit.is_string());
    let planned = plan(&workplace, &["--receipts", "git"], 0);
    assert_eq!(planned["products"][0]["lastSubmission"]["commit"], commit);
    let status = ["status", "--format", "json"];
    let stood = workplace.run(&status).json();
    assert_eq!(stood["products"][0]["lastSubmission"]["commit"], commit);
}

#[test]
fn releases_are_listed_from_the_ref_without_credentials() {
    let store = Store::start();
    let remote = Remote::new();
    let workplace = remote.first_clone(&store);
    apply_to_git(&workplace);
    let watch = ["status", "--watch", "--receipts", "git"];
    workplace.run(&[&watch[..], &QUICK].concat()).exits(0);
    let first = receipt(&workplace)["submissionId"].clone();
    workplace.write("texts/description.md", "What gears do now.\n");
    apply_to_git(&workplace);
    let second = receipt(&workplace)["submissionId"].clone();
    let mut other = remote.runner(&store);
    for name in [
        "STORECTL_CLIENT_SECRET",
        "STORECTL_CLIENT_ID",
        "STORECTL_TENANT_ID",
    ] {
        other.set(name, "");
    }
    let history = ["status", "--history", "--receipts", "git", "--format"];
    let run = other.run(&[&history[..], &["json"]].concat()).exits(0);
    let document = run.json();
    assert_eq!(document["format"], "storectl.history");
    let releases = document["products"][0]["releases"].as_array().unwrap();
    let ids: Vec<&Value> = releases.iter().map(|it| &it["submissionId"]).collect();
    assert_eq!(ids, [&second, &first]);
    assert_eq!(releases[1]["outcome"]["status"], "PUBLISHED");
    let text = other
        .run(&[&history[..], &["text"]].concat())
        .exits(0)
        .stdout;
    assert!(text.contains(": 2 releases\n"), "{text}");
    let table = other.run(&[&history[..], &["markdown"]].concat()).exits(0);
    assert!(
        table.stdout.contains("| submitted | submission |"),
        "{}",
        table.stdout
    );
}

#[test]
fn without_the_ref_the_history_is_what_the_file_knows_and_a_message_names_git() {
    let (_store, workplace) = submitted();
    let run = workplace
        .run(&["status", "--history", "--format", "json"])
        .exits(0);
    let releases = &run.json()["products"][0]["releases"];
    assert_eq!(
        releases[0]["submissionId"],
        receipt(&workplace)["submissionId"]
    );
    assert_eq!(releases[1], Value::Null);
    assert!(run.stderr.contains("git"), "{}", run.stderr);
}

#[test]
fn a_history_of_nothing_is_empty_and_no_error() {
    let workplace = Workplace::at(&Store::start(), MANIFEST);
    workplace.write("texts/description.md", "What gears do.\n");
    let run = workplace.run(&["status", "--history"]).exits(0);
    assert!(run.stdout.contains("no releases known"), "{}", run.stdout);
}

#[test]
fn submit_publishes_a_price_that_a_colleague_changed_only_with_its_token_in_the_manifest() {
    let (store, workplace) = submitted();
    change_price(&store);
    let run = workplace.run(&["submit", "--yes"]).exits(11);
    assert!(
        run.stderr.contains("availability.pricing"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("--acknowledge"), "{}", run.stderr);
    assert_eq!(store.product().submissions.len(), 1);
    let seen = plan(&workplace, &[], 0);
    let unmanaged = seen["products"][0]["unmanaged"].as_array().unwrap();
    let token = unmanaged
        .iter()
        .find_map(|it| it["token"].as_str())
        .unwrap();
    workplace.manifest(&format!("{MANIFEST}\nacknowledge: [{token}]\n"));
    workplace.run(&["submit", "--yes"]).exits(0);
    assert_eq!(store.product().submissions.len(), 2);
}
