//! What was approved is what is done: by the plan's file, by its hash, and after a cut-off.

use serde_json::Value;
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
    let plan: Value = serde_json::from_str(&workplace.read("plan.json")).unwrap();
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
fn a_draft_that_changed_is_stale_and_lists_what_is_done_the_same_and_new() {
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
        "moved: listings.de-de.whatsNew",
        "Von jemand anderem in Partner Center geschrieben.",
        "the same: properties.website",
        "already done: listings.en-us.whatsNew",
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
    assert!(run.stderr.contains("new: submit"), "{}", run.stderr);
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
        run.stderr.contains("it was edited after it was created"),
        "{}",
        run.stderr
    );
    assert_eq!(store.requests(0).len(), so_far, "nothing was sent");
}

#[test]
fn a_refused_approval_offers_whole_commands() {
    let store = Store::start();
    let (workplace, hash) = planned(&store);
    let other = "0".repeat(hash.len());
    let tampered = workplace.read("plan.json").replace("turn both", "turn all");
    workplace.write("tampered.json", tampered);
    let elsewhere = "http://127.0.0.1:1";
    for (arguments, offered) in [
        (
            vec!["--plan", "plan.json", "--expect", &other],
            vec![format!(
                "`storectl apply --expect {hash} --yes --plan plan.json"
            )],
        ),
        (
            vec!["--expect", &other],
            vec![
                format!("`storectl apply --plan FILE --yes --expect {other}"),
                "`storectl plan --".to_owned(),
            ],
        ),
        (
            vec!["--plan", "tampered.json"],
            vec!["`storectl plan --out json=tampered.json --".to_owned()],
        ),
        (
            vec!["--plan", "plan.json", "--endpoint", elsewhere],
            vec![
                "`storectl apply --endpoint http://127.0.0.1:".to_owned(),
                "`storectl plan --endpoint http://127.0.0.1:1".to_owned(),
            ],
        ),
        (
            vec!["--plan", "plan.json", "--seller-id", "999"],
            vec![
                "`storectl apply --seller-id ".to_owned(),
                "`storectl plan --".to_owned(),
            ],
        ),
    ] {
        let run = workplace.run(&apply(&arguments)).exits(12);
        for command in offered {
            assert!(
                run.stderr.contains(&command),
                "no {command} in\n{}",
                run.stderr
            );
        }
    }
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

/// What a colleague changes in Partner Center, or with the manifest, between plan and apply.
struct Edit {
    address: &'static str,
    make: fn(&Store, &Workplace),
    /// Before, approved and now, as `error.stale` has them.
    values: [Value; 3],
}

/// Values that no step of the plan touches and that its submission publishes.
fn edits() -> Vec<Edit> {
    let attacker = "https://files.evil.example/setup.exe";
    let store = Store::start();
    let url = store.product().packages[0].fields["packageUrl"].clone();
    let price = store.product().availability["pricing"].clone();
    vec![
        Edit {
            address: "packages[0].packageUrl",
            make: |store, _| {
                let mut product = store.product();
                let url = "https://files.evil.example/setup.exe";
                let packages = [&mut product.packages, &mut product.committed_packages];
                for package in packages.into_iter().filter_map(|it| it.first_mut()) {
                    package.fields.insert("packageUrl".into(), url.into());
                }
                store.sandbox.put_product(product);
            },
            values: [url.clone(), url, attacker.into()],
        },
        Edit {
            address: "availability.pricing",
            make: |store, _| {
                let mut product = store.product();
                let other = other_price(&product.availability["pricing"]);
                product.availability.insert("pricing".into(), other);
                store.sandbox.put_product(product);
            },
            values: [price.clone(), price.clone(), other_price(&price)],
        },
        // The manifest names it, it is equal before and after, and what is published is another.
        Edit {
            address: "properties.website",
            make: |store, workplace| {
                let website = "https://www.evil.example/";
                let mut product = store.product();
                product.properties.insert("website".into(), website.into());
                store.sandbox.put_product(product);
                workplace.manifest(&managing_website(website));
            },
            values: [Value::Null, Value::Null, "https://www.evil.example/".into()],
        },
    ]
}

fn other_price(price: &Value) -> Value {
    let free = Value::from("FREE");
    if *price == free { "PAID".into() } else { free }
}

fn managing_website(website: &str) -> String {
    format!(
        "
properties: {{ website: {website} }}
listings:
  en-us: {{ whatsNew: Gears now turn both ways and the search finds them. }}
"
    )
}

/// A plan that is approved, and a change of what it would publish.
fn approved_then(edit: &Edit) -> (Store, Workplace, String) {
    let store = Store::start();
    let website = store.product().properties["website"].clone();
    let workplace = Workplace::at(&store, &managing_website(website.as_str().unwrap()));
    let plan = workplace
        .run(&["plan", "--format", "json", "--out", "json=plan.json"])
        .exits(0)
        .json();
    assert_eq!(plan["products"][0]["changes"].as_array().unwrap().len(), 1);
    (edit.make)(&store, &workplace);
    (
        store,
        workplace,
        plan["planHash"].as_str().unwrap().to_owned(),
    )
}

fn is_refused(edit: &Edit, approval: impl Fn(&str) -> Vec<String>) {
    let (store, workplace, hash) = approved_then(edit);
    let so_far = store.requests(0).len();
    let approval = approval(&hash);
    let mut arguments: Vec<&str> = approval.iter().map(String::as_str).collect();
    arguments.extend(["--format", "json"]);
    let run = workplace.run(&apply(&arguments)).exits(12);
    let error = &run.json()["error"];
    let moved: Vec<&Value> = error["stale"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["state"] == "moved")
        .collect();
    assert_eq!(moved.len(), 1, "{error:#}");
    assert_eq!(moved[0]["address"], edit.address);
    let values = ["before", "approved", "now"].map(|it| moved[0][it].clone());
    assert_eq!(values, edit.values);
    let line = run
        .stderr
        .lines()
        .find(|it| it.contains("moved: ") && it.contains(edit.address))
        .unwrap_or_else(|| panic!("not named in\n{}", run.stderr));
    assert!(line.contains(edit.values[2].as_str().unwrap()), "{line}");
    assert!(store.writes(so_far).is_empty());
    assert!(store.product().submissions.is_empty());
}

#[test]
fn a_hash_over_the_delta_does_not_approve_a_draft_that_changed_elsewhere() {
    for edit in edits() {
        is_refused(&edit, |hash| ["--expect", hash].map(str::to_owned).into());
    }
}

#[test]
fn a_hash_over_the_delta_is_not_what_a_plan_file_approves() {
    for edit in edits() {
        is_refused(&edit, |_| ["--plan", "plan.json"].map(str::to_owned).into());
        is_refused(&edit, |hash| {
            ["--plan", "plan.json", "--expect", hash]
                .map(str::to_owned)
                .into()
        });
    }
}

#[test]
fn a_hash_over_the_delta_is_not_accepted_where_the_approved_plan_was_not_kept() {
    for edit in edits() {
        let (store, workplace, hash) = approved_then(&edit);
        std::fs::remove_dir_all(workplace.path().join(".storectl/plans")).unwrap();
        let run = workplace.run(&apply(&["--expect", &hash])).exits(12);
        assert!(run.stderr.contains("--plan FILE"), "{}", run.stderr);
        assert!(store.product().submissions.is_empty());
    }
}

#[test]
fn a_hash_over_the_delta_is_not_what_a_file_that_was_changed_has() {
    let store = Store::start();
    let (workplace, _) = planned(&store);
    let plan: Value = serde_json::from_str(&workplace.read("plan.json")).unwrap();
    let values = plan["products"][0]["outcome"]["values"]
        .as_object()
        .unwrap();
    let value = format!(
        "/products/0/outcome/values/{}",
        values.keys().next().unwrap()
    );
    let elsewhere = [
        ("/products/0/outcome/digest", Value::from("0".repeat(64))),
        (value.as_str(), Value::from("0".repeat(16))),
        ("/products/0/steps/0/body", Value::Null),
        ("/products/0/steps/0/kind", "submit".into()),
        ("/products/0/changes/0/before", "another".into()),
        (
            "/products/0/changes/0/address",
            "properties.category".into(),
        ),
        ("/products/0/productId", "another".into()),
    ];
    for (pointer, value) in elsewhere {
        let mut tampered = plan.clone();
        *tampered.pointer_mut(pointer).unwrap() = value;
        workplace.write("plan.json", tampered.to_string());
        let run = workplace.run(&apply(&["--plan", "plan.json"])).exits(12);
        let is_named = run.stderr.contains("it was edited after it was created");
        assert!(is_named, "{pointer}: {}", run.stderr);
    }
    assert!(store.product().submissions.is_empty());
}

#[test]
fn a_plan_file_of_another_store_or_seller_is_refused_before_any_request() {
    let store = Store::start();
    let (workplace, _) = planned(&store);
    let so_far = store.requests(0).len();
    let elsewhere = "https://api.store.example";
    let run = workplace
        .run(&apply(&["--plan", "plan.json", "--endpoint", elsewhere]))
        .exits(12);
    for named in [elsewhere, store.address.trim_end_matches('/')] {
        assert!(run.stderr.contains(named), "{}", run.stderr);
    }
    let seller = storectl_sandbox::Credentials::default().seller_id;
    let run = workplace
        .run(&apply(&["--plan", "plan.json", "--seller-id", "87654321"]))
        .exits(12);
    for named in ["87654321", seller.as_str()] {
        assert!(run.stderr.contains(named), "{}", run.stderr);
    }
    let run = workplace
        .run(&apply(&["--plan", "plan.json", "--expect", "sp1-0"]))
        .exits(12);
    assert!(run.stderr.contains("--expect is sp1-0"), "{}", run.stderr);
    assert_eq!(store.requests(0).len(), so_far, "nothing was sent");
}

#[test]
fn a_plan_of_another_sandbox_is_refused_before_anything_is_read() {
    let workplace = Workplace::empty();
    workplace.manifest(TWO);
    let plan = [
        "plan",
        "--sandbox=states/one.json",
        "--out",
        "json=plan.json",
    ];
    workplace.run(&plan).exits(0);
    for other in ["--sandbox", "--sandbox=states/two.json"] {
        let run = workplace
            .run(&apply(&[other, "--plan", "plan.json"]))
            .exits(12);
        assert!(
            run.stderr.contains("sandbox:states/one.json"),
            "{}",
            run.stderr
        );
    }
    // The same state by another spelling of its path.
    let same = format!(
        "--sandbox={}",
        workplace.path().join("states/one.json").display()
    );
    workplace
        .run(&apply(&[&same, "--plan", "plan.json"]))
        .exits(0);
}
