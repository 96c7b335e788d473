//! Writing availability and properties: every rule, once broken and once kept.

use serde_json::{Value, json};

use crate::support::{Client, OTHER_PRODUCT, long};

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

#[tokio::test]
async fn an_empty_body_is_refused() {
    refuses(json!({}), "names no module").await;
    refuses(json!([]), "object").await;
    refuses(json!({ "listing": {} }), "listing").await;
    refuses(json!({ "availability": {} }), "names no field").await;
    refuses(
        json!({ "properties": { "website": null } }),
        "names no field",
    )
    .await;
    refuses(
        json!({ "listings": { "language": "en-us" } }),
        "names no field",
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
