//! Snapshots of drafts: what is refused, and what is not kept.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use storectl_model::{
    AssetContent, DesiredProduct, RemoteAsset, RemoteAssets, RemoteProduct, StoreMessage,
};
use storectl_report::json::{ImageFacts, LiveError, LiveProduct, live, read_live, write};

use crate::snapshots::{PRODUCT, snapshot};

/// The document of a snapshot of an empty draft, with something else at a place.
fn with(pointer: &str, value: Value) -> String {
    let product = LiveProduct {
        product: PRODUCT.parse().unwrap(),
        seller: "123456892".parse().unwrap(),
        remote: RemoteProduct::default(),
        submission: None,
        ended: None,
        images: BTreeMap::new(),
        masked: BTreeSet::new(),
        withheld: BTreeSet::new(),
    };
    let desired = DesiredProduct::naming_nothing();
    let mut document = live(&snapshot(vec![product]), &[&desired], "0.1.0");
    *document.pointer_mut(pointer).unwrap() = value;
    document.to_string()
}

#[track_caller]
fn is_refused(pointer: &str, value: Value, reason: &str) {
    let error = read_live(&with(pointer, value)).unwrap_err();
    assert_eq!(error.to_string(), reason);
}

#[test]
fn a_document_that_is_no_snapshot_is_refused_with_its_reason() {
    is_refused(
        "/format",
        json!("storectl.plan"),
        "its format is not storectl.live",
    );
    is_refused(
        "/formatVersion",
        json!("2.0"),
        "its version is 2.0, but this version of storectl reads 1.x",
    );
    is_refused(
        "/readAt",
        json!("yesterday"),
        "`yesterday` is not a time in UTC",
    );
    is_refused(
        "/products/0/productId",
        json!("../x"),
        "`../x` is not an ID or an address",
    );
    is_refused(
        "/products/0/submission",
        json!({ "id": "1", "status": "MAYBE" }),
        "`MAYBE` is not a state of a submission",
    );
    is_refused(
        "/products/0/endedSubmission",
        json!({ "id": "1", "status": "INPROGRESS" }),
        "`INPROGRESS` is not a state of a submission",
    );
    is_refused(
        "/products/0/images",
        json!({ "1": { "digest": "sha1:00" } }),
        "`sha1:00` is not a digest",
    );
}

#[test]
fn a_language_or_a_product_that_is_there_twice_is_refused_whatever_its_case() {
    let listings = json!([{ "language": "en-us" }, { "language": "EN-US" }]);
    is_refused(
        "/products/0/draft/listings",
        listings,
        "`EN-US` is there twice",
    );
    let mut document: Value =
        serde_json::from_str(&with("/readAt", json!("2026-09-24T14:02:11Z"))).unwrap();
    let mut again = document["products"][0].clone();
    again["productId"] = PRODUCT.to_ascii_uppercase().into();
    document["products"].as_array_mut().unwrap().push(again);
    let error = read_live(&document.to_string()).unwrap_err();
    assert!(matches!(error, LiveError::Invalid(_)), "{error}");
}

#[test]
fn a_malformed_document_is_named_by_its_place_and_not_quoted() {
    let error = read_live("{\n  \"format\": \"storectl.live\", hunter2 }").unwrap_err();
    assert_eq!(error.to_string(), "it is not JSON (line 2, column 30)");
    let deep = format!("{{\"format\":{}", "[".repeat(100_000));
    let error = read_live(&deep).unwrap_err().to_string();
    assert!(error.len() < 80, "{error}");
}

#[track_caller]
fn is_too_much(pointer: &str, value: Value) {
    let error = read_live(&with(pointer, value)).unwrap_err();
    assert!(matches!(error, LiveError::TooMuch(_)), "{error}");
}

#[test]
fn more_of_anything_than_a_product_has_is_refused() {
    let many = |one: fn(usize) -> Value| -> Value { (0..=2_000).map(one).collect() };
    let language = |at| json!({ "language": format!("a{at}") });
    is_too_much("/products/0/draft/listings", many(language));
    is_too_much(
        "/products/0/withheld",
        many(|at| format!("properties.x{at}").into()),
    );
    let members = (0..=10_000).map(|at| (format!("x{at}"), Value::Null));
    is_too_much(
        "/products/0/draft/properties",
        Value::Object(members.collect()),
    );
    is_too_much("/endpoint", "x".repeat(256 * 1024 + 1).into());
    // Unknown fields are ignored, and no larger.
    is_too_much(
        "/tool",
        json!({ "name": "", "version": "", "news": [many(|_| Value::Null)] }),
    );
}

#[test]
fn no_signature_and_no_password_of_any_address_is_kept() {
    let signed = "https://user:hunter2@store.example/a.png?sv=1&sig=hunter2&token=hunter2";
    let mut remote = RemoteProduct::default();
    remote.properties.website = Some(signed.to_owned());
    let unknown = json!([{ "address": signed }]);
    remote.properties.extra.insert("news".to_owned(), unknown);
    let image = RemoteAsset {
        id: "1".parse().unwrap(),
        url: signed.to_owned(),
        size: None,
        content: AssetContent::Unread,
    };
    let assets = RemoteAssets {
        screenshots: vec![image],
        store_logos: Vec::new(),
    };
    remote.assets.insert("en-us".parse().unwrap(), assets);
    let message = StoreMessage {
        code: "warning".to_owned(),
        message: format!("cannot read {signed}"),
        target: "listings".to_owned(),
    };
    remote.status.messages = vec![message.clone()];
    remote.messages = vec![message];
    let facts = ImageFacts {
        unread: Some(format!("{signed} answered 403")),
        ..ImageFacts::default()
    };
    let product = LiveProduct {
        product: PRODUCT.parse().unwrap(),
        seller: "123456892".parse().unwrap(),
        remote,
        submission: None,
        ended: None,
        images: BTreeMap::from([("1".parse().unwrap(), facts)]),
        masked: BTreeSet::new(),
        withheld: BTreeSet::new(),
    };
    let desired = DesiredProduct::naming_nothing();
    let text = write(&live(&snapshot(vec![product]), &[&desired], "0.1.0"));
    assert!(!text.contains("hunter2"), "{text}");
    assert!(text.contains("store.example/a.png"), "{text}");
}
