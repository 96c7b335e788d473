//! The state file.

use std::collections::BTreeSet;
use std::fs;

use serde_json::json;
use storectl_sandbox::{Options, SAMPLE_PRODUCT, Sandbox, StateError};
use tempfile::tempdir;

use crate::support::Client;

#[tokio::test]
async fn a_state_file_is_created_and_carries_on() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("new").join("sandbox.json");
    let first = Sandbox::with_state_file(path.clone(), Options::default()).unwrap();
    assert!(path.exists());
    let client = Client::of(first.clone()).await;
    client
        .patch("metadata", json!({ "availability": { "pricing": "FREE" } }))
        .await
        .data();
    client.commit_images("en-us").await;

    let state = first.state();
    drop((client, first));
    let second = Sandbox::with_state_file(path, Options::default()).unwrap();
    assert_eq!(second.state(), state);
    assert_eq!(
        second.product(SAMPLE_PRODUCT).unwrap().availability["pricing"],
        "FREE"
    );
}

#[tokio::test]
async fn beside_the_state_file_are_its_images_and_its_lock() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    let client = Client::of(Sandbox::with_state_file(path, Options::default()).unwrap()).await;
    client
        .patch("metadata", json!({ "availability": { "pricing": "FREE" } }))
        .await
        .data();
    let entries = fs::read_dir(folder.path()).unwrap();
    let names: BTreeSet<_> = entries.map(|it| it.unwrap().file_name()).collect();
    let expected = ["sandbox.json", "sandbox.json.images", "sandbox.json.lock"];
    assert_eq!(names, expected.map(Into::into).into());
}

#[tokio::test]
async fn a_read_leaves_the_file_alone() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    let sandbox = Sandbox::with_state_file(path.clone(), Options::default()).unwrap();
    let client = Client::of(sandbox).await;
    fs::remove_file(&path).unwrap();
    client.get("metadata").await;
    assert!(!path.exists());
}

#[test]
fn a_corrupt_file_is_named_and_left_alone() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    fs::write(&path, "{ \"format\": ").unwrap();
    let error = Sandbox::with_state_file(path.clone(), Options::default()).unwrap_err();
    assert!(matches!(error, StateError::Corrupt { .. }));
    assert!(
        error.to_string().contains("is not a sandbox state"),
        "{error}"
    );
    assert_eq!(fs::read_to_string(path).unwrap(), "{ \"format\": ");
}

#[test]
fn a_file_of_another_version_is_refused() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    fs::write(&path, r#"{ "format": "storectl.sandbox", "version": 99 }"#).unwrap();
    let error = Sandbox::with_state_file(path, Options::default()).unwrap_err();
    assert!(matches!(error, StateError::Version { version: 99, .. }));
}

/// Found by fuzzing.
#[tokio::test]
async fn a_file_whose_ids_are_used_up_counts_from_the_start() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    let file = json!({
        "format": "storectl.sandbox",
        "version": 1,
        "ids": { "nextPackage": u64::MAX, "nextSubmission": u64::MAX },
        "products": {},
        "blobs": {},
    });
    fs::write(&path, file.to_string()).unwrap();
    let client = Client::of(Sandbox::with_state_file(path, Options::default()).unwrap()).await;
    let package = json!({
        "packageUrl": "https://www.contoso.com/downloads/1.1/setup.msi",
        "languages": ["en-us"],
        "architectures": ["X64"],
        "isSilentInstall": true,
        "packageType": "msi",
    });
    client
        .put("packages", json!({ "packages": [package] }))
        .await
        .data();
    assert_eq!(client.package().await["packageId"], "0");
}
