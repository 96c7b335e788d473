//! What a snapshot does not hold, and what is said of it.

use serde_json::Value;

use crate::support::{Store, Workplace};

const SECRET: &str = "hunter2-and-more";

/// Sets a text field of the properties in Partner Center.
fn set(store: &Store, name: &str, value: &str) {
    let mut product = store.product();
    product.properties.insert(name.into(), value.into());
    store.sandbox.put_product(product);
}

fn change_at<'a>(plan: &'a Value, address: &str) -> Option<&'a Value> {
    let changes = plan["products"][0]["changes"].as_array().unwrap();
    changes.iter().find(|it| it["address"] == address)
}

fn warning_at(plan: &Value, address: &str) -> String {
    let warnings = plan["products"][0]["warnings"].as_array().unwrap();
    let found = warnings.iter().find(|it| it["address"] == address);
    found.unwrap_or_else(|| panic!("{warnings:#?}"))["message"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn certification_notes_are_kept_by_their_presence_and_not_compared() {
    let store = Store::start();
    let workplace = Workplace::at(
        &store,
        "properties: { certificationNotes: Sign in with another account. }\n",
    );
    workplace
        .run(&["plan", "--save-live", "live.json"])
        .exits(0);
    assert!(!workplace.read("live.json").contains("Sign in"));
    let plan = workplace
        .run(&["plan", "--live", "live.json", "--format", "json"])
        .exits(0)
        .json();
    let address = "properties.certificationNotes";
    assert_eq!(change_at(&plan, address), None);
    assert!(warning_at(&plan, address).contains("not compared"));
}

#[test]
fn a_field_that_uses_a_secret_is_not_compared_where_nobody_knows_the_secret() {
    let store = Store::start();
    set(&store, "website", &format!("https://contoso.com/{SECRET}"));
    let manifest = "
vars: { key: { secret: true } }
properties: { website: 'https://contoso.com/new/${key}', category: DeveloperTools }
listings: { en-us: { whatsNew: Gears now turn both ways. } }
";
    let mut workplace = Workplace::at(&store, manifest);
    workplace.set("STORECTL_VAR_KEY", SECRET);
    workplace
        .run(&["plan", "--save-live", "live.json"])
        .exits(0);
    assert!(!workplace.read("live.json").contains(SECRET));
    workplace.set("STORECTL_VAR_KEY", "");
    // Without the snapshot a secret must have a value.
    workplace.run(&["plan"]).exits(10);
    for format in ["text", "markdown", "json"] {
        let run = workplace
            .run(&["plan", "--live", "live.json", "--format", format])
            .exits(0);
        assert!(run.stdout.contains("not compared"), "{}", run.stdout);
        assert!(!run.stdout.contains(SECRET), "{}", run.stdout);
        if format == "json" {
            let plan = run.json();
            assert_eq!(change_at(&plan, "properties.website"), None);
            assert!(warning_at(&plan, "properties.website").contains("secret"));
            assert!(change_at(&plan, "listings.en-us.whatsNew").is_some());
        }
    }
}

#[test]
fn a_signed_address_is_masked_in_the_snapshot_and_equals_the_manifests() {
    let store = Store::start();
    let url = "https://www.contoso.com/downloads/1.1/setup.exe?sv=1&sig=abcdefghijklmnop";
    let manifest = |url: &str| format!("packages:\n  - {{ packageUrl: '{url}' }}\n");
    let mut product = store.product();
    for package in product
        .packages
        .iter_mut()
        .chain(&mut product.committed_packages)
    {
        package.fields.insert("packageUrl".into(), url.into());
    }
    store.sandbox.put_product(product);
    let workplace = Workplace::at(&store, &manifest(url));
    let plan = |arguments: &[&str]| {
        let arguments = [&["plan", "--format", "json"], arguments].concat();
        workplace.run(&arguments).exits(0).json()
    };
    let online = plan(&["--save-live", "live.json"]);
    assert!(!workplace.read("live.json").contains("abcdefghijklmnop"));
    let offline = plan(&["--live", "live.json"]);
    assert_eq!(change_at(&offline, "packages[0].packageUrl"), None);
    assert_eq!(offline["planHash"], online["planHash"]);
    let other = url.replace("abc", "xyz");
    workplace.manifest(&manifest(&other));
    let offline = plan(&["--live", "live.json"]);
    assert!(change_at(&offline, "packages[0].packageUrl").is_some());
    assert_eq!(plan(&[])["planHash"], offline["planHash"]);
}

#[test]
fn a_value_that_holds_a_secret_by_somebody_elses_hand_is_withheld() {
    let store = Store::start();
    set(
        &store,
        "supportContactInfo",
        &format!("{SECRET}@contoso.com"),
    );
    let manifest = "
vars: { key: { secret: true } }
properties: { website: 'https://contoso.com/${key}', supportContactInfo: support@contoso.com }
";
    let mut workplace = Workplace::at(&store, manifest);
    workplace.set("STORECTL_VAR_KEY", SECRET);
    workplace
        .run(&["plan", "--save-live", "live.json"])
        .exits(0);
    assert!(!workplace.read("live.json").contains(SECRET));
    let plan = workplace
        .run(&["plan", "--live", "live.json", "--format", "json"])
        .exits(0)
        .json();
    assert!(warning_at(&plan, "properties.supportContactInfo").contains("not compared"));
}
