//! What tests that end a run early have in common.

use std::process::Command;

use serde_json::{Value, json};
use storectl_sandbox::{Listing, Package, Product};

/// Sends a signal, such as `KILL`, to a process.
pub(crate) fn signal(name: &str, process: u32) {
    let line = format!("kill -{name} {process}");
    let status = Command::new("sh").args(["-c", &line]).status().unwrap();
    assert!(status.success());
}

/// Whether a matrix runs whole, and not a part of it.
#[expect(
    clippy::disallowed_methods,
    reason = "the environment says how much of it runs"
)]
pub(crate) fn is_whole() -> bool {
    std::env::var("STORECTL_MATRIX").is_ok_and(|it| it == "whole")
}

/// The draft of a product, ids left out, and what the Store was asked to certify.
pub(crate) fn end_state(product: &Product) -> Value {
    let listings = |all: &[Listing]| -> Vec<Value> {
        let listing = |it: &Listing| {
            let (screenshots, logos) = (it.screenshots.len(), it.store_logos.len());
            json!([it.language, it.fields, screenshots, logos])
        };
        all.iter().map(listing).collect()
    };
    let packages =
        |all: &[Package]| -> Vec<Value> { all.iter().map(|it| json!(it.fields)).collect() };
    let submitted = product.submissions.iter().map(|it| {
        json!([
            it.properties,
            listings(&it.listings),
            packages(&it.packages)
        ])
    });
    json!([
        product.properties,
        listings(&product.listings),
        packages(&product.packages),
        submitted.collect::<Vec<_>>()
    ])
}
