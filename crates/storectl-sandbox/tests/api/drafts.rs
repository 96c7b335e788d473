//! A product made of a draft as the service answers it.

use serde_json::{Value, json};
use storectl_sandbox::{Options, Sandbox, Seed};

use crate::support::Client;

/// The parts of a draft, by the names under which they are put in, and where they are read.
const PARTS: [(&str, &str); 6] = [
    ("availability", "metadata"),
    ("properties", "metadata"),
    ("listings", "metadata/listings?languages=en-us,de-de"),
    (
        "listingLanguages",
        "metadata/listings?includelanguagelist=true",
    ),
    ("packages", "packages"),
    ("listingAssets", "listings/assets?languages=en-us,de-de"),
];

/// A draft as the service answers it, without addresses of images: each sandbox makes its own.
async fn draft(client: &Client) -> Value {
    let mut draft = json!({});
    for (name, path) in PARTS {
        draft[name] = client.get(path).await[name].clone();
    }
    for assets in draft["listingAssets"].as_array_mut().unwrap() {
        for kind in ["screenshots", "storeLogos"] {
            for image in assets[kind].as_array_mut().unwrap() {
                image["assetUrl"].take();
            }
        }
    }
    draft
}

fn empty() -> Sandbox {
    Sandbox::in_memory(Options {
        seed: Seed::Nothing,
        ..Options::default()
    })
}

#[tokio::test]
async fn a_draft_that_is_put_in_is_read_back() {
    let client = Client::new().await;
    client.commit_images("en-us").await;
    let original = draft(&client).await;
    let other = Client::of(empty()).await;
    let id = other.product.to_ascii_uppercase();
    other.sandbox.put_draft(&id, &original).unwrap();
    assert_eq!(draft(&other).await, original);
}

#[tokio::test]
async fn a_draft_that_is_put_in_is_ready_and_committed() {
    let original = draft(&Client::new().await).await;
    let client = Client::of(empty()).await;
    client.sandbox.put_draft(client.product, &original).unwrap();
    let status = client.get("status").await;
    assert_eq!(status["isReady"], true);
    let product = client.kept();
    assert_eq!(product.submissions, []);
    assert_eq!(product.committed_packages, product.packages);
}

#[tokio::test]
async fn what_is_missing_or_of_another_shape_is_named() {
    let original = draft(&Client::new().await).await;
    let sandbox = empty();
    let refused = |pointer: &str, value: Value| {
        let mut draft = original.clone();
        *draft.pointer_mut(pointer).unwrap() = value;
        sandbox.put_draft("x", &draft).unwrap_err().to_string()
    };
    let because = |place: &str| format!("{place} is missing, or not of the service's shape");
    assert_eq!(
        refused("/availability", Value::Null),
        because("availability")
    );
    assert_eq!(refused("/packages", json!({})), because("packages"));
    assert_eq!(refused("/packages/0", json!([])), because("packages[0]"));
    assert_eq!(
        refused("/listings/0/language", json!(1)),
        because("listings[0]")
    );
    assert_eq!(
        refused("/listingAssets/0/screenshots/0/id", Value::Null),
        because("listingAssets[0].screenshots[0]")
    );
    assert_eq!(sandbox.product("x"), None);
}
