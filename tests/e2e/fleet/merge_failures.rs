//! `fleet merge` of results that are not all there, or not of one kind.

use serde_json::{Value, json};

use super::{id, ids, listed_shards, online, path, write_manifest};
use crate::support::{Run, Workplace};

fn plan_shard(workplace: &Workplace, shard: &str, file: &str) -> Run {
    let out = format!("json={file}");
    workplace.run(&["plan", "--shard", shard, "--out", &out])
}

fn merge(workplace: &Workplace, arguments: &[&str]) -> Run {
    workplace.run(&[&["fleet", "merge"], arguments].concat())
}

#[test]
fn a_missing_or_broken_file_is_an_error_that_names_it_and_the_others_are_merged() {
    let (_store, workplace) = online(3);
    plan_shard(&workplace, "1/1", "plan.json").exits(0);
    let whole = workplace.read("plan.json");
    workplace.write("empty.json", "");
    workplace.write("cut.json", &whole[..whole.len() / 2]);
    workplace.write("foreign.json", "{\"format\": \"terraform.plan\"}");
    workplace.write("array.json", "[]");
    workplace.write("newer.json", whole.replacen("\"1.1\"", "\"2.0\"", 1));
    for broken in [
        "absent.json",
        "empty.json",
        "cut.json",
        "foreign.json",
        "array.json",
        "newer.json",
        "products",
    ] {
        let run = merge(&workplace, &["plan.json", broken, "--format", "json"]).exits(1);
        assert!(run.stderr.contains(broken), "{broken}: {}", run.stderr);
        let merged = run.json();
        assert_eq!(merged["error"]["exit"], 1, "{broken}");
        assert_eq!(ids(&merged), [id(1), id(2), id(3)], "{broken}");
        let missing = merged["missing"][0].as_str().unwrap();
        assert!(missing.contains(broken), "{missing}");
        let comment = merge(&workplace, &["plan.json", broken, "--format", "markdown"]);
        assert!(comment.exits(1).stdout.contains(broken), "{broken}");
        let alone = merge(&workplace, &[broken, "--format", "json"]).exits(1);
        assert_eq!(alone.json()["error"]["exit"], 1, "{broken}");
        assert!(alone.stderr.contains(broken), "{}", alone.stderr);
    }
    assert_eq!(merge(&workplace, &[]).exits(64).stdout, "");
}

#[test]
fn a_shard_without_a_result_is_named() {
    let (_store, workplace) = online(3);
    plan_shard(&workplace, "1/4", "one.json");
    plan_shard(&workplace, "3/4", "three.json");
    let run = merge(&workplace, &["one.json", "three.json"]).exits(1);
    assert!(
        run.stderr.contains("no result of shards 2/4, 4/4"),
        "{}",
        run.stderr
    );
    assert!(
        run.stdout.contains("no result of shards 2/4, 4/4"),
        "{}",
        run.stdout
    );
    plan_shard(&workplace, "2/4", "two.json");
    plan_shard(&workplace, "4/4", "four.json");
    let all = ["one.json", "two.json", "three.json", "four.json"];
    merge(&workplace, &all).exits(0);
    plan_shard(&workplace, "1/2", "other.json");
    let mixed = merge(&workplace, &[&all[..], &["other.json"]].concat()).exits(64);
    for part in ["4 in one.json", "2 in other.json"] {
        assert!(mixed.stderr.contains(part), "{part}: {}", mixed.stderr);
    }
}

#[test]
fn what_is_missing_is_said_beside_a_graver_result_which_decides_the_exit() {
    let (_store, workplace) = online(3);
    write_manifest(&workplace, 2, "listings:\n  de-de: null\n");
    plan_shard(&workplace, "1/1", "plan.json").exits(11);
    let run = merge(
        &workplace,
        &["plan.json", "absent.json", "--format", "json"],
    )
    .exits(11);
    assert!(run.stderr.contains("absent.json"), "{}", run.stderr);
    assert!(!run.stderr.contains("exit code: 1\n"), "{}", run.stderr);
    assert_eq!(run.json()["exit"], 11);
}

#[test]
fn the_list_of_the_fleet_says_which_shards_and_products_need_a_result() {
    let (_store, workplace) = online(3);
    let list = ["fleet", "list", "--shards", "50", "--format", "json"];
    workplace.write("fleet.json", workplace.run(&list).exits(0).stdout);
    let listed = listed_shards(&workplace, "50");
    let mut files = vec!["fleet.json".to_owned()];
    for (number, shard) in listed.values().enumerate() {
        let file = format!("plan-{number}.json");
        plan_shard(&workplace, shard, &file).exits(0);
        files.push(file);
    }
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    // Of 50 shards three have a product, and those have a result.
    merge(&workplace, &files).exits(0);
    let run = merge(&workplace, &files[..3]).exits(1);
    let lost = &listed[&id(3)];
    for part in [format!("no result of shard {lost}"), path(3)] {
        assert!(run.stdout.contains(&part), "{part}: {}", run.stdout);
    }
    merge(&workplace, &["fleet.json"]).exits(64);
}

#[test]
fn results_of_several_commands_are_refused_and_both_are_named() {
    let (_store, workplace) = online(1);
    plan_shard(&workplace, "1/1", "plan.json");
    workplace
        .run(&["status", "--out", "json=status.json"])
        .exits(0);
    let run = merge(&workplace, &["plan.json", "status.json"]).exits(64);
    for part in ["plan in plan.json", "status in status.json"] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
    workplace
        .run(&["validate", "--out", "json=validate.json"])
        .exits(0);
    let run = merge(&workplace, &["plan.json", "validate.json"]).exits(1);
    assert!(run.stderr.contains("validate.json"), "{}", run.stderr);
}

#[test]
fn a_run_that_came_to_no_result_counts_with_its_exit_and_its_products() {
    let (_store, mut workplace) = online(3);
    write_manifest(&workplace, 2, "unknown: true\n");
    let listed = listed_shards(&workplace, "50");
    for number in 1..=3 {
        let file = format!("plan-{number}.json");
        plan_shard(&workplace, &listed[&id(number)], &file);
    }
    let invalid: Value = serde_json::from_str(&workplace.read("plan-2.json")).unwrap();
    assert_eq!(
        (&invalid["format"], &invalid["shard"]),
        (&json!("storectl.diagnostics"), &json!(listed[&id(2)]))
    );
    let list = ["fleet", "list", "--shards", "50", "--format", "json"];
    workplace.write("fleet.json", workplace.run(&list).exits(0).stdout);
    let all = ["fleet.json", "plan-1.json", "plan-2.json", "plan-3.json"];
    let run = merge(&workplace, &[&all[..], &["--format", "json"]].concat()).exits(10);
    let merged = run.json();
    assert_eq!(merged["format"], "storectl.plan");
    let mut products = ids(&merged);
    products.sort();
    assert_eq!(products, [id(1), id(2), id(3)]);
    assert_eq!(merged["diagnostics"].as_array().unwrap().len(), 1);
    assert_eq!(merged["error"]["exit"], 10);
    assert_eq!(merged["summary"]["products"], 2);
    let comment = merge(&workplace, &[&all[..], &["--format", "markdown"]].concat())
        .exits(10)
        .stdout;
    assert!(
        comment.contains(&format!("product={} ", id(2))),
        "{comment}"
    );
    assert!(comment.contains("STC0"), "{comment}");
    // Without credentials no product is known.
    workplace.set("STORECTL_CLIENT_SECRET", "");
    plan_shard(&workplace, &listed[&id(3)], "plan-3.json").exits(20);
    let run = merge(&workplace, &[&all[..], &["--format", "json"]].concat()).exits(20);
    let missing = run.json()["missing"].to_string();
    assert!(missing.contains("STORECTL_CLIENT_SECRET"), "{missing}");
    let failures = merge(&workplace, &["plan-2.json", "--format", "json"])
        .exits(10)
        .json();
    assert_eq!(failures["format"], "storectl.diagnostics");
    let failures = merge(&workplace, &["plan-3.json", "--format", "json"])
        .exits(20)
        .json();
    assert_eq!(failures["format"], "storectl.error");
}

#[test]
fn a_result_is_not_overwritten_by_what_it_is_merged_into() {
    let (_store, workplace) = online(1);
    plan_shard(&workplace, "1/1", "plan.json").exits(0);
    let before = workplace.read("plan.json");
    merge(&workplace, &["plan.json", "--out", "json=plan.json"]).exits(64);
    assert_eq!(workplace.read("plan.json"), before);
}
