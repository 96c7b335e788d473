//! A plan file that nobody touched is applied with all it was approved with; an edited one is noticed.

use serde_json::{Value, json};
use storectl_sandbox::Product;

use crate::support::{Run, Store, Workplace, apply};

const SECRET: &str = "name: Contoso Widgets
vars: { pw: { secret: true }, year: \"2026\" }
properties: { certificationNotes: \"demo / ${pw}\", website: \"https://www.contoso.com/${year}\" }
listings: { en-us: { whatsNew: New gears, shortDescription: Gears for everyone } }
";

const LANGUAGE_REMOVED: &str = "listings: { de-de: null }\n";

/// Plans into `plan.json`.
fn save(workplace: &Workplace, more: &[&str]) -> Run {
    workplace.run(&[&["plan", "--out", "json=plan.json"], more].concat())
}

fn saved(workplace: &Workplace) -> Value {
    serde_json::from_str(&workplace.read("plan.json")).unwrap()
}

/// Adds another product to a store and its manifest to a workplace.
fn second_product(store: &Store, workplace: &Workplace, body: &str) {
    let other = Product {
        id: "4e31a9f9-84e8-4d2d-9eba-487878000001".to_owned(),
        ..store.product()
    };
    workplace.write(
        "z.storectl.yaml",
        format!("apiVersion: storectl/v1\nproductId: {}\n{body}", other.id),
    );
    store.sandbox.put_product(other);
}

/// Every token of a plan.
fn tokens(plan: &Value) -> Vec<String> {
    let products = plan["products"].as_array().unwrap().iter();
    let changes = products.flat_map(|it| it["changes"].as_array().unwrap());
    let tokens = changes.filter_map(|it| it["token"].as_str());
    tokens.map(str::to_owned).collect()
}

#[test]
fn an_untouched_plan_file_applies_whatever_word_the_secret_is() {
    let mut hashes = Vec::new();
    for secret in [
        // What nobody has written.
        "hunter2",
        // Words of the manifest: of texts, a name, a variable, an address.
        "gears",
        "Contoso",
        "2026",
        "www.contoso.com",
        "New gears",
        // Words of the draft alone.
        "DeveloperTools",
        "Widgets",
        // Words, keys and digits of the document.
        "listings",
        "storectl",
        "sandbox",
        "patch-metadata",
        "productId",
        "sp1-",
        "3e31a9f9",
        "a",
        "0",
    ] {
        let mut workplace = Workplace::empty();
        workplace.manifest(SECRET);
        workplace.set("STORECTL_VAR_PW", secret);
        save(&workplace, &["--sandbox"]).exits(0);
        let plan = saved(&workplace);
        let changes = plan["products"][0]["changes"].as_array().unwrap();
        let mut changes = changes.iter();
        let notes = changes.find(|it| it["address"] == "properties.certificationNotes");
        assert_eq!(notes.unwrap()["after"], "(secret, changed)", "{secret}");
        hashes.push(plan["planHash"].clone());
        let run = workplace.run(&apply(&["--sandbox", "--plan", "plan.json"]));
        assert_eq!(run.code, 0, "{secret}: {}", run.stderr);
    }
    hashes.dedup();
    assert_eq!(hashes.len(), 1, "the hash tells nothing of the secret");
}

#[test]
fn a_secret_of_the_draft_is_redacted_in_a_file_that_still_applies() {
    let store = Store::start();
    let mut product = store.product();
    product.properties["supportContactInfo"] = json!("demo / hunter2");
    store.sandbox.put_product(product);
    let mut workplace = Workplace::at(
        &store,
        &SECRET.replace("website:", "supportContactInfo: help@contoso.com, website:"),
    );
    workplace.set("STORECTL_VAR_PW", "hunter2");
    save(&workplace, &[]).exits(0);
    let file = workplace.read("plan.json");
    assert!(!file.contains("hunter2"), "{file}");
    let plan = saved(&workplace);
    let hash = plan["planHash"].as_str().unwrap();

    let mut edited = plan.clone();
    edited["products"][0]["changes"][0]["after"] = json!("another");
    workplace.write("edited.json", edited.to_string());
    let run = workplace.run(&apply(&["--plan", "edited.json"])).exits(12);
    assert!(run.stderr.contains("it was edited"), "{}", run.stderr);
    workplace
        .run(&apply(&["--plan", "plan.json", "--expect", hash]))
        .exits(0);
}

#[test]
fn a_token_given_to_plan_holds_for_the_plan_that_was_saved() {
    let store = Store::start();
    let workplace = Workplace::at(&store, LANGUAGE_REMOVED);
    save(&workplace, &[]).exits(11);
    let tokens = tokens(&saved(&workplace));
    let hash_before = saved(&workplace)["planHash"].as_str().unwrap().to_owned();
    assert!(saved(&workplace)["products"][0]["acknowledgedByFlag"] == json!([]));
    workplace.run(&apply(&["--plan", "plan.json"])).exits(11);

    save(&workplace, &["--acknowledge", &tokens[0]]).exits(0);
    let plan = saved(&workplace);
    assert_eq!(plan["products"][0]["acknowledgedByFlag"], json!(tokens));
    let hash = plan["planHash"].as_str().unwrap();
    let other = ["--plan", "plan.json", "--expect", &hash_before];
    workplace.run(&apply(&other)).exits(12);
    workplace
        .run(&apply(&["--plan", "plan.json", "--expect", hash]))
        .exits(0);
    let again = workplace.run(&apply(&["--plan", "plan.json"])).exits(0);
    assert!(!again.stdout.contains("remove it"), "{}", again.stdout);
}

#[test]
fn a_token_given_to_apply_holds_for_the_hash_of_the_plan_before_it() {
    let workplace = Workplace::at(&Store::start(), LANGUAGE_REMOVED);
    save(&workplace, &[]).exits(11);
    let plan = saved(&workplace);
    let hash = plan["planHash"].as_str().unwrap();
    let token = &tokens(&plan)[0];
    workplace
        .run(&apply(&["--expect", hash, "--acknowledge", token]))
        .exits(0);
}

#[test]
fn a_token_written_into_a_plan_file_is_noticed() {
    let store = Store::start();
    let workplace = Workplace::at(&store, LANGUAGE_REMOVED);
    save(&workplace, &[]).exits(11);
    let plan = saved(&workplace);
    let edits: [fn(&mut Value, &str); 2] = [
        |it, token| it["products"][0]["acknowledgedByFlag"] = json!([token]),
        |it, _| it["products"][0]["changes"][0]["acknowledged"] = json!(true),
    ];
    for edit in edits {
        let mut edited = plan.clone();
        edit(&mut edited, &tokens(&plan)[0]);
        workplace.write("edited.json", edited.to_string());
        let run = workplace.run(&apply(&["--plan", "edited.json"])).exits(12);
        assert!(run.stderr.contains("it was edited"), "{}", run.stderr);
    }
    assert!(store.writes(0).is_empty());
}

#[test]
fn a_saved_token_approves_no_other_change() {
    let store = Store::start();
    let workplace = Workplace::at(&store, LANGUAGE_REMOVED);
    save(&workplace, &[]).exits(11);
    let token = &tokens(&saved(&workplace))[0];
    save(&workplace, &["--acknowledge", token]).exits(0);
    workplace.manifest("listings: { de-de: null, en-us: { description: null } }\n");
    workplace.run(&apply(&["--plan", "plan.json"])).exits(10);
    workplace.manifest("availability: { pricing: FREE }\n");
    workplace.run(&apply(&["--plan", "plan.json"])).exits(11);
    assert!(store.writes(0).is_empty());
}

#[test]
fn a_token_of_one_product_is_not_unused_because_another_does_not_need_it() {
    let store = Store::start();
    let workplace = Workplace::at(&store, LANGUAGE_REMOVED);
    second_product(
        &store,
        &workplace,
        "listings: { de-de: null }\navailability: { pricing: FREE }\n",
    );
    save(&workplace, &[]).exits(11);
    let tokens = tokens(&saved(&workplace));
    let flags: Vec<&str> = tokens.iter().flat_map(|it| ["--acknowledge", it]).collect();
    let text = save(&workplace, &flags).exits(0);
    let file = workplace.read("plan.json");
    for shown in [&text.stdout, &text.stderr, &file] {
        assert!(!shown.contains("does not match"), "{shown}");
    }
    let unused = [&flags[..], &["--acknowledge", "D-unused"]].concat();
    let text = save(&workplace, &unused).exits(0).stdout;
    let warning = "D-unused, acknowledged for this run, does not match any change";
    assert_eq!(text.matches(warning).count(), 1, "{text}");
    assert_eq!(text.matches("does not match").count(), 1, "{text}");
    workplace.run(&apply(&["--plan", "plan.json"])).exits(0);
}

#[test]
fn a_value_the_run_is_given_is_not_shown_where_it_holds_a_secret() {
    let mut workplace = Workplace::empty();
    let body = SECRET.replace("vars: {", "vars: { other: none,");
    workplace.manifest(&body.replace("New gears", "\"News for ${other}\""));
    workplace.set("STORECTL_VAR_PW", "hunter2secret");
    workplace.set("STORECTL_VAR_OTHER", "user:hunter2secret");
    save(&workplace, &["--sandbox"]).exits(0);
    let text = workplace.read("plan.json");
    assert!(!text.contains("hunter2"), "{text}");
    let other = &saved(&workplace)["products"][0]["variables"][0];
    assert_eq!(
        (&other["name"], &other["value"]),
        (&"other".into(), &serde_json::Value::Null)
    );
    // Given again, it is the value that was approved.
    workplace
        .run(&apply(&["--sandbox", "--plan", "plan.json"]))
        .exits(0);
}
