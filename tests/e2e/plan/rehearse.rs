//! `plan --rehearse`: the whole apply, against a simulated Store in memory.

use serde_json::Value;
use storectl_sandbox::Options;

use crate::support::{Store, Workplace, images};

const CHANGES: &str = "
properties: { website: https://www.contoso.com/widgets }
packages:
  - { packageUrl: https://www.contoso.com/downloads/1.2/setup.exe }
listings:
  en-us: { whatsNew: Gears now turn both ways and the search finds them. }
";

/// A text of exactly as many characters as allowed, one of which is two UTF-16 units.
fn at_the_limit() -> String {
    let manifest =
        "listings:\n  en-us:\n    whatsNew: Gears now turn both ways.\n    shortDescription: ";
    format!("{manifest}{}😀\n", "g".repeat(999))
}

fn rehearsal(workplace: &Workplace, code: i32) -> Value {
    let arguments = ["plan", "--rehearse", "--format", "json"];
    let plan = workplace.run(&arguments).exits(code).json();
    plan["products"][0]["rehearsal"].clone()
}

/// Everything in the folder but the caches.
fn files(workplace: &Workplace) -> Vec<String> {
    let entries = walkdir::WalkDir::new(workplace.path()).sort_by_file_name();
    let names = entries.into_iter().map(|it| it.unwrap());
    let names = names.map(|it| it.path().strip_prefix(workplace.path()).unwrap().to_owned());
    let names = names.map(|it| it.to_string_lossy().into_owned());
    names
        .filter(|it| !it.starts_with(".cache") && !it.starts_with(".storectl/plans"))
        .collect()
}

#[test]
fn a_rehearsal_says_how_many_requests_and_waits_the_apply_takes() {
    let store = Store::start();
    let workplace = Workplace::at(&store, CHANGES);
    let so_far = store.requests(0).len();
    let rehearsed = rehearsal(&workplace, 0);
    assert_eq!(rehearsed["ok"], true);
    assert_eq!(rehearsed["refusals"], Value::Array(Vec::new()));
    assert!(store.writes(so_far).is_empty());
    let from = store.requests(0).len();
    workplace.run(&crate::support::apply(&[])).exits(0);
    let writes = store.writes(from).len();
    assert_eq!(
        rehearsed["requests"]["write"].as_u64().unwrap(),
        writes as u64
    );
    assert!(rehearsed["waits"].as_u64().unwrap() > 0, "{rehearsed}");
    let text = workplace.run(&["plan", "--rehearse"]).exits(0).stdout;
    assert!(text.contains("rehearsed: 0 requests, 0 waits"), "{text}");
}

#[test]
fn a_text_that_is_too_long_in_utf_16_is_refused_with_its_line_and_the_interpretation() {
    let store = Store::start();
    let workplace = Workplace::at(&store, &at_the_limit());
    // The manifest's own rules count characters, and only warn.
    workplace.run(&["plan"]).exits(0);
    let rehearsed = rehearsal(&workplace, 10);
    assert_eq!(rehearsed["ok"], false);
    let refusal = &rehearsed["refusals"][0];
    assert_eq!(refusal["address"], "listings.en-us.shortDescription");
    assert_eq!(refusal["code"], "badrequest");
    assert_eq!(refusal["source"]["file"], "storectl.yaml");
    assert_eq!(refusal["source"]["line"], 6);
    assert_eq!(
        refusal["interpretations"][0]["reading"],
        "text-length=utf16"
    );
    assert!(
        refusal["message"]
            .as_str()
            .unwrap()
            .contains("UTF-16 units")
    );
    for format in ["text", "markdown"] {
        let run = workplace
            .run(&["plan", "--rehearse", "--format", format])
            .exits(10);
        for said in ["storectl.yaml:6", "UTF-16", "text-length=utf16"] {
            assert!(run.stdout.contains(said), "no {said} in\n{}", run.stdout);
        }
    }
}

#[test]
fn a_rehearsal_is_no_part_of_the_hash_and_leaves_nothing() {
    let store = Store::start();
    let workplace = Workplace::at(&store, CHANGES);
    let plan = |arguments: &[&str]| {
        let arguments = [&["plan", "--format", "json"], arguments].concat();
        workplace.run(&arguments).exits(0).json()
    };
    let without = plan(&[]);
    let before = files(&workplace);
    let with = plan(&["--rehearse"]);
    assert_eq!(files(&workplace), before);
    assert_eq!(with["planHash"], without["planHash"]);
    assert_eq!(with["contentHash"], without["contentHash"]);
    assert_eq!(without["products"][0]["rehearsal"], Value::Null);
}

#[test]
fn a_rehearsal_that_is_refused_leaves_nothing_either() {
    let store = Store::start();
    let workplace = Workplace::at(&store, &at_the_limit());
    workplace.run(&["plan"]).exits(0);
    let before = files(&workplace);
    workplace.run(&["plan", "--rehearse"]).exits(10);
    assert_eq!(files(&workplace), before);
}

#[test]
fn a_snapshot_is_rehearsed_as_well_as_the_store() {
    let store = Store::start();
    let workplace = Workplace::at(&store, CHANGES);
    workplace
        .run(&["plan", "--save-live", "live.json"])
        .exits(0);
    let online = rehearsal(&workplace, 0);
    let arguments = [
        "plan",
        "--live",
        "live.json",
        "--rehearse",
        "--format",
        "json",
    ];
    let plan = workplace.run(&arguments).exits(0).json();
    assert_eq!(plan["products"][0]["rehearsal"], online);
}

#[test]
fn the_images_of_the_manifest_are_uploaded_in_the_rehearsal() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "listings: { en-us: { screenshots: [one.png] } }\n");
    workplace.write("one.png", images::png(1366, 768, 1));
    workplace
        .run(&crate::support::apply(&["--submit", "never"]))
        .exits(0);
    workplace.manifest("listings: { en-us: { screenshots: [one.png, two.png] } }\n");
    workplace.write("two.png", images::png(1366, 768, 2));
    let rehearsed = rehearsal(&workplace, 0);
    assert_eq!(rehearsed["ok"], true, "{rehearsed}");
    let from = store.requests(0).len();
    workplace.run(&crate::support::apply(&[])).exits(0);
    let writes = store.writes(from).len();
    assert_eq!(
        rehearsed["requests"]["write"].as_u64().unwrap(),
        writes as u64
    );
}

#[test]
fn a_plan_that_lacks_tokens_is_rehearsed_as_if_they_were_given() {
    let store = Store::start();
    let workplace = Workplace::at(&store, "listings: { de-de: null }\n");
    let rehearsed = rehearsal(&workplace, 11);
    assert_eq!(rehearsed["ok"], true);
    assert!(
        rehearsed["requests"]["write"].as_u64().unwrap() > 0,
        "{rehearsed}"
    );
}

#[test]
fn a_product_with_a_submission_in_progress_is_rehearsed_as_if_it_had_ended() {
    let store = Store::with(Options {
        interpretations: "submission-reads=100".parse().unwrap(),
        ..Options::default()
    });
    let workplace = Workplace::at(
        &store,
        "properties: { website: https://www.contoso.com/new }\n",
    );
    workplace.run(&crate::support::apply(&[])).exits(0);
    workplace.manifest("properties: { website: https://www.contoso.com/newer }\n");
    let rehearsed = rehearsal(&workplace, 0);
    assert_eq!(rehearsed["ok"], true, "{rehearsed}");
}

#[test]
fn an_invalid_plan_is_not_rehearsed() {
    let store = Store::start();
    let workplace = Workplace::at(
        &store,
        "listings: { fr-fr: { description: Des engrenages. } }\n",
    );
    assert_eq!(rehearsal(&workplace, 10), Value::Null);
}
