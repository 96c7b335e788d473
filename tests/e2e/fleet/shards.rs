//! `--shard I/N`: which products a job works on.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{TEXT, id, ids, listed_shards, offline, online, path, write_manifest};
use crate::support::apply;

#[test]
fn jobs_share_all_products_and_none_is_in_two_shards() {
    let (_store, workplace) = online(6);
    for shards in ["1", "3", "50"] {
        let listed = listed_shards(&workplace, shards);
        let mut planned = Vec::new();
        for shard in listed.values().collect::<BTreeSet<_>>() {
            let plan = ["plan", "--shard", shard, "--format", "json"];
            let plan = workplace.run(&plan).exits(0).json();
            assert_eq!(plan["shard"], *shard);
            for id in ids(&plan) {
                assert_eq!(&listed[&id], shard);
                planned.push(id);
            }
        }
        planned.sort();
        assert_eq!(planned, (1..=6).map(id).collect::<Vec<_>>(), "{shards}");
    }
}

#[test]
fn the_case_of_an_id_and_the_seller_are_no_matter() {
    let workplace = offline(4, "");
    let before = listed_shards(&workplace, "7");
    for number in 1..=4 {
        let id = id(number).to_uppercase();
        let manifest =
            format!("apiVersion: storectl/v1\nproductId: {id}\nsellerId: \"{number}\"\n");
        workplace.write(&path(number), manifest);
    }
    let after = listed_shards(&workplace, "7");
    assert!(before.values().eq(after.values()), "{before:?}\n{after:?}");
}

#[test]
fn a_shard_is_one_of_its_number() {
    let workplace = offline(1, "");
    for shard in ["0/3", "4/3", "1", "1/0", "-1/3", "1/-3", "a/b", "", "1/3/3"] {
        for command in [
            "validate", "plan", "apply", "submit", "status", "fmt", "doctor",
        ] {
            let run = workplace.run(&[command, "--shard", shard]);
            assert_eq!(run.code, 64, "{command} {shard:?}\n{}", run.stderr);
            assert!(run.stderr.contains("I/N"), "{}", run.stderr);
        }
    }
}

/// A shard without a product, of so many that most have none.
fn empty_shard(workplace: &crate::support::Workplace) -> String {
    let listed = listed_shards(workplace, "50");
    let mut all = (1..=50).map(|it| format!("{it}/50"));
    all.find(|it| listed.values().all(|listed| listed != it))
        .unwrap()
}

#[test]
fn a_shard_without_products_is_a_result_and_no_error() {
    let (store, workplace) = online(3);
    let shard = empty_shard(&workplace);
    let so_far = store.requests(0).len();
    for command in [
        &["validate"][..],
        &["plan"],
        &["apply", "--yes"],
        &["submit", "--yes"],
        &["status"],
    ] {
        let with = |more: &[&str]| {
            workplace
                .run(&[command, &["--shard", &shard], more].concat())
                .exits(0)
        };
        let document = with(&["--format", "json"]).json();
        assert_eq!(document["shard"], shard, "{command:?}");
        assert_eq!(document["summary"]["manifests"], 0, "{command:?}");
        assert!(document.get("error").is_none(), "{command:?}");
        let said = format!("{shard}, which has none of the products");
        for format in ["text", "markdown"] {
            let run = with(&["--format", format]);
            assert!(
                run.stdout.contains("0 manifests"),
                "{command:?}\n{}",
                run.stdout
            );
            assert!(
                run.stdout.contains(&said),
                "{command:?} {format}\n{}",
                run.stdout
            );
        }
        with(&["--format", "html"]);
    }
    assert_eq!(store.requests(so_far), [] as [String; 0]);
    for command in [
        &["fmt"][..],
        &["set", "vars.version=2.0.0"],
        &["doctor"],
        &["import", "--update"],
        &["status", "--history"],
    ] {
        workplace
            .run(&[command, &["--shard", &shard]].concat())
            .exits(0);
    }
}

#[test]
fn an_invalid_manifest_is_reported_by_exactly_one_shard_and_stops_no_other() {
    let (_store, workplace) = online(3);
    workplace.write("products/p4/storectl.yaml", "productId: [\n");
    write_manifest(&workplace, 5, "unknown: true\n");
    let named = |run: &str, number: usize| run.contains(&format!("p{number}/storectl.yaml"));
    let mut reported = [0, 0];
    for shard in 1..=4 {
        let validated = workplace.run(&["validate", "--shard", &format!("{shard}/4")]);
        for (number, reported) in [4, 5].into_iter().zip(&mut reported) {
            let is_named = named(&validated.stdout, number);
            *reported += usize::from(is_named);
            assert!(!is_named || validated.code == 10, "{}", validated.stdout);
        }
    }
    assert_eq!(reported, [1, 1]);
}

#[test]
fn commands_of_a_shard_offer_commands_of_that_shard() {
    let (_store, workplace) = online(2);
    let listed = listed_shards(&workplace, "4");
    let shard = &listed[&id(1)];
    let plan = ["plan", "--shard", shard, "--format", "json"];
    let plan = workplace.run(&plan).exits(0).json();
    let command = plan["applyCommand"]["command"].as_str().unwrap();
    assert!(command.contains(&format!("--shard {shard}")), "{command}");
}

#[test]
fn a_variable_of_another_shard_is_no_unused_one() {
    let workplace = offline(2, "");
    write_manifest(&workplace, 1, "name: Gears ${edition}\n");
    let listed = listed_shards(&workplace, "50");
    let validate =
        |shard: &str, name: &str| workplace.run(&["validate", "--shard", shard, "--var", name]);
    for shard in listed.values() {
        validate(shard, "edition=Pro").exits(0);
    }
    workplace
        .run(&["validate", "--var", "editon=Pro"])
        .exits(10);
}

#[test]
fn a_plan_file_has_its_own_products() {
    let (_store, workplace) = online(2);
    workplace.run(&["plan", "--out", "json=plan.json"]).exits(0);
    let both = apply(&["--plan", "plan.json", "--shard", "1/2"]);
    workplace.run(&both).exits(64);
}

#[test]
fn edits_are_made_in_one_shard_only() {
    let workplace = offline(4, TEXT);
    let listed = listed_shards(&workplace, "50");
    let shard = &listed[&id(2)];
    let edit = [
        "set",
        "properties.website=https://contoso.com",
        "--shard",
        shard,
    ];
    workplace.run(&edit).exits(0);
    for number in 1..=4 {
        let is_edited = workplace.read(&path(number)).contains("website");
        assert_eq!(is_edited, &listed[&id(number)] == shard, "{number}");
    }
    let list = ["fleet", "list", "--shard", shard, "--format", "json"];
    let document: Value = workplace.run(&list).exits(0).json();
    assert_eq!(document["products"][0]["shard"], *shard);
    assert!(ids(&document).contains(&id(2)));
}
