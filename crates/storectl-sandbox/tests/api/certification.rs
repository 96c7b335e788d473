//! Certification that reads the installers of this sandbox.

use std::sync::{Arc, Mutex};

use serde_json::json;
use storectl_sandbox::{Interpretations, Log, Options, Progress, Submission};

use crate::support::Client;

/// Reads a fixture, which somebody else's tools made.
macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../../../tests/fixtures/installers/", $name)).as_slice()
    };
}

const READS: &str = "certification=reads-installers,submission-reads=1";
const SETUP: &str = "http://localhost/installers/setup.exe";

fn options(interpretations: &str, faults: &[&str]) -> Options {
    Options {
        interpretations: interpretations.parse::<Interpretations>().unwrap(),
        faults: faults.iter().map(|it| it.parse().unwrap()).collect(),
        ..Options::default()
    }
}

/// Submits one package at this address and follows it to the end.
async fn certify(client: &Client, address: &str, kind: &str) -> Submission {
    let mut product = client.kept();
    let package = &mut product.packages[0];
    package.fields["packageUrl"] = json!(address);
    package.fields["packageType"] = json!(kind);
    product.packages.truncate(1);
    product.committed_packages.clone_from(&product.packages);
    client.sandbox.put_product(product);
    client.post("submit", json!({})).await.data();
    client.get("status").await;
    client.kept().submissions.remove(0)
}

/// Certifies these bytes as a package of this type, and returns why that fails.
async fn judged(bytes: &'static [u8], kind: &str) -> Result<(), String> {
    let client = Client::with(options(READS, &[])).await;
    client.sandbox.put_installer("setup.exe", bytes);
    verdict(certify(&client, SETUP, kind).await)
}

/// Certifies a good installer that is served with a fault, and returns why that fails.
async fn served(fault: &str) -> Result<(), String> {
    let client = Client::with(options(READS, &[fault])).await;
    client
        .sandbox
        .put_installer("setup.exe", fixture!("plain-signed.exe"));
    verdict(certify(&client, SETUP, "exe").await)
}

#[track_caller]
fn verdict(submission: Submission) -> Result<(), String> {
    let mut rejections = submission.rejections.into_iter();
    match (submission.progress, rejections.next()) {
        (Progress::Published, None) => Ok(()),
        (Progress::Failed, Some(rejection)) => Err(rejection.reason),
        other => panic!("{other:?}"),
    }
}

fn rejected(reason: &str) -> Result<(), String> {
    Err(reason.to_owned())
}

#[tokio::test]
async fn a_signed_installer_of_its_type_is_published() {
    assert_eq!(judged(fixture!("plain-signed.exe"), "exe").await, Ok(()));
    assert_eq!(judged(fixture!("signed-x86.msi"), "msi").await, Ok(()));
}

#[tokio::test]
async fn an_unsigned_installer_is_rejected() {
    let unsigned = rejected("the installer is not signed (10.2.9)");
    assert_eq!(judged(fixture!("plain.exe"), "exe").await, unsigned);
    assert_eq!(judged(fixture!("plain-x64.msi"), "msi").await, unsigned);
}

#[tokio::test]
async fn an_installer_of_the_other_type_is_rejected() {
    assert_eq!(
        judged(fixture!("signed-x86.msi"), "exe").await,
        rejected("the file is of type msi, packageType is exe")
    );
    assert_eq!(
        judged(fixture!("plain-signed.exe"), "msi").await,
        rejected("the file is of type exe, packageType is msi")
    );
}

#[tokio::test]
async fn what_is_not_an_installer_is_rejected() {
    let reason = rejected("the file is not an installer");
    assert_eq!(judged(fixture!("zip.exe"), "exe").await, reason);
    assert_eq!(judged(fixture!("html.exe"), "exe").await, reason);
    assert_eq!(judged(b"", "exe").await, reason);
}

#[tokio::test]
async fn what_the_host_does_wrong_is_rejected() {
    for (fault, reason) in [
        (
            "404@/setup.exe#1-",
            "the package URL cannot be read (status 404)",
        ),
        ("redirect@/setup.exe#1-", "the package URL redirects"),
        ("html@/setup.exe#1-", "the package URL serves an HTML page"),
        (
            "wrong-length@/setup.exe#1-",
            "the package URL cannot be read to its end",
        ),
        (
            "stall@/setup.exe#1-",
            "the package URL cannot be read to its end",
        ),
        (
            "503@/setup.exe",
            "the package URL cannot be read (status 503)",
        ),
    ] {
        assert_eq!(served(fault).await, rejected(reason), "{fault}");
    }
}

#[tokio::test]
async fn what_keeps_nobody_from_reading_is_not_rejected() {
    for fault in [
        "501@HEAD:/setup.exe#1-",
        "no-ranges@/setup.exe#1-",
        "no-length@/setup.exe#1-",
        "slow(2s)@/setup.exe#1-",
        "swapped@/setup.exe#1-",
    ] {
        assert_eq!(served(fault).await, Ok(()), "{fault}");
    }
}

#[tokio::test]
async fn certification_is_no_request_and_takes_no_fault() {
    let fault = "503@/setup.exe";
    let client = Client::with(options(READS, &[fault])).await;
    certify(&client, SETUP, "exe").await;
    assert_eq!(client.sandbox.unused_faults(), [fault.parse().unwrap()]);
    let requests = client.sandbox.requests();
    assert!(
        requests
            .iter()
            .all(|it| !it.path_and_query.contains("setup.exe"))
    );
}

#[tokio::test]
async fn an_installer_is_judged_as_it_is_when_certification_ends() {
    let client = Client::with(options(READS, &[])).await;
    client
        .sandbox
        .put_installer("setup.exe", fixture!("plain-signed.exe"));
    let mut product = client.kept();
    product.packages[0].fields["packageUrl"] = json!(SETUP);
    product.committed_packages.clone_from(&product.packages);
    client.sandbox.put_product(product);
    client.post("submit", json!({})).await.data();
    client
        .sandbox
        .put_installer("setup.exe", fixture!("plain.exe"));
    client.get("status").await;
    assert_eq!(client.kept().submissions[0].progress, Progress::Failed);
}

#[tokio::test]
async fn installers_of_other_hosts_are_not_fetched() {
    for address in [
        "https://www.contoso.com/installers/setup.exe",
        "http://localhost:81/installers/setup.exe",
        "http://localhost/other/setup.exe",
    ] {
        let client = Client::with(options(READS, &[])).await;
        let submission = certify(&client, address, "exe").await;
        assert_eq!(verdict(submission), Ok(()), "{address}");
    }
}

#[tokio::test]
async fn by_default_no_installer_is_read() {
    let client = Client::with(options("submission-reads=1", &[])).await;
    assert_eq!(verdict(certify(&client, SETUP, "exe").await), Ok(()));
}

#[tokio::test]
async fn the_answer_says_failed_and_the_log_says_why() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&lines);
    let log = Log::Lines(Arc::new(move |line: &str| {
        sink.lock().unwrap().push(line.to_owned());
    }));
    let client = Client::with(Options {
        log,
        ..options(READS, &[])
    })
    .await;
    let submission = certify(&client, SETUP, "exe").await;
    let status = client
        .get(&format!("submission/{}/status", submission.id))
        .await;
    assert_eq!(
        status,
        json!({ "publishingStatus": "FAILED", "hasFailed": true })
    );
    let lines = lines.lock().unwrap();
    let line = lines.last().unwrap();
    assert!(
        line.ends_with("/status 200 (certification rejected package 72541436: the package URL cannot be read (status 404))"),
        "{line}"
    );
}
