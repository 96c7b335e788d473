//! What the contract does not say is refused, each fault by its kind.

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};
use storectl_sandbox::Credentials;

use crate::support::{Client, send};

/// One request and a part of the message that refuses it.
struct Refused {
    method: &'static str,
    path: &'static str,
    body: Value,
    because: &'static str,
}

fn patch(body: Value, because: &'static str) -> Refused {
    Refused {
        method: "PATCH",
        path: "metadata",
        body,
        because,
    }
}

fn package(body: Value, because: &'static str) -> Refused {
    Refused {
        method: "PATCH",
        path: "packages/72541436",
        body,
        because,
    }
}

async fn all_refused(requests: impl IntoIterator<Item = Refused>) {
    for Refused {
        method,
        path,
        body,
        because,
    } in requests
    {
        let client = Client::new().await;
        let before = client.kept();
        let answer = client.call(method, path, body.to_string()).await;
        assert_eq!(answer.status, 400, "{method} {path} {body}");
        let messages = answer.json["errors"].to_string();
        assert!(messages.contains(because), "{because}: {messages}");
        assert_eq!(client.kept(), before, "{method} {path} {body}");
    }
}

#[tokio::test]
async fn a_field_the_contract_does_not_name_is_refused_at_every_depth() {
    let unknown = "unknown field";
    all_refused([
        patch(json!({ "novelty": 1 }), unknown),
        patch(json!({ "availability": { "pricing": "FREE", "price": 1 } }), "availability.price: unknown"),
        patch(
            json!({ "properties": { "productDeclarations": { "dependsOnDriversOrNT": false, "accessibilitySupport": false, "penAndInkSupport": false, "usesMagic": true } } }),
            "properties.productDeclarations.usesMagic: unknown",
        ),
        patch(
            json!({ "properties": { "isSystemFeatureRequired": [{ "hardwareItemType": "Touch", "isRequired": true, "isRecommended": false, "isFun": true }] } }),
            "isSystemFeatureRequired[0].isFun: unknown",
        ),
        patch(
            json!({ "listings": { "language": "en-us", "requirements": [{ "minimumHardware": "a", "best": "b" }] } }),
            "requirements[0].best: unknown",
        ),
        patch(
            json!({ "listings": { "language": "en-us", "screenshots": [] } }),
            "listings.screenshots: unknown",
        ),
        package(json!({ "packageUrl": "https://a.example/1", "sha256": "" }), "sha256: unknown"),
        package(
            json!({ "errorDetails": [{ "errorScenario": "miscellaneous", "errorScenarioDetails": [{ "errorValue": "1", "note": "" }] }] }),
            "errorScenarioDetails[0].note: unknown",
        ),
        Refused {
            method: "POST",
            path: "listings/assets/create",
            body: json!({ "language": "en-us", "createAssetRequest": { "Screenshot": 1, "Poster": 1 } }),
            because: "createAssetRequest.Poster: unknown",
        },
        Refused {
            method: "PUT",
            path: "listings/assets/commit",
            body: json!({ "listingAssets": { "language": "en-us", "storeLogos": [{ "id": "a", "assetUrl": "https://a.example", "alt": "" }] } }),
            because: "storeLogos[0].alt: unknown",
        },
    ])
    .await;
}

#[tokio::test]
async fn a_required_field_is_never_null() {
    let null = "must not be null";
    all_refused([
        patch(
            json!({ "availability": { "markets": null, "pricing": "FREE" } }),
            null,
        ),
        patch(
            json!({ "properties": { "category": null, "website": "https://a.example" } }),
            null,
        ),
        patch(
            json!({ "properties": { "productDeclarations": null, "website": "" } }),
            null,
        ),
        patch(
            json!({ "listings": { "language": "en-us", "description": null, "whatsNew": "a" } }),
            null,
        ),
        package(
            json!({ "packageUrl": "https://a.example/1", "architectures": null }),
            null,
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_value_of_another_type_is_refused() {
    all_refused([
        patch(json!({ "availability": [] }), "must be an object"),
        patch(
            json!({ "availability": { "markets": "US" } }),
            "array of strings",
        ),
        patch(
            json!({ "availability": { "markets": [1] } }),
            "array of strings",
        ),
        patch(
            json!({ "availability": { "enableInFutureMarkets": "true" } }),
            "true or false",
        ),
        patch(
            json!({ "availability": { "pricing": 0 } }),
            "must be a string",
        ),
        patch(
            json!({ "properties": { "productDeclarations": [] } }),
            "must be an object",
        ),
        patch(
            json!({ "properties": { "isSystemFeatureRequired": ["Touch"] } }),
            "array of objects",
        ),
        patch(
            json!({ "listings": [{ "language": "en-us" }] }),
            "must be an object",
        ),
        patch(
            json!({ "listings": { "language": "en-us", "description": {} } }),
            "must be a string",
        ),
        patch(
            json!({ "listings": { "language": "en-us", "searchTerms": "a" } }),
            "array of strings",
        ),
        // Not in the document, but a read answers them with arrays (field note 17).
        patch(
            json!({ "properties": { "genres": "Games" } }),
            "genres: must be an array",
        ),
        patch(
            json!({ "listings": { "language": "en-us", "heroArts": {} } }),
            "heroArts: must be an array",
        ),
        patch(
            json!({ "listings": { "language": "en-us", "trailers": 1 } }),
            "trailers: must be an array",
        ),
        patch(json!({ "listingsToAdd": "fr-fr" }), "array of strings"),
        package(json!({ "isSilentInstall": "false" }), "true or false"),
        package(json!({ "languages": "en-us" }), "array of strings"),
        package(json!({ "errorDetails": {} }), "array of objects"),
    ])
    .await;
}

#[tokio::test]
async fn what_is_named_twice_is_refused() {
    all_refused([
        patch(json!({ "availability": { "markets": ["US", "US"] } }), "appears twice"),
        patch(json!({ "listingsToAdd": ["fr-fr", "FR-FR"] }), "already exists"),
        patch(json!({ "listingsToRemove": ["de-de", "de-de"] }), "appears twice"),
        package(json!({ "languages": ["en-us", "en-US"] }), "appears twice"),
        package(
            json!({ "errorDetails": [{ "errorScenario": "miscellaneous" }, { "errorScenario": "miscellaneous" }] }),
            "appears twice",
        ),
    ])
    .await;
    let client = Client::new().await;
    let body = r#"{ "availability": { "pricing": "FREE", "pricing": "PAID" } }"#;
    client
        .call("PATCH", "metadata", body)
        .await
        .refused("`pricing` appears twice");
}

#[tokio::test]
async fn an_address_that_only_a_browser_would_repair_is_refused() {
    for url in [
        "https:///x",
        "https://",
        "https:/www.contoso.com",
        "https:www.contoso.com",
        "//www.contoso.com",
        "https://?x",
        "https://#x",
        "https://:80/",
        "https://www.contoso.com:99999/",
        "https://www.contoso.com/a b",
        "https://www.contoso.com\\a",
        "https://www.contoso.com/\u{1}",
        "https://www.contoso.com/%zz",
        "https://www.contoso.com/100%",
        "https://www.contoso.com/<a>",
        "ftp://www.contoso.com/",
        "javascript:alert(1)",
        " https://www.contoso.com/",
    ] {
        all_refused([
            patch(json!({ "properties": { "website": url } }), "valid URL"),
            package(json!({ "packageUrl": url }), "valid https URL"),
            package(json!({ "genericDocUrl": url }), "valid URL"),
        ])
        .await;
    }
}

#[tokio::test]
async fn a_body_that_is_not_an_object_of_json_is_refused_whatever_the_status_of_refusals() {
    for body in ["", "{\"avail", "[]", "null", "\"\"", "{}}", "\u{feff}{}"] {
        let client = Client::reading("failure-status=200").await;
        let answer = client.call("PATCH", "metadata", body).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_body_that_is_not_declared_as_json_is_not_read() {
    let client = Client::new().await;
    let before = client.kept();
    let send = async |kind: Option<&str>, body: &str| {
        let mut request = Request::patch(format!(
            "/submission/v1/product/{}/metadata",
            client.product
        ))
        .header("authorization", format!("Bearer {}", client.token))
        .header("x-seller-account-id", Credentials::default().seller_id);
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        send(
            &client.sandbox,
            request.body(Body::from(body.to_owned())).unwrap(),
        )
        .await
    };
    let body = r#"{ "availability": { "pricing": "FREE" } }"#;
    for kind in [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
    ] {
        let answer = send(kind, body).await;
        assert_eq!(
            (answer.status, &answer.json["statusCode"]),
            (415, &json!(415)),
            "{kind:?}"
        );
    }
    assert_eq!(client.kept(), before);
    for kind in ["application/json", "Application/JSON; charset=utf-8"] {
        send(Some(kind), body).await.data();
    }
    // A request without a body has nothing to declare.
    assert_eq!(send(None, "").await.status, 400);
}

#[tokio::test]
async fn the_scheme_of_a_token_is_named_in_any_case_and_the_token_is_not() {
    let client = Client::new().await;
    for (authorization, status) in [
        (format!("bearer {}", client.token), 200),
        (format!("BEARER {}", client.token), 200),
        (format!("Bearer {}", client.token.to_uppercase()), 401),
        (format!("Basic {}", client.token), 401),
        (client.token.clone(), 401),
    ] {
        let request = Request::get(format!("/submission/v1/product/{}/status", client.product))
            .header("authorization", &authorization)
            .header("x-seller-account-id", Credentials::default().seller_id);
        let answer = send(&client.sandbox, request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, status, "{authorization}");
    }
}

#[tokio::test]
async fn every_language_of_the_document_is_taken() {
    let client = Client::new().await;
    for languages in storectl_sandbox::tables::LANGUAGES.chunks(100) {
        let package = json!({ "languages": languages });
        client.patch("packages/72541436", package).await.data();
    }
    let client = Client::reading("write-gate=open").await;
    let others: Vec<&str> = storectl_sandbox::tables::LANGUAGES
        .iter()
        .copied()
        .filter(|it| !["en-us", "de-de"].contains(it))
        .collect();
    client
        .patch("metadata", json!({ "listingsToAdd": others }))
        .await
        .data();
    assert_eq!(client.kept().listings.len(), 320);
}
