//! A value that was put in Partner Center from a secret variable stays a secret there.

use std::fs;

use super::{Remote, commit, git, reference};
use crate::support::{Run, Store, Workplace, apply};

const SECRET: &str = "hunter2-and-more";

const WITH_SECRET: &str = "
vars: { key: { secret: true } }
properties: { website: 'https://contoso.com/${key}' }
listings: { en-us: { shortDescription: Gears for all } }
";

const WITHOUT_THE_FIELD: &str = "listings: { en-us: { shortDescription: Gears for each } }\n";

/// Releases a website that holds a secret; then the manifest no longer names it, and no variable holds the secret.
fn released_then_unmanaged(remote: &Remote, store: &Store) -> Workplace {
    let mut workplace = remote.first_clone(store);
    workplace.manifest(WITH_SECRET);
    commit(&workplace);
    workplace.set("STORECTL_VAR_KEY", SECRET);
    publish(&workplace);
    let mut workplace = remote_runner(remote, store, WITHOUT_THE_FIELD);
    workplace.set("STORECTL_VAR_KEY", "");
    workplace
}

/// Applies until customers have it, so that the next change can be submitted.
fn publish(workplace: &Workplace) -> Run {
    let more = ["--receipts", "git", "--wait", "published"];
    workplace.run(&apply(&more)).exits(0)
}

/// Another machine's checkout, with this manifest.
fn remote_runner(remote: &Remote, store: &Store, manifest: &str) -> Workplace {
    let runner = remote.runner(store);
    runner.manifest(manifest);
    runner
}

/// Asserts that nobody reads the secret in what a run leaves or prints.
fn assert_hidden(workplace: &Workplace, arguments: &[&str]) {
    let run = workplace.run(arguments);
    for text in [&run.stdout, &run.stderr] {
        assert!(!text.contains(SECRET), "{arguments:?}: {text}");
    }
}

#[test]
fn no_plan_shows_it_once_the_manifest_no_longer_names_the_field() {
    let (store, remote) = (Store::start(), Remote::new());
    let workplace = released_then_unmanaged(&remote, &store);
    for format in ["text", "markdown", "json"] {
        let plan = ["plan", "-v", "--receipts", "git", "--format", format];
        assert_hidden(&workplace, &plan);
    }
    let files = ["--out", "json=plan.json", "--trace", "trace.jsonl"];
    let plan = ["plan", "--receipts", "git", "--save-live", "live.json"];
    workplace.run(&[&plan[..], &files].concat()).exits(0);
    for name in ["plan.json", "trace.jsonl", "live.json"] {
        assert!(!workplace.read(name).contains(SECRET), "{name}");
    }
}

#[test]
fn the_receipts_after_it_withhold_it_as_well() {
    let (store, remote) = (Store::start(), Remote::new());
    let workplace = released_then_unmanaged(&remote, &store);
    let run = publish(&workplace);
    assert!(!run.stdout.contains(SECRET) && !run.stderr.contains(SECRET));
    let withheld = |receipt: &serde_json::Value| receipt["withheld"].to_string();
    let pushed = remote.receipt();
    assert!(withheld(&pushed).contains("properties.website"));
    assert!(!pushed.to_string().contains(SECRET));
    let log = git(remote.path(), &["log", "--patch", &reference()]);
    assert!(!log.contains(SECRET));
    // Until a manifest says what stands there.
    workplace.manifest("properties: { website: 'https://contoso.com/public' }\n");
    let plan = ["plan", "--receipts", "git", "--format", "json"];
    let plan = workplace.run(&plan).exits(0).json();
    let change = &plan["products"][0]["changes"][0];
    assert_eq!(change["before"], "(secret)");
    assert_eq!(change["after"], "https://contoso.com/public");
    publish(&workplace);
    let pushed = remote.receipt();
    assert!(!withheld(&pushed).contains("properties.website"));
}

#[test]
fn a_plan_of_an_older_receipt_does_not_show_it() {
    let (store, remote) = (Store::start(), Remote::new());
    let mut workplace = remote.first_clone(&store);
    publish(&workplace);
    let first = remote.receipt()["submissionId"]
        .as_str()
        .unwrap()
        .to_owned();
    workplace.manifest(WITH_SECRET);
    commit(&workplace);
    workplace.set("STORECTL_VAR_KEY", SECRET);
    publish(&workplace);
    workplace.set("STORECTL_VAR_KEY", "");
    for format in ["text", "markdown", "json"] {
        let plan = [
            "plan",
            "-v",
            "--receipts",
            "git",
            "--at",
            &first,
            "--format",
            format,
        ];
        assert_hidden(&workplace, &plan);
    }
}

#[test]
fn it_is_hidden_where_the_base_is_a_revision_that_uses_the_secret() {
    let (store, remote) = (Store::start(), Remote::new());
    let mut workplace = remote.first_clone(&store);
    workplace.manifest(WITH_SECRET);
    commit(&workplace);
    workplace.set("STORECTL_VAR_KEY", SECRET);
    publish(&workplace);
    // Nothing but the revision remembers it.
    fs::remove_dir_all(workplace.path().join(".storectl")).unwrap();
    workplace.set("STORECTL_VAR_KEY", "");
    workplace.manifest(WITHOUT_THE_FIELD);
    for format in ["text", "markdown", "json"] {
        let plan = ["plan", "-v", "--base", "HEAD", "--format", format];
        assert_hidden(&workplace, &plan);
    }
}
