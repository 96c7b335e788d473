//! Machines that lack something, and signals.

use super::{run, world};

#[track_caller]
fn assert_lacks((code, said): (i32, String), named: &str) {
    assert_eq!(code, 71, "{said}");
    assert!(
        said.starts_with("error: this machine plays no histories: "),
        "{said}"
    );
    assert!(said.contains(named), "{said}");
}

#[test]
fn a_machine_without_git_is_said_to_lack_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = world(&["world", "--seeds", "1"]);
    assert_lacks(
        run(command.env("PATH", folder.path())),
        "git cannot be run: ",
    );
}

#[test]
fn a_machine_without_room_for_temporary_files_is_said_to_lack_it() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let mut command = world(&["world", "--seeds", "1"]);
    for variable in ["TMPDIR", "TMP", "TEMP"] {
        command.env(variable, &missing);
    }
    assert_lacks(run(&mut command), "missing");
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_and_leaves_no_folder() {
    use std::{
        fs,
        io::{BufRead as _, BufReader, Read as _},
        path::Path,
        process::{Command, Stdio},
    };
    let temporary = tempfile::tempdir().unwrap();
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let mut command = world(&["world", "--seeds", "1000000", "--verbose"]);
        command
            .env("TMPDIR", temporary.path())
            .stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        // Now it plays.
        stdout.read_line(&mut String::new()).unwrap();
        let id = child.id().to_string();
        let kill = Command::new("kill").args(["-s", signal, &id]).status();
        assert!(kill.unwrap().success());
        let mut rest = String::new();
        stdout.read_to_string(&mut rest).unwrap();
        let status = child.wait().unwrap();
        assert_eq!(status.code(), Some(code), "{rest}");
        let mut said = String::new();
        child.stderr.unwrap().read_to_string(&mut said).unwrap();
        assert!(said.starts_with("error: stopped by a signal"), "{said}");
        for place in [Path::new("/dev/shm"), temporary.path()] {
            let entries = fs::read_dir(place).into_iter().flatten();
            let names = entries.map(|it| it.unwrap().file_name().into_string().unwrap());
            let left: Vec<_> = names
                .filter(|it| it.starts_with(&format!("world-{id}-")))
                .collect();
            assert!(left.is_empty(), "{}: {left:?}", place.display());
        }
    }
}
