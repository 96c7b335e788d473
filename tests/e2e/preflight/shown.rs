//! What plan shows of installers.

use serde_json::{Value, json};

use super::{Case, NEW, codes, seen};
use crate::support::host::{Serves, fixture};

/// Every key of the facts of an installer (forms.md, Installers 2), and those that a plan adds.
const KEYS: [&str; 22] = [
    "address",
    "architectures",
    "bytesSeen",
    "cached",
    "company",
    "elevation",
    "findings",
    "http",
    "kind",
    "languages",
    "length",
    "machine",
    "msi",
    "partsDigest",
    "payload",
    "product",
    "sha256",
    "signature",
    "silent",
    "source",
    "type",
    "version",
];

#[test]
fn json_has_every_fact_of_the_installer() {
    let case = Case::new();
    let document = case.planned(&[], 0);
    let product = &document["products"][0];
    assert_eq!(product["preflightMode"], "auto");
    let seen = seen(&document);
    let keys = seen.as_object().unwrap();
    for key in KEYS {
        assert!(keys.contains_key(key), "no {key} in {seen}");
    }
    for (pointer, value) in [
        ("/address", json!("packages[0]")),
        ("/cached", json!(false)),
        ("/bytesSeen", json!(true)),
        ("/source", json!(case.at(NEW))),
        ("/length", json!(fixture("plain-signed.exe").len())),
        ("/type", json!("exe")),
        ("/kind", json!("plain")),
        ("/version", json!("1.5.0")),
        ("/machine", json!("X64")),
        ("/sha256", Value::Null),
        ("/signature/signer", json!("Contoso Ltd")),
        ("/signature/selfSigned", json!(false)),
        ("/signature/digestMatches", Value::Null),
        ("/http/status", json!(200)),
        ("/http/ranges", json!(true)),
        ("/http/requests", json!(3)),
        ("/findings", json!([])),
    ] {
        assert_eq!(seen.pointer(pointer), Some(&value), "{pointer} of {seen}");
    }
}

#[test]
fn each_finding_is_at_the_line_that_is_wrong() {
    let case = Case::new();
    // Its ending says neither exe nor msi.
    let url = "1.5.0/download";
    case.host.put(url, Serves::fixture("plain-signed.exe"));
    case.workplace.manifest(&format!(
        "packages:
  - packageUrl: {}
    packageType: msi
    languages: [de-de]
    isSilentInstall: true
    genericDocUrl: https://contoso.com/exit-codes
    expect:
      version: 1.6.0
      signer: Fabrikam Inc
      length: 1
",
        case.at(url)
    ));
    let document = case.plan(&["--format", "json"]).json();
    let findings = seen(&document)["findings"].as_array().unwrap();
    let place = |code: &str| {
        let finding = findings.iter().find(|it| it["code"] == code);
        let finding = finding.unwrap_or_else(|| panic!("no {code} in {findings:?}"));
        assert_eq!(finding["location"]["file"], "storectl.yaml");
        assert!(finding["location"]["column"].as_u64() > Some(0));
        finding["location"]["line"].as_u64().unwrap()
    };
    assert_eq!(place("STC0902"), 5);
    assert_eq!(place("STC0914"), 10);
    assert_eq!(place("STC0915"), 11);
    assert_eq!(place("STC0916"), 12);
    case.host.put(NEW, Serves::fixture("plain.exe"));
    case.manifest("");
    let document = case.planned(&[], 10);
    assert_eq!(codes(&document), ["STC0903"]);
    assert_eq!(seen(&document)["findings"][0]["location"]["line"], 4);
}

#[test]
fn text_and_markdown_say_what_was_checked() {
    let case = Case::new();
    case.host
        .put(NEW, Serves::fixture("nsis-signed-payload.exe"));
    for format in ["text", "markdown"] {
        let run = case.plan(&["--format", format]).exits(0);
        let line = run.stdout.lines().find(|it| it.contains("checked:"));
        let line = line.unwrap_or_else(|| panic!("{}", run.stdout));
        for said in ["200", "NSIS", "Contoso Ltd", "1.5.0"] {
            assert!(line.contains(said), "no {said} in {line}");
        }
    }
}

#[test]
fn beside_a_simulated_store_public_hosts_are_not_asked_and_little_is_said() {
    let case = Case::new();
    case.live_field(
        "packageUrl",
        &json!("https://www.contoso.com/1.4.0/setup.exe"),
    );
    case.workplace
        .manifest("packages: [{ packageUrl: https://www.contoso.com/1.5.0/setup.exe }]\n");
    let document = case.planned(&[], 0);
    assert_eq!(codes(&document), ["STC0917"]);
    let finding = &seen(&document)["findings"][0];
    assert_eq!(finding["severity"], "note");
    assert!(seen(&document)["http"].is_null(), "{document}");
    let text = case.plan(&[]).exits(0).stdout;
    let said: Vec<&str> = text.lines().filter(|it| it.contains("checked")).collect();
    let [line] = said.as_slice() else {
        panic!("{text}");
    };
    assert!(line.contains("not checked"), "{line}");
    assert!(!text.contains("STC0917"), "{text}");
    case.apply(&["--wait", "published"]).exits(0);
    assert_eq!(case.host.requests_since(), Vec::<String>::new());
}
