//! `apply` and `submit` judge again: what a plan was allowed is not what may be done now.

use serde_json::{Value, json};
use storectl_sandbox::{Recorded, SAMPLE_PRODUCT};

use super::{FREE, WEBSITE, policy, workplace};
use crate::support::{QUICK, Store, apply};

#[test]
fn apply_refuses_before_the_first_write_what_the_policy_forbids() {
    let store = Store::start();
    let workplace = workplace(&store, WEBSITE, "products: []\n");
    let run = workplace.run(&apply(&["--policy", "policy.yaml", "--format", "json"]));
    let report = run.exits(11).json();
    assert_eq!(report["exit"], 11);
    assert_eq!(report["error"]["location"]["file"], "policy.yaml");
    assert_eq!(report["error"]["location"]["line"], 2);
    assert!(store.writes(0).is_empty());
    policy(&workplace, &format!("products: [{SAMPLE_PRODUCT}]\n"));
    workplace.run(&apply(&["--policy", "policy.yaml"])).exits(0);
}

#[test]
fn an_approved_plan_is_judged_again() {
    let store = Store::start();
    let workplace = workplace(&store, WEBSITE, "");
    let plan = ["plan", "--policy", "policy.yaml", "--out", "json=plan.json"];
    workplace.run(&plan).exits(0);
    let plan: Value = serde_json::from_str(&workplace.read("plan.json")).unwrap();
    let hash = plan["planHash"].as_str().unwrap().to_owned();
    policy(&workplace, "installerHosts: [dl.contoso.com]\n");
    for approved in [["--plan", "plan.json"], ["--expect", &hash]] {
        let flags = [&approved[..], &["--policy", "policy.yaml"]].concat();
        let run = workplace.run(&apply(&flags)).exits(11);
        assert!(run.stderr.contains("www.contoso.com"), "{}", run.stderr);
    }
    assert!(store.writes(0).is_empty());
    policy(&workplace, "installerHosts: [www.contoso.com]\n");
    let flags = ["--plan", "plan.json", "--policy", "policy.yaml"];
    workplace.run(&apply(&flags)).exits(0);
}

#[test]
fn an_acknowledgment_in_a_plan_file_allows_nothing_that_the_policy_forbids() {
    let store = Store::start();
    let workplace = workplace(&store, FREE, "neverAcknowledge: [pricing-changed]\n");
    let open = workplace
        .run(&["plan", "--format", "json"])
        .exits(11)
        .json();
    let changes = open["products"][0]["changes"].as_array().unwrap().iter();
    let tokens = changes.filter_map(|it| it["token"].as_str());
    let tokens: Vec<&str> = tokens.flat_map(|it| ["--acknowledge", it]).collect();
    let plan = [&["plan", "--out", "json=plan.json"], &tokens[..]].concat();
    workplace.run(&plan).exits(0);
    let flags = ["--plan", "plan.json", "--policy", "policy.yaml"];
    workplace.run(&apply(&flags)).exits(11);
    assert!(store.writes(0).is_empty());
}

#[test]
fn submit_refuses_a_draft_that_the_policy_forbids_also_one_that_differs() {
    let store = Store::start();
    let workplace = workplace(&store, WEBSITE, "installerHosts: [dl.contoso.com]\n");
    let submit = [&["submit", "--yes", "--policy", "policy.yaml"], &QUICK[..]].concat();
    // The draft differs (12), and 11 goes before 12.
    let run = workplace.run(&submit).exits(11);
    assert!(run.stderr.contains("policy.yaml:2"), "{}", run.stderr);
    workplace.manifest("");
    workplace.run(&submit).exits(11);
    assert!(store.writes(0).is_empty());
    policy(&workplace, "installerHosts: [www.contoso.com]\n");
    workplace.run(&submit).exits(0);
}

#[test]
fn a_product_that_the_policy_forbids_is_not_applied_and_another_is() {
    let store = Store::start();
    let other = "4e31a9f9-84e8-4d2d-9eba-487878d02ebf";
    let mut second = store.product();
    second.id = other.to_owned();
    store.sandbox.put_product(second);
    let rules = format!("products: [{SAMPLE_PRODUCT}]\n");
    let workplace = workplace(&store, WEBSITE, &rules);
    workplace.write(
        "other.storectl.yaml",
        format!("apiVersion: storectl/v1\nproductId: {other}\n{FREE}"),
    );
    let flags = ["--policy", "policy.yaml", "--format", "json"];
    let plan = workplace.run(&[&["plan"][..], &flags].concat());
    let plan = plan.exits(11).json();
    let status = |id: &str| {
        let products = plan["products"].as_array().unwrap();
        let product = products.iter().find(|it| it["productId"] == id).unwrap();
        product["status"].clone()
    };
    assert_eq!(status(SAMPLE_PRODUCT), json!("changed"));
    assert_eq!(status(other), json!("blocked"));
    workplace.run(&apply(&flags)).exits(11);
    let writes = store.writes(0);
    assert!(!writes.is_empty());
    let is_forbidden = |it: &Recorded| it.path_and_query.contains(other);
    assert!(!writes.iter().any(is_forbidden), "{writes:#?}");
}

#[test]
fn the_next_command_keeps_the_policy() {
    let workplace = workplace(&Store::start(), WEBSITE, "requiredLanguages: [en-us]\n");
    let plan = ["plan", "--policy", "policy.yaml", "--format", "markdown"];
    let plan = workplace.run(&plan).exits(0).stdout;
    let next = plan.lines().find(|it| it.contains("storectl apply "));
    let keeps_it = next.is_some_and(|it| it.contains("--policy policy.yaml"));
    assert!(keeps_it, "{plan}");
}

#[test]
fn a_release_is_planned_with_the_policy() {
    let store = Store::start();
    let manifest = "vars: { version: 1.4.2 }\nname: Gears ${version}\n";
    let workplace = workplace(&store, manifest, "products: []\n");
    let run = workplace.run(&["release", "1.5.0", "--policy", "policy.yaml"]);
    let run = run.exits(11);
    assert!(run.stderr.contains("policy.yaml:2"), "{}", run.stderr);
    // One that is missing stops it before anything is written.
    let run = workplace.run(&["release", "1.6.0", "--policy", "none.yaml"]);
    run.exits(1);
    assert!(workplace.read("storectl.yaml").contains("1.5.0"));
}
