//! A ref with more receipts than are read.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Remote, reference};
use crate::support::{
    Store,
    git::{git_with, receipt},
};

/// How many receipts of a ref are read, the newest first.
const READ: usize = 500;

/// Puts so many releases of the sample product on the remote's ref.
fn releases(remote: &Remote, store: &Store, number: usize) {
    let mut stream = String::new();
    for n in 1..=number {
        let mut receipt = receipt(&id(n), &json!([]));
        receipt["endpoint"] = json!(store.address);
        let (hour, minute) = (n / 60, n % 60);
        receipt["submittedAt"] = json!(format!("2026-01-02T{hour:02}:{minute:02}:00Z"));
        let receipt = receipt.to_string();
        let _ = write!(
            stream,
            "commit {}\ncommitter t <t@example.com> 1767323045 +0000\ndata 7\nreceipt\nM 100644 inline receipt.json\ndata {}\n{receipt}\n",
            reference(),
            receipt.len()
        );
    }
    git_with(remote.path(), &["fast-import", "--quiet"], &stream);
}

/// The submission of the `n`th release.
fn id(n: usize) -> String {
    format!("115292150570{n:07}")
}

#[test]
fn a_history_that_is_not_read_to_its_beginning_says_so() {
    let store = Store::start();
    for number in [READ, READ + 1] {
        let remote = Remote::new();
        remote.first_clone(&store);
        releases(&remote, &store, number);
        let runner = remote.runner(&store);
        let history = [
            "status",
            "--history",
            "--receipts",
            "git",
            "--format",
            "json",
        ];
        let run = runner.run(&history).exits(0);
        let document = run.json();
        let releases = document["products"][0]["releases"].as_array().unwrap();
        let ids: Vec<&Value> = releases.iter().map(|it| &it["submissionId"]).collect();
        assert_eq!(ids.len(), READ);
        assert_eq!(ids[0], &json!(id(number)));
        assert_eq!(ids[READ - 1], &json!(id(number - READ + 1)));
        let cut = format!(
            "only the newest {READ} receipts of {} in git were read",
            reference()
        );
        let is_cut = number > READ;
        assert_eq!(document["warnings"].to_string().contains(&cut), is_cut);
        let about = |it: &str| it.starts_with("warning:") && it.contains(&cut);
        assert_eq!(run.stderr.lines().any(about), is_cut, "{}", run.stderr);
    }
}
