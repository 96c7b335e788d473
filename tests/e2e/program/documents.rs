//! Every document of every command, on success and on failure, follows its published schema.

use serde_json::Value;
use storectl_report::json::{Document, schema};
use storectl_sandbox::Options;

use crate::support::{QUICK, Store, Workplace, apply};

const CHANGE: &str = "
availability: { pricing: FREE }
listings:
  en-us: { whatsNew: Gears now turn both ways. }
  de-de: null
";

/// The document of a run, which follows its schema.
#[track_caller]
fn valid(workplace: &Workplace, arguments: &[&str], exit: i32) -> Value {
    let arguments = [arguments, &["--format", "json"]].concat();
    let document = workplace.run(&arguments).exits(exit).json();
    let format = document["format"].as_str().unwrap();
    let name = format.strip_prefix("storectl.").unwrap();
    let of = Document::ALL.into_iter().find(|it| it.as_str() == name);
    let of = of.unwrap_or_else(|| panic!("`schema` has no {name}"));
    let validator = jsonschema::validator_for(&schema(of)).unwrap();
    let faults = validator.iter_errors(&document);
    let faults: Vec<String> = faults
        .map(|it| format!("{}: {it}", it.instance_path()))
        .collect();
    assert_eq!(faults, Vec::<String>::new(), "{arguments:?}: {document:#}");
    document
}

fn with(command: &[&'static str], more: &[&'static str]) -> Vec<&'static str> {
    [command, more].concat()
}

#[test]
fn of_validate() {
    let workplace = Workplace::empty();
    workplace.manifest(CHANGE);
    valid(&workplace, &["validate"], 0);
    workplace.manifest("nonsense: 1\n");
    valid(&workplace, &["validate"], 10);
    valid(&workplace, &["validate", "nowhere"], 64);
    valid(&workplace, &["validate", "--nope"], 64);
}

#[test]
fn of_plan() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, CHANGE);
    let plan = valid(&workplace, &["plan"], 11);
    let change = &plan["products"][0]["changes"][0];
    assert_eq!(change["destructiveClass"], "pricing-changed");
    valid(&workplace, &["plan", "--rehearse"], 11);
    valid(&workplace, &["plan", "--base", "nowhere"], 11);
    workplace
        .run(&["plan", "--save-live", "live.json"])
        .exits(11);
    valid(&workplace, &["plan", "--live", "live.json"], 11);
    valid(&workplace, &["plan", "--live", "storectl.yaml"], 1);
    valid(&workplace, &["plan", "--nope"], 64);
    valid(&workplace, &["plan", "nowhere"], 64);
    workplace.manifest("");
    let plan = valid(&workplace, &["plan", "--detailed-exitcode"], 0);
    assert_eq!(plan["exit"], 0);
    workplace.manifest("listings: { en-us: { whatsNew: Gears. } }\n");
    let plan = valid(&workplace, &["plan", "--detailed-exitcode"], 2);
    assert_eq!(plan["exit"], 2);
    workplace.manifest("nonsense: 1\n");
    valid(&workplace, &["plan"], 10);
    workplace.set("STORECTL_CLIENT_SECRET", "");
    workplace.manifest(CHANGE);
    valid(&workplace, &["plan"], 20);
}

#[test]
fn of_apply_and_submit() {
    let store = Store::start();
    let workplace = Workplace::at(&store, CHANGE);
    valid(&workplace, &apply(&[]), 11);
    valid(&workplace, &apply(&["--nope"]), 64);
    valid(&workplace, &apply(&["--plan", "storectl.yaml"]), 1);
    workplace.manifest("listings: { en-us: { whatsNew: Gears. } }\n");
    valid(
        &workplace,
        &apply(&["--expect", "sp1-00000000000000000000000000000000"]),
        12,
    );
    let done = valid(&workplace, &apply(&[]), 0);
    assert_eq!(done["exit"], 0);
    valid(&workplace, &["submit", "--yes", QUICK[0], QUICK[1]], 0);
    workplace.manifest("listings: { en-us: { whatsNew: Others. } }\n");
    valid(&workplace, &["submit", "--yes"], 12);
}

#[test]
fn of_status_and_its_history() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, "");
    valid(&workplace, &["status"], 0);
    valid(&workplace, &["status", "--history"], 0);
    workplace.manifest("listings: { en-us: { whatsNew: Gears. } }\n");
    workplace.run(&apply(&[])).exits(0);
    valid(&workplace, &["status"], 31);
    valid(&workplace, &["status", "--history"], 0);
    workplace.set("STORECTL_CLIENT_SECRET", "wrong-secret-of-somebody");
    valid(&workplace, &["status"], 20);
}

#[test]
fn of_inspect() {
    let workplace = Workplace::empty();
    workplace.write("setup.exe", "not an installer");
    valid(&workplace, &["inspect", "setup.exe"], 10);
    valid(&workplace, &["inspect", "nowhere.exe"], 64);
    valid(&workplace, &["inspect", "--nope"], 64);
}

#[test]
fn of_a_store_that_is_down() {
    let store = Store::with(Options::default());
    let mut workplace = Workplace::at(&store, CHANGE);
    workplace.set("STORECTL_ENDPOINT", "http://127.0.0.1:9");
    valid(&workplace, &["plan", "--timeout", "2s"], 21);
    valid(&workplace, &["status", "--timeout", "2s"], 21);
    valid(&workplace, &with(&apply(&[]), &["--timeout", "2s"]), 21);
}
