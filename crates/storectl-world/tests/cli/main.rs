//! The command line: what it plays, what it refuses, and what it says of a history that breaks a law.

#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod machine;

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use storectl_world::scenario::{Scenario, first_release, orders};
use tempfile::TempDir;

fn world(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_storectl-world"));
    command.args(args);
    command
}

/// Runs it, and returns its exit code and what it prints.
#[track_caller]
fn run(command: &mut Command) -> (i32, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let said = [stdout, stderr].concat();
    let said = String::from_utf8(said).unwrap();
    (status.code().unwrap(), said)
}

/// A history whose products ask for one text, under a reading of the contract, in a file.
fn history(folder: &TempDir, interpretation: &str) -> PathBuf {
    let mut scenario: Scenario = orders(&first_release(), 0).next().unwrap();
    scenario.seed = 4028;
    scenario.config.interpretations = vec![interpretation.to_owned()];
    let path = folder.path().join("history.json");
    fs::write(&path, serde_json::to_string(&scenario).unwrap()).unwrap();
    path
}

/// Tokens that are void at once: no client can end well, and the law `settled` says so.
const IMPOSSIBLE: &str = "token-lifetime=0";

#[test]
fn arguments_that_play_nothing_are_refused() {
    for args in [
        ["world", "--seeds", "0"].as_slice(),
        &["world", "--failures", "0"],
        &["world", "--seeds", "2", "--from", "18446744073709551615"],
        &["orders", "--length", "0"],
        &["orders", "--length", "7"],
    ] {
        let (code, said) = run(&mut world(args));
        assert!(matches!(code, 2 | 64), "{args:?}: {code}: {said}");
        assert!(said.starts_with("error: "), "{args:?}: {said}");
    }
}

#[test]
fn the_first_and_the_last_seed_are_played() {
    for seed in ["0", "18446744073709551615"] {
        let (code, said) = run(&mut world(&["world", "--seeds", "1", "--from", seed]));
        assert!(said.contains("1 histories, "), "{said}");
        assert_eq!(code, 0, "{said}");
    }
}

#[test]
fn orders_are_counted_with_those_that_play_the_same() {
    let (code, said) = run(&mut world(&["orders", "--length", "1"]));
    assert_eq!(code, 0, "{said}");
    assert!(said.starts_with("4 histories, "), "{said}");
    let stand = "they stand for 5 orders of at most 1 events";
    assert!(said.contains(stand), "{said}");
}

#[test]
fn a_kept_history_that_breaks_a_law_is_played_again_as_it_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = history(&folder, IMPOSSIBLE).display().to_string();
    for flags in ["", " --sockets"] {
        let args: Vec<&str> = ["play", &path]
            .into_iter()
            .chain(flags.split_whitespace())
            .collect();
        let (code, said) = run(&mut world(&args));
        assert_eq!(code, 1, "{said}");
        assert!(
            said.contains(&format!("{path} breaks the law `settled`: ")),
            "{said}"
        );
        let again = format!("cargo run --profile world -p storectl-world -- play {path}{flags}\n");
        assert!(said.contains(&again), "{said}");
        assert!(!said.contains("4028"), "{said}");
    }
}

#[test]
fn a_damaged_history_is_refused_with_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = history(&folder, "upload-speed=3");
    let (code, said) = run(world(&["play"]).arg(&path));
    assert_eq!(code, 64, "{said}");
    assert!(
        said.contains("upload-speed") && !said.contains("panicked"),
        "{said}"
    );

    fs::write(&path, "{".repeat(1 << 20)).unwrap();
    assert_eq!(run(world(&["play"]).arg(&path)).0, 64);
    fs::write(&path, " ".repeat((1 << 20) + 1)).unwrap();
    let (code, said) = run(world(&["play"]).arg(&path));
    assert_eq!(code, 64, "{said}");
    assert!(said.contains("longer than 1048576 bytes"), "{said}");
}
