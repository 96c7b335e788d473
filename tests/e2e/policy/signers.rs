//! Signers: every installer that would be published is looked at, changed or not.

use serde_json::{Value, json};

use super::{WEBSITE, planned, policy, violations};
use crate::support::{
    Store, Workplace,
    host::{Host, Serves, fixture},
};

const CONTOSO: &str = "signers: [Contoso Ltd]\n";
const FORBIDDEN: &str = "signers packages[0].packageUrl policy.yaml:2";

/// A product whose package is this fixture on a host of installers, and a manifest that does not name it.
fn unmanaged(fixture: &str) -> (Store, Host, Workplace) {
    let (store, host) = (Store::start(), Host::start());
    host.put("setup.exe", Serves::fixture(fixture));
    let mut product = store.product();
    for (key, value) in [
        ("packageUrl", json!(host.at("put/setup.exe"))),
        ("isSilentInstall", json!(true)),
        ("installerParameters", Value::Null),
    ] {
        product.packages[0].fields.insert(key.to_owned(), value);
    }
    product.committed_packages.clone_from(&product.packages);
    store.sandbox.put_product(product);
    let workplace = Workplace::at(&store, WEBSITE);
    policy(&workplace, CONTOSO);
    (store, host, workplace)
}

#[test]
fn an_unmanaged_installer_is_looked_at_for_its_signer() {
    for (fixture, is_allowed) in [
        ("plain-signed.exe", true),
        ("signed-x86.msi", true),
        ("plain-self-signed.exe", false),
        ("plain.exe", false),
        ("html.exe", false),
    ] {
        let (_store, _host, workplace) = unmanaged(fixture);
        let exit = if is_allowed { 0 } else { 11 };
        let plan = planned(&workplace, &[], exit);
        let expected: &[&str] = if is_allowed { &[] } else { &[FORBIDDEN] };
        assert_eq!(violations(&plan), expected, "{fixture}");
        // What is looked at for the policy alone has no findings and changes no hash.
        let without = workplace.run(&["plan", "--format", "json"]).exits(0).json();
        assert_eq!(plan["planHash"], without["planHash"], "{fixture}");
        assert_eq!(plan["products"][0]["preflight"], json!([]));
    }
}

#[test]
fn a_signer_that_the_policy_does_not_name_is_refused() {
    let (_store, _host, workplace) = unmanaged("plain-signed.exe");
    policy(&workplace, "signers: [CONTOSO LTD, Fabrikam]\n");
    let plan = planned(&workplace, &[], 11);
    assert_eq!(violations(&plan), [FORBIDDEN]);
    let message = plan["products"][0]["blockers"][0]["message"].as_str();
    assert!(message.unwrap().contains("`Contoso Ltd`"), "{message:?}");
}

#[test]
fn an_installer_that_nobody_looked_at_is_signed_by_nobody_known() {
    let (_store, host, workplace) = unmanaged("plain-signed.exe");
    let looks_away = ["--preflight", "off"];
    let before = host.requests().len();
    let plan = planned(&workplace, &looks_away, 11);
    assert_eq!(violations(&plan), [FORBIDDEN]);
    assert_eq!(host.requests().len(), before);
    let hint = plan["products"][0]["blockers"][0]["hint"].as_str();
    assert!(hint.unwrap().contains("--preflight auto"), "{hint:?}");
    // A host that does not have it, or answers with another.
    host.put("setup.exe", Serves::Status(404));
    assert_eq!(violations(&planned(&workplace, &[], 11)), [FORBIDDEN]);
    host.put("setup.exe", Serves::Redirect);
    assert_eq!(violations(&planned(&workplace, &[], 11)), [FORBIDDEN]);
}

#[test]
fn a_snapshot_knows_no_signer() {
    let (_store, _host, workplace) = unmanaged("plain-signed.exe");
    workplace
        .run(&["plan", "--save-live", "live.json"])
        .exits(0);
    let plan = planned(&workplace, &["--live", "live.json"], 11);
    assert_eq!(violations(&plan), [FORBIDDEN]);
    policy(&workplace, "installerHosts: [127.0.0.1]\n");
    let plan = planned(&workplace, &["--live", "live.json"], 0);
    assert_eq!(violations(&plan), Vec::<String>::new());
}

/// A program of `more` other bytes before the certificates of a signed one.
fn with_a_stolen_signature(more: usize) -> Vec<u8> {
    let mut program = fixture("plain-signed.exe");
    // The security directory of a PE32+ whose headers begin at 0x80.
    let directory = 0x128..0x12c;
    let at = u32::from_le_bytes(program[directory.clone()].try_into().unwrap());
    let moved = at + u32::try_from(more).unwrap();
    program[directory].copy_from_slice(&moved.to_le_bytes());
    let at = usize::try_from(at).unwrap();
    program.splice(at..at, std::iter::repeat_n(0xaa, more));
    program
}

#[test]
fn a_signature_of_other_bytes_counts_for_nobody() {
    let (_store, host, workplace) = unmanaged("plain-signed.exe");
    let stolen = with_a_stolen_signature(3 << 20);
    // Changed or not, and in every mode.
    host.put("setup.exe", Serves::Bytes(stolen.clone()));
    host.put("2.0/setup.exe", Serves::Bytes(stolen));
    let url = host.at("put/2.0/setup.exe");
    let changed = format!("packages:\n  - packageUrl: {url}\n");
    for manifest in [WEBSITE, &changed] {
        workplace.manifest(manifest);
        for mode in ["auto", "full", "off"] {
            let mode = ["--preflight", mode];
            let exit = if manifest != WEBSITE && mode[1] == "full" {
                10
            } else {
                11
            };
            let plan = planned(&workplace, &mode, exit);
            assert_eq!(violations(&plan), [FORBIDDEN], "{mode:?}");
        }
    }
    workplace.manifest(&changed);
    let applied = workplace.run(&["apply", "--policy", "policy.yaml", "--yes"]);
    applied.exits(11);
}

#[test]
fn a_new_installer_is_read_whole_to_know_its_signer_and_once_where_it_is_anyway() {
    let (_store, host, workplace) = unmanaged("plain-signed.exe");
    host.put("2.0/setup.exe", Serves::fixture("plain-signed-sha384.exe"));
    let url = host.at("put/2.0/setup.exe");
    workplace.manifest(&format!("packages:\n  - packageUrl: {url}\n"));
    // `auto` reads parts for the findings first.
    for (mode, expected) in [("full", 1), ("auto", 2)] {
        let before = host.requests().len();
        let plan = planned(&workplace, &["--preflight", mode], 0);
        assert_eq!(violations(&plan), Vec::<String>::new());
        let heads = host.requests().into_iter().skip(before);
        let heads = heads.filter(|it| it.starts_with("HEAD /put/2.0/"));
        assert_eq!(heads.count(), expected, "{mode}");
    }
}
