//! What a snapshot does not hold, and what is said of it.

use serde_json::Value;

use crate::{
    plan::live::{comparable, offline, save},
    support::{Store, Workplace, apply},
};

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

/// Another runner may have filled them from a secret, and no receipt says so.
#[test]
fn the_certification_notes_of_the_store_are_shown_nowhere_and_those_of_the_manifest_are() {
    let store = Store::start();
    set(&store, "certificationNotes", &format!("demo / {SECRET}"));
    let manifest = "
properties: { certificationNotes: Sign in with another account. }
listings: { en-us: { whatsNew: Gears now turn both ways. } }
";
    let workplace = Workplace::at(&store, manifest);
    for format in ["text", "markdown", "github", "json"] {
        let plan = ["plan", "-v", "--format", format, "--out", "html=out.html"];
        let run = workplace.run(&plan).exits(0);
        for said in [&run.stdout, &run.stderr, &workplace.read("out.html")] {
            assert!(!said.contains(SECRET), "{format}: {said}");
        }
    }
    let plan = workplace.run(&["plan", "--format", "json"]).exits(0).json();
    let change = change_at(&plan, "properties.certificationNotes").unwrap();
    assert_eq!(change["before"], "(secret)");
    assert_eq!(change["after"], "Sign in with another account.");
    let hash = plan["planHash"].as_str().unwrap();
    let kept = workplace.read(&format!(".storectl/plans/{hash}.json"));
    assert!(!kept.contains(SECRET), "{kept}");
    let run = workplace.run(&["import", "--update"]).exits(0);
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(said.contains("`properties.certificationNotes` is not taken"));
    assert!(!said.contains(SECRET), "{said}");
    assert!(!workplace.read("storectl.yaml").contains(SECRET));
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
        let plan = ["plan", "--preflight", "off", "--format", "json"];
        let arguments = [&plan, arguments].concat();
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

#[test]
fn drafts_that_differ_in_unmanaged_notes_alone_have_one_snapshot_and_one_plan() {
    let store = Store::start();
    let workplace = Workplace::at(
        &store,
        "listings: { en-us: { whatsNew: Gears now turn both ways. } }\n",
    );
    let look = |notes: &str| {
        set(&store, "certificationNotes", notes);
        let run = save(&workplace, &["--format", "json"]).exits(0);
        let mut snapshot: Value = serde_json::from_str(&workplace.read("live.json")).unwrap();
        snapshot["readAt"].take();
        let offline = offline(&workplace, &["--format", "json"]).exits(0);
        assert_eq!(comparable(offline.json()), comparable(run.json()));
        (snapshot, comparable(run.json()))
    };
    assert!(look("demo / hunter2") == look("demo / a longer one"));
    let without = look("");
    assert!(look("demo / hunter2") != without);
}

/// Every kind of field that may use a secret variable; `${key}` is one.
const SECRET_FIELDS: &str = "
vars: { key: { secret: true } }
properties:
  certificationNotes: Sign in with demo / ${key}.
  supportContactInfo: ${key}@contoso.com
  website: 'https://contoso.com/${key}'
listings:
  en-us:
    shortDescription: Gears ${key}
    whatsNew: Gears now turn both ways.
    searchTerms: [widgets, '${key}']
    contactInfo: ${key}@contoso.com
    requirements: [{ minimumHardware: '${key}', recommendedHardware: Corei9 }]
packages:
  - packageUrl: 'https://www.contoso.com/downloads/1.1/setup.exe?v=${key}'
    installerParameters: /S /K=${key}
    genericDocUrl: 'https://docs.contoso.com/${key}'
    errorDetails:
      - errorScenario: rebootRequired
        errorScenarioDetails: [{ errorValue: ERR1, errorUrl: 'https://contoso.com/${key}' }]
";

/// The fields of [`SECRET_FIELDS`] that a snapshot does not hold.
const NOT_COMPARED: [&str; 11] = [
    "properties.certificationNotes",
    "properties.supportContactInfo",
    "properties.website",
    "listings.en-us.shortDescription",
    "listings.en-us.searchTerms",
    "listings.en-us.contactInfo",
    "listings.en-us.requirements",
    "packages[0].packageUrl",
    "packages[0].installerParameters",
    "packages[0].genericDocUrl",
    "packages[0].errorDetails",
];

#[test]
fn every_kind_of_field_that_uses_a_secret_is_saved_with_it_and_loaded_without_it() {
    let store = Store::start();
    let mut workplace = Workplace::at(&store, SECRET_FIELDS);
    workplace.set("STORECTL_VAR_KEY", "hunter2");
    save(&workplace, &[]).exits(0);
    workplace.run(&apply(&["--wait", "published"])).exits(0);
    for moment in ["applied", "edited"] {
        save(&workplace, &[]).exits(0);
        assert!(!workplace.read("live.json").contains("hunter2"), "{moment}");
        workplace.set("STORECTL_VAR_KEY", "");
        let plan = offline(&workplace, &["--format", "json"]).exits(0).json();
        for address in NOT_COMPARED {
            assert_eq!(change_at(&plan, address), None, "{moment}");
            assert!(warning_at(&plan, address).contains("not compared"));
        }
        // They are managed, and nobody knows whether they moved.
        let text = offline(&workplace, &["-v"]).exits(0).stdout;
        assert!(!text.contains("not recorded"), "{text}");
        let unmanaged = plan["products"][0]["unmanaged"].as_array().unwrap();
        let addresses = unmanaged.iter().map(|it| it["address"].as_str().unwrap());
        let ours = |it: &&str| NOT_COMPARED.iter().any(|field| it.starts_with(field));
        assert_eq!(addresses.filter(ours).collect::<Vec<_>>(), [""; 0]);
        for it in unmanaged {
            assert_eq!(it["changedSince"], Value::Null, "{it}");
        }
        let changes = plan["products"][0]["changes"].as_array().unwrap().len();
        assert_eq!(changes, usize::from(moment == "edited"));
        workplace.set("STORECTL_VAR_KEY", "hunter2");
        workplace.manifest(&SECRET_FIELDS.replace("both ways", "in silence"));
    }
}

#[test]
fn an_unmanaged_value_that_holds_a_secret_is_planned_from_its_snapshot_as_it_is_online() {
    let store = Store::start();
    set(
        &store,
        "supportContactInfo",
        &format!("{SECRET}@contoso.com"),
    );
    let manifest = "
vars: { key: { secret: true } }
listings: { en-us: { additionalLicenseTerms: 'Key ${key}', whatsNew: Gears now turn both ways. } }
";
    let mut workplace = Workplace::at(&store, manifest);
    workplace.set("STORECTL_VAR_KEY", SECRET);
    workplace.run(&apply(&["--wait", "published"])).exits(0);
    let online = save(&workplace, &["--format", "json"]).exits(0).json();
    workplace.set("STORECTL_VAR_KEY", "");
    let offline = offline(&workplace, &["--format", "json"]).exits(0).json();
    assert_eq!(
        offline["products"][0]["unmanaged"],
        online["products"][0]["unmanaged"]
    );
}

#[test]
fn a_secret_in_a_package_that_goes_is_not_shown() {
    let store = Store::start();
    let package = |url: &str, architecture: &str| {
        format!(
            "
vars: {{ key: {{ secret: true }} }}
packages:
  - packageUrl: 'https://www.contoso.com/downloads/{url}'
    packageType: exe
    architectures: [{architecture}]
    languages: [en-us]
    isSilentInstall: false
    installerParameters: /S /K=${{key}}
    genericDocUrl: https://docs.contoso.com/exit-codes
"
        )
    };
    let mut workplace = Workplace::at(&store, &package("1.2/setup.exe", "X64"));
    workplace.set("STORECTL_VAR_KEY", "the-former-secret");
    let token = workplace.run(&["plan", "--format", "json"]).json();
    let tokens = |plan: &Value| {
        let changes = plan["products"][0]["changes"].as_array().unwrap();
        let tokens = changes.iter().filter_map(|it| it["token"].as_str());
        tokens.map(str::to_owned).collect::<Vec<_>>()
    };
    let acknowledged = tokens(&token).join(",");
    let mut arguments = apply(&["--wait", "published"]);
    if !acknowledged.is_empty() {
        arguments.extend(["--acknowledge", &acknowledged]);
    }
    workplace.run(&arguments).exits(0);
    workplace.set("STORECTL_VAR_KEY", "another-secret");
    workplace.manifest(&package("other/1.3/install.msi", "Arm64").replace("exe\n", "msi\n"));
    for format in ["text", "markdown", "json"] {
        let run = workplace.run(&["plan", "-v", "--format", format]);
        assert!(!run.stdout.contains("the-former-secret"), "{}", run.stdout);
    }
}
