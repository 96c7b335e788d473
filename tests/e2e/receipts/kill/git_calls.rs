//! Killed at a call of git: before and after a receipt is written here, is pushed, and is completed.

use std::{ffi::OsString, fs, os::unix::fs::PermissionsExt as _, path::PathBuf};

use super::{
    When,
    case::{Case, Scene},
    lefts, next_runner_finishes,
};
use crate::support::{Run, kill::is_whole};

/// The calls at which a runner is killed where only a part is run: those that move refs.
const PART: [&str; 3] = ["fetch", "update-ref", "push"];

/// A program in front of git, which lists the calls and kills whoever makes one of them.
struct Wrapper {
    folder: tempfile::TempDir,
}

impl Wrapper {
    /// Puts one in front of git; `due` is the call, from 1.
    fn new(due: Option<(When, usize)>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |when: When| due.filter(|it| it.0 == when).map_or(0, |it| it.1);
        let script = format!(
            r#"#!/bin/sh
for word in "$@"; do
    [ "$last" = --literal-pathspecs ] && echo "$word" >> '{list}'
    last=$word
done
call=$(($(wc -l < '{list}')))
if [ $call -eq {before} ]; then kill -KILL $PPID; exit 1; fi
'{git}' "$@"
code=$?
if [ $call -eq {after} ]; then kill -KILL $PPID; fi
exit $code
"#,
            list = folder.path().join("calls").display(),
            git = git_on_path().display(),
            before = at(When::Before),
            after = at(When::After),
        );
        let program = folder.path().join("git");
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder }
    }

    /// Lets the first runner of a case find it.
    fn run(&self, case: &mut Case<'_>) -> Run {
        let mut folders = vec![self.folder.path().to_owned()];
        folders.extend(std::env::split_paths(&path()));
        let path = std::env::join_paths(folders).unwrap();
        case.first.set("PATH", path.to_str().unwrap());
        case.run(&case.first)
    }

    /// The subcommands that were called.
    fn calls(&self) -> Vec<String> {
        let list = fs::read_to_string(self.folder.path().join("calls")).unwrap();
        list.lines().map(str::to_owned).collect()
    }
}

fn path() -> OsString {
    std::env::var_os("PATH").unwrap()
}

/// Where git is.
fn git_on_path() -> PathBuf {
    let path = path();
    let mut programs = std::env::split_paths(&path).map(|it| it.join("git"));
    programs.find(|it| it.is_file()).unwrap()
}

/// Kills a runner at each call of git, or at a part of them, lets another one finish, and prints the counts.
#[expect(clippy::print_stdout, reason = "the counts are for people")]
fn kill_everywhere(when: When) {
    let scene = Scene::new();
    let mut undisturbed = scene.case();
    let wrapper = Wrapper::new(None);
    wrapper.run(&mut undisturbed).exits(0);
    let whole = undisturbed.end_state();
    let calls = wrapper.calls();
    let mut tried = 0;
    for (n, call) in (1..).zip(&calls) {
        if !is_whole() && !PART.contains(&call.as_str()) {
            continue;
        }
        for left in lefts(when, n) {
            let mut case = scene.case();
            let killed = Wrapper::new(Some((when, n))).run(&mut case);
            next_runner_finishes(&case, &killed, left, &whole, &(when, n, call));
            tried += 1;
        }
    }
    println!(
        "{when:?}: {tried} kills at {} calls of git, 0 lost, 0 doubled, 0 silent",
        calls.len()
    );
}

#[test]
fn killed_before_any_call_of_git_another_machine_submits_once() {
    kill_everywhere(When::Before);
}

#[test]
fn killed_after_any_call_of_git_another_machine_submits_once() {
    kill_everywhere(When::After);
}
