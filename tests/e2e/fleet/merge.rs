//! `fleet merge`: one result of the results of jobs.

use serde_json::Value;
use storectl_report::json::{Document, schema};

use super::{fleet_at, id, ids, online, write_manifest};
use crate::support::{QUICK, Run, Store, Workplace};

/// Runs a command for each shard of three, and returns the names of the results, which are in `results/`.
fn sharded(workplace: &Workplace, command: &[&str]) -> Vec<String> {
    let files = (1..=3).map(|shard| {
        let file = format!("results/{}-{shard}.json", command[0]);
        let out = format!("json={file}");
        let shard = format!("{shard}/3");
        let arguments = [command, &["--shard", &shard, "--out", &out]].concat();
        workplace.run(&arguments);
        file
    });
    files.collect()
}

fn merge(workplace: &Workplace, files: &[String], more: &[&str]) -> Run {
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    workplace.run(&[&["fleet", "merge"], &files[..], more].concat())
}

#[track_caller]
fn assert_valid(document: &Value, kind: Document) {
    let validator = jsonschema::validator_for(&schema(kind)).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(document)
        .map(|it| it.to_string())
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
}

/// What a run says of itself, and when.
fn without_run(mut plan: Value) -> Value {
    for key in ["applyCommand", "readAt", "contentHash", "commit"] {
        plan.as_object_mut().unwrap().remove(key);
    }
    plan
}

#[test]
fn plans_of_all_shards_are_the_plan_of_one_run() {
    let (_store, workplace) = online(6);
    let files = sharded(&workplace, &["plan"]);
    let whole = workplace.run(&["plan", "--format", "json"]).exits(0).json();
    let merged = merge(&workplace, &files, &["--format", "json"])
        .exits(0)
        .json();
    assert_valid(&merged, Document::Plan);
    assert_eq!(merged["planHash"], whole["planHash"]);
    assert!(merged["readAt"].is_string());
    let [mut merged, whole] = [merged, whole].map(without_run);
    // Each run signs in and reads for itself.
    merged["summary"]["requests"]["get"] = whole["summary"]["requests"]["get"].clone();
    for product in merged["products"].as_array_mut().unwrap() {
        let takes = |it: &Value| it["takeCommand"].is_null();
        assert!(product["changes"].as_array().unwrap().iter().all(takes));
    }
    assert_eq!(merged, whole);
}

#[test]
fn results_in_any_order_give_the_same_bytes_in_every_format() {
    let (_store, workplace) = online(6);
    let files = sharded(&workplace, &["plan"]);
    let mut backward = files.clone();
    backward.reverse();
    let twice = [&files[..], &files[1..]].concat();
    for format in ["text", "json", "markdown", "html", "github", "sarif"] {
        let format = ["--format", format];
        let merged = merge(&workplace, &files, &format).exits(0).stdout;
        assert_eq!(
            merge(&workplace, &backward, &format).exits(0).stdout,
            merged
        );
        if format[1] != "json" {
            // A result that is read twice has sent its requests twice.
            continue;
        }
        let twice = merge(&workplace, &twice, &format).exits(0).json();
        let merged: Value = serde_json::from_str(&merged).unwrap();
        assert_eq!(twice["products"], merged["products"]);
        assert_eq!(twice["planHash"], merged["planHash"]);
    }
}

#[test]
fn a_comment_has_one_marker_line_a_product_and_files_hold_what_show_prints() {
    let (_store, workplace) = online(6);
    let files = sharded(&workplace, &["plan"]);
    let out = [
        "--out",
        "json=merged.json",
        "--out",
        "markdown=merged.md",
        "--out",
        "github-output=outputs",
    ];
    let run = merge(&workplace, &files, &out).exits(0);
    let comment = workplace.read("merged.md");
    let merged: Value = serde_json::from_str(&workplace.read("merged.json")).unwrap();
    let hash = merged["planHash"].as_str().unwrap();
    let markers: Vec<&str> = comment
        .lines()
        .take_while(|it| it.starts_with("<!--"))
        .collect();
    let expected =
        (1..=6).map(|it| format!("<!-- storectl:plan v=1 product={} hash={hash} -->", id(it)));
    assert_eq!(markers, expected.collect::<Vec<_>>());
    assert!(comment.contains("Store plan: 6 products"), "{comment}");
    let outputs = workplace.read("outputs");
    assert!(
        outputs.contains("changes=6\n") && outputs.contains("exit=0\n"),
        "{outputs}"
    );
    assert_eq!(
        workplace.run(&["show", "merged.json"]).exits(0).stdout,
        run.stdout
    );
    let markdown = workplace.run(&["show", "merged.json", "--format", "markdown"]);
    assert_eq!(markdown.exits(0).stdout, comment);
}

#[test]
fn a_merged_plan_is_applied_as_it_was_approved() {
    let (store, workplace) = online(4);
    let files = sharded(&workplace, &["plan"]);
    merge(&workplace, &files, &["--out", "json=merged.json"]).exits(0);
    let apply = crate::support::apply(&["--plan", "merged.json"]);
    workplace.run(&apply).exits(0);
    let submissions = |number| {
        store
            .sandbox
            .product(&id(number))
            .unwrap()
            .submissions
            .len()
    };
    assert_eq!((1..=4).map(submissions).collect::<Vec<_>>(), [1; 4]);
}

#[test]
fn reports_and_states_of_all_shards_are_one_with_every_product_once() {
    let (_store, workplace) = online(5);
    let applied = sharded(&workplace, &crate::support::apply(&[]));
    let report = merge(&workplace, &applied, &["--format", "json"])
        .exits(0)
        .json();
    assert_valid(&report, Document::Report);
    assert_eq!(ids(&report), (1..=5).map(id).collect::<Vec<_>>());
    assert_eq!(ids(&report["plan"]), ids(&report));
    assert!(
        report["products"]
            .as_array()
            .unwrap()
            .iter()
            .all(|it| it["status"] == "done")
    );
    assert_eq!(report["summary"]["manifests"], 5);
    let comment = merge(&workplace, &applied, &["--format", "markdown"])
        .exits(0)
        .stdout;
    assert!(comment.contains("Store apply: 5 products"), "{comment}");
    let states = sharded(&workplace, &[&["status"], &QUICK[..]].concat());
    // The Store is still at work on what was submitted.
    let status = merge(&workplace, &states, &["--format", "json"])
        .exits(31)
        .json();
    assert_valid(&status, Document::Status);
    assert_eq!(ids(&status), ids(&report));
    let alone = merge(&workplace, &applied[..1], &["--format", "json"]);
    assert_eq!(alone.exits(1).json()["exit"], 1);
}

#[test]
fn of_several_exits_the_gravest_counts_by_the_order_of_one_run() {
    let (store, workplace) = online(4);
    // Product 1 is of a seller that nobody may read (20), product 2 loses a language (11).
    write_manifest(&workplace, 1, "sellerId: \"999\"\n");
    write_manifest(&workplace, 2, "listings: { de-de: null }\n");
    let files = sharded(&workplace, &["plan"]);
    let run = merge(&workplace, &files, &["--format", "json"]).exits(20);
    let merged = run.json();
    assert_eq!(
        (merged["exit"].as_u64(), merged["error"]["exit"].as_u64()),
        (Some(20), Some(20))
    );
    let status = |id: &str| {
        let mut products = merged["products"].as_array().unwrap().iter();
        products.find(|it| it["productId"] == id).unwrap()["status"].clone()
    };
    assert_eq!(status(&id(1)), "error");
    assert_eq!(status(&id(2)), "blocked");
    assert_eq!(status(&id(4)), "changed");
    assert!(run.stderr.contains("exit code 20 (auth)"), "{}", run.stderr);
    let whole = workplace.run(&["plan"]);
    assert_eq!(whole.code, 20);
    assert_eq!(store.writes(0).len(), 0);
}

#[test]
fn of_two_results_of_a_product_the_later_plan_counts() {
    let (_store, workplace) = online(1);
    let plan = |file: &str| {
        let out = format!("json={file}");
        workplace.run(&["plan", "--out", &out]).exits(0);
        let text = workplace.read(file);
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let mut early = plan("early.json");
    early["readAt"] = "2020-01-01T00:00:00Z".into();
    early["products"][0]["name"] = "Earlier".into();
    workplace.write("early.json", early.to_string());
    write_manifest(
        &workplace,
        1,
        "name: Later\nlistings: { en-us: { whatsNew: Faster. } }\n",
    );
    plan("late.json");
    for files in [["early.json", "late.json"], ["late.json", "early.json"]] {
        let files = files.map(str::to_owned);
        let merged = merge(&workplace, &files, &["--format", "json"])
            .exits(0)
            .json();
        assert_eq!(merged["products"].as_array().unwrap().len(), 1);
        assert_eq!(merged["products"][0]["name"], "Later");
        assert_eq!(merged["readAt"], "2020-01-01T00:00:00Z");
    }
}

#[test]
fn stores_of_several_sandboxes_are_named_and_no_plan_of_them_is_applied() {
    let store = Store::start();
    let workplace = fleet_at(&store, 1);
    for name in ["a", "b"] {
        let sandbox = format!("--sandbox={name}.json");
        let out = format!("json=plan-{name}.json");
        workplace.run(&["plan", &sandbox, "--out", &out]);
    }
    let files = ["plan-a.json", "plan-b.json"].map(str::to_owned);
    let merged = merge(
        &workplace,
        &files,
        &["--format", "json", "--out", "json=merged.json"],
    );
    let endpoint = merged.json()["endpoint"].as_str().unwrap().to_owned();
    assert!(
        endpoint.contains("a.json") && endpoint.contains("b.json"),
        "{endpoint}"
    );
    let apply = crate::support::apply(&["--plan", "merged.json", "--sandbox=a.json"]);
    let refused = workplace.run(&apply);
    assert_ne!(refused.code, 0, "{}", refused.stdout);
}
