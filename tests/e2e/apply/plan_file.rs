//! A plan file may come from a stranger: what it names is inside the repository, and it says what it was made for.

use serde_json::{Value, json};

use crate::support::{Run, Store, Workplace, apply};

const WEBSITE: &str = "properties: { website: https://www.contoso.com/widgets }\n";

/// Makes another plan of one.
type Edit = fn(&mut Value);

/// Writes to `edited.json` the plan that `edit` makes of the one in `plan.json`.
fn with_plan(workplace: &Workplace, edit: impl FnOnce(&mut Value)) {
    let mut plan: Value = serde_json::from_str(&workplace.read("plan.json")).unwrap();
    edit(&mut plan);
    workplace.write("edited.json", plan.to_string());
}

#[test]
fn the_manifest_of_a_plan_file_is_read_only_inside_the_repository() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WEBSITE);
    workplace.run(&["plan", "--out", "json=plan.json"]).exits(0);
    workplace.write(".env", "root:x:0:0");
    let outside = workplace.path().with_extension("outside");
    std::fs::write(&outside, "root:x:0:0").unwrap();
    let up = format!("../{}", outside.file_name().unwrap().to_str().unwrap());
    let requests = store.requests(0).len();
    for (manifest, fault) in [
        (outside.to_str().unwrap(), "it is absolute"),
        (&up, "it points outside the repository"),
        (".env", "begins with a dot"),
        ("a/../../storectl.yaml", "it points outside the repository"),
        ("a/../.git/config", "begins with a dot"),
        ("a/../storectl.yaml", "by its shortest path"),
        ("", "it is empty"),
        ("storectl.yaml\0", "NUL"),
        ("absent.yaml", "does not exist here"),
    ] {
        with_plan(&workplace, |it| {
            it["products"][0]["manifest"] = json!(manifest);
        });
        let run = workplace.run(&apply(&["--plan", "edited.json"])).exits(12);
        assert!(run.stderr.contains(fault), "{manifest:?}: {}", run.stderr);
        assert!(!run.stderr.contains("root:x"), "{}", run.stderr);
    }
    std::fs::remove_file(outside).unwrap();
    assert_eq!(store.requests(0).len(), requests, "nothing was sent");
}

#[test]
fn a_plan_file_is_applied_from_any_folder_of_the_repository() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WEBSITE);
    workplace.write("a/b.storectl.yaml", workplace.read("storectl.yaml"));
    let mut plan = workplace.command(&["plan", "b.storectl.yaml", "--out", "json=../plan.json"]);
    let done = plan.current_dir(workplace.path().join("a")).status();
    assert!(done.unwrap().success());
    let plan: Value = serde_json::from_str(&workplace.read("plan.json")).unwrap();
    assert_eq!(plan["products"][0]["manifest"], "a/b.storectl.yaml");
    workplace.run(&apply(&["--plan", "plan.json"])).exits(0);
}

#[test]
fn a_plan_that_was_made_outside_of_a_repository_is_applied_where_it_was_made() {
    let outside = tempfile::tempdir().unwrap();
    let workplace = Workplace::empty();
    workplace.manifest(WEBSITE);
    for name in ["storectl.yaml", "other.storectl.yaml"] {
        std::fs::write(outside.path().join(name), workplace.read("storectl.yaml")).unwrap();
    }
    let manifest = outside.path().join("storectl.yaml");
    let manifest = manifest.to_str().unwrap();
    workplace
        .run(&["plan", "--sandbox", manifest, "--out", "json=plan.json"])
        .exits(0);
    let arguments = apply(&["--sandbox", "--plan", "edited.json"]);
    let fails = |edit: Edit| {
        with_plan(&workplace, edit);
        let run = workplace.run(&arguments).exits(12);
        assert!(run.stderr.contains("no such plan"), "{}", run.stderr);
    };
    // Neither another manifest nor another plan was made there.
    fails(|it| {
        let manifest = it["products"][0]["manifest"].as_str().unwrap();
        it["products"][0]["manifest"] =
            json!(manifest.replace("storectl.yaml", "other.storectl.yaml"));
    });
    let kept = outside.path().join(".storectl/plans");
    let aside = outside.path().join("aside");
    std::fs::rename(&kept, &aside).unwrap();
    fails(|_| ());
    std::fs::rename(aside, kept).unwrap();
    let arguments = apply(&["--sandbox", "--plan", "plan.json"]);
    workplace.run(&arguments).exits(0);
}

#[test]
fn the_seller_of_a_plan_file_is_compared_on_the_sandbox_too() {
    let workplace = Workplace::empty();
    workplace.manifest(WEBSITE);
    workplace
        .run(&["plan", "--sandbox", "--out", "json=plan.json"])
        .exits(0);
    with_plan(&workplace, |it| {
        it["products"][0]["sellerId"] = json!("999");
    });
    let run = workplace
        .run(&apply(&["--sandbox", "--plan", "edited.json"]))
        .exits(12);
    assert!(run.stderr.contains("seller account 999"), "{}", run.stderr);
    workplace
        .run(&apply(&["--sandbox", "--plan", "plan.json"]))
        .exits(0);
}

#[test]
fn a_plan_file_that_names_no_store_or_no_seller_is_incomplete() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WEBSITE);
    workplace.run(&["plan", "--out", "json=plan.json"]).exits(0);
    let edits: [(&str, Edit); 3] = [
        ("endpoint", |it| it["endpoint"] = Value::Null),
        ("sellerId", |it| {
            it["products"][0]["sellerId"] = Value::Null;
        }),
        ("sellerId", |it| {
            let product = it["products"][0].as_object_mut().unwrap();
            product.shift_remove("sellerId");
        }),
    ];
    for (missing, edit) in edits {
        with_plan(&workplace, edit);
        let run = workplace.run(&apply(&["--plan", "edited.json"])).exits(12);
        let told = format!("it is incomplete: `{missing}` is missing");
        assert!(run.stderr.contains(&told), "{}", run.stderr);
    }
    assert!(store.writes(0).is_empty());
}

#[test]
fn what_a_plan_left_that_failed_is_no_plan() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WEBSITE);
    let plan = ["plan", "--out", "json=plan.json"];
    workplace.run(&plan).exits(0);
    workplace
        .run(&[&plan[..], &["--seller-id", "999"]].concat())
        .exits(20);
    let requests = store.requests(0).len();
    let run = workplace.run(&apply(&["--plan", "plan.json"])).exits(12);
    let told = "plan.json cannot be applied: it is the result of a plan that did not succeed: it has no plan for the product in storectl.yaml";
    assert!(run.stderr.contains(told), "{}", run.stderr);
    let again = "`storectl plan --out json=plan.json";
    assert!(run.stderr.contains(again), "{}", run.stderr);
    assert_eq!(store.requests(0).len(), requests, "nothing was sent");
}

#[test]
fn a_file_that_is_not_a_plan_is_rejected() {
    let store = Store::start();
    let workplace = Workplace::at(&store, WEBSITE);
    for (content, told) in [
        ("{", "it ends unexpectedly"),
        ("productId: x", "it is not JSON"),
        (r#""a secret""#, "it does not have the format of a plan"),
        ("{}", "its format is"),
        (
            r#"{"format": "storectl.plan", "formatVersion": "2.0"}"#,
            "its version is 2.0",
        ),
    ] {
        workplace.write("plan.json", content);
        let run = workplace.run(&apply(&["--plan", "plan.json"])).exits(1);
        assert!(run.stderr.contains(told), "{}", run.stderr);
        assert!(run.stderr.contains("storectl plan --out json=FILE"));
        for quoted in ["a secret", "struct"] {
            assert!(!run.stderr.contains(quoted), "{}", run.stderr);
        }
    }
    let run = workplace.run(&apply(&["--plan", "."])).exits(1);
    assert!(run.stderr.contains("is a folder, not a plan file"));
    assert!(!run.stderr.contains("remove it"), "{}", run.stderr);
    workplace.run(&apply(&["--plan", "nowhere.json"])).exits(1);
    workplace
        .run(&apply(&["--plan", "plan.json", "."]))
        .exits(64);
}

#[test]
fn a_place_in_a_plan_is_named_from_the_root_in_documents_and_from_the_working_directory_on_a_terminal()
 {
    let workplace = Workplace::at(
        &Store::start(),
        "properties: { website: https://www.contoso.com/widgets }\nlistings: { en-us: { whatsNew: { file: ../notes/new.txt } } }\n",
    );
    workplace.write("a/b.storectl.yaml", workplace.read("storectl.yaml"));
    workplace.write("notes/new.txt", "Many more gears.\n");
    let mut plan = workplace.command(&[
        "plan",
        "b.storectl.yaml",
        "--out",
        "json=../plan.json",
        "--out",
        "markdown=../plan.md",
    ]);
    let done = plan.current_dir(workplace.path().join("a")).output();
    let run = Run::of(done.unwrap()).exits(0);
    let plan: Value = serde_json::from_str(&workplace.read("plan.json")).unwrap();
    let changes = plan["products"][0]["changes"].as_array().unwrap();
    let files: Vec<&str> = changes
        .iter()
        .filter_map(|it| it["source"]["file"].as_str())
        .collect();
    assert_eq!(files, ["a/b.storectl.yaml", "notes/new.txt"]);
    let comment = workplace.read("plan.md");
    for place in ["a/b.storectl.yaml:", "`notes/new.txt:1`"] {
        assert!(comment.contains(place), "no {place} in\n{comment}");
    }
    for place in [" b.storectl.yaml:", "../notes/new.txt:1"] {
        assert!(run.stdout.contains(place), "no {place} in\n{}", run.stdout);
    }
}
