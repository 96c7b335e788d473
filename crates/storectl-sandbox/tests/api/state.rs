//! What a request costs a large state, where addresses come from, and states nobody wrote.

use std::fs;
use std::path::Path;

use axum::body::{Body, Bytes, to_bytes};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use storectl_sandbox::{Asset, Listing, Options, SAMPLE_PRODUCT, Sandbox, StateError, tables};
use tempfile::tempdir;
use tower::ServiceExt as _;

use crate::support::{Client, blob_request};

/// The images of each language, and the bytes of each.
const IMAGES: usize = 2;
const IMAGE_BYTES: usize = 4 * 1024;

/// A sandbox of 200 languages with images of their own, kept in this folder, and the paths of the images.
fn large(folder: &Path) -> (Sandbox, Vec<String>) {
    let path = folder.join("sandbox.json");
    let mut state = Sandbox::in_memory(Options::default()).state();
    state["format"] = json!("storectl.sandbox");
    state["version"] = json!(1);
    let product = &mut state["products"][SAMPLE_PRODUCT];
    let mut paths = Vec::new();
    let mut listings = Vec::new();
    let mut blobs = Vec::new();
    for language in tables::LANGUAGES.iter().take(200) {
        let mut asset = |number: usize| {
            let blob = format!("/blobs/listingassets/{language}_{number}");
            let content = [number.to_le_bytes()[0]; IMAGE_BYTES];
            blobs.push((blob.clone(), STANDARD.encode(content)));
            paths.push(blob.clone());
            Asset {
                id: format!("{language}-{number}"),
                blob,
                width: 1366,
                height: 768,
            }
        };
        let assets: Vec<Asset> = (0..IMAGES).map(&mut asset).collect();
        let mut listing = Listing::empty(*language);
        listing.fields["productFeatures"] = json!(["Gears"]);
        listing
            .fields
            .insert("description".to_owned(), json!("Gears"));
        let terms = "additionalLicenseTerms".to_owned();
        listing.fields.insert(terms, json!("None"));
        listing.screenshots = vec![assets[0].clone()];
        listing.store_logos = vec![assets[1].clone()];
        listings.push(listing);
    }
    product["listings"] = serde_json::to_value(listings).unwrap();
    for (path, content) in blobs {
        state["blobs"][path] = json!({ "contentType": "image/png", "content": content });
    }
    fs::write(&path, state.to_string()).unwrap();
    let sandbox = Sandbox::with_state_file(path, Options::default()).unwrap();
    (sandbox, paths)
}

/// The bytes an image is answered with: those the state holds, for a body is handed on as it is.
async fn bytes(sandbox: &Sandbox, path: &str) -> Bytes {
    let url = format!("http://localhost{path}");
    let request = blob_request("GET", &url).body(Body::empty()).unwrap();
    let response = sandbox.router().oneshot(request).await.unwrap();
    to_bytes(response.into_body(), usize::MAX).await.unwrap()
}

#[tokio::test]
async fn a_write_to_one_of_200_languages_copies_no_image() {
    let folder = tempdir().unwrap();
    let (sandbox, paths) = large(folder.path());
    assert_eq!(paths.len(), 400);
    let mut before = Vec::new();
    for path in &paths {
        let bytes = bytes(&sandbox, path).await;
        assert_eq!(bytes.len(), IMAGE_BYTES);
        before.push(bytes.as_ptr());
    }
    let client = Client::of(sandbox.clone()).await;
    client
        .patch(
            "metadata",
            json!({ "listings": { "language": "fr-fr", "whatsNew": "News" } }),
        )
        .await
        .data();
    client.post("packages/commit", json!({})).await.data();
    client.get("metadata").await;
    client.get("listings/assets").await;
    let mut copied = 0;
    for (path, before) in paths.iter().zip(before) {
        copied += usize::from(bytes(&sandbox, path).await.as_ptr() != before);
    }
    assert_eq!(copied, 0, "of {}", paths.len());
}

#[tokio::test]
async fn addresses_are_the_sandboxes_own_whatever_host_a_request_names() {
    // The client of these tests always names another host.
    let client = Client::new().await;
    let logo = client.assets("en-us").await["storeLogos"][0].clone();
    let url = logo["assetUrl"].as_str().unwrap();
    assert!(url.starts_with("http://localhost/blobs/"), "{url}");
    let (_, upload) = client.slot("en-us", "Logo").await;
    assert!(upload.starts_with("http://localhost/blobs/"), "{upload}");
}

#[tokio::test]
async fn addresses_may_be_those_of_what_stands_before_it() {
    let options = Options {
        address: Some("https://store.example:8443/ignored".parse().unwrap()),
        ..Options::default()
    };
    let client = Client::with(options).await;
    let (_, upload) = client.slot("en-us", "Logo").await;
    assert!(
        upload.starts_with("https://store.example:8443/blobs/"),
        "{upload}"
    );
}

/// Opens a state file of this text.
fn open(text: &[u8]) -> Result<Sandbox, StateError> {
    let folder = tempdir().unwrap();
    let path = folder.path().join("sandbox.json");
    fs::write(&path, text).unwrap();
    let sandbox = Sandbox::with_state_file(path.clone(), Options::default());
    assert_eq!(fs::read(&path).unwrap(), text, "it is left as it is");
    sandbox
}

#[test]
fn a_newer_state_says_what_reads_it() {
    let error = open(br#"{ "format": "storectl.sandbox", "version": 3, "ids": "other" }"#);
    let error = error.unwrap_err();
    assert!(matches!(error, StateError::Version { version: 3, .. }));
    let message = error.to_string();
    assert!(
        message.contains("has version 3, but this version of storectl reads version 2 and older"),
        "{message}"
    );
}

#[test]
fn a_file_of_another_format_is_named_with_it() {
    let error = open(br#"{ "format": "storectl.plan", "version": 1 }"#).unwrap_err();
    assert!(matches!(error, StateError::Format { .. }), "{error}");
    assert!(error.to_string().contains("storectl.plan"), "{error}");
}

/// The sample's state with one place changed.
fn changed(pointer: &str, value: Value) -> Vec<u8> {
    let mut state = Sandbox::in_memory(Options::default()).state();
    state["format"] = json!("storectl.sandbox");
    state["version"] = json!(1);
    *state.pointer_mut(pointer).unwrap() = value;
    state.to_string().into_bytes()
}

#[test]
fn a_state_that_is_not_one_is_refused() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for text in [
        Vec::new(),
        b"\0\0\0".to_vec(),
        b"\xff\xfe{\0}\0".to_vec(),
        b"[]".to_vec(),
        deep.into_bytes(),
        changed("/ids/nextPackage", json!(-1)),
        changed("/products", json!([])),
        changed(&format!("/products/{SAMPLE_PRODUCT}/listings"), json!("x")),
        changed(
            "/blobs",
            json!({ "a": { "contentType": "", "content": "?" } }),
        ),
    ] {
        let error = open(&text).unwrap_err();
        assert!(matches!(error, StateError::Corrupt { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_state_no_service_would_have_is_served_without_a_panic() {
    let product = format!("/products/{SAMPLE_PRODUCT}");
    for (place, value) in [
        (
            "/availability",
            json!({ "markets": { "a": [] }, "pricing": 3 }),
        ),
        (
            "/properties",
            json!({ "category": [], "productDeclarations": "x" }),
        ),
        (
            "/listings/0/fields",
            json!({ "requirements": 1, "description": {} }),
        ),
        ("/listings/0/language", json!("\u{0}")),
        (
            "/listings/0/storeLogos",
            json!([{ "id": "", "blob": "", "width": 0, "height": 0 }]),
        ),
        ("/packages/0/fields", json!({ "errorDetails": [[[]]] })),
        (
            "/upload",
            json!({ "running": { "reads": u32::MAX, "end": "failed" } }),
        ),
        ("/packageCommits", json!(u32::MAX)),
    ] {
        let text = changed(&format!("{product}{place}"), value);
        let client = Client::of(open(&text).unwrap()).await;
        for path in ["metadata", "packages", "listings/assets", "status"] {
            assert_eq!(client.call("GET", path, "").await.status, 200, "{place}");
        }
        for (method, path, body) in [
            (
                "PATCH",
                "metadata",
                json!({ "properties": { "website": "" } }),
            ),
            (
                "PUT",
                "metadata",
                json!({ "listings": { "language": "en-us" } }),
            ),
            (
                "PATCH",
                "packages/72541436",
                json!({ "packageUrl": "https://a.example" }),
            ),
            ("POST", "packages/commit", json!({})),
            ("POST", "submit", json!({})),
        ] {
            let status = client.call(method, path, body.to_string()).await.status;
            assert!([200, 400, 404].contains(&status), "{place} {path} {status}");
        }
    }
}
