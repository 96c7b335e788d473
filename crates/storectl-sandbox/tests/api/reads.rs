//! The shapes of reads, and paging.

use serde_json::{Value, json};
use storectl_sandbox::{Listing, Product};

use crate::support::{Client, OTHER_PRODUCT};

async fn golden(path: &str) -> String {
    let answer = Client::new().await.call("GET", path, "").await;
    serde_json::to_string_pretty(&answer.json).unwrap()
}

#[tokio::test]
async fn the_status_of_the_sample_product() {
    insta::assert_snapshot!(golden("status").await);
}

#[tokio::test]
async fn the_packages_of_the_sample_product() {
    insta::assert_snapshot!(golden("packages").await);
}

#[tokio::test]
async fn the_metadata_of_the_sample_product() {
    insta::assert_snapshot!(golden("metadata?includelanguagelist=true").await);
}

#[tokio::test]
async fn the_images_of_the_sample_product() {
    insta::assert_snapshot!(golden("listings/assets").await);
}

#[tokio::test]
async fn one_module_is_answered_alone() {
    let data = Client::new().await.get("metadata/availability").await;
    assert_eq!(
        data.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["availability"]
    );
}

#[tokio::test]
async fn an_unknown_module_is_refused() {
    Client::new()
        .await
        .call("GET", "metadata/prices", "")
        .await
        .refused("prices");
}

#[tokio::test]
async fn one_package_is_an_array_of_one() {
    let client = Client::new().await;
    let id = client.package().await["packageId"]
        .as_str()
        .unwrap()
        .to_owned();
    let data = client.get(&format!("packages/{id}")).await;
    assert_eq!(data["packages"].as_array().unwrap().len(), 1);
    assert_eq!(client.call("GET", "packages/1", "").await.status, 404);
}

#[tokio::test]
async fn another_guid_is_an_empty_product_that_is_ready() {
    let client = Client {
        product: OTHER_PRODUCT,
        ..Client::new().await
    };
    assert_eq!(client.get("status").await, json!({ "isReady": true }));
    assert_eq!(client.get("packages").await, json!({ "packages": [] }));
    let data = client.get("metadata?includelanguagelist=true").await;
    assert_eq!(
        (&data["listings"], &data["listingLanguages"]),
        (&json!([]), &json!([]))
    );
    assert_eq!(
        data["availability"]["markets"].as_array().unwrap().len(),
        241
    );
}

fn languages(items: &Value) -> Vec<&str> {
    items
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["language"].as_str().unwrap())
        .collect()
}

async fn client_with_250_languages() -> Client {
    let client = Client {
        product: OTHER_PRODUCT,
        ..Client::new().await
    };
    let listings = (0..250)
        .map(|index| Listing::empty(format!("x-{index:03}")))
        .collect();
    client.sandbox.put_product(Product {
        listings,
        ..Product::empty(OTHER_PRODUCT)
    });
    client
}

#[tokio::test]
async fn a_read_answers_200_languages_and_the_list_names_all() {
    let client = client_with_250_languages().await;
    let data = client.get("metadata?includelanguagelist=true").await;
    assert_eq!(languages(&data["listings"]).len(), 200);
    assert_eq!(languages(&data["listingLanguages"]).len(), 250);
    let data = client.get("listings/assets").await;
    assert_eq!(languages(&data["listingAssets"]).len(), 200);
}

#[tokio::test]
async fn the_rest_is_read_by_naming_it() {
    let client = client_with_250_languages().await;
    let data = client
        .get("metadata/listings?languages=x-248%2CX-249")
        .await;
    assert_eq!(languages(&data["listings"]), ["x-248", "x-249"]);
    let data = client.get("listings/assets?languages=x-248,x-249").await;
    assert_eq!(languages(&data["listingAssets"]), ["x-249", "x-248"]);
}

#[tokio::test]
async fn a_filter_names_at_most_200_languages() {
    let client = client_with_250_languages().await;
    let filter = |count| {
        (0..count)
            .map(|it| format!("x-{it:03}"))
            .collect::<Vec<_>>()
            .join(",")
    };
    let path = format!("metadata?languages={}", filter(201));
    client.call("GET", &path, "").await.refused("languages");
    client
        .get(&format!("metadata?languages={}", filter(200)))
        .await;
}

#[tokio::test]
async fn a_language_that_is_not_there_is_skipped() {
    let data = Client::new()
        .await
        .get("metadata/listings?languages=en,de-de")
        .await;
    assert_eq!(languages(&data["listings"]), ["de-de"]);
}
