//! `show`: what a run wrote in other formats, from its document alone.

mod bad_input;

use serde_json::Value;
use storectl_sandbox::Options;

use crate::support::{QUICK, Run, Store, Workplace, apply};

/// Formats of `--out`, and what their files are called here.
const FORMATS: [&str; 8] = [
    "json",
    "text",
    "markdown",
    "html",
    "github",
    "sarif",
    "summary",
    "github-output",
];

/// A manifest with a change of a text, a destructive change, and a fault that only a warning tells.
const CHANGES: &str = "listings:\n  en-us:\n    whatsNew: Gears now turn both ways.\n    shortDescription: Gears\navailability: { markets: [US] }\n";

const WHATS_NEW: &str = "listings:\n  en-us: { whatsNew: Gears now turn both ways. }\n";

/// Runs a command with every format of `--out`, in folder `written`, which held nothing before.
fn run(workplace: &Workplace, command: &[&str]) -> Run {
    let written = workplace.path().join("written");
    if written.exists() {
        std::fs::remove_dir_all(written).unwrap();
    }
    let out = FORMATS.map(|it| format!("--out={it}=written/{it}"));
    let out = out.iter().map(String::as_str);
    let all: Vec<&str> = command.iter().copied().chain(out).collect();
    workplace.run(&all)
}

/// What the run wrote is what its document shows, format by format, from another folder and without a manifest, credentials or a
/// Store.
fn assert_shown_alike(workplace: &Workplace, what: &str) {
    let elsewhere = Workplace::empty();
    elsewhere.write("saved.json", workplace.read("written/json"));
    let out = FORMATS.map(|it| format!("--out={it}=shown/{it}"));
    let out = out.iter().map(String::as_str);
    let all: Vec<&str> = ["show", "saved.json"].into_iter().chain(out).collect();
    let shown = elsewhere.run(&all).exits(0);
    assert_eq!(shown.stdout, workplace.read("written/text"), "{what}");
    for format in FORMATS {
        let (written, shown) = (format!("written/{format}"), format!("shown/{format}"));
        assert_eq!(
            elsewhere.read(&shown),
            workplace.read(&written),
            "{what} as {format}"
        );
    }
    for format in ["json", "markdown", "html", "github", "sarif"] {
        let shown = elsewhere.run(&["show", "saved.json", "--format", format]);
        let written = workplace.read(&format!("written/{format}"));
        assert_eq!(shown.exits(0).stdout, written, "{what} as {format}");
    }
}

#[test]
fn a_plan_is_shown_as_the_run_wrote_it() {
    let store = Store::start();
    let workplace = Workplace::at(&store, CHANGES);
    run(&workplace, &["plan", "--nope"]).exits(64);
    assert_shown_alike(&workplace, "wrong usage");
    run(&workplace, &["plan"]).exits(11);
    assert_shown_alike(&workplace, "a blocked plan");
    run(&workplace, &["plan", "--rehearse"]);
    assert_shown_alike(&workplace, "a rehearsed plan");
    workplace.manifest("listings: {}\n");
    run(&workplace, &["plan"]).exits(0);
    assert_shown_alike(&workplace, "a plan without changes");
}

#[test]
fn a_plan_that_failed_is_shown_as_the_run_wrote_it() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, WHATS_NEW);
    workplace.set("STORECTL_CLIENT_SECRET", "wrong");
    run(&workplace, &["plan"]).exits(20);
    assert_shown_alike(&workplace, "a sign-in that was refused");
}

#[test]
fn an_apply_is_shown_with_its_plan_as_the_run_wrote_it() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WHATS_NEW);
    run(&workplace, &apply(&[])).exits(0);
    assert_shown_alike(&workplace, "an apply");
    let text = workplace.read("written/text");
    assert!(text.contains("whatsNew"), "the plan is not in\n{text}");
    run(&workplace, &apply(&[])).exits(0);
    assert_shown_alike(&workplace, "an apply during its own submission");
    workplace.manifest(CHANGES);
    run(&workplace, &apply(&[]));
    assert_shown_alike(&workplace, "an apply during another submission");
    run(&workplace, &[&["status"], &QUICK[..]].concat());
    assert_shown_alike(&workplace, "a status");
    run(&workplace, &["status", "--history"]).exits(0);
    assert_shown_alike(&workplace, "a history");
}

#[test]
fn an_apply_that_failed_is_shown_as_the_run_wrote_it() {
    let store = Store::with(Options {
        interpretations: "submission-outcome=failed,submission-reads=1"
            .parse()
            .unwrap(),
        ..Options::default()
    });
    let workplace = Workplace::at(&store, WHATS_NEW);
    run(&workplace, &apply(&["--wait", "published"])).exits(22);
    assert_shown_alike(&workplace, "a submission that failed");
    run(&workplace, &["plan"]).exits(0);
    assert_shown_alike(&workplace, "a plan after a submission that failed");
}

#[test]
fn faults_of_a_manifest_are_shown_with_their_lines_as_the_run_wrote_them() {
    let workplace = Workplace::empty();
    workplace.manifest("listings:\n  en-us: { whatsNew: 7, whatsOld: x }\n  en-us: {}\n");
    run(&workplace, &["validate"]).exits(10);
    assert_shown_alike(&workplace, "an invalid manifest");
    let text = workplace.read("written/text");
    assert!(text.contains("whatsOld: x"), "no line in\n{text}");
    workplace.manifest(WHATS_NEW);
    run(&workplace, &["validate"]).exits(0);
    assert_shown_alike(&workplace, "a valid manifest");
}

#[test]
fn what_installers_are_is_shown_as_the_run_wrote_it() {
    let workplace = Workplace::empty();
    workplace.write("setup.exe", "<!doctype html><p>not found</p>");
    run(&workplace, &["inspect", "setup.exe"]).exits(10);
    assert_shown_alike(&workplace, "a page in place of an installer");
}

#[test]
fn what_doctor_finds_and_why_it_cannot_look_is_shown_as_the_run_wrote_it() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WHATS_NEW);
    run(&workplace, &["doctor"]);
    assert_shown_alike(&workplace, "doctor");
    run(&workplace, &["doctor", "nosuch"]).exits(64);
    assert_shown_alike(&workplace, "doctor of a folder that is not there");
}

#[test]
fn files_are_named_from_the_root_in_files_and_from_the_folder_on_a_terminal() {
    let workplace = Workplace::empty();
    workplace.write("products/a/storectl.yaml", "apiVersion: storectl/v2\n");
    let run = |arguments: &[&str]| {
        let mut command = workplace.command(arguments);
        command.current_dir(workplace.path().join("products/a"));
        Run::of(command.output().unwrap())
    };
    let ran = run(&["validate", "--out=text=out.txt", "--out=json=out.json"]).exits(10);
    assert!(
        ran.stdout.contains("--> storectl.yaml:1:"),
        "{}",
        ran.stdout
    );
    let written = workplace.read("products/a/out.txt");
    assert!(
        written.contains("--> products/a/storectl.yaml:1:"),
        "{written}"
    );
    assert_eq!(run(&["show", "out.json"]).exits(0).stdout, written);
}

#[test]
fn a_result_is_read_from_stdin_as_well() {
    let workplace = Workplace::empty();
    workplace.manifest(WHATS_NEW);
    run(&workplace, &["validate"]).exits(0);
    let mut command = workplace.command(&["show", "-"]);
    command.stdin(std::fs::File::open(workplace.path().join("written/json")).unwrap());
    let shown = Run::of(command.output().unwrap()).exits(0);
    assert_eq!(shown.stdout, workplace.read("written/text"));
}

#[test]
fn the_file_that_is_shown_is_not_replaced() {
    let workplace = Workplace::empty();
    workplace.manifest(WHATS_NEW);
    run(&workplace, &["validate"]).exits(0);
    let before = workplace.read("written/json");
    let shown = workplace.run(&["show", "written/json", "--out=markdown=written/json"]);
    assert!(shown.exits(64).stdout.is_empty());
    assert_eq!(workplace.read("written/json"), before);
}

/// Reads the document that a run wrote.
fn document(workplace: &Workplace) -> Value {
    serde_json::from_str(&workplace.read("written/json")).unwrap()
}
