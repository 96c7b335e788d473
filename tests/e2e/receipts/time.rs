//! A remote, or git itself, that never answers: receipts are read as far as there is time, and plans are made all the same.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    time::{Duration, Instant},
};

use super::{Remote, apply_to_git, git};
use crate::support::Store;

#[test]
fn a_remote_that_never_answers_costs_a_part_of_the_time_and_no_plan() {
    let store = Store::start();
    let remote = Remote::new();
    let workplace = remote.first_clone(&store);
    apply_to_git(&workplace);
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("git://{}/r", silent.local_addr().unwrap());
    git(workplace.path(), &["remote", "set-url", "origin", &address]);
    let plan = [
        "plan",
        "--receipts",
        "git",
        "--timeout",
        "12s",
        "--format",
        "json",
    ];
    let run = workplace.run(&plan).exits(0);
    assert!(
        run.stderr
            .contains("receipts were not fetched from `origin`"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("`git fetch` did not end within "),
        "{}",
        run.stderr
    );
    let base = &run.json()["products"][0]["base"];
    assert_eq!(base["kind"], "receipt", "what is here counts: {base:#}");
}

#[test]
fn a_git_that_never_answers_outlives_no_command() {
    let store = Store::start();
    let remote = Remote::new();
    let mut workplace = remote.first_clone(&store);
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("git");
    fs::write(&program, "#!/bin/sh\nexec sleep 600\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::var_os("PATH").unwrap();
    let path = path.to_str().unwrap();
    workplace.set("PATH", &format!("{}:{path}", folder.path().display()));
    let begun = Instant::now();
    workplace.run(&["plan", "--receipts", "git", "--timeout", "3s"]);
    assert!(
        begun.elapsed() < Duration::from_secs(3 + 5),
        "{:?}",
        begun.elapsed()
    );
}
