//! A submission that was announced after an accepted one: both count, whatever the Store says of the accepted one.

use serde_json::{Value, json};

use super::{Remote, base, file, git, plan_with_git, receipt, reference};
use crate::support::{Store, Workplace, apply};

/// A checkout whose ref holds a published submission and whose file announces another, without a journal.
fn announced(store: &Store, remote: &Remote) -> (Workplace, Value) {
    let workplace = remote.first_clone(store);
    let published = ["--receipts", "git", "--wait", "published"];
    workplace.run(&apply(&published)).exits(0);
    let accepted = receipt(&workplace);
    let mut announced = accepted.clone();
    announced["submissionId"] = Value::Null;
    announced["submittedAt"] = json!("2099-01-01T00:00:00Z");
    announced["outcome"]["status"] = json!("UNKNOWN");
    announced["timeline"] = json!([]);
    std::fs::write(file(&workplace), announced.to_string()).unwrap();
    std::fs::remove_dir_all(workplace.path().join(".storectl/journal")).unwrap();
    (workplace, accepted)
}

#[test]
fn the_submission_before_it_is_asked_about_and_is_the_last_one() {
    let (store, remote) = (Store::start(), Remote::new());
    let (workplace, accepted) = announced(&store, &remote);
    let from = store.requests(0).len();
    let run = plan_with_git(&workplace);
    let id = accepted["submissionId"].as_str().unwrap();
    let asked = store.requests(from);
    assert!(
        asked.contains(&format!("GET /submission/{id}/status")),
        "{asked:?}"
    );
    let product = &run.json()["products"][0];
    assert_eq!(product["lastSubmission"]["id"], id, "{product:#}");
    assert_eq!(product["lastSubmission"]["status"], "PUBLISHED");
    assert_eq!(base(&run)["submissionId"], id);
    assert_eq!(product["pending"][0]["fact"], "unsubmitted", "{product:#}");
}

#[test]
fn it_still_counts_where_the_store_does_not_know_the_submission_before_it() {
    let (store, remote) = (Store::start(), Remote::new());
    let (workplace, accepted) = announced(&store, &remote);
    let tip = git(workplace.path(), &["rev-parse", &reference()]);
    let mut unknown = accepted;
    unknown["submissionId"] = json!("4711");
    git(workplace.path(), &["update-ref", "-d", &reference()]);
    super::bad_input::forge(
        &remote,
        &workplace,
        "100644",
        "receipt.json",
        unknown.to_string().as_bytes(),
    );
    assert_ne!(tip, git(remote.path(), &["rev-parse", &reference()]));
    let run = plan_with_git(&workplace);
    let product = &run.json()["products"][0];
    assert_eq!(product["lastSubmission"], Value::Null, "{product:#}");
    assert_eq!(product["submissionKnown"], false);
    assert_eq!(base(&run)["kind"], "none");
    assert_eq!(product["pending"][0]["fact"], "unsubmitted", "{product:#}");
}
