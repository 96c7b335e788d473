//! An invalid manifest among valid ones: the valid ones are planned, and the run fails (forms.md, "In the pull request" 12).

use std::fs;

use serde_json::{Value, json};

use crate::support::{Store, Workplace, apply};

const CHANGE: &str = "listings: { en-us: { whatsNew: Gears now turn both ways. } }\n";
const OTHER: &str = "4e31a9f9-84e8-4d2d-9eba-487878d02ebf";

/// A valid manifest, one with two errors, and one whose product is not known.
fn workplace(store: &Store) -> Workplace {
    let workplace = Workplace::at(store, CHANGE);
    fs::create_dir(workplace.path().join("a")).unwrap();
    fs::rename(
        workplace.path().join("storectl.yaml"),
        workplace.path().join("a/storectl.yaml"),
    )
    .unwrap();
    let other = format!(
        "apiVersion: storectl/v1\nproductId: {OTHER}\navailability: {{ pricing: NOPE, markets: [XX] }}\n"
    );
    workplace.write("b/storectl.yaml", other);
    workplace.write("c/storectl.yaml", "apiVersion: storectl/v1\nproduct: x\n");
    workplace
}

#[test]
fn the_valid_ones_are_planned_and_the_others_have_the_status_error() {
    let store = Store::start();
    let workplace = workplace(&store);
    let plan = workplace
        .run(&["plan", "--format", "json"])
        .exits(10)
        .json();
    let statuses: Vec<&Value> = plan["products"].as_array().unwrap().iter().collect();
    let statuses: Vec<Value> = statuses
        .iter()
        .map(|it| json!([it["manifest"], it["productId"], it["status"]]))
        .collect();
    assert_eq!(
        statuses,
        [
            json!([
                "a/storectl.yaml",
                storectl_sandbox::SAMPLE_PRODUCT,
                "changed"
            ]),
            json!(["b/storectl.yaml", OTHER, "error"]),
            json!(["c/storectl.yaml", null, "error"]),
        ]
    );
    let invalid = &plan["products"][1]["error"];
    assert_eq!(invalid["code"], "invalid");
    assert_eq!(invalid["message"], "the manifest has 2 errors");
    assert_eq!(
        invalid["location"],
        json!({ "file": "b/storectl.yaml", "line": 3, "column": 26 })
    );
    let lines: Vec<Value> = plan["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| json!([it["location"]["file"], it["location"]["line"], it["code"]]))
        .collect();
    assert_eq!(
        lines,
        [
            json!(["b/storectl.yaml", 3, "STC0204"]),
            json!(["b/storectl.yaml", 3, "STC0204"]),
            json!(["c/storectl.yaml", 2, "STC0201"]),
        ]
    );
    assert_eq!(plan["summary"]["manifests"], 3);
    assert_eq!(plan["summary"]["change"], 1);
    assert_eq!(plan["error"]["message"], "2 of 3 manifests are invalid");
    assert_eq!(plan["exit"], 10);
}

#[test]
fn every_format_has_the_plan_and_the_faults_at_their_lines() {
    let store = Store::start();
    let workplace = workplace(&store);
    let run = workplace
        .run(&[
            "plan",
            "--out",
            "markdown=plan.md",
            "--out",
            "github=plan.txt",
            "--out",
            "sarif=plan.sarif",
            "--out",
            "github-output=outputs",
        ])
        .exits(10);
    for text in [&run.stdout, &workplace.read("plan.md")] {
        assert!(text.contains("listings.en-us"), "{text}");
        assert!(text.contains("b/storectl.yaml:3:26"), "{text}");
        assert!(text.contains("c/storectl.yaml:2:1"), "{text}");
    }
    let annotations = workplace.read("plan.txt");
    assert!(
        annotations.contains("::error file=b/storectl.yaml,line=3,col=42,title=STC0204"),
        "{annotations}"
    );
    assert!(
        annotations.contains("::notice file=a/storectl.yaml,line=3,"),
        "{annotations}"
    );
    let sarif: Value = serde_json::from_str(&workplace.read("plan.sarif")).unwrap();
    let rules = sarif["runs"][0]["results"].as_array().unwrap().iter();
    let rules: Vec<&str> = rules.filter_map(|it| it["ruleId"].as_str()).collect();
    assert_eq!(rules, ["STC0204", "STC0204", "STC0201", "change/change"]);
    let outputs = workplace.read("outputs");
    assert!(outputs.contains("\nchanges=1\n"), "{outputs}");
    assert!(outputs.ends_with("\nexit=10\n"), "{outputs}");
}

#[test]
fn a_plan_without_every_product_cannot_be_applied() {
    let store = Store::start();
    let workplace = workplace(&store);
    let run = workplace
        .run(&["plan", "--out", "json=plan.json"])
        .exits(10);
    assert!(!run.stdout.contains("--expect"), "{}", run.stdout);
    let plan: Value = serde_json::from_str(&workplace.read("plan.json")).unwrap();
    let from = store.sandbox.requests().len();
    let refused = workplace
        .run(&["apply", "--yes", "--plan", "plan.json"])
        .exits(12);
    assert!(
        refused.stderr.contains("b/storectl.yaml"),
        "{}",
        refused.stderr
    );
    // The hash covers what is planned; with the other manifests, apply stops before it is asked for.
    let hash = plan["planHash"].as_str().unwrap();
    workplace.run(&apply(&["--expect", hash])).exits(10);
    assert_eq!(store.sandbox.requests().len(), from);
    workplace.run(&apply(&["--expect", hash, "a"])).exits(0);
}

#[test]
fn apply_status_and_submit_stop_at_the_first_invalid_manifest() {
    let store = Store::start();
    let workplace = workplace(&store);
    for command in [&["apply", "--yes"][..], &["submit", "--yes"], &["status"]] {
        let arguments = [command, &["--format", "json"]].concat();
        let document = workplace.run(&arguments).exits(10).json();
        assert_eq!(document["format"], "storectl.diagnostics", "{command:?}");
        assert_eq!(document["error"]["exit"], 10);
    }
    assert!(store.sandbox.requests().is_empty());
}

#[test]
fn where_none_is_valid_there_is_no_plan() {
    let store = Store::start();
    let workplace = workplace(&store);
    let document = workplace
        .run(&["plan", "b", "c", "--format", "json"])
        .exits(10)
        .json();
    assert_eq!(document["format"], "storectl.diagnostics");
    assert!(store.sandbox.requests().is_empty());
}

#[test]
fn one_product_in_two_manifests_has_no_plan_at_all() {
    let store = Store::start();
    let workplace = workplace(&store);
    workplace.write("d/storectl.yaml", workplace.read("a/storectl.yaml"));
    let document = workplace
        .run(&["plan", "--format", "json"])
        .exits(10)
        .json();
    let message = document["error"]["message"].as_str().unwrap();
    assert!(message.contains("in two manifests"), "{message}");
}

#[test]
fn a_manifest_that_cannot_be_read_is_one_of_the_others() {
    let store = Store::start();
    let workplace = workplace(&store);
    fs::remove_dir_all(workplace.path().join("b")).unwrap();
    workplace.write("c/storectl.yaml", "#".repeat(2 * 1024 * 1024));
    let plan = workplace
        .run(&["plan", "--format", "json"])
        .exits(10)
        .json();
    assert_eq!(plan["products"][0]["status"], "changed");
    assert_eq!(plan["products"][1]["status"], "error");
    let message = plan["products"][1]["error"]["message"].as_str().unwrap();
    assert!(
        message.starts_with("cannot read c/storectl.yaml"),
        "{message}"
    );
    assert_eq!(plan["diagnostics"], json!([]));
}

#[test]
fn what_ends_a_run_earlier_hides_no_fault() {
    let store = Store::start();
    let mut workplace = workplace(&store);
    workplace.set("STORECTL_CLIENT_SECRET", "");
    let run = workplace.run(&["plan"]).exits(20);
    assert!(run.stderr.contains("c/storectl.yaml:2:1"), "{}", run.stderr);
    let mut workplace = self::workplace(&store);
    workplace.set("STORECTL_CLIENT_SECRET", "wrong-secret-of-somebody");
    let run = workplace.run(&["plan"]).exits(20);
    assert!(run.stdout.contains("c/storectl.yaml:2:1"), "{}", run.stdout);
}
