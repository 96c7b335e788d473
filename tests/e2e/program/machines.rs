//! What machines read: annotations, SARIF and the outputs of a step, on success and on every failure.

use std::fs;

use serde_json::Value;

use crate::support::{OUTPUTS, QUICK, Store, Workplace, apply};

const CHANGE: &str = "
availability: { pricing: FREE }
listings:
  en-us: { whatsNew: { file: texts/new.md } }
";

/// Runs a command with `--out github-output`, and gives the values in the order of their names.
#[track_caller]
fn outputs(workplace: &Workplace, arguments: &[&str], exit: i32) -> [String; 7] {
    let _ = fs::remove_file(workplace.path().join("outputs"));
    let arguments = [arguments, &["--out", "github-output=outputs"]].concat();
    workplace.run(&arguments).exits(exit);
    let written = workplace.read("outputs");
    assert!(written.ends_with('\n'), "{written:?}");
    let lines: Vec<(&str, &str)> = written
        .lines()
        .map(|it| it.split_once('=').unwrap())
        .collect();
    let names: Vec<&str> = lines.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, OUTPUTS, "{written}");
    let values: Vec<String> = lines.iter().map(|(_, value)| (*value).to_owned()).collect();
    assert_eq!(values[6], exit.to_string(), "{arguments:?}");
    values.try_into().unwrap()
}

const NOTHING: [&str; 6] = ["", "0", "0", "0", "0", "0"];

#[test]
fn the_outputs_of_a_plan_are_its_hash_its_counts_and_its_exit() {
    let store = Store::start();
    let workplace = Workplace::at(&store, CHANGE);
    workplace.write("texts/new.md", "Gears.\n");
    let [hash, counts @ ..] = outputs(&workplace, &["plan"], 11);
    assert!(hash.starts_with("sp1-"), "{hash}");
    assert_eq!(counts, ["2", "1", "1", "0", "0", "11"]);
    workplace.manifest("listings: { en-us: { whatsNew: Gears. } }\n");
    let [_, counts @ ..] = outputs(&workplace, &["plan", "--detailed-exitcode"], 2);
    assert_eq!(counts, ["1", "0", "0", "0", "0", "2"]);
    let [_, counts @ ..] = outputs(&workplace, &apply(&[]), 0);
    assert_eq!(counts[0], "1");
}

#[test]
fn every_failure_has_the_outputs_with_the_exit_of_the_process() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, "nonsense: 1\n");
    for (arguments, exit) in [
        (&["plan"][..], 10),
        (&["apply", "--yes"], 10),
        (&["validate"], 10),
        (&["plan", "--nope\nhash=x"], 64),
        (&["validate", "nowhere\nexit=0"], 64),
        (&["status", "nowhere"], 64),
        (&["inspect", "nowhere.exe"], 64),
        (&["nonsense"], 64),
    ] {
        let values = outputs(&workplace, arguments, exit);
        assert_eq!(values[..6], NOTHING, "{arguments:?}");
    }
    workplace.manifest("");
    assert_eq!(outputs(&workplace, &["validate"], 0)[..6], NOTHING);
    assert_eq!(outputs(&workplace, &["status"], 0)[..6], NOTHING);
    workplace.set("STORECTL_CLIENT_SECRET", "wrong-secret-of-somebody");
    assert_eq!(outputs(&workplace, &["plan"], 20)[..6], NOTHING);
    assert_eq!(outputs(&workplace, &["apply", "--yes"], 20)[..6], NOTHING);
    assert_eq!(outputs(&workplace, &["status"], 20)[..6], NOTHING);
}

#[test]
fn outputs_and_summary_are_added_to_what_earlier_steps_wrote() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    workplace.write("outputs", "version=1.4");
    workplace.write("summary.md", "| a |\n| - |");
    let arguments = [
        "plan",
        "--out",
        "github-output=outputs",
        "--out",
        "summary=summary.md",
    ];
    workplace.run(&arguments).exits(0);
    workplace.run(&arguments).exits(0);
    let outputs = workplace.read("outputs");
    assert!(outputs.starts_with("version=1.4\nhash=sp1-"), "{outputs}");
    assert_eq!(outputs.matches("\nexit=0\n").count(), 2, "{outputs}");
    let summary = workplace.read("summary.md");
    assert!(
        summary.starts_with("| a |\n| - |\n\n<!-- storectl:plan v=1 "),
        "{summary}"
    );
    assert_eq!(summary.matches("\n\n<!-- storectl:plan v=1 ").count(), 2);
    workplace.manifest("nonsense: 1\n");
    workplace.run(&arguments).exits(10);
    let summary = workplace.read("summary.md");
    assert_eq!(
        summary.matches("\n\n<!-- storectl:plan v=1 ").count(),
        3,
        "{summary}"
    );
    assert!(workplace.read("outputs").ends_with("\nexit=10\n"));
}

#[test]
fn a_file_that_cannot_be_written_is_in_the_outputs() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    workplace.write("file", "");
    for command in [&["plan"][..], &["validate"], &["status"]] {
        let arguments = [command, &["--out", "json=file/plan.json"]].concat();
        let [.., exit] = outputs(&workplace, &arguments, 1);
        assert_eq!(exit, "1", "{command:?}");
    }
    let refused = workplace
        .run(&["plan", "--out", "github-output=file/outputs"])
        .exits(1);
    assert!(
        refused.stderr.contains("file/outputs"),
        "{}",
        refused.stderr
    );
}

#[test]
fn one_file_takes_one_format() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    workplace
        .run(&["plan", "--out", "github-output=x", "--out", "summary=x"])
        .exits(64);
    assert!(!workplace.path().join("x").exists());
}

#[cfg(unix)]
#[test]
fn outputs_go_to_stdout_behind_the_result() {
    let store = Store::start();
    let run = Workplace::at(&store, "")
        .run(&["plan", "--out", "github-output=/dev/stdout"])
        .exits(0);
    let (result, outputs) = run.stdout.split_once("\nhash=").unwrap();
    assert!(result.contains("No changes"), "{result}");
    assert!(outputs.ends_with("\nexit=0\n"), "{outputs}");
}

#[test]
fn each_fault_is_annotated_once_whatever_is_said_beside_it() {
    let store = Store::start();
    let workplace = Workplace::at(&store, CHANGE);
    workplace.write("texts/new.md", "First.\n\nGears.\n");
    let run = workplace.run(&["plan", "--format", "github"]).exits(11);
    let log = format!("{}{}", run.stdout, run.stderr);
    let commands: Vec<&str> = log
        .lines()
        .filter(|it| it.trim_start().starts_with("::"))
        .collect();
    assert_eq!(commands.len(), 2, "{log}");
    assert!(
        commands[0].starts_with("::error file=storectl.yaml,line=4,col="),
        "{log}"
    );
    assert!(
        commands[1].starts_with("::notice file=texts/new.md,line=1,col=1,"),
        "{log}"
    );
}

#[test]
fn annotations_name_files_from_the_root_of_the_repository() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    workplace.write(
        "deep/store/storectl.yaml",
        "apiVersion: storectl/v1\nnonsense: 1\n",
    );
    let mut command = workplace.command(&["validate", ".", "--format", "github"]);
    let output = command
        .current_dir(workplace.path().join("deep"))
        .output()
        .unwrap();
    let written = String::from_utf8(output.stdout).unwrap();
    assert!(
        written.contains("::error file=deep/store/storectl.yaml,line=2,col=1,title=STC0201"),
        "{written}"
    );
}

#[test]
fn wrong_usage_is_told_in_the_format_that_was_asked_for() {
    let workplace = Workplace::empty();
    let run = workplace
        .run(&["plan", "--nope", "--format", "github"])
        .exits(64);
    assert!(
        run.stdout
            .starts_with("::error title=Failed%3A usage (exit code 64)::"),
        "{}",
        run.stdout
    );
    let run = workplace
        .run(&["plan", "--nope", "--format", "sarif"])
        .exits(64);
    let invocation = &run.json()["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], Value::Bool(false));
    assert_eq!(invocation["exitCode"], 64);
}

#[test]
fn every_command_with_a_result_has_annotations_and_sarif() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "");
    workplace.write("setup.exe", "not an installer");
    for (command, exit) in [
        (&["validate"][..], 0),
        (&["plan"], 0),
        (&["apply", "--yes"], 0),
        (&["submit", "--yes", QUICK[0], QUICK[1]], 0),
        (&["status", "--history"], 0),
        (&["inspect", "setup.exe"], 10),
    ] {
        let github = [command, &["--format", "github"]].concat();
        let run = workplace.run(&github).exits(exit);
        let own = ["::error ", "::warning ", "::notice "];
        for line in run.stdout.lines() {
            assert!(
                own.iter().any(|it| line.starts_with(it)),
                "{command:?}: {line}"
            );
        }
        let sarif = [command, &["--format", "sarif"]].concat();
        let log = workplace.run(&sarif).exits(exit).json();
        assert_eq!(log["version"], "2.1.0", "{command:?}");
        assert_eq!(log["runs"][0]["invocations"][0]["exitCode"], exit);
    }
}
