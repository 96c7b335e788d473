//! One state file has one sandbox at a time.

use std::{fs, process};

use storectl_sandbox::{Options, Sandbox, StateError};
use tempfile::tempdir;

#[test]
fn a_file_in_use_is_refused_however_it_is_spelled_and_is_free_when_its_user_ends() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    let open = |path| Sandbox::with_state_file(path, Options::default());
    let first = open(path.clone()).unwrap();
    let clone = first.clone();
    drop(first);
    fs::create_dir(folder.path().join("sub")).unwrap();
    for spelling in ["sandbox.json", "./sandbox.json", "sub/../sandbox.json"] {
        let error = open(folder.path().join(spelling)).unwrap_err();
        assert!(matches!(error, StateError::InUse { .. }), "{error}");
        let message = error.to_string();
        assert!(message.contains("sandbox.json"), "{message}");
        let holder = format!("process {}, since ", process::id());
        assert!(message.contains(&holder), "{message}");
    }
    drop(clone);
    open(path).unwrap();
}

#[test]
fn two_files_are_used_side_by_side() {
    let folder = tempdir().unwrap();
    let open = |name| Sandbox::with_state_file(folder.path().join(name), Options::default());
    let _one = open("one.json").unwrap();
    let _other = open("other.json").unwrap();
}

#[test]
fn a_file_that_cannot_be_locked_is_refused_before_it_is_read() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    fs::write(&path, "not read").unwrap();
    fs::create_dir(folder.path().join("sandbox.json.lock")).unwrap();
    let error = Sandbox::with_state_file(path, Options::default()).unwrap_err();
    assert!(matches!(error, StateError::Lock(_)), "{error}");
    assert!(error.to_string().contains("sandbox.json.lock"), "{error}");
}
