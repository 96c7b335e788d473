//! What a secret is tells nothing: neither the hash of a plan nor whether its file is accepted depends on it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use storectl_manifest::{Files, Variables, check, read};
use storectl_model::{
    DesiredProduct, RemoteListing, RemotePackage, RemoteProduct, SubmitMode, WaitFor,
};
use storectl_plan::{Memory, PlanOptions, PriorWork, plan, plan_hash, summarize};
use storectl_report::{
    BaseView, FleetPart, Foreign, PlanDetails, PlanView, ProductView,
    json::{self, PlanContent, read_plan},
};

/// Each kind of field with and without the secret.
const MANIFEST: &str = "
apiVersion: storectl/v1
productId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf
name: Contoso Widgets
vars: { secret: { secret: true }, year: \"2026\" }
properties:
  certificationNotes: Sign in with demo / ${secret}.
  website: https://www.contoso.com/${year}
listings:
  en-us:
    shortDescription: Gears for everyone
    whatsNew: New gears
    productFeatures: [Gears, \"${secret}\"]
    sortTitle: Widgets
  fr-fr:
    description: Engrenages ${secret}
    shortDescription: Engrenages
packages:
  - packageUrl: https://www.contoso.com/2/setup.exe
    packageType: exe
    architectures: [X64]
    languages: [en-us]
    isSilentInstall: false
    installerParameters: /S ${secret}
    genericDocUrl: https://docs.contoso.com/codes
    errorDetails:
      - errorScenario: rebootRequired
        errorScenarioDetails: [{ errorValue: \"${secret}\", errorUrl: https://errors.contoso.com/1 }]
";

fn desired(secret: &str) -> DesiredProduct {
    let document = read("storectl.yaml", MANIFEST.as_bytes()).unwrap();
    let variables = Variables {
        explicit: BTreeMap::from([("secret".to_owned(), secret.to_owned())]),
        ..Variables::default()
    };
    let checked = check(&document, &Files::default(), &variables);
    checked.product.unwrap_or_else(|| {
        panic!("{:#?}", checked.diagnostics);
    })
}

fn live() -> RemoteProduct {
    let mut live = RemoteProduct::default();
    live.status.is_ready = true;
    live.properties.category = Some("DeveloperTools".to_owned());
    live.properties.privacy_policy_url = Some("https://www.contoso.com/privacy".to_owned());
    live.properties.certification_notes = Some("Sign in with demo / former.".into());
    live.properties.website = Some("https://www.contoso.com/former".to_owned());
    let listing = RemoteListing {
        description: Some("Many gears turn.".to_owned()),
        short_description: Some("Widgets".to_owned()),
        whats_new: Some("Old gears".to_owned()),
        ..RemoteListing::default()
    };
    live.listings.insert("en-us".parse().unwrap(), listing);
    live.packages.push(RemotePackage {
        package_id: "p1".parse().unwrap(),
        package_url: Some("https://www.contoso.com/1/setup.exe".to_owned()),
        languages: vec!["en-us".to_owned()],
        architectures: vec!["X64".to_owned()],
        is_silent_install: Some(false),
        installer_parameters: Some("/S former".to_owned()),
        generic_doc_url: Some("https://docs.contoso.com/codes".to_owned()),
        error_details: Vec::new(),
        package_type: Some("exe".to_owned()),
        extra: serde_json::Map::new(),
    });
    live
}

/// The hash of the plan, and its file.
fn planned(secret: &str) -> (String, String) {
    let desired = desired(secret);
    let prior = PriorWork::default();
    let options = PlanOptions {
        submit: SubmitMode::Auto,
        wait: WaitFor::Submitted,
        prior: &prior,
        acknowledge: &[],
        unmatched: &[],
        memory: Memory::NONE,
    };
    let plan = plan(&desired, &live(), &options);
    let hash = plan_hash([&plan]);
    let view = PlanView {
        tool_version: "0.1.0",
        endpoint: Foreign::new("https://api.store.microsoft.com"),
        commit: None,
        repository: None,
        read_at: None,
        live: None,
        part: FleetPart::default(),
        products: vec![ProductView {
            at: None,
            base: BaseView::None {
                reason: Foreign::new("no receipt yet"),
            },
            manifest: Foreign::new("storectl.yaml"),
            product_id: Foreign::new(desired.product_id.as_str()),
            seller_id: Some(Foreign::new("00012345")),
            name: desired.name.as_deref().map(Foreign::new),
            plan: Ok(PlanDetails::of(&plan)),
            last_commit: None,
            acknowledge: Vec::new(),
            files_before: Vec::new(),
            variables: &[],
            localization: None,
            preflight: Vec::new(),
            rehearsal: None,
            sources: Vec::new(),
            places_to_write: Vec::new(),
            take_commands: Vec::new(),
            warning_sources: Vec::new(),
            blocker_sources: Vec::new(),
        }],
        hash: Some(hash.clone()),
        summary: summarize([&plan]),
        requests_get: 4,
        apply_command: None,
        acknowledge_command: None,
        invalid: None,
        exit: None,
        error: None,
    };
    (hash.to_string(), json::plan(&view).to_string())
}

/// Words of the manifest, of the draft, of addresses and of our own documents. None is what the draft holds as the secret, for
/// then there is no change.
const WORDS: &[&str] = &[
    "gears",
    "New gears",
    "Contoso",
    "Widgets",
    "2026",
    "contoso.com",
    "setup.exe",
    "a",
    "0",
    "ab12",
    "en-us",
    "Memory",
    "X64",
    "listings",
    "properties",
    "whatsNew",
    "change",
    "body",
    "forme",
    "Old gears",
    "Many gears turn.",
    "demo",
    "Sign in with demo",
    "sp1-",
    "3e31a9f9",
    "/S",
    "(secret)",
    "null",
    "\"",
];

fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(WORDS).prop_map(str::to_owned),
        "[ -~]{1,12}",
        "[a-f0-9]{1,6}",
        "[a-zA-Z]{20}",
    ]
    .prop_filter("no spaces around it, and no variable", |it| {
        it.trim() == it && !it.contains("${")
    })
}

proptest! {
    #[test]
    fn the_hash_of_a_plan_is_the_same_whatever_the_secret_is(secret in secret()) {
        prop_assert_eq!(planned(&secret).0, planned("hunter2").0);
    }

    #[test]
    fn an_untouched_plan_file_is_accepted_whatever_the_secret_is(secret in secret()) {
        let (hash, file) = planned(&secret);
        prop_assert_eq!(read_plan(&file).unwrap().hash.to_string(), hash);
    }

    #[test]
    fn a_secret_that_is_written_nowhere_else_is_not_in_the_file(secret in "[a-zA-Z]{20}") {
        prop_assert!(!planned(&secret).1.contains(&secret));
    }
}

#[test]
fn a_public_text_stays_though_a_secret_is_a_word_of_it() {
    let (_, file) = planned("gears");
    assert!(file.contains("\"New gears\""), "the manifest shows it");
    assert!(!file.contains("Old gears"), "only the draft holds it");
    assert_eq!(read_plan(&file).unwrap().content, PlanContent::Redacted);
    let (_, file) = planned("hunter2");
    assert_eq!(read_plan(&file).unwrap().content, PlanContent::Complete);
}
