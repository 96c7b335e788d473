//! A run that dies between the write of the packages and their commit.

use std::{
    process::{Command, Stdio},
    sync::{Arc, Mutex},
};

use storectl_sandbox::{Log, Options};

use super::{Case, NEW};
use crate::support::{Run, apply, host::Serves, kill::signal};

/// A case whose first run is killed when the Store has taken its write of packages, and the hash of its plan.
fn killed_after_the_write() -> (Case, String) {
    let process: Arc<Mutex<Option<u32>>> = Arc::default();
    let watched = Arc::clone(&process);
    let on_line = move |line: &str| {
        let is_write = ["PATCH", "PUT"].iter().any(|it| line.starts_with(it));
        if is_write && let Some(process) = watched.lock().unwrap().take() {
            signal("KILL", process);
        }
    };
    let case = Case::with(Options {
        log: Log::Lines(Arc::new(on_line)),
        ..Options::default()
    });
    let plan = case.planned(&[], 0);
    let hash = plan["planHash"].as_str().unwrap().to_owned();
    let mut command: Command = case.workplace.command(&apply(&["--expect", &hash]));
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut number = process.lock().unwrap();
    let child = command.spawn().unwrap();
    *number = Some(child.id());
    drop(number);
    let run = Run::of(child.wait_with_output().unwrap());
    assert_eq!(run.code, -1, "{}", run.stderr);
    // It was logged, and so acted upon.
    let written = &case.store.product().packages[0].fields["packageUrl"];
    assert_eq!(*written, case.at(NEW));
    (case, hash)
}

#[test]
fn a_resumed_run_looks_at_the_bytes_again_before_it_commits_them() {
    let (case, hash) = killed_after_the_write();
    case.host
        .put(NEW, Serves::fixture("nsis-signed-payload.exe"));
    case.apply(&["--expect", &hash]).exits(12);
    assert_eq!(case.store.writes(0).len(), 1, "nothing was committed");
    case.host.put(NEW, Serves::fixture("plain-signed.exe"));
    case.apply(&["--expect", &hash]).exits(0);
    assert_eq!(case.store.product().submissions.len(), 1);
}

#[test]
fn a_run_that_resumes_without_an_approval_judges_what_it_commits() {
    let (case, _) = killed_after_the_write();
    case.host.put(NEW, Serves::fixture("plain.exe"));
    let run = case.apply(&[]).exits(10);
    assert!(run.stderr.contains("STC0903"), "{}", run.stderr);
    assert_eq!(case.store.writes(0).len(), 1, "nothing was committed");
}
