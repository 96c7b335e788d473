//! `inspect --write`: what installers say, in their packages of a manifest.

use crate::support::Workplace;
use crate::support::host::{Host, fixture};

const MANIFEST: &str = "\
vars: { version: 1.5.0 }
packages:
  # The installer of every release.
  - packageUrl: https://c.example/${version}/nsis-signed-payload.exe # by CI
    languages: [en-us]
    genericDocUrl: https://c.example/exit-codes
";

const WRITTEN: &str = "\
vars: { version: 1.5.0 }
packages:
  # The installer of every release.
  - packageUrl: https://c.example/${version}/nsis-signed-payload.exe # by CI
    packageType: exe
    architectures: [X64]
    languages: [en-us]
    isSilentInstall: false
    installerParameters: /S
    genericDocUrl: https://c.example/exit-codes
    expect:
      version: ${version}
      signer: Contoso Ltd
";

fn workplace(packages: &str) -> Workplace {
    let workplace = Workplace::empty();
    workplace.manifest(packages);
    for name in [
        "nsis-signed-payload.exe",
        "plain.exe",
        "signed-x86.msi",
        "html.exe",
        "zip.exe",
    ] {
        workplace.write(name, fixture(name));
    }
    workplace.write("empty.exe", "");
    workplace
}

/// What the manifest says below its head.
fn body(workplace: &Workplace) -> String {
    let manifest = workplace.read("storectl.yaml");
    manifest.split_inclusive('\n').skip(2).collect()
}

#[test]
fn a_package_takes_what_its_installer_says_and_a_second_run_changes_nothing() {
    let workplace = workplace(MANIFEST);
    let write = ["inspect", "nsis-signed-payload.exe", "--write"];
    let run = workplace.run(&write).exits(0);
    assert_eq!(body(&workplace), WRITTEN);
    assert!(
        run.stdout.contains("+    installerParameters: /S\n"),
        "{}",
        run.stdout
    );
    assert!(
        run.stderr.contains("edited 1 of 1 manifest"),
        "{}",
        run.stderr
    );
    let run = workplace.run(&write).exits(0);
    assert_eq!(body(&workplace), WRITTEN);
    assert!(
        run.stderr.contains("edited 0 of 1 manifest"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_hosted_installer_says_the_same_and_its_package_is_the_one_with_its_url() {
    let host = Host::start();
    let address = host.at("served/nsis-signed-payload.exe");
    let others = MANIFEST.replace("https://c.example/${version}", &host.at("served"));
    let second = "  - packageUrl: https://d.example/x86/nsis-signed-payload.exe\n    languages: [en-us]\n    genericDocUrl: https://c.example/exit-codes\n";
    let workplace = workplace(&format!("{others}{second}"));
    workplace
        .run(&["inspect", &address, "--write", "--sandbox"])
        .exits(0);
    let expected = WRITTEN.replace("https://c.example/${version}", &host.at("served"));
    assert_eq!(body(&workplace), format!("{expected}{second}"));
}

#[test]
fn a_diff_writes_nothing() {
    let workplace = workplace(MANIFEST);
    let run = workplace
        .run(&["inspect", "nsis-signed-payload.exe", "--write", "--diff"])
        .exits(0);
    assert_eq!(body(&workplace), MANIFEST);
    assert!(
        run.stdout.contains("+    packageType: exe\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn what_is_no_installer_writes_nothing() {
    for name in ["html.exe", "zip.exe", "empty.exe"] {
        let workplace = workplace(MANIFEST);
        workplace.run(&["inspect", name, "--write"]).exits(10);
        assert_eq!(body(&workplace), MANIFEST, "{name}");
    }
}

#[test]
fn a_manifest_that_the_result_makes_invalid_is_not_written() {
    // An msi under an address that ends with .exe.
    let packages = MANIFEST.replace("nsis-signed-payload.exe", "setup.exe");
    let workplace = workplace(&packages);
    let run = workplace
        .run(&["inspect", "signed-x86.msi", "--write", "--format", "json"])
        .exits(10);
    assert_eq!(body(&workplace), packages);
    assert_eq!(run.json()["format"], "storectl.diagnostics");
    assert!(run.stderr.contains("nothing was written"), "{}", run.stderr);
}

#[test]
fn findings_about_the_package_as_it_is_then_have_their_line() {
    let packages = MANIFEST.replace("nsis-signed-payload.exe", "plain.exe");
    let packages = packages.replace("[en-us]", "[fr-fr]");
    let workplace = workplace(&packages);
    let run = workplace
        .run(&["inspect", "plain.exe", "--write", "--format", "json"])
        .exits(10);
    let document = run.json();
    let findings = document["installers"][0]["findings"].as_array().unwrap();
    let seen: Vec<(&str, u64, u64)> = findings
        .iter()
        .map(|it| {
            assert_eq!(it["location"]["file"], "storectl.yaml");
            let place = |key: &str| it["location"][key].as_u64().unwrap();
            (it["code"].as_str().unwrap(), place("line"), place("column"))
        })
        .collect();
    // Not signed, at packageUrl; in German, at languages, behind the packageType that was written.
    assert_eq!(seen, [("STC0903", 6, 17), ("STC0913", 8, 5)]);
}

#[test]
fn a_finding_about_an_address_that_yields_no_bytes_has_its_line() {
    let host = Host::start();
    let address = host.at("status/404");
    let workplace = workplace(&format!("packages: [{{ packageUrl: \"{address}\" }}]\n"));
    let flags = ["--write", "--sandbox", "--format", "json"];
    let run = workplace.run(&[&["inspect", &address], &flags[..]].concat());
    let document = run.exits(10).json();
    let finding = &document["installers"][0]["findings"][0];
    assert_eq!(finding["code"], "STC0911");
    assert_eq!(finding["location"]["line"], 3);
}

#[test]
fn the_manifest_is_looked_for_before_anybody_is_asked() {
    let host = Host::start();
    let address = host.at("served/plain-signed.exe");
    let workplace = Workplace::empty();
    workplace
        .run(&["inspect", &address, "--write", "--sandbox"])
        .exits(64);
    assert_eq!(host.requests(), Vec::<String>::new());
}

#[test]
fn an_installer_without_a_package_and_two_for_one_package_are_refused() {
    let second = "  - packageUrl: https://c.example/other.exe\n    languages: [en-us]\n    genericDocUrl: https://c.example/exit-codes\n";
    let two = workplace(&format!("{MANIFEST}{second}"));
    let run = two.run(&["inspect", "plain.exe", "--write"]).exits(64);
    let said = "none of its packages has a packageUrl that ends with `plain.exe`";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    let one = workplace(MANIFEST);
    let run = one
        .run(&["inspect", "nsis-signed-payload.exe", "plain.exe", "--write"])
        .exits(64);
    assert!(
        run.stderr.contains("both belong to packages[0]"),
        "{}",
        run.stderr
    );
    assert_eq!(body(&one), MANIFEST);
    // The same one twice says the same.
    let twice = [
        "inspect",
        "nsis-signed-payload.exe",
        "nsis-signed-payload.exe",
        "--write",
    ];
    one.run(&twice).exits(0);
    assert_eq!(body(&one), WRITTEN);
}

#[test]
fn a_digest_that_a_url_is_not_compared_with_is_a_note_at_its_line() {
    let host = Host::start();
    let address = host.at("served/plain-signed.exe");
    let digest = "0".repeat(64);
    let workplace = workplace(&format!(
        "packages:\n  - packageUrl: {address}\n    expect: {{ sha256: \"{digest}\" }}\n"
    ));
    let flags = ["--write", "--sandbox", "--format", "json"];
    let run = workplace.run(&[&["inspect", &address], &flags[..]].concat());
    let document = run.exits(0).json();
    let finding = &document["installers"][0]["findings"][0];
    assert_eq!(finding["code"], "STC0917");
    assert_eq!(finding["severity"], "note");
    assert_eq!(finding["location"]["line"], 6);
    let hint = finding["hint"].as_str().unwrap();
    assert!(hint.contains("`storectl inspect FILE`"), "{hint}");
}
