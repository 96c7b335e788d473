//! What people and scripts see of installers.

use std::sync::LazyLock;

use insta::assert_snapshot;
use serde_json::{Value, json};
use storectl_installer::{
    Content, Finding, FindingSeverity, Host, Inspection, NoInstaller, Outcome, Signature, Signing,
    Subject,
};
use storectl_manifest::installers as rules;
use storectl_report::{
    ErrorView, FindingView, Foreign, InstallerView, InstallersView, Output, SourceRef, Verbosity,
    json::Document,
};

use crate::{
    fixtures::{
        self,
        installers::{
            SETUP, host, installers, looked, package, read, seen, setup, signature, unsigned,
        },
    },
    json::assert_valid,
};

const HELPER: &str = "helper.exe in the installer is not signed";

fn text(view: &InstallersView<'_>, verbosity: Verbosity) -> String {
    fixtures::text(&Output::Inspect(view.clone()), verbosity)
}

fn markdown(view: &InstallersView<'_>) -> String {
    fixtures::markdown(&Output::Inspect(view.clone()))
}

fn document(view: &InstallersView<'_>) -> Value {
    let document = fixtures::document(&Output::Inspect(view.clone()));
    assert_valid(Document::Inspect, &document);
    document
}

fn place() -> SourceRef {
    SourceRef {
        file: "storectl.yaml".to_owned(),
        in_repository: "store/storectl.yaml".to_owned(),
        line: 12,
        column: 5,
    }
}

/// A setup program that was read over HTTP, and a package that was read from a file.
fn both() -> [Inspection; 2] {
    [
        read(SETUP, Some(host()), setup()),
        read("build/widgets.msi", None, package()),
    ]
}

/// What is wrong with the setup program: an error and a note.
static FOUND: LazyLock<[Finding; 2]> = LazyLock::new(|| {
    let note = Finding {
        rule: &rules::CANNOT_TELL,
        severity: FindingSeverity::Note,
        subject: Subject::ExpectedSha256,
        message: "`expect.sha256` was not compared".to_owned(),
        hint: "run `storectl plan --preflight full`".to_owned(),
    };
    [unsigned(HELPER), note]
});

fn view(both: &[Inspection; 2]) -> InstallersView<'_> {
    let ([exe, msi], [error, note]) = (both, &*FOUND);
    let places = [Some(place()), None];
    let findings = [error, note].into_iter().zip(places);
    let findings = findings.map(|(finding, location)| FindingView { finding, location });
    installers(vec![
        looked(exe, findings.collect()),
        looked(msi, Vec::new()),
    ])
}

/// The line that says what was seen.
fn checked(inspection: &Inspection) -> String {
    let view = installers(vec![looked(inspection, Vec::new())]);
    let text = text(&view, Verbosity::Brief);
    let line = text.lines().find_map(|it| it.strip_prefix("  checked: "));
    line.unwrap().to_owned()
}

#[test]
fn text_has_a_line_of_what_was_checked_then_the_facts_then_the_findings() {
    assert_snapshot!(text(&view(&both()), Verbosity::Normal), @r#"
        Installer https://www.contoso.com/downloads/1.5.0/setup-x64.exe
          checked: 200, 88.2 MB, NSIS, signed by Contoso Ltd until 2027-03, version 1.5.0
          type           exe (NSIS)
          length         88.2 MB (88,234,112 bytes)
          product        Contoso Widgets
          version        1.5.0
          company        Contoso Ltd
          architectures  X64
          machine        X86
          languages      de-de, en-us
          elevation      requireAdministrator
          silent         /S
          signature      Contoso Ltd, issued by Contoso Test CA
          valid          2026-03-01 to 2027-03-01
          timestamp      2026-03-04T00:00:00Z
          digest         sha256, not compared with the bytes
          payload        3 programs, 1 not signed, 1 signature not read
          host           HTTP 200
          etag           "5e1f-61a"
          last modified  Thu, 24 Sep 2026 14:02:11 GMT
          read with      3 requests, 148.2 kB
          error[STC0904]: helper.exe in the installer is not signed (policy 10.2.9)
            at: storectl.yaml:12:5
            hint: sign every program in the installer before you build it
          note[STC0917]: `expect.sha256` was not compared
            hint: run `storectl plan --preflight full`

        Installer build/widgets.msi
          checked: 812 B, MSI, not signed, version 1.5.0
          type           msi
          length         812 B
          sha256         c0cd5ccfdb563a59366e33e73001b78fdb8cca5a6c48e2f90fffcde44b81f1f6
          product        Contoso Widgets
          version        1.5.0
          company        Contoso Ltd
          architectures  X64
          languages      de-de, en-us
          silent         without parameters
          product code   {11111111-2222-3333-4444-555555555555}
          upgrade code   {99999999-2222-3333-4444-555555555555}
          scope          machine
          template       x64;1033
          signature      none

        2 installers: 1 error, 1 note
        "#);
}

#[test]
fn verbose_text_lists_the_programs_those_without_a_signature_first() {
    let [exe, _] = both();
    let text = text(&installers(vec![looked(&exe, Vec::new())]), Verbosity::Full);
    let programs: Vec<&str> = text.lines().filter(|it| it.contains("program:")).collect();
    assert_eq!(
        programs,
        [
            "    program: helper.exe (X64, not signed)",
            "    program: widgets.exe (X64, signed)",
            "    program: huge.exe (X64)"
        ]
    );
}

#[test]
fn quiet_text_has_what_was_checked_and_the_errors_only() {
    assert_snapshot!(text(&view(&both()), Verbosity::Brief), @r#"
        Installer https://www.contoso.com/downloads/1.5.0/setup-x64.exe
          checked: 200, 88.2 MB, NSIS, signed by Contoso Ltd until 2027-03, version 1.5.0
          error[STC0904]: helper.exe in the installer is not signed (policy 10.2.9)
            at: storectl.yaml:12:5
            hint: sign every program in the installer before you build it
        Installer build/widgets.msi
          checked: 812 B, MSI, not signed, version 1.5.0

        2 installers: 1 error, 1 note
        "#);
}

#[test]
fn markdown_begins_with_the_marker_and_folds_the_facts() {
    assert_snapshot!(markdown(&view(&both())), @r#"
        <!-- storectl:inspect v=1 product= hash= -->
        ### ❌ storectl inspect failed: 2 installers: 1 error, 1 note

        **`https://www.contoso.com/downloads/1.5.0/setup-x64.exe`**: checked: 200, 88.2 MB, NSIS, signed by Contoso Ltd until 2027-03, version 1.5.0

        - **error** `STC0904` `store/storectl.yaml:12:5`: helper.exe in the installer is not signed (policy 10.2.9)
          - hint: sign every program in the installer before you build it
        - **note** `STC0917`: `expect.sha256` was not compared
          - hint: run `storectl plan --preflight full`

        <details><summary>Facts</summary>

        - type: exe (NSIS)
        - length: 88.2 MB (88,234,112 bytes)
        - product: Contoso Widgets
        - version: 1.5.0
        - company: Contoso Ltd
        - architectures: X64
        - machine: X86
        - languages: de-de, en-us
        - elevation: requireAdministrator
        - silent: `/S`
        - signature: Contoso Ltd, issued by Contoso Test CA
        - valid: 2026-03-01 to 2027-03-01
        - timestamp: 2026-03-04T00:00:00Z
        - digest: sha256, not compared with the bytes
        - payload: 3 programs, 1 not signed, 1 signature not read
        - host: HTTP 200
        - etag: `"5e1f-61a"`
        - last modified: `Thu, 24 Sep 2026 14:02:11 GMT`
        - read with: 3 requests, 148.2 kB
        - program: `helper.exe` (X64, not signed)
        - program: `widgets.exe` (X64, signed)
        - program: `huge.exe` (X64)

        </details>

        **`build/widgets.msi`**: checked: 812 B, MSI, not signed, version 1.5.0

        <details><summary>Facts</summary>

        - type: msi
        - length: 812 B
        - sha256: `c0cd5ccfdb563a59366e33e73001b78fdb8cca5a6c48e2f90fffcde44b81f1f6`
        - product: Contoso Widgets
        - version: 1.5.0
        - company: Contoso Ltd
        - architectures: X64
        - languages: de-de, en-us
        - silent: without parameters
        - product code: `{11111111-2222-3333-4444-555555555555}`
        - upgrade code: `{99999999-2222-3333-4444-555555555555}`
        - scope: machine
        - template: x64;1033
        - signature: none

        </details>
        "#);
}

#[test]
fn every_key_of_the_document_is_there_whatever_is_known() {
    let both = both();
    let nothing = seen(
        "https://contoso.com/setup.exe",
        None,
        Outcome::CannotTell("the host did not answer within 5 s".to_owned()),
    );
    let mut view = view(&both);
    view.installers.push(looked(&nothing, Vec::new()));
    let text = serde_json::to_string_pretty(&document(&view)).unwrap();
    assert_snapshot!("inspect_json", text);
}

#[test]
fn what_was_seen_is_one_line_whatever_became_of_the_look() {
    let [exe, msi] = both();
    let status = |status| Host {
        status: Some(status),
        length: None,
        ..Host::default()
    };
    let moved = Host {
        redirect: Some("https://cdn.contoso.com/setup.exe".to_owned()),
        ..status(302)
    };
    let html = Outcome::Read(Content::NoInstaller(NoInstaller::Html));
    let page = Host {
        length: Some(1_240),
        ..status(200)
    };
    let unknown = Outcome::CannotTell("the host answered 503".to_owned());
    for (inspection, line) in [
        (
            exe,
            "200, 88.2 MB, NSIS, signed by Contoso Ltd until 2027-03, version 1.5.0",
        ),
        (msi, "812 B, MSI, not signed, version 1.5.0"),
        (
            seen("x", Some(page), html),
            "200, 1.2 kB, an HTML page, not an installer",
        ),
        (
            seen("x", Some(moved), Outcome::Redirected),
            "302, redirects to https://cdn.contoso.com/setup.exe",
        ),
        (
            seen("x", Some(status(404)), Outcome::NotServed),
            "404, not served",
        ),
        (
            seen("x", Some(status(503)), unknown.clone()),
            "503, cannot tell: the host answered 503",
        ),
        (
            seen("x", None, unknown),
            "cannot tell: the host answered 503",
        ),
    ] {
        assert_eq!(checked(&inspection), line);
    }
}

#[test]
fn a_certificate_of_its_own_and_a_signature_that_was_not_read_are_named_as_such() {
    let facts = |signing| storectl_installer::Facts {
        signing,
        version: None,
        ..setup()
    };
    let own = Signature {
        self_signed: true,
        ..signature()
    };
    for (signing, line) in [
        (
            Signing::Signed(Box::new(own)),
            "88.2 MB, NSIS, self-signed by Contoso Ltd until 2027-03",
        ),
        (Signing::Unknown, "88.2 MB, NSIS, signature not read"),
    ] {
        assert_eq!(checked(&read("x", None, facts(signing))), line);
    }
}

#[test]
fn an_address_that_may_not_be_reached_keeps_its_place_and_says_why() {
    let both = both();
    let error = ErrorView {
        code: "invalid",
        exit: 10,
        message: "10.0.0.8 is not a public address".to_owned(),
        ..ErrorView::default()
    };
    let mut view = view(&both);
    view.installers.insert(
        0,
        InstallerView {
            source: Foreign::new("https://10.0.0.8/setup.exe"),
            look: Err(&error),
        },
    );
    view.error = Some(&error);
    let document = document(&view);
    let first = &document["installers"][0];
    assert_eq!(first["source"], "https://10.0.0.8/setup.exe");
    assert_eq!(first["error"]["exit"], 10);
    assert_eq!(first["findings"], json!([]));
    assert_eq!(document["installers"][1]["source"], SETUP);
    let said = "error[invalid]: 10.0.0.8 is not a public address";
    assert!(text(&view, Verbosity::Brief).contains(said));
    let comment = markdown(&view);
    assert!(
        comment
            .contains("### ❌ storectl inspect failed: 3 installers: 1 not read, 1 error, 1 note"),
        "{comment}"
    );
}

#[test]
fn a_signature_in_an_address_is_masked() {
    let source = "https://c.example/setup.exe?sig=abcdefgh";
    let inspection = read(source, Some(host()), setup());
    let view = installers(vec![looked(&inspection, Vec::new())]);
    for shown in [
        text(&view, Verbosity::Full),
        markdown(&view),
        document(&view).to_string(),
    ] {
        assert!(
            shown.contains("https://c.example/setup.exe?sig="),
            "{shown}"
        );
        assert!(!shown.contains("abcdefgh"), "{shown}");
    }
}

#[test]
fn a_name_without_end_takes_no_more_than_a_line() {
    let long = "x".repeat(5_000);
    let facts = storectl_installer::Facts {
        product: Some(long.clone()),
        version: Some(long),
        ..setup()
    };
    let inspection = read("x", None, facts);
    let view = installers(vec![looked(&inspection, Vec::new())]);
    let text = text(&view, Verbosity::Full);
    assert!(text.lines().all(|it| it.chars().count() < 400), "{text}");
}
