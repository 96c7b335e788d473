//! Bodies nobody should send: each is answered in the envelope, none is taken, none brings the
//! service down.

use serde_json::json;

use crate::support::Client;

const WRITES: &[(&str, &str)] = &[
    ("PUT", "metadata"),
    ("PATCH", "metadata"),
    ("PUT", "packages"),
    ("PATCH", "packages/72541436"),
    ("POST", "listings/assets/create"),
    ("PUT", "listings/assets/commit"),
];

async fn refused_everywhere(body: &str) {
    let client = Client::new().await;
    let before = client.kept();
    for (method, path) in WRITES {
        let answer = client.call(method, path, body).await;
        assert_eq!(answer.status, 400, "{method} {path} {body}");
        assert_eq!(
            answer.json["isSuccess"],
            json!(false),
            "{method} {path} {body}"
        );
    }
    assert_eq!(client.kept(), before);
}

#[tokio::test]
async fn what_is_not_an_object_is_refused() {
    refused_everywhere("").await;
    refused_everywhere("null").await;
    refused_everywhere("[]").await;
    refused_everywhere("\"text\"").await;
    refused_everywhere("{\"packages\": [{}").await;
}

#[tokio::test]
async fn members_of_the_wrong_type_are_refused() {
    refused_everywhere(
        r#"{"availability": 1, "packages": [1], "listingAssets": 1, "createAssetRequest": 1}"#,
    )
    .await;
    refused_everywhere(
        r#"{"listings": {"language": "en-us", "searchTerms": [1], "requirements": [null]},
            "packages": [{"errorDetails": [[]], "languages": {}}],
            "language": "en-us", "createAssetRequest": {"Screenshot": -1.5},
            "listingAssets": {"language": "en-us", "screenshots": [null]}}"#,
    )
    .await;
    refused_everywhere(
        r#"{"properties": {"isSystemFeatureRequired": {}, "systemRequirementDetails": [0]},
            "packages": {}, "errorDetails": "x", "language": ["en-us"]}"#,
    )
    .await;
}
