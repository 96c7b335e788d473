//! Each finding in plan and apply: an error keeps everything from being written, a warning keeps nothing.

use serde_json::{Value, json};
use storectl_model::Digest;

use super::{Case, LIVE, NEW, codes, seen};
use crate::support::host::{Serves, fixture};

/// What every package of these cases says of itself, so that what is judged alone differs.
const FIELDS: &str = "    packageType: exe\n";

/// How grave a finding is.
#[track_caller]
fn severity<'a>(document: &'a Value, code: &str) -> &'a str {
    let mut findings = seen(document)["findings"].as_array().unwrap().iter();
    let finding = findings.find(|it| it["code"] == code);
    finding.unwrap_or_else(|| panic!("no {code} in {document}"))["severity"]
        .as_str()
        .unwrap()
}

impl Case {
    /// The manifest's package, with the fields of all and `more`.
    fn declares(&self, more: &str) {
        self.manifest(&format!("{FIELDS}{more}"));
    }

    /// Serves a fixture as the new installer.
    fn serves(&self, name: &str) {
        self.host.put(NEW, Serves::fixture(name));
    }

    /// Demands that plan and apply are refused for this, and that nothing is written.
    #[track_caller]
    fn is_refused_for(&self, code: &str, flags: &[&str]) -> Value {
        let document = self.planned(flags, 10);
        assert!(codes(&document).contains(&code), "{document}");
        assert_eq!(document["products"][0]["status"], "blocked");
        let run = self.apply(flags).exits(10);
        assert!(run.stderr.contains(code), "{}", run.stderr);
        assert!(self.store.writes(0).is_empty(), "{code}");
        document
    }

    /// Demands that plan warns of this and of nothing else.
    #[track_caller]
    fn is_warned_of(&self, code: &str, flags: &[&str]) -> Value {
        let document = self.planned(flags, 0);
        assert_eq!(codes(&document), [code], "{document}");
        assert_eq!(document["products"][0]["status"], "changed");
        document
    }
}

#[test]
fn what_is_not_an_installer_is_not_applied() {
    let case = Case::new();
    for name in ["html.exe", "zip.exe", "cut-off.exe"] {
        case.serves(name);
        case.is_refused_for("STC0901", &[]);
    }
    case.host.put(NEW, Serves::Bytes(Vec::new()));
    case.is_refused_for("STC0901", &[]);
}

#[test]
fn an_installer_of_another_type_is_not_applied() {
    let case = Case::new();
    case.serves("plain-x64.msi");
    case.declares("");
    case.is_refused_for("STC0902", &[]);
}

#[test]
fn a_signature_that_certification_rejects_is_not_applied() {
    let case = Case::new();
    for (name, code) in [
        ("plain.exe", "STC0903"),
        ("nsis-unsigned-payload.exe", "STC0904"),
        ("plain-self-signed.exe", "STC0905"),
        ("plain-expired.exe", "STC0906"),
    ] {
        case.serves(name);
        case.declares("");
        case.is_refused_for(code, &[]);
    }
}

#[test]
fn bytes_that_were_changed_after_signing_are_found_where_all_are_read() {
    let case = Case::new();
    case.serves("plain-changed.exe");
    case.declares("");
    case.planned(&[], 0);
    case.is_refused_for("STC0907", &["--preflight", "full"]);
}

#[test]
fn an_installer_that_is_not_served_is_not_applied() {
    let case = Case::new();
    for status in [401, 403, 404, 410] {
        case.host.put(NEW, Serves::Status(status));
        case.is_refused_for("STC0911", &[]);
    }
}

#[test]
fn an_installer_of_another_architecture_is_not_applied() {
    let case = Case::new();
    case.live_field("architectures", &json!(["X86"]));
    case.serves("nsis-signed-payload.exe");
    case.declares("    architectures: [X86]\n");
    let document = case.is_refused_for("STC0912", &[]);
    assert_eq!(codes(&document), ["STC0912"]);
}

#[test]
fn an_installer_that_is_not_the_expected_one_is_not_applied() {
    let case = Case::new();
    for (expect, code) in [
        ("version: 1.6.0", "STC0914"),
        ("signer: Fabrikam Inc", "STC0915"),
        ("length: 1", "STC0916"),
    ] {
        case.declares(&format!("    expect: {{ {expect} }}\n"));
        case.is_refused_for(code, &[]);
    }
    let other = "0".repeat(64);
    case.declares(&format!("    expect: {{ sha256: \"{other}\" }}\n"));
    case.is_refused_for("STC0916", &["--preflight", "full"]);
    // Nobody has read every byte: a note.
    let document = case.is_warned_of("STC0917", &[]);
    assert_eq!(seen(&document)["findings"][0]["severity"], "note");
}

#[test]
fn the_sha256_of_a_checksum_file_is_compared() {
    let case = Case::new();
    let sha256 = Digest::of(&fixture("plain-signed.exe"));
    case.declares("    expect: { sha256: { file: SHA256SUMS } }\n");
    case.workplace
        .write("SHA256SUMS", format!("{sha256}  setup.exe\n"));
    let full = ["--preflight", "full"];
    assert!(codes(&case.planned(&full, 0)).is_empty());
    let other = "0".repeat(64);
    case.workplace
        .write("SHA256SUMS", format!("{other}  setup.exe\n"));
    case.is_refused_for("STC0916", &full);
}

#[test]
fn an_installer_that_may_show_a_window_is_warned_of() {
    let case = Case::new();
    case.serves("nsis-signed-payload.exe");
    case.declares("    isSilentInstall: false\n    installerParameters: /s\n");
    case.is_warned_of("STC0908", &[]);
}

#[test]
fn an_installer_that_downloads_is_warned_of() {
    let case = Case::new();
    case.serves("burn.exe");
    case.declares("");
    // It is not signed either, which is an error.
    let document = case.planned(&[], 10);
    assert_eq!(severity(&document, "STC0909"), "warning");
}

#[test]
fn a_language_that_the_installer_does_not_have_is_warned_of() {
    let case = Case::new();
    case.live_field("languages", &json!(["fr-fr"]));
    case.is_warned_of("STC0913", &[]);
    case.live_field("languages", &json!(["fr-fr", "de-de"]));
    assert!(codes(&case.planned(&[], 0)).is_empty());
}

#[test]
fn a_host_that_cannot_be_told_or_relied_on_is_warned_of() {
    let case = Case::new();
    for status in [429, 500, 503] {
        case.host.put(NEW, Serves::Status(status));
        case.is_warned_of("STC0917", &[]);
    }
    case.host
        .put(NEW, Serves::Whole(fixture("plain-signed.exe")));
    case.is_warned_of("STC0921", &[]);
    for (path, code) in [
        ("redirected/plain-signed.exe", "STC0910"),
        ("no-head/plain-signed.exe", "STC0921"),
    ] {
        let url = case.host.at(path);
        case.workplace
            .manifest(&format!("packages: [{{ packageUrl: \"{url}\" }}]\n"));
        case.is_warned_of(code, &[]);
    }
}

#[test]
fn an_installer_without_a_version_is_warned_of() {
    let case = Case::new();
    let name: Vec<u8> = "ProductVersion"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut bytes = fixture("plain.exe");
    // The marks of the string, and of the numbers that count without it.
    for mark in [&name[..], &[0xbd, 0x04, 0xef, 0xfe]] {
        let at = bytes.windows(mark.len()).position(|it| it == mark);
        bytes[at.unwrap()] = b'?';
    }
    case.host.put(NEW, Serves::Bytes(bytes));
    case.declares("");
    let document = case.planned(&[], 10);
    assert_eq!(severity(&document, "STC0920"), "warning");
}

#[test]
fn the_live_bytes_under_a_new_address_are_warned_of() {
    for name in ["plain-signed.exe", "nsis-signed-payload.exe"] {
        let case = Case::new();
        case.host.put(LIVE, Serves::fixture(name));
        case.serves(name);
        case.declares("    isSilentInstall: true\n");
        case.is_warned_of("STC0918", &[]);
        let requests = case.host.requests_since();
        let live: Vec<&String> = requests.iter().filter(|it| it.contains("1.4.0")).collect();
        let from = fixture(name).len().saturating_sub(8 * 1024);
        let to = fixture(name).len() - 1;
        assert_eq!(
            live,
            [
                &format!("GET /put/1.4.0/setup.exe bytes={from}-{to}"),
                "HEAD /put/1.4.0/setup.exe"
            ]
        );
        // It is remembered.
        case.is_warned_of("STC0918", &[]);
        assert_eq!(case.host.requests_since(), [format!("HEAD /put/{NEW}")]);
    }
}

#[test]
fn other_bytes_under_the_live_address_are_warned_of() {
    let case = Case::new();
    case.apply(&["--wait", "published"]).exits(0);
    case.serves("nsis-signed-payload.exe");
    case.declares("    genericDocUrl: https://contoso.com/exit-codes\n");
    case.is_warned_of("STC0919", &[]);
}

#[test]
fn a_version_that_is_not_higher_than_the_live_one_is_noted() {
    let case = Case::new();
    case.declares("");
    case.apply(&["--wait", "published"]).exits(0);
    let next = "1.6.0/setup.exe";
    case.host
        .put(next, Serves::fixture("plain-signed-without-timestamp.exe"));
    let url = case.at(next);
    case.workplace
        .manifest(&format!("packages:\n  - packageUrl: {url}\n{FIELDS}"));
    let document = case.is_warned_of("STC0914", &[]);
    assert_eq!(severity(&document, "STC0914"), "note");
}
