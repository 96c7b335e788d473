//! What a plan document shows of installers, and that it is read back as it was written.

use serde_json::{Value, json};
use storectl_installer::{Content, Host, Inspection, NoInstaller, Outcome};
use storectl_model::{Digest, FieldPath, PreflightMode};
use storectl_plan::{SeenInstallers, plan_hash};
use storectl_report::{
    LookOrigin, Output,
    json::{Document, PlanContent, PlanFile, PlanFileError, read_plan, seal},
};

use crate::{
    fixtures::{
        self, Fixture,
        installers::{Look, SETUP, host, package, read, seen, setup, unsigned},
    },
    json::assert_valid,
};

/// The plan's document.
fn saved(fixture: &Fixture) -> Value {
    let mut view = fixture.view();
    view.hash = Some(plan_hash([&fixture.plan]));
    let document = fixtures::document(&Output::Plan(view));
    assert_valid(Document::Plan, &document);
    document
}

fn read_back(document: &Value) -> PlanFile {
    read_plan(&document.to_string()).unwrap()
}

fn installers(plan: &PlanFile) -> &SeenInstallers {
    plan.products.first().unwrap().plan.installers()
}

/// A setup program, some parts of which were read.
fn exe() -> Inspection {
    Inspection {
        parts: Some(Digest::of(b"parts")),
        ..read(SETUP, Some(host()), setup())
    }
}

/// A plan of a changed package that was looked at in this mode.
fn changed(mode: PreflightMode) -> Fixture {
    fixtures::package_patch().preflight(mode)
}

/// Plans of each kind of look, by what they have seen.
fn plans() -> Vec<(&'static str, Fixture)> {
    let auto = || changed(PreflightMode::Auto);
    let msi = Inspection {
        parts: Some(Digest::of(b"all")),
        ..read(SETUP, Some(host()), package())
    };
    let validators = |etag: Option<&str>, last_modified: Option<&str>| Host {
        etag: etag.map(str::to_owned),
        last_modified: last_modified.map(str::to_owned),
        ..host()
    };
    let of = |host| {
        Look::of(Inspection {
            host: Some(host),
            ..exe()
        })
    };
    let unknown = Outcome::CannotTell("the host answered 503".to_owned());
    let page = Outcome::Read(Content::NoInstaller(NoInstaller::Html));
    vec![
        ("nothing is to be looked at", changed(PreflightMode::Off)),
        (
            "no package is changed",
            Fixture::unchanged().preflight(PreflightMode::Auto),
        ),
        ("parts are read", auto().looked(Look::of(exe()))),
        (
            "every byte is read",
            changed(PreflightMode::Full).looked(Look::of(msi)),
        ),
        (
            "the host names no validator",
            auto().looked(of(validators(None, None))),
        ),
        (
            "an ETag is weak",
            auto().looked(of(validators(Some("W/\"a\\b\""), None))),
        ),
        (
            "an ETag is empty",
            auto().looked(of(validators(Some(""), Some("")))),
        ),
        (
            "an ETag is a command of a runner",
            auto().looked(of(validators(Some("##vso[task]\u{1b}[31m\u{202e}"), None))),
        ),
        (
            "the host does not answer",
            auto().looked_in_vain(Look::of(seen(SETUP, None, unknown.clone()))),
        ),
        (
            "the host cannot tell",
            auto().looked_in_vain(Look::of(seen(SETUP, Some(host()), unknown))),
        ),
        (
            "there is no installer",
            auto().looked(Look::of(Inspection {
                parts: Some(Digest::of(b"<html>")),
                ..seen(SETUP, Some(host()), page)
            })),
        ),
        (
            "one of two is seen",
            auto().looked(Look::of(exe())).looked_in_vain(Look {
                package: FieldPath::of_package(1),
                ..Look::of(seen(SETUP, None, Outcome::NotServed))
            }),
        ),
    ]
}

#[test]
fn what_was_seen_is_read_back_as_it_was_written() {
    for (what, fixture) in plans() {
        let plan = read_back(&saved(&fixture));
        assert_eq!(installers(&plan), &fixture.plan.installers, "{what}");
        assert_eq!(plan.content, PlanContent::Complete, "{what}");
        assert_eq!(plan.hash, plan_hash([&fixture.plan]), "{what}");
    }
}

#[test]
fn a_plan_of_a_version_that_looked_at_no_installers_is_off() {
    let fixture = changed(PreflightMode::Off);
    let mut document = saved(&fixture);
    let product = document["products"][0].as_object_mut().unwrap();
    product.shift_remove("preflightMode").unwrap();
    product.shift_remove("preflight").unwrap();
    let plan = read_back(&document);
    assert_eq!(installers(&plan), &SeenInstallers::default());
    assert_eq!(plan.content, PlanContent::Complete);
}

#[test]
fn an_edit_of_what_was_seen_is_noticed() {
    let msi = Inspection {
        parts: Some(Digest::of(b"all")),
        ..read(SETUP, Some(host()), package())
    };
    let fixture = changed(PreflightMode::Full).looked(Look::of(msi));
    let other = Digest::of(b"other").to_string();
    let looks = "/products/0/preflight";
    for (pointer, value) in [
        ("/0/address", json!("packages[1]")),
        ("/0/address", json!("nowhere")),
        ("/0/bytesSeen", json!(false)),
        ("/0/length", json!(813)),
        ("/0/length", Value::Null),
        ("/0/partsDigest", json!(other)),
        ("/0/partsDigest", Value::Null),
        ("/0/sha256", json!(other)),
        ("/0/sha256", Value::Null),
        ("/0/http/etag", json!("\"another\"")),
        (
            "/0/http/lastModified",
            json!("Fri, 25 Sep 2026 14:02:11 GMT"),
        ),
        ("/0/http", Value::Null),
        ("", json!([])),
        ("Mode", json!("auto")),
        ("Mode", json!("off")),
        ("Mode", Value::Null),
    ] {
        let mut document = saved(&fixture);
        *document.pointer_mut(&format!("{looks}{pointer}")).unwrap() = value.clone();
        let error = read_plan(&document.to_string()).unwrap_err();
        assert!(
            matches!(error, PlanFileError::Tampered { .. }),
            "{pointer}: {value}: {error}"
        );
    }
}

#[test]
fn what_no_version_writes_of_an_installer_is_not_read() {
    let fixture = changed(PreflightMode::Auto).looked(Look::of(exe()));
    for (pointer, value) in [
        ("/0/partsDigest", json!("abc")),
        ("/0/sha256", json!("ABC")),
        ("/0/length", json!(-1)),
        ("Mode", json!("sometimes")),
    ] {
        let mut document = saved(&fixture);
        let pointer = format!("/products/0/preflight{pointer}");
        *document.pointer_mut(&pointer).unwrap() = value;
        let error = read_plan(&document.to_string()).unwrap_err();
        assert!(
            matches!(error, PlanFileError::Malformed(_)),
            "{pointer}: {error}"
        );
    }
}

#[test]
fn an_etag_that_looks_like_a_secret_is_hidden_and_the_plan_is_not_taken_for_an_edited_one() {
    let look = Look::of(Inspection {
        host: Some(Host {
            etag: Some("https://c.example/a.exe?sig=abcdefgh".to_owned()),
            ..host()
        }),
        ..exe()
    });
    let document = saved(&changed(PreflightMode::Auto).looked(look));
    assert!(!document.to_string().contains("abcdefgh"), "{document}");
    assert_eq!(read_back(&document).content, PlanContent::Redacted);
}

#[test]
fn an_etag_that_holds_a_known_secret_leaves_a_plan_that_is_not_taken_for_an_edited_one() {
    let mut document = saved(&changed(PreflightMode::Auto).looked(Look::of(exe())));
    // As the redactor does before the document is sealed.
    document["products"][0]["preflight"][0]["http"]["etag"] = json!("\"[REDACTED]\"");
    let plan = read_back(&seal(document));
    assert_eq!(plan.content, PlanContent::Redacted);
    assert!(installers(&plan).packages[0].bytes.is_some());
}

#[test]
fn each_package_has_its_facts_its_address_and_the_places_of_its_findings() {
    let look = Look {
        package: FieldPath::of_package(1),
        findings: vec![unsigned("helper.exe in the installer is not signed")],
        origin: LookOrigin::Cached,
        ..Look::of(exe())
    };
    let document = saved(&changed(PreflightMode::Auto).looked(look));
    let product = &document["products"][0];
    assert_eq!(product["preflightMode"], "auto");
    let seen = &product["preflight"][0];
    assert_eq!(seen["address"], "packages[1]");
    assert_eq!(seen["cached"], true);
    assert_eq!(seen["bytesSeen"], true);
    assert_eq!(seen["partsDigest"], Digest::of(b"parts").to_string());
    assert_eq!(seen["source"], SETUP);
    assert_eq!(seen["http"]["status"], 200);
    assert_eq!(seen["signature"]["signer"], "Contoso Ltd");
    assert_eq!(
        seen["findings"][0]["location"],
        json!({ "file": fixtures::MANIFEST, "line": 73, "column": 17 })
    );
}

#[test]
fn a_url_that_uses_a_secret_variable_is_not_shown_and_the_plan_is_complete() {
    let manifest = format!(
        "apiVersion: storectl/v1\nproductId: {}\nvars: {{ place: {{ secret: true }} }}\npackages:\n  \
        - packageUrl: https://www.contoso.com/${{place}}/setup.exe\n    packageType: exe\n    \
        architectures: [X64]\n    languages: [en-us]\n    isSilentInstall: true\n",
        fixtures::PRODUCT
    );
    let variables = storectl_manifest::Variables {
        explicit: [("place".to_owned(), "hunter2".to_owned())].into(),
        ..storectl_manifest::Variables::default()
    };
    let document = storectl_manifest::read("storectl.yaml", manifest.as_bytes()).unwrap();
    let files = storectl_manifest::Files::default();
    let checked = storectl_manifest::check(&document, &files, &variables);
    let options = storectl_plan::PlanOptions {
        submit: storectl_model::SubmitMode::Auto,
        wait: storectl_model::WaitFor::Submitted,
        prior: &storectl_plan::PriorWork::default(),
        acknowledge: &[],
        unmatched: &[],
        memory: storectl_plan::Memory::NONE,
    };
    let live = storectl_model::RemoteProduct::default();
    let mut fixture = changed(PreflightMode::Auto);
    fixture.plan = storectl_plan::plan(&checked.product.unwrap(), &live, &options);
    let source = "https://www.contoso.com/hunter2/setup.exe";
    let look = Look::of(read(source, Some(host()), setup()));
    let saved = saved(&fixture.preflight(PreflightMode::Auto).looked(look));
    assert_eq!(saved["products"][0]["preflight"][0]["source"], "(secret)");
    assert!(!saved.to_string().contains("hunter2"), "{saved}");
    assert_eq!(read_back(&saved).content, PlanContent::Complete);
}

#[test]
fn a_product_without_a_plan_has_no_mode() {
    let (fixture, error) = (changed(PreflightMode::Auto), crate::text::error());
    let failed = storectl_report::ProductView {
        plan: Err(&error),
        ..fixture.product()
    };
    let document = fixtures::document(&Output::Plan(fixtures::view(vec![failed])));
    assert_valid(Document::Plan, &document);
    assert_eq!(document["products"][0]["preflightMode"], Value::Null);
    assert_eq!(document["products"][0]["preflight"], json!([]));
}

#[test]
fn a_report_embeds_what_its_plan_saw() {
    let fixture = changed(PreflightMode::Auto).looked(Look::of(exe()));
    let report = fixtures::failed_report();
    let report = fixtures::report(
        fixture.view(),
        storectl_report::ProductOutcome::Ran(&report),
    );
    let document = fixtures::document(&Output::Apply(report));
    assert_valid(Document::Report, &document);
    let product = &document["plan"]["products"][0];
    assert_eq!(product["preflight"][0]["address"], "packages[0]");
}
