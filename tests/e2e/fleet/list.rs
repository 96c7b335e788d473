//! `fleet list`: which products there are, in each format.

use serde_json::{Value, json};
use storectl_report::json::{Document, schema};

use super::{id, offline, path, write_manifest};

#[test]
fn lines_are_paths_that_a_command_takes_from_where_it_runs() {
    let workplace = offline(3, "");
    let run = workplace.run(&["fleet", "list"]).exits(0);
    let paths: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(paths, [path(1), path(2), path(3)]);
    assert!(run.stderr.contains("3 manifests"), "{}", run.stderr);
    let mut below = workplace.command(&["fleet", "list", "p1", "p3"]);
    let below = below.current_dir(workplace.path().join("products"));
    let stdout = String::from_utf8(below.output().unwrap().stdout).unwrap();
    assert_eq!(stdout, "p1/storectl.yaml\np3/storectl.yaml\n");
}

#[test]
fn the_document_names_manifests_from_the_root_and_groups_products_by_seller() {
    let mut workplace = offline(4, "");
    write_manifest(&workplace, 1, "sellerId: \"22\"\n");
    write_manifest(&workplace, 2, "sellerId: \"11\"\n");
    write_manifest(&workplace, 3, "sellerId: \"22\"\n");
    let products = |document: &Value| -> Vec<Value> {
        let products = document["products"].as_array().unwrap().iter();
        products
            .map(|it| json!([it["manifest"], it["sellerId"]]))
            .collect()
    };
    let list = ["fleet", "list", "--format", "json", "products"];
    let document = workplace.run(&list).exits(0).json();
    assert_eq!(document["format"], "storectl.fleet");
    assert_eq!(document["products"][0]["shard"], Value::Null);
    assert_eq!(document["products"][0]["productId"], id(4));
    assert_eq!(document["summary"]["manifests"], 4);
    let validator = jsonschema::validator_for(&schema(Document::Fleet)).unwrap();
    assert!(validator.is_valid(&document), "{document:#}");
    let grouped = [
        json!([path(4), null]),
        json!([path(2), "11"]),
        json!([path(1), "22"]),
        json!([path(3), "22"]),
    ];
    assert_eq!(products(&document), grouped);
    workplace.set("STORECTL_SELLER_ID", "33");
    let by_variable = workplace.run(&list).exits(0).json();
    assert_eq!(products(&by_variable)[3], json!([path(4), "33"]));
    let by_flag = [&list[..], &["--seller-id", "44"]].concat();
    let by_flag = workplace.run(&by_flag).exits(0).json();
    assert_eq!(by_flag["products"][0]["sellerId"], "44");
}

#[test]
fn a_manifest_that_cannot_be_read_is_listed_without_its_product() {
    let workplace = offline(1, "");
    workplace.write("products/p2/storectl.yaml", "productId: [\n");
    let list = ["fleet", "list", "--format", "json", "--shards", "2"];
    let run = workplace.run(&list).exits(0);
    let document = run.json();
    let broken = &document["products"][1];
    assert_eq!(broken["manifest"], path(2));
    assert_eq!(broken["productId"], Value::Null);
    assert!(broken["shard"].is_string(), "{broken}");
    assert!(run.stderr.contains(&path(2)), "{}", run.stderr);
}

#[test]
fn matrices_have_the_shards_that_have_a_product() {
    let workplace = offline(2, "");
    let list = |format, shards: &[&str]| {
        let list = [&["fleet", "list", "--format", format], shards].concat();
        workplace.run(&list).exits(0).stdout
    };
    let github = list("github", &["--shards", "250"]);
    assert_eq!(github.lines().count(), 1);
    let github: Value = serde_json::from_str(&github).unwrap();
    let gitlab: Value = serde_yaml::from_str(&list("gitlab", &["--shards", "250"])).unwrap();
    assert_eq!(github["include"].as_array().unwrap().len(), 2);
    assert_eq!(github["include"], gitlab);
    assert_eq!(list("github", &[]), "{\"include\":[{\"shard\":\"1/1\"}]}\n");
    assert_eq!(list("gitlab", &[]), "- shard: \"1/1\"\n");
}

#[test]
fn wrong_arguments_are_64_and_print_no_matrix() {
    let workplace = offline(1, "");
    for arguments in [
        &["--shards", "0"][..],
        &["--shards", "-1"],
        &["--shards", "many"],
        &["--shards", "2", "--shard", "1/2"],
        &["--format", "text"],
        &["--format", "github", "nowhere"],
    ] {
        let run = workplace
            .run(&[&["fleet", "list"], arguments].concat())
            .exits(64);
        assert_eq!(run.stdout, "", "{arguments:?}");
    }
    let failed = workplace.run(&["fleet", "list", "--format", "json", "nowhere"]);
    assert_eq!(failed.exits(64).json()["error"]["exit"], 64);
}

#[test]
fn a_matrix_that_its_engine_does_not_take_is_refused() {
    let workplace = offline(0, "");
    for number in 0..300 {
        let id = format!("{number:08x}-84e8-4d2d-9eba-487878d02ebf");
        let manifest = format!("apiVersion: storectl/v1\nproductId: {id}\n");
        workplace.write(&format!("products/{number}.storectl.yaml"), manifest);
    }
    for (format, most) in [("github", "256"), ("gitlab", "200")] {
        let list =
            |shards| workplace.run(&["fleet", "list", "--format", format, "--shards", shards]);
        let run = list("60000").exits(64);
        assert_eq!(run.stdout, "");
        assert!(run.stderr.contains(most), "{}", run.stderr);
        list(most).exits(0);
    }
}

#[test]
fn the_help_of_each_command_has_examples_and_the_manual_a_page() {
    let workplace = offline(0, "");
    for command in ["list", "merge"] {
        let help = workplace.run(&["help", "fleet", command]).exits(0).stdout;
        assert!(
            help.contains("Examples:") && help.contains("--format"),
            "{help}"
        );
        assert_eq!(
            workplace.run(&["fleet", command, "--help"]).exits(0).stdout,
            help
        );
    }
    workplace.run(&["man", "man"]).exits(0);
    for name in ["fleet", "fleet-list", "fleet-merge"] {
        let page = workplace.read(&format!("man/storectl-{name}.1"));
        for part in [".SH EXAMPLES", "Retry by a job engine: later."] {
            assert!(page.contains(part), "{name}: {part}\n{page}");
        }
    }
}
