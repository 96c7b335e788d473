//! Three machines, each with a clone of its own, know of each other by the receipts in the remote only.

use serde_json::{Value, json};

use super::{
    Remote, commit, plan_with_git,
    seen::{change_price, change_text},
};
use crate::support::{Run, Store, Workplace, apply};

/// The value that a colleague changed and the manifest does not name, as a plan lists it.
fn moved(run: &Run) -> Value {
    let plan = run.json();
    let unmanaged = plan["products"][0]["unmanaged"].as_array().unwrap().clone();
    let mut moved = unmanaged.iter().filter(|it| !it["changedSince"].is_null());
    let price = moved.next().unwrap().clone();
    assert_eq!(moved.next(), None, "{plan:#}");
    price
}

/// `plan` with receipts in git, whatever it exits with.
fn plan(runner: &Workplace, format: &str) -> Run {
    runner.run(&["plan", "--receipts", "git", "--format", format])
}

#[test]
fn what_a_colleague_changed_after_one_runner_blocks_the_second_and_the_third_publishes_it_with_its_token()
 {
    let store = Store::start();
    let remote = Remote::new();
    let published = ["--receipts", "git", "--wait", "published"];
    let a = remote.first_clone(&store);
    a.run(&apply(&published)).exits(0);
    let first = store.product().submissions[0].id.clone();

    change_text(&store);
    change_price(&store);

    let b = remote.runner(&store);
    let document = plan(&b, "json").exits(11);
    let product = &document.json()["products"][0];
    assert_eq!(product["base"]["submissionId"], json!(first));
    let changes = product["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{product:#}");
    assert_eq!(changes[0]["address"], "listings.en-us.shortDescription");
    assert_eq!(changes[0]["origin"], "drift");
    let price = moved(&document);
    assert_eq!(price["address"], "availability.pricing");
    assert_eq!(price["before"], "PAID");
    assert_eq!(price["after"], "FREE");
    assert_eq!(price["changedSince"], json!(first));
    let token = price["token"].as_str().unwrap();
    let text = plan(&b, "text").exits(11).stdout;
    for line in [
        &*format!("The draft differs from submission {first}: 1 drift"),
        "⟲ drift  listings.en-us.shortDescription",
        "! moved  availability.pricing  \"PAID\" → \"FREE\"",
        token,
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let comment = plan(&b, "markdown").exits(11).stdout;
    for part in ["availability.pricing", "PAID", "FREE", token] {
        assert!(comment.contains(part), "{part}\n{comment}");
    }

    let c = remote.runner(&store);
    let from = store.requests(0).len();
    c.run(&apply(&published)).exits(11);
    assert!(store.writes(from).is_empty(), "the token is missing");
    let with_token = [&published[..], &["--acknowledge", token]].concat();
    c.run(&apply(&with_token)).exits(0);
    let product = store.product();
    assert_eq!(product.submissions.len(), 2);
    let listing = |it: &storectl_sandbox::Listing| it.fields.get("shortDescription").cloned();
    let reverted = Some(json!("Gears for all"));
    assert_eq!(
        product.submissions[1].listings.iter().find_map(listing),
        reverted
    );
    assert_eq!(product.availability.get("pricing"), Some(&json!("FREE")));
    let second = product.submissions[1].id.clone();

    let d = remote.runner(&store);
    let history = |format: &str| {
        let history = ["status", "--history", "--receipts", "git", "--format"];
        d.run(&[&history[..], &[format]].concat()).exits(0)
    };
    let document = history("json").json();
    let releases = document["products"][0]["releases"].as_array().unwrap();
    let ids: Vec<&Value> = releases.iter().map(|it| &it["submissionId"]).collect();
    assert_eq!(ids, [&json!(second), &json!(first)]);
    for release in releases {
        assert_eq!(release["outcome"]["status"], "PUBLISHED", "{release:#}");
    }
    let text = history("text").stdout;
    assert!(text.contains(": 2 releases\n"), "{text}");
    for id in [&first, &second] {
        assert!(text.contains(id.as_str()), "{text}");
    }

    d.write("texts/description.md", "What gears do now.\n");
    commit(&d);
    let comment = plan(&d, "markdown").exits(0).stdout;
    assert!(!comment.contains("[!WARNING]"), "{comment}");
    let line = format!("none changed since submission {second}");
    assert!(comment.contains(&line), "{comment}");
    assert_eq!(
        plan_with_git(&d).json()["summary"]["origins"],
        json!({ "manifest": 1, "drift": 0, "conflict": 0, "agreed": 0 })
    );
}
