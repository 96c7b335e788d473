//! Signers: every installer that would be published is looked at, changed or not.

use serde_json::{Value, json};

use super::{WEBSITE, planned, policy, violations};
use crate::support::{
    Store, Workplace,
    host::{Host, Serves},
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

#[test]
fn a_new_installer_is_looked_at_once_and_judged_by_what_was_seen() {
    let (_store, host, workplace) = unmanaged("plain-signed.exe");
    host.put("2.0/setup.exe", Serves::fixture("plain-signed-sha384.exe"));
    let url = host.at("put/2.0/setup.exe");
    workplace.manifest(&format!("packages:\n  - packageUrl: {url}\n"));
    let plan = planned(&workplace, &["--preflight", "auto"], 0);
    assert_eq!(violations(&plan), Vec::<String>::new());
    let heads = host.requests();
    let heads = heads.iter().filter(|it| it.starts_with("HEAD /put/2.0/"));
    assert_eq!(heads.count(), 1);
}
