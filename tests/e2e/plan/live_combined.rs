//! `plan --live` together with other flags, and for several products.

use serde_json::{Value, json};
use storectl_sandbox::SAMPLE_PRODUCT;

use crate::{
    plan::live::{
        comparable, equals_the_plan_it_was_saved_beside, offline, save, without_credentials,
    },
    support::{
        Run, Store, Workplace, apply,
        git::{git, receipt},
    },
};

const TEXT: &str = "listings: { en-us: { whatsNew: Gears now turn both ways. } }\n";
const OTHER_TEXT: &str = "listings: { en-us: { whatsNew: Gears turn in silence. } }\n";

/// A checkout whose last commit was applied and left a receipt; the manifest now says something else.
fn applied(store: &Store) -> Workplace {
    let workplace = Workplace::at(store, TEXT);
    workplace.write(".gitignore", ".storectl/\nlive.json\n");
    let workplace = workplace.into_repository();
    workplace.run(&apply(&["--wait", "published"])).exits(0);
    workplace.manifest(OTHER_TEXT);
    workplace
}

/// Puts a text in the Store that neither manifest has.
fn drift(store: &Store) {
    let mut product = store.product();
    let text = "Somebody else wrote this.";
    product.listings[0]
        .fields
        .insert("whatsNew".into(), text.into());
    store.sandbox.put_product(product);
}

fn base(run: &Run) -> String {
    run.json()["products"][0]["base"]["kind"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn a_base_revision_labels_a_plan_from_a_snapshot_as_it_does_online() {
    let store = Store::start();
    let workplace = applied(&store);
    drift(&store);
    equals_the_plan_it_was_saved_beside(workplace, &["--base", "HEAD"]);
}

#[test]
fn the_receipt_file_of_the_checkout_counts_for_a_snapshot_as_it_does_online() {
    let store = Store::start();
    let workplace = applied(&store);
    drift(&store);
    equals_the_plan_it_was_saved_beside(workplace, &[]);
}

#[test]
fn a_snapshot_fetches_no_receipts_and_the_file_still_counts() {
    let store = Store::start();
    let workplace = applied(&store);
    save(&workplace, &[]).exits(0);
    let remote = tempfile::tempdir().unwrap();
    git(remote.path(), &["init", "--quiet", "--bare"]);
    git(
        workplace.path(),
        &["remote", "add", "origin", remote.path().to_str().unwrap()],
    );
    // The remote is gone: a fetch would say so.
    drop(remote);
    let run = offline(&workplace, &["--format", "json", "--receipts", "git"]).exits(0);
    assert_eq!(base(&run), "receipt");
    assert!(!run.stderr.contains("warning:"), "{}", run.stderr);
}

#[test]
fn a_rollback_is_planned_from_a_snapshot_too_and_rehearsed() {
    let store = Store::start();
    let workplace = applied(&store);
    workplace.keep_receipt(&receipt("1001", &json!([])));
    workplace.manifest(TEXT);
    let at = ["--at", "1001", "--format", "json", "--rehearse"];
    let online = save(&workplace, &at).exits(0).json();
    let workplace = without_credentials(workplace);
    let run = offline(&workplace, &at).exits(0).json();
    assert_eq!(run["products"][0]["at"]["submissionId"], "1001");
    assert_eq!(run["products"][0]["rehearsal"]["ok"], true);
    assert_eq!(comparable(run), comparable(online));
}

/// Three products of one repository, kept in one snapshot.
fn fleet(store: &Store) -> Workplace {
    let workplace = Workplace::at(store, TEXT);
    for (name, digit) in [("second", "4"), ("third", "5")] {
        let mut product = store.product();
        product.id = SAMPLE_PRODUCT.replacen('3', digit, 1);
        let manifest = format!("apiVersion: storectl/v1\nproductId: {}\n{TEXT}", product.id);
        store.sandbox.put_product(product);
        workplace.write(&format!("{name}.storectl.yaml"), manifest);
    }
    workplace
}

/// The snapshot with something done to one of its products.
fn with_product(workplace: &Workplace, at: usize, change: impl FnOnce(&mut Vec<Value>, usize)) {
    let mut document: Value = serde_json::from_str(&workplace.read("live.json")).unwrap();
    change(document["products"].as_array_mut().unwrap(), at);
    workplace.write("live.json", document.to_string());
}

fn statuses(plan: &Value) -> Vec<&str> {
    let products = plan["products"].as_array().unwrap().iter();
    products.map(|it| it["status"].as_str().unwrap()).collect()
}

#[test]
fn a_fleet_is_kept_in_one_snapshot_and_planned_from_it() {
    let store = Store::start();
    let workplace = fleet(&store);
    equals_the_plan_it_was_saved_beside(workplace, &[]);
}

#[test]
fn a_product_that_left_the_snapshot_stops_no_other_of_the_fleet() {
    let store = Store::start();
    let workplace = fleet(&store);
    save(&workplace, &[]).exits(0);
    with_product(&workplace, 1, |products, at| drop(products.remove(at)));
    let plan = offline(&workplace, &["--format", "json"]).exits(1).json();
    let mut found = statuses(&plan);
    found.sort_unstable();
    assert_eq!(found, ["changed", "changed", "error"]);
}

#[test]
fn a_product_of_another_seller_stops_the_run_and_is_named() {
    let store = Store::start();
    let workplace = fleet(&store);
    save(&workplace, &[]).exits(0);
    with_product(&workplace, 1, |products, at| {
        products[at]["sellerId"] = "999".into();
    });
    let run = offline(&workplace, &[]).exits(20);
    assert!(run.stderr.contains("999"), "{}", run.stderr);
}

#[test]
fn a_snapshot_is_read_from_a_file_and_nothing_else() {
    let store = Store::start();
    let workplace = Workplace::at(&store, TEXT);
    for (file, word) in [
        ("-", "no such file"),
        ("/dev/null", "a device"),
        (".", "a folder"),
    ] {
        let run = workplace.run(&["plan", "--live", file]).exits(1);
        assert!(run.stderr.contains(word), "{file}: {}", run.stderr);
    }
    let both = ["plan", "--live", "live.json", "--save-live", "other.json"];
    workplace.run(&both).exits(64);
}

#[test]
fn how_old_a_snapshot_may_be_is_a_duration_with_a_unit() {
    let store = Store::start();
    let workplace = Workplace::at(&store, TEXT);
    save(&workplace, &[]).exits(0);
    for good in ["90m", "1h", "1d", "3600s"] {
        offline(&workplace, &["--max-age", good]).exits(0);
    }
    for bad in ["-1h", "1", "soon", ""] {
        offline(&workplace, &["--max-age", bad]).exits(64);
    }
}

#[test]
fn a_snapshot_with_more_than_any_product_has_is_refused_before_anything_is_compared() {
    let store = Store::start();
    let workplace = Workplace::at(&store, TEXT);
    save(&workplace, &[]).exits(0);
    with_product(&workplace, 0, |products, at| {
        let listings = (0..20_000).map(|it| json!({ "language": format!("x{it}") }));
        products[at]["draft"]["listings"] = listings.collect();
    });
    let run = offline(&workplace, &[]).exits(1);
    assert!(run.stderr.contains("live.json"), "{}", run.stderr);
}
