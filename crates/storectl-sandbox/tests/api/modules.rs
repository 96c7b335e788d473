//! Writing availability and properties: every rule, once broken and once kept.

use serde_json::{Value, json};

use crate::support::{Client, long};

async fn accepts(body: Value) {
    Client::new().await.patch("metadata", body).await.data();
}

async fn refuses(body: Value, field: &str) {
    Client::new()
        .await
        .patch("metadata", body)
        .await
        .refused(field);
}

async fn availability(field: &str, good: Value, bad: Value) {
    accepts(json!({ "availability": { field: good } })).await;
    refuses(json!({ "availability": { field: bad } }), field).await;
}

async fn properties(field: &str, good: Value, bad: Value) {
    accepts(json!({ "properties": { field: good } })).await;
    refuses(json!({ "properties": { field: bad } }), field).await;
}

#[tokio::test]
async fn markets_are_those_of_the_table() {
    availability(
        "markets",
        json!(["ME", "TG", "TT", "NO"]),
        json!(["US", "us"]),
    )
    .await;
    refuses(json!({ "availability": { "markets": ["XK"] } }), "XK").await;
    refuses(json!({ "availability": { "markets": [] } }), "markets").await;
    refuses(
        json!({ "availability": { "markets": ["US", "US"] } }),
        "twice",
    )
    .await;
    refuses(
        json!({ "availability": { "markets": "US" } }),
        "array of strings",
    )
    .await;
}

#[tokio::test]
async fn choices_are_spelled_as_documented() {
    availability(
        "discoverability",
        json!("DEEPLINK_ONLY"),
        json!("discoverable"),
    )
    .await;
    availability("pricing", json!("FREEMIUM"), json!("Free")).await;
    availability("freeTrial", json!("FREE_TRIAL"), json!("NONE")).await;
}

#[tokio::test]
async fn flags_are_booleans() {
    availability("enableInFutureMarkets", json!(false), json!("false")).await;
    properties("isPrivacyPolicyRequired", json!(false), json!(0)).await;
}

#[tokio::test]
async fn a_paid_product_says_whether_there_is_a_trial() {
    let paid = json!({ "availability": {
        "markets": ["US"], "discoverability": "DISCOVERABLE", "enableInFutureMarkets": true,
        "pricing": "PAID",
    }});
    Client::new()
        .await
        .put("metadata", paid)
        .await
        .refused("freeTrial");
    refuses(json!({ "availability": { "freeTrial": "" } }), "freeTrial").await;
}

#[tokio::test]
async fn a_put_demands_what_is_required() {
    let client = Client::new().await;
    client
        .put("metadata", json!({ "availability": { "pricing": "FREE" } }))
        .await
        .refused("markets");
    let body = json!({ "properties": { "isPrivacyPolicyRequired": false } });
    client.put("metadata", body).await.refused("category");
}

#[tokio::test]
async fn a_put_resets_what_it_does_not_name() {
    let client = Client::new().await;
    let body = json!({ "properties": {
        "isPrivacyPolicyRequired": false, "category": "Music",
        "productDeclarations": {
            "dependsOnDriversOrNT": true, "accessibilitySupport": false, "penAndInkSupport": false,
        },
    }});
    client.put("metadata", body).await.data();
    let properties = client.get("metadata/properties").await["properties"].clone();
    assert_eq!(properties.get("privacyPolicyUrl"), None);
    assert_eq!(properties["productDeclarations"]["usesGenerativeAI"], false);
    assert_eq!(
        properties["isSystemFeatureRequired"][0]["isRequired"],
        false
    );
    assert_eq!(
        client.listing("en-us").await["shortDescription"],
        "Gears for everyone"
    );
}

#[tokio::test]
async fn a_patch_keeps_what_it_does_not_name() {
    let client = Client::new().await;
    let before = client.get("metadata/properties").await["properties"].clone();
    client
        .patch(
            "metadata",
            json!({ "properties": { "website": "https://a.example" } }),
        )
        .await
        .data();
    let after = client.get("metadata/properties").await["properties"].clone();
    let expected = before
        .to_string()
        .replace("https://www.contoso.com\"", "https://a.example\"");
    assert_eq!(after.to_string(), expected);
}

#[tokio::test]
async fn addresses_have_the_form_of_addresses() {
    properties(
        "website",
        json!("https://contoso.com"),
        json!("contoso.com"),
    )
    .await;
    properties(
        "privacyPolicyUrl",
        json!("http://contoso.com/p"),
        json!("ftp://contoso.com"),
    )
    .await;
    properties(
        "supportContactInfo",
        json!("a@contoso.com"),
        json!("a@contoso"),
    )
    .await;
    properties(
        "supportContactInfo",
        json!("https://contoso.com"),
        json!("call us"),
    )
    .await;
}

#[tokio::test]
async fn an_optional_text_is_cleared_by_an_empty_one() {
    let client = Client::new().await;
    client
        .patch("metadata", json!({ "properties": { "website": "" } }))
        .await
        .data();
    let data = client.get("metadata/properties").await;
    assert_eq!(data["properties"].get("website"), None);
}

#[tokio::test]
async fn a_required_privacy_policy_cannot_be_cleared() {
    refuses(
        json!({ "properties": { "privacyPolicyUrl": "" } }),
        "privacyPolicyUrl",
    )
    .await;
    accepts(json!({ "properties": { "isPrivacyPolicyRequired": false, "privacyPolicyUrl": "" } }))
        .await;
}

#[tokio::test]
async fn lengths_count_utf16_units() {
    properties("certificationNotes", json!(long(2000)), json!(long(2001))).await;
    properties(
        "certificationNotes",
        json!("😀".repeat(1000)),
        json!("😀".repeat(1001)),
    )
    .await;
}

#[tokio::test]
async fn a_category_travels_with_its_subcategory() {
    accepts(json!({ "properties": { "category": "Personalization", "subcategory": "themes" } }))
        .await;
    accepts(json!({ "properties": { "category": "Music", "subcategory": "" } })).await;
    refuses(
        json!({ "properties": { "category": "Music" } }),
        "subcategory",
    )
    .await;
    refuses(
        json!({ "properties": { "subcategory": "" } }),
        "subcategory",
    )
    .await;
    refuses(
        json!({ "properties": { "category": "Utilities" } }),
        "category",
    )
    .await;
    refuses(
        json!({ "properties": { "subcategory": "AccountingAndfinance" } }),
        "subcategory",
    )
    .await;
}

#[tokio::test]
async fn declarations_sent_without_an_undocumented_one_reset_it() {
    let client = Client::new().await;
    let sent = json!({
        "dependsOnDriversOrNT": false, "accessibilitySupport": true, "penAndInkSupport": false,
    });
    client
        .patch(
            "metadata",
            json!({ "properties": { "productDeclarations": sent } }),
        )
        .await
        .data();
    let data = client.get("metadata/properties").await;
    assert_eq!(
        data["properties"]["productDeclarations"]["usesGenerativeAI"],
        false
    );
}

#[tokio::test]
async fn declarations_are_sent_whole() {
    let sent = json!({ "properties": { "productDeclarations": { "penAndInkSupport": true } } });
    refuses(sent.clone(), "dependsOnDriversOrNT").await;
    let client = Client::reading("nested-objects=merged").await;
    client.patch("metadata", sent).await.data();
    let data = client.get("metadata/properties").await;
    assert_eq!(
        data["properties"]["productDeclarations"]["usesGenerativeAI"],
        true
    );
}

#[tokio::test]
async fn features_are_replaced_whole_and_answered_all() {
    let item = |kind: &str| json!({ "hardwareItemType": kind, "isRequired": false, "isRecommended": true });
    let field = "isSystemFeatureRequired";
    properties(field, json!([item("NFC_HCE")]), json!([item("NfcHce")])).await;
    properties(field, json!([]), json!([item("Touch"), item("Touch")])).await;
    refuses(
        json!({ "properties": { field: [{ "hardwareItemType": "Touch" }] } }),
        "isRequired",
    )
    .await;

    let client = Client::new().await;
    client
        .patch(
            "metadata",
            json!({ "properties": { field: [item("Mouse")] } }),
        )
        .await
        .data();
    let features = client.get("metadata/properties").await["properties"][field].clone();
    assert_eq!(features.as_array().unwrap().len(), 9);
    assert_eq!(
        (&features[0]["isRequired"], &features[2]["isRecommended"]),
        (&json!(false), &json!(true))
    );
}

#[tokio::test]
async fn requirements_take_the_documented_values() {
    let item = |kind: &str, value: &str| json!([{ "hardwareItemType": kind, "minimumRequirement": value, "recommendedRequirement": "" }]);
    let field = "systemRequirementDetails";
    properties(field, item("Memory", "300MB"), item("Memory", "3GB")).await;
    properties(
        field,
        item("DirectX", "DX12-FEATURELEVEL11"),
        item("DirectX", "DX12"),
    )
    .await;
    properties(
        field,
        item("Video_Memory", "6GB"),
        item("Video_Memory", "8GB"),
    )
    .await;
    properties(
        field,
        item("Processor", &long(200)),
        item("Graphics", &long(201)),
    )
    .await;
    let half = json!([{ "hardwareItemType": "Memory", "minimumRequirement": "1GB" }]);
    refuses(
        json!({ "properties": { field: half } }),
        "recommendedRequirement",
    )
    .await;
}
