//! Which interpretation of the contract refused a request.

use serde_json::{Value, json};
use storectl_sandbox::{Explain, Explained, Options};

use crate::support::Client;

async fn explaining() -> Client {
    Client::with(Options {
        explain: Explain::Refusals,
        ..Options::default()
    })
    .await
}

/// The errors of the one request that this PATCH is, each with what it says and which readings made it.
async fn errors(body: Value) -> Vec<(String, Vec<String>)> {
    let client = explaining().await;
    let before = client.kept();
    assert_eq!(client.patch("metadata", body).await.status, 400);
    assert_eq!(client.kept(), before, "explaining changes nothing");
    let refusals = client.sandbox.refusals();
    let [refused] = refusals.as_slice() else {
        panic!("{refusals:#?}");
    };
    assert_eq!(refused.method, "PATCH");
    let readings = |it: &Explained| {
        let readings = it.readings.iter();
        readings
            .map(|it| format!("{}={}", it.switch.name, it.value))
            .collect()
    };
    let errors = refused.errors.iter();
    errors
        .map(|it| (it.message.clone(), readings(it)))
        .collect()
}

/// As many characters as a short description takes, one of which is two UTF-16 units.
fn at_the_limit() -> String {
    format!("{}😀", "g".repeat(999))
}

#[tokio::test]
async fn a_length_that_only_utf_16_exceeds_names_its_switch() {
    let listing = json!({ "language": "en-us", "shortDescription": at_the_limit() });
    let errors = errors(json!({ "listings": listing })).await;
    let [(message, readings)] = errors.as_slice() else {
        panic!("{errors:#?}");
    };
    assert!(message.contains("shortDescription"), "{message}");
    assert_eq!(readings, &["text-length=utf16"]);
}

#[tokio::test]
async fn what_the_contract_itself_refuses_names_no_switch() {
    let listing = json!({ "language": "en-us", "shortDescription": "g".repeat(1_001) });
    let errors = errors(json!({ "listings": listing })).await;
    assert!(
        errors.iter().all(|(_, readings)| readings.is_empty()),
        "{errors:#?}"
    );
}

#[tokio::test]
async fn each_error_of_a_request_has_its_own_reason() {
    let listing = json!({ "language": "en-us", "shortDescription": at_the_limit(), "copyright": "g".repeat(2_000) });
    let errors = errors(json!({ "listings": listing })).await;
    let of = |name: &str| {
        let found = errors.iter().find(|(message, _)| message.contains(name));
        found
            .unwrap_or_else(|| panic!("no {name}: {errors:#?}"))
            .1
            .clone()
    };
    assert_eq!(of("shortDescription"), ["text-length=utf16"]);
    assert_eq!(of("copyright"), Vec::<String>::new());
}

#[tokio::test]
async fn a_reading_says_what_it_means() {
    let client = explaining().await;
    let listing = json!({ "language": "en-us", "shortDescription": at_the_limit() });
    client
        .patch("metadata", json!({ "listings": listing }))
        .await;
    let refusals = client.sandbox.refusals();
    let reading = refusals[0].errors[0].readings[0];
    assert!(
        reading.meaning().contains("UTF-16"),
        "{}",
        reading.meaning()
    );
}

#[tokio::test]
async fn nothing_is_explained_unless_asked_for() {
    let client = Client::new().await;
    let body = json!({ "availability": { "pricing": "?" } });
    assert_eq!(client.patch("metadata", body).await.status, 400);
    assert_eq!(client.sandbox.refusals(), []);
}
