//! Languages × texts, of manifests and of what customers get.

use serde_json::Value;

use crate::support::{Store, Workplace};

/// Three languages, of which one lacks a text.
const LISTINGS: &str = "\
listings:
  en-us: { shortDescription: Gears for everyone, whatsNew: Faster gears. }
  de-de: { shortDescription: Zahnräder für alle }
  fr-fr: { shortDescription: Des engrenages, whatsNew: Plus rapide. }
";

/// The head of the manifest of a product of its own.
fn head(at: usize) -> String {
    format!("apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-{at:012}\n")
}

fn cell<'d>(texts: &'d Value, language: &str, field: &str) -> &'d Value {
    let languages = texts["languages"].as_array().unwrap();
    let found = languages.iter().find(|it| it["language"] == language);
    &found.unwrap()["texts"][field]
}

#[test]
fn validate_notes_what_is_missing_and_shows_all_of_it_where_asked() {
    let workplace = Workplace::empty();
    workplace.write("storectl.yaml", format!("{}{LISTINGS}", head(1)));
    let text = workplace.run(&["validate"]).exits(0).stdout;
    assert_eq!(
        text,
        "note: de-de has no whatsNew; 2 of 3 languages do\n1 manifest: no errors, no warnings\n"
    );
    let text = workplace.run(&["validate", "-v"]).exits(0).stdout;
    assert!(
        text.contains("Texts by language: 3 languages, 1 text missing"),
        "{text}"
    );
    let text = workplace.run(&["validate", "-q"]).exits(0).stdout;
    assert!(!text.contains("whatsNew"), "{text}");
    let markdown = ["validate", "--format", "markdown"];
    let text = workplace.run(&markdown).exits(0).stdout;
    assert!(
        text.contains("<details><summary><b>Texts by language</b>"),
        "{text}"
    );
    let document = workplace
        .run(&["validate", "--format", "json"])
        .exits(0)
        .json();
    let entry = &document["localization"][0];
    assert_eq!(entry["manifest"], "storectl.yaml");
    assert_eq!(cell(&entry["texts"], "en-us", "whatsNew")["length"], 13);
    assert_eq!(
        cell(&entry["texts"], "de-de", "whatsNew")["state"],
        "absent"
    );
}

#[test]
fn an_invalid_manifest_has_no_texts_and_the_others_have() {
    let workplace = Workplace::empty();
    workplace.write("a/storectl.yaml", format!("{}{LISTINGS}", head(1)));
    workplace.write("b/storectl.yaml", format!("{}markets: [US]\n", head(2)));
    let document = workplace
        .run(&["validate", "--format", "json"])
        .exits(10)
        .json();
    let texts = document["localization"].as_array().unwrap();
    let manifests: Vec<&str> = texts
        .iter()
        .filter_map(|it| it["manifest"].as_str())
        .collect();
    assert_eq!(manifests, ["a/storectl.yaml"]);
}

#[test]
fn of_many_manifests_the_first_hundred_have_texts() {
    let workplace = Workplace::empty();
    for at in 0..110 {
        let content = format!("{}{LISTINGS}", head(at));
        workplace.write(&format!("{at:03}/storectl.yaml"), content);
    }
    let document = workplace
        .run(&["validate", "--format", "json"])
        .exits(0)
        .json();
    let texts = document["localization"].as_array().unwrap();
    assert_eq!(texts.len(), 100);
    assert_eq!(texts[99]["manifest"], "099/storectl.yaml");
    assert_eq!(document["summary"]["manifests"], 110);
}

#[test]
fn a_plan_counts_what_only_the_store_has_as_present() {
    let store = Store::start();
    let workplace = Workplace::at(
        &store,
        "listings:\n  en-us: { whatsNew: Faster gears. }\n  de-de: { shortDescription: null }\n",
    );
    workplace
        .run(&["plan", "--out", "json=plan.json"])
        .exits(11);
    let document: Value = serde_json::from_str(&workplace.read("plan.json")).unwrap();
    let texts = &document["products"][0]["localization"];
    for (language, field, state) in [
        ("en-us", "whatsNew", "own"),
        ("en-us", "description", "store"),
        ("de-de", "whatsNew", "store"),
        ("de-de", "shortDescription", "cleared"),
        ("de-de", "sortTitle", "absent"),
    ] {
        assert_eq!(cell(texts, language, field)["state"], state, "{field}");
    }
    let text = workplace.run(&["plan", "-v"]).exits(11).stdout;
    assert!(text.contains("  Texts by language: 2 languages"), "{text}");
    assert!(text.contains("° not managed; in the Store"), "{text}");
}
