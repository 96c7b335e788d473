//! What a receipt keeps nothing of: certification notes, and fields that use a secret variable.

use serde_json::{Value, json};

use super::{MANIFEST, Remote, commit, file, git, plan_with_git, receipt};
use crate::support::{Run, Store, Workplace, apply};

const SECRET: &str = "hunter2-SECRET";

/// The manifest, with notes.
fn with_notes(notes: &str) -> String {
    format!("{MANIFEST}properties: {{ certificationNotes: {notes} }}\n")
}

/// The manifest, with notes that hold a secret.
fn with_secret(notes: &str) -> String {
    format!(
        "vars: {{ password: {{ secret: true }} }}\n{}",
        with_notes(notes)
    )
}

/// A runner at whose manifest everybody has arrived.
fn release(remote: &Remote, from: &Workplace, manifest: &str, store: &Store) -> Workplace {
    from.manifest(manifest);
    commit(from);
    git(from.path(), &["push", "--quiet", "origin", "main"]);
    runner(remote, store)
}

fn runner(remote: &Remote, store: &Store) -> Workplace {
    let mut runner = remote.runner(store);
    runner.set("STORECTL_VAR_PASSWORD", SECRET);
    runner
}

fn apply_published(workplace: &Workplace, more: &[&str]) -> Run {
    let flags = [
        "--receipts",
        "git",
        "--wait",
        "published",
        "--format",
        "json",
    ];
    workplace.run(&apply(&[&flags[..], more].concat())).exits(0)
}

/// Submits the first manifest, writes the second without a submission, and applies it on a machine that knows the remote.
fn written_and_not_submitted(first: &str, second: &str) {
    let store = Store::start();
    let remote = Remote::new();
    let mut a = remote.first_clone(&store);
    a.set("STORECTL_VAR_PASSWORD", SECRET);
    let b = release(&remote, &a, first, &store);
    apply_published(&b, &[]);
    let c = release(&remote, &a, second, &store);
    apply_published(&c, &["--submit", "never"]);
    assert_eq!(store.product().submissions.len(), 1);
    let d = runner(&remote, &store);
    let planned = plan_with_git(&d);
    assert!(!planned.stdout.contains(SECRET), "{}", planned.stdout);
    let product = &planned.json()["products"][0];
    assert_eq!(product["pending"][0]["fact"], "unsubmitted", "{product:#}");
    apply_published(&d, &[]);
    assert_eq!(store.product().submissions.len(), 2);
    let after = plan_with_git(&runner(&remote, &store)).json();
    let product = &after["products"][0];
    assert_eq!(product["status"], "unchanged", "{product:#}");
    assert_eq!(product["submissionKnown"], true, "{product:#}");
    assert_eq!(product["warnings"], json!([]), "{product:#}");
}

#[test]
fn notes_that_another_runner_wrote_and_did_not_submit_are_submitted() {
    written_and_not_submitted(&with_notes("Sign in."), &with_notes("Sign in as demo."));
}

#[test]
fn a_template_around_a_secret_that_another_runner_wrote_and_did_not_submit_is_submitted() {
    written_and_not_submitted(
        &with_secret("\"Use ${password}.\""),
        &with_secret("\"Sign in with ${password}.\""),
    );
}

#[test]
fn notes_that_a_colleague_changed_are_drift_and_fail_on_finds_them() {
    let store = Store::start();
    let remote = Remote::new();
    let a = remote.first_clone(&store);
    let b = release(&remote, &a, &with_notes("Sign in."), &store);
    apply_published(&b, &[]);
    let mut product = store.product();
    let notes = json!("Ask Ann.");
    product
        .properties
        .insert("certificationNotes".into(), notes);
    store.sandbox.put_product(product);
    let c = runner(&remote, &store);
    let arguments = [
        "plan",
        "--receipts",
        "git",
        "--fail-on",
        "drift",
        "--format",
        "json",
    ];
    let document = c.run(&arguments).exits(11).json();
    let changes = &document["products"][0]["changes"];
    assert_eq!(changes[0]["origin"], "drift", "{changes:#}");
}

/// Plans what was submitted.
fn planned(workplace: &Workplace) -> Value {
    let planned = workplace.run(&["plan", "--format", "json"]).exits(0);
    planned.json()["products"][0].clone()
}

#[test]
fn where_the_submitted_manifest_is_known_nowhere_nothing_to_do_says_that_the_notes_may_not_be_submitted()
 {
    let store = Store::start();
    let remote = Remote::new();
    let a = remote.first_clone(&store);
    a.write(".gitignore", ".storectl/\n");
    a.manifest(&with_notes("Sign in."));
    commit(&a);
    let watch = ["--wait", "published"];
    a.run(&apply(&watch)).exits(0);
    std::fs::remove_dir_all(a.path().join(".storectl/journal")).unwrap();
    let known = planned(&a);
    assert_eq!(known["submissionKnown"], true, "{known:#}");
    assert_eq!(known["warnings"], json!([]), "{known:#}");
    let mut receipt = receipt(&a);
    receipt["dirty"] = json!(true);
    std::fs::write(file(&a), receipt.to_string()).unwrap();
    let unknown = planned(&a);
    assert_eq!(unknown["submissionKnown"], false, "{unknown:#}");
    let warning = unknown["warnings"].to_string();
    assert!(warning.contains("certificationNotes"), "{warning}");
    let applied = a.run(&apply(&[])).exits(0);
    assert!(
        applied
            .stdout
            .contains("whether it was submitted is unknown"),
        "{}",
        applied.stdout
    );
    assert!(
        applied.stderr.contains("storectl submit"),
        "{}",
        applied.stderr
    );
}

#[test]
fn status_and_its_history_need_no_secret() {
    let store = Store::start();
    let remote = Remote::new();
    let mut a = remote.first_clone(&store);
    a.set("STORECTL_VAR_PASSWORD", SECRET);
    let b = release(&remote, &a, &with_secret("\"Use ${password}.\""), &store);
    apply_published(&b, &[]);
    let c = remote.runner(&store);
    for command in [&["status", "--history"][..], &["status"]] {
        let run = c.run(&[command, &["--receipts", "git"]].concat()).exits(0);
        let id = &store.product().submissions[0].id;
        assert!(run.stdout.contains(id.as_str()), "{}", run.stdout);
    }
}
