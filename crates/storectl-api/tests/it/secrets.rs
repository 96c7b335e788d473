//! Canaries: nothing that can be shown shows a secret.

use serde_json::json;
use storectl_api::{WriteRequest, testing::ScriptedTransport};

use crate::support::{Bench, SECRET, TOKEN, config, granted, product, signed_in, success};

fn assert_clean(what: &str, text: &str) {
    for canary in [
        SECRET,
        TOKEN,
        "SIGCANARY",
        "client~secret",
        "client%7Esecret",
    ] {
        assert!(!text.contains(canary), "{what} shows {canary}: {text}");
    }
}

#[tokio::test]
async fn an_answer_that_echoes_secrets_betrays_none() {
    for body in [
        format!("<html>you sent Bearer {TOKEN} and https://x.example/?sig=SIGCANARY</html>"),
        json!({ "isSuccess": false, "errors": [{ "code": SECRET, "message": format!("got {TOKEN}"), "target": "a?sig=SIGCANARY" }] }).to_string(),
        json!({ "statusCode": 400, "message": format!("client_secret={SECRET}") }).to_string(),
    ] {
        let bench = Bench::new(signed_in().answer(400, body));
        let commit = json!({ "listingAssets": { "screenshots": [{ "id": "1", "assetUrl": "https://x.example/1?sv=1&sig=SIGCANARY" }] } });
        let error = bench.client.send(&product(), &WriteRequest::commit_assets(commit)).await.unwrap_err();
        assert_clean("display", &error.to_string());
        assert_clean("debug", &format!("{error:?}"));
        assert_clean("trace", &format!("{:?}", bench.trace.exchanges()));
        assert_eq!(bench.trace.exchanges().len(), 2);
    }
}

/// Found by fuzzing.
#[tokio::test]
async fn a_field_that_cannot_be_read_betrays_no_secret_by_its_name() {
    let image = json!({
        "id": "1",
        "primaryAssetUploadUrl": "https://x.example/1",
        "httpHeaders": { TOKEN: {} },
    });
    let data = json!({ "listingAssets": { "screenshots": [image] } });
    let bench = Bench::new(signed_in().answer(200, success(&data)));
    let created = bench.client.create_assets(&product(), &json!({})).await;
    let error = created.unwrap_err();
    assert!(error.to_string().contains("httpHeaders"), "{error}");
    assert_clean("error", &format!("{error} {error:?}"));
}

/// Found by fuzzing.
#[tokio::test]
async fn an_address_the_service_gives_betrays_no_secret_by_its_path() {
    let bench = Bench::new(signed_in().answer(200, success(&json!({ "isReady": true }))));
    bench.reader().status(&product()).await.unwrap();
    for host in ["http://x.example", "https://x.example"] {
        let url = format!("{host}/{TOKEN}");
        let error = bench.reader().head_image(&url).await.unwrap_err();
        assert_clean("error", &format!("{error} {error:?}"));
    }
}

#[tokio::test]
async fn a_refused_sign_in_betrays_no_secret() {
    let body = json!({ "error": "invalid_client", "error_description": format!("AADSTS7000215: {SECRET}") });
    let bench = Bench::new(ScriptedTransport::new().answer(401, body.to_string()));
    let error = bench.reader().status(&product()).await.unwrap_err();
    assert_clean("error", &format!("{error} {error:?}"));
    assert_clean("trace", &format!("{:?}", bench.trace.exchanges()));
}

#[tokio::test]
async fn no_value_of_the_client_shows_a_secret() {
    let slot = json!({ "listingAssets": { "screenshots": [{ "id": "1", "primaryAssetUploadUrl": "https://x.example/1?sig=SIGCANARY" }] } });
    let bench = Bench::new(signed_in().answer(200, success(&slot)));
    let created = bench
        .client
        .create_assets(&product(), &json!({}))
        .await
        .unwrap();
    assert_clean(
        "slot",
        &format!("{created:?} {}", created.screenshots[0].primary),
    );
    assert_eq!(
        created.screenshots[0].primary.to_string(),
        "https://x.example/1?[REDACTED]"
    );
    assert_clean("config", &format!("{:?}", config()));
    assert_clean("client", &format!("{:?}", bench.client));
    assert_clean("trace", &format!("{:?}", bench.trace.exchanges()));
    for request in bench.script.sent() {
        assert_clean("header", &format!("{:?}", request.headers()));
    }
}

#[tokio::test]
async fn a_trace_shows_what_was_exchanged() {
    let bench = Bench::new(
        ScriptedTransport::new()
            .answer(200, granted())
            .answer(200, success(&json!({ "isReady": true }))),
    );
    bench.reader().status(&product()).await.unwrap();
    let exchanges = bench.trace.exchanges();
    assert_eq!(exchanges[0].request_body.as_deref(), Some("(not traced)"));
    assert_eq!(exchanges[0].response_body.as_deref(), Some("(not traced)"));
    let read = &exchanges[1];
    assert_eq!((read.method.as_str(), read.status), ("GET", Some(200)));
    assert!(read.url.ends_with("/status"));
    assert!(
        read.request_headers
            .contains(&("authorization".to_owned(), "[REDACTED]".to_owned()))
    );
    assert_eq!(
        read.response_body.as_deref(),
        Some(r#"{"responseData":{"isReady":true},"isSuccess":true}"#)
    );
}
