//! Signatures and passwords in addresses: a snapshot keeps masks of them, and a plan from it is the plan online.

use serde_json::Value;

use crate::{
    plan::live::{comparable, offline, save},
    support::{Store, Workplace, apply},
};

const SIGNED: &str = "https://www.contoso.com/downloads/1.1/setup.exe?sv=1&sig=abcdefghijklmnop";

/// Sets a text field of the package in Partner Center.
fn set(store: &Store, name: &str, value: &str) {
    let mut product = store.product();
    for package in product
        .packages
        .iter_mut()
        .chain(&mut product.committed_packages)
    {
        package.fields.insert(name.into(), value.into());
    }
    store.sandbox.put_product(product);
}

/// A workplace whose last apply left a receipt; packages are unmanaged.
fn applied(store: &Store) -> Workplace {
    set(store, "packageUrl", SIGNED);
    set(
        store,
        "genericDocUrl",
        "https://me:hunter2@docs.contoso.com/a?token=abc123",
    );
    let workplace = Workplace::at(
        store,
        "listings: { en-us: { whatsNew: Gears now turn both ways. } }\n",
    );
    workplace.run(&apply(&["--wait", "published"])).exits(0);
    workplace
}

/// Plans online and from the snapshot of the same moment, demands that both agree, and gives the plan.
#[track_caller]
fn agreed(workplace: &Workplace) -> Value {
    let online = save(workplace, &["--format", "json"]);
    let snapshot = workplace.read("live.json");
    for secret in ["hunter2", "abcdefghijklmnop", "zyxwvutsrqponmlk", "abc123"] {
        assert!(!snapshot.contains(secret), "{secret}");
    }
    let offline = offline(workplace, &["--format", "json"]).exits(online.code);
    assert_eq!(comparable(offline.json()), comparable(online.json()));
    offline.json()
}

fn moved(plan: &Value) -> Vec<&Value> {
    let unmanaged = plan["products"][0]["unmanaged"].as_array().unwrap();
    let moved = unmanaged.iter().filter(|it| !it["changedSince"].is_null());
    moved.collect()
}

#[test]
fn a_signed_address_that_nobody_moved_is_not_listed_as_moved() {
    let store = Store::start();
    let workplace = applied(&store);
    assert_eq!(moved(&agreed(&workplace)), [&Value::Null; 0]);
}

#[test]
fn a_token_of_a_snapshot_acknowledges_the_move_online() {
    let store = Store::start();
    let workplace = applied(&store);
    let elsewhere = SIGNED.replace("www.contoso.com", "cdn.example.net");
    set(&store, "packageUrl", &elsewhere);
    workplace.manifest("listings: { en-us: { whatsNew: Gears turn in silence. } }\n");
    let plan = agreed(&workplace);
    let moved = moved(&plan);
    assert_eq!(moved.len(), 1, "{moved:?}");
    let token = moved[0]["token"].as_str().unwrap();
    save(&workplace, &[]).exits(11);
    save(&workplace, &["--acknowledge", token]).exits(0);
    offline(&workplace, &["--acknowledge", token]).exits(0);
}

#[test]
fn a_signature_that_was_rotated_is_a_move_and_a_password_is_none() {
    let store = Store::start();
    let workplace = applied(&store);
    let password = "https://me:another@docs.contoso.com/a?token=abc123";
    set(&store, "genericDocUrl", password);
    assert_eq!(moved(&agreed(&workplace)).len(), 0);
    set(
        &store,
        "packageUrl",
        &SIGNED.replace("abcdefghijklmnop", "zyxwvutsrqponmlk"),
    );
    assert_eq!(moved(&agreed(&workplace)).len(), 1);
}

#[test]
fn a_password_that_may_be_the_manifests_is_not_compared() {
    let store = Store::start();
    set(
        &store,
        "genericDocUrl",
        "https://me:hunter2@docs.contoso.com/a",
    );
    set(&store, "packageUrl", SIGNED);
    let manifest =
        |url: &str| format!("packages: [{{ packageUrl: '{SIGNED}', genericDocUrl: '{url}' }}]\n");
    let workplace = Workplace::at(&store, &manifest("https://me:other@docs.contoso.com/a"));
    save(&workplace, &[]).exits(0);
    let plan = offline(&workplace, &["--format", "json"]).exits(0).json();
    let of = |plan: &Value| {
        let product = &plan["products"][0];
        let addresses = |list: &Value| {
            let list = list.as_array().unwrap().iter();
            let named = list.filter(|it| it["address"] == "packages[0].genericDocUrl");
            named.count()
        };
        (
            addresses(&product["changes"]),
            addresses(&product["warnings"]),
        )
    };
    assert_eq!(of(&plan), (0, 1));
    workplace.manifest(&manifest("https://me:other@docs.contoso.com/b"));
    let plan = offline(&workplace, &["--format", "json"]).exits(0).json();
    assert_eq!(of(&plan), (1, 0));
}

#[test]
fn what_looks_like_a_mask_is_a_text_and_gets_no_signature() {
    let store = Store::start();
    let manifest = format!("packages: [{{ packageUrl: '{SIGNED}' }}]\n");
    set(&store, "packageUrl", SIGNED);
    let workplace = Workplace::at(&store, &manifest);
    save(&workplace, &[]).exits(0);
    let snapshot: Value = serde_json::from_str(&workplace.read("live.json")).unwrap();
    let masked = snapshot["products"][0]["draft"]["packages"][0]["packageUrl"].clone();
    let mask = masked.as_str().unwrap().split_once("sig=").unwrap().1;
    // In a text of a colleague, alone and as a whole address.
    let mut product = store.product();
    let text = format!("All gears {mask} and {}", masked.as_str().unwrap());
    product.listings[0]
        .fields
        .insert("description".into(), text.into());
    store.sandbox.put_product(product);
    assert!(!agreed(&workplace).to_string().contains("abcdefghijklmnop"));
    // In the place of the address itself.
    set(&store, "packageUrl", masked.as_str().unwrap());
    let plan = agreed(&workplace);
    let changes = plan["products"][0]["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{changes:?}");
}
