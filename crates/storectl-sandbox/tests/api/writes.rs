//! Metadata writes as such: their bodies, their refusals, and how they can be read otherwise.

use serde_json::{Value, json};

use crate::support::{Client, OTHER_PRODUCT};

async fn refuses(body: Value, field: &str) {
    Client::new()
        .await
        .patch("metadata", body)
        .await
        .refused(field);
}

#[tokio::test]
async fn an_empty_body_is_refused() {
    refuses(json!({}), "has no modules").await;
    refuses(json!([]), "object").await;
    refuses(json!({ "listing": {} }), "listing").await;
    refuses(json!({ "availability": {} }), "has no fields").await;
    refuses(
        json!({ "properties": { "website": null } }),
        "has no fields",
    )
    .await;
    refuses(
        json!({ "listings": { "language": "en-us" } }),
        "has no fields",
    )
    .await;
}

#[tokio::test]
async fn pascal_case_with_explicit_nulls_may_be_accepted() {
    let client = Client::reading("other-clients=accepted").await;
    let body =
        json!({ "Properties": { "WebSite": "https://a.example", "SupportContactInfo": null } });
    client.patch("metadata", body).await.data();
    let properties = client.get("metadata/properties").await["properties"].clone();
    assert_eq!(properties["website"], "https://a.example");
    assert_eq!(properties["supportContactInfo"], "support@contoso.com");
}

#[tokio::test]
async fn a_null_may_be_read_as_clearing() {
    let client = Client::reading("patch-null=clears").await;
    client
        .patch("metadata", json!({ "properties": { "website": null } }))
        .await
        .data();
    assert_eq!(
        client.get("metadata/properties").await["properties"].get("website"),
        None
    );
}

#[tokio::test]
async fn a_refused_write_changes_nothing() {
    let client = Client::new().await;
    let before = client.kept();
    let body = json!({ "availability": { "pricing": "FREE" }, "properties": { "category": "?" } });
    client.patch("metadata", body).await.refused("category");
    assert_eq!(client.kept(), before);
}

#[tokio::test]
async fn every_broken_rule_is_named_together() {
    let client = Client::new().await;
    let body = json!({ "availability": { "pricing": "?" }, "properties": { "website": "?" } });
    let errors = client.patch("metadata", body).await.json["errors"].clone();
    let targets: Vec<&Value> = errors
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["target"])
        .collect();
    assert_eq!(targets, ["availability", "properties"]);
}

#[tokio::test]
async fn failures_may_come_with_status_200() {
    let client = Client::reading("failure-status=200").await;
    let answer = client.patch("metadata", json!({})).await;
    assert_eq!(
        (answer.status, &answer.json["isSuccess"]),
        (200, &json!(false))
    );
}

#[tokio::test]
async fn the_first_texts_of_an_empty_product_can_be_written() {
    let client = Client {
        product: OTHER_PRODUCT,
        ..Client::new().await
    };
    let body = json!({
        "availability": { "markets": ["US"] },
        "listingsToAdd": ["en-us"],
        "listings": { "language": "en-us", "description": "d", "additionalLicenseTerms": "l" },
    });
    client.patch("metadata", body).await.data();
    client.commit_images("en-us").await;
    assert_eq!(client.get("status").await, json!({ "isReady": true }));
}

#[tokio::test]
async fn empty_values_may_say_nothing_or_be_refused() {
    let body = || json!({ "properties": { "website": "" } });
    let client = Client::reading("empty-values=kept").await;
    client.patch("metadata", body()).await.data();
    let properties = client.get("metadata/properties").await;
    assert!(properties["properties"]["website"].is_string());
    let client = Client::reading("empty-values=refused").await;
    client.patch("metadata", body()).await.refused("website");
}

#[tokio::test]
async fn an_old_subcategory_may_go_with_its_category() {
    let body = || json!({ "properties": { "category": "Productivity" } });
    let client = Client::new().await;
    client
        .patch("metadata", body())
        .await
        .refused("subcategory");
    let client = Client::reading("old-subcategory=dropped").await;
    client.patch("metadata", body()).await.data();
    let properties = client.get("metadata/properties").await;
    assert!(properties["properties"].get("subcategory").is_none());
}

#[tokio::test]
async fn words_and_lengths_may_be_counted_otherwise() {
    let terms = [
        "a b c d", "e f g h", "i j k l", "m n o p", "q r s t", "u A-B",
    ];
    let body = || json!({ "listings": { "language": "en-us", "searchTerms": terms } });
    for (reading, words) in [("folded", 22), ("exact", 22), ("punctuated", 21)] {
        let client = Client::reading(&format!("search-words={reading}")).await;
        let answer = client.patch("metadata", body()).await;
        if words > 21 {
            answer.refused("searchTerms");
        } else {
            answer.data();
        }
    }
    let faces = "\u{1f600}".repeat(101);
    let body = || json!({ "listings": { "language": "en-us", "copyright": faces } });
    let client = Client::new().await;
    client.patch("metadata", body()).await.refused("copyright");
    let client = Client::reading("text-length=characters").await;
    client.patch("metadata", body()).await.data();
}
