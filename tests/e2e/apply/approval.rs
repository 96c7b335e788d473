//! What was approved is what is done: by the plan's file, by its hash, and after a cut-off.

use storectl_sandbox::Options;

use crate::support::{Store, Workplace, apply};

const TWO: &str = "
properties: { website: https://www.contoso.com/widgets }
listings:
  en-us: { whatsNew: Gears now turn both ways and the search finds them. }
  de-de: { whatsNew: Zahnräder drehen sich jetzt in beide Richtungen. }
";

/// A workplace whose plan is saved in `plan.json`, and the plan's hash.
fn planned(store: &Store) -> (Workplace, String) {
    let workplace = Workplace::at(store, TWO);
    workplace.run(&["plan", "--out", "json=plan.json"]).exits(0);
    let plan: serde_json::Value = serde_json::from_str(&workplace.read("plan.json")).unwrap();
    (workplace, plan["planHash"].as_str().unwrap().to_owned())
}

/// Somebody edits a text in Partner Center.
fn edit(store: &Store, language: &str, text: &str) {
    let mut product = store.product();
    let listing = product
        .listings
        .iter_mut()
        .find(|it| it.language == language)
        .unwrap();
    listing.fields.insert("whatsNew".into(), text.into());
    store.sandbox.put_product(product);
}

#[test]
fn an_approved_plan_is_applied() {
    let store = Store::start();
    let (workplace, _) = planned(&store);
    workplace.run(&apply(&["--plan", "plan.json"])).exits(0);
    assert_eq!(store.product().submissions.len(), 1);
}

#[test]
fn a_remainder_of_an_approved_plan_is_applied() {
    let store = Store::start();
    let (workplace, _) = planned(&store);
    edit(
        &store,
        "en-us",
        "Gears now turn both ways and the search finds them.",
    );
    workplace.run(&apply(&["--plan", "plan.json"])).exits(0);
    assert_eq!(store.product().submissions.len(), 1);
}

#[test]
fn a_draft_that_moved_is_stale_and_what_is_done_the_same_and_new_is_told() {
    let store = Store::start();
    let (workplace, _) = planned(&store);
    edit(
        &store,
        "en-us",
        "Gears now turn both ways and the search finds them.",
    );
    edit(
        &store,
        "de-de",
        "Von jemand anderem in Partner Center geschrieben.",
    );
    let so_far = store.requests(0).len();
    let run = workplace.run(&apply(&["--plan", "plan.json"])).exits(12);
    for told in [
        "new or different: listings.de-de.whatsNew",
        "the same: properties.website",
        "already done: listings.de-de.whatsNew, listings.en-us.whatsNew",
    ] {
        assert!(run.stderr.contains(told), "no `{told}` in\n{}", run.stderr);
    }
    assert!(store.writes(so_far).is_empty());
}

#[test]
fn a_plan_that_did_not_submit_does_not_approve_a_submission() {
    let store = Store::start();
    let workplace = Workplace::at(&store, TWO);
    workplace
        .run(&["plan", "--submit", "never", "--out", "json=plan.json"])
        .exits(0);
    let run = workplace.run(&apply(&["--plan", "plan.json"])).exits(12);
    assert!(
        run.stderr.contains("new or different: submit"),
        "{}",
        run.stderr
    );
    workplace
        .run(&apply(&["--plan", "plan.json", "--submit", "never"]))
        .exits(0);
    assert!(store.product().submissions.is_empty());
}

#[test]
fn a_plan_file_that_was_changed_is_refused() {
    let store = Store::start();
    let (workplace, _) = planned(&store);
    let tampered = workplace
        .read("plan.json")
        .replace("the search finds them", "the searcher steals them");
    workplace.write("plan.json", tampered);
    let so_far = store.requests(0).len();
    let run = workplace.run(&apply(&["--plan", "plan.json"])).exits(12);
    assert!(
        run.stderr.contains("it was changed after it was created"),
        "{}",
        run.stderr
    );
    assert_eq!(store.requests(0).len(), so_far, "nothing was sent");
}

#[test]
fn a_file_that_is_no_plan_is_told_apart() {
    let store = Store::start();
    let workplace = Workplace::at(&store, TWO);
    for (content, told) in [
        ("{", "not a plan"),
        ("{}", "its format is"),
        (
            r#"{"format": "storectl.plan", "formatVersion": "2.0"}"#,
            "its version is 2.0",
        ),
    ] {
        workplace.write("plan.json", content);
        let run = workplace.run(&apply(&["--plan", "plan.json"])).exits(12);
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
    workplace.run(&apply(&["--plan", "nowhere.json"])).exits(1);
    workplace
        .run(&apply(&["--plan", "plan.json", "."]))
        .exits(64);
}

#[test]
fn the_same_hash_finishes_what_was_cut_off() {
    // The second text is refused for as long as retries last, so the first run ends after the first.
    let faults = ["500@PATCH:/metadata#2"]
        .map(|it| it.parse().unwrap())
        .into();
    let store = Store::with(Options {
        faults,
        ..Options::default()
    });
    let (workplace, hash) = planned(&store);
    workplace.run(&apply(&["--expect", &hash])).exits(30);
    assert!(store.product().submissions.is_empty());
    workplace.run(&apply(&["--expect", &hash])).exits(0);
    assert_eq!(store.product().submissions.len(), 1);
}

#[test]
fn a_plan_holds_no_secret_and_no_signature() {
    let store = Store::start();
    let (workplace, _) = planned(&store);
    let plan = workplace.read("plan.json");
    assert!(!plan.contains(&storectl_sandbox::Credentials::default().client_secret));
    assert!(!plan.contains("sig="));
}
