//! Uploads.

use std::io::Write as _;

use http::Response;
use serde_json::json;
use storectl_api::{CreatedAssets, ErrorKind, UploadMeter};

use crate::support::{Bench, product, signed_in, success, unsent};

fn slots() -> serde_json::Value {
    json!({ "listingAssets": { "language": "en", "screenshots": [{
        "id": "a1",
        "primaryAssetUploadUrl": "https://one.example/c/a1?sig=CANARY",
        "secondaryAssetUploadUrl": "https://two.example/c/a1?sig=CANARY",
        "httpMethod": "PUT",
        "httpHeaders": { "Content-Type": "image/png", "Content-Length": "", "Host": "evil.example", "x-ms-blob-type": "BlockBlob" },
    }] } })
}

async fn created(bench: &Bench) -> CreatedAssets {
    bench
        .client
        .create_assets(&product(), &json!({}))
        .await
        .unwrap()
}

fn image() -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"\x89PNG").unwrap();
    file
}

#[tokio::test]
async fn an_upload_has_the_headers_asked_for_and_neither_token_nor_seller() {
    let bench = Bench::new(signed_in().answer(200, success(&slots())).answer(201, ""));
    let slot = created(&bench).await.screenshots.remove(0);
    let used = bench
        .client
        .upload(
            &slot,
            image().path(),
            &storectl_model::Digest::of(b"\x89PNG"),
            &UploadMeter::new(),
        )
        .await
        .unwrap();
    assert_eq!(used, slot.primary);
    let sent = bench.script.sent().pop().unwrap();
    assert_eq!(sent.method(), "PUT");
    assert_eq!(sent.uri(), "https://one.example/c/a1?sig=CANARY");
    assert_eq!(sent.body().as_ref(), b"\x89PNG");
    let mut names: Vec<&str> = sent
        .headers()
        .keys()
        .map(http::HeaderName::as_str)
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "content-length",
            "content-type",
            "user-agent",
            "x-ms-blob-type"
        ]
    );
}

#[tokio::test]
async fn images_neither_go_to_nor_come_from_where_the_store_has_no_business() {
    for address in [
        "https://127.0.0.1/c?sig=CANARY",
        "https://169.254.169.254/c?sig=CANARY",
        "https://[::1]/c?sig=CANARY",
        "https://localhost/c?sig=CANARY",
        "http://127.0.0.1/c?sig=CANARY",
    ] {
        let slot = json!({ "listingAssets": { "screenshots": [
            { "id": "a1", "primaryAssetUploadUrl": address, "secondaryAssetUploadUrl": "https://two.example/c" },
        ] } });
        let bench = Bench::new(signed_in().answer(200, success(&slot)));
        let slot = created(&bench).await.screenshots.remove(0);
        let upload = bench
            .client
            .upload(
                &slot,
                image().path(),
                &storectl_model::Digest::of(b"\x89PNG"),
                &UploadMeter::new(),
            )
            .await;
        let read = bench.reader().head_image(address).await;
        for error in [upload.unwrap_err(), read.unwrap_err()] {
            let shown = error.to_string();
            assert!(matches!(error.kind(), ErrorKind::Config { .. }), "{shown}");
            assert!(shown.contains("public internet"), "{shown}");
            assert!(!shown.contains("CANARY"), "{shown}");
        }
        assert_eq!(bench.reader().requests().blob, 0, "{address}");
    }
}

#[tokio::test]
async fn a_primary_that_cannot_be_reached_gives_way_to_the_secondary() {
    let failing = (0..5).fold(signed_in().answer(200, success(&slots())), |it, _| {
        it.outcome(unsent())
    });
    let bench = Bench::new(failing.answer(201, ""));
    let slot = created(&bench).await.screenshots.remove(0);
    let meter = UploadMeter::new();
    let used = bench
        .client
        .upload(
            &slot,
            image().path(),
            &storectl_model::Digest::of(b"\x89PNG"),
            &meter.of_file(),
        )
        .await
        .unwrap();
    assert_eq!(used.expose(), "https://two.example/c/a1?sig=CANARY");
    assert_eq!(meter.sent(), 4, "what was sent in vain is not counted");
    assert_eq!(bench.reader().requests().blob, 6);
}

#[tokio::test]
async fn an_expired_url_is_distinguished_from_other_refusals() {
    let expired = "\u{feff}<?xml version=\"1.0\"?><Error><Code>AuthenticationFailed</Code><Message>Server failed to authenticate the request. sig=CANARY</Message></Error>";
    let answer = || {
        Response::builder()
            .status(403)
            .header("x-ms-request-id", "r1")
            .body(expired.into())
            .unwrap()
    };
    let bench = Bench::new(
        signed_in()
            .answer(200, success(&slots()))
            .outcome(Ok(answer()))
            .outcome(Ok(answer())),
    );
    let slot = created(&bench).await.screenshots.remove(0);
    let error = bench
        .client
        .upload(
            &slot,
            image().path(),
            &storectl_model::Digest::of(b"\x89PNG"),
            &UploadMeter::new(),
        )
        .await
        .unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::UploadRefused);
    assert_eq!(error.store_messages()[0].code, "AuthenticationFailed");
    assert_eq!(error.correlation_id(), Some("r1"));
    assert_eq!(error.request().as_deref(), Some("PUT /c/a1"));
    assert!(!format!("{error} {error:?}").contains("CANARY"));
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_named() {
    let bench = Bench::new(signed_in().answer(200, success(&slots())));
    let slot = created(&bench).await.screenshots.remove(0);
    let error = bench
        .client
        .upload(
            &slot,
            "no/such.png".as_ref(),
            &storectl_model::Digest::of(b""),
            &UploadMeter::new(),
        )
        .await
        .unwrap_err();
    assert!(error.to_string().contains("no/such.png"), "{error}");
}

#[tokio::test]
async fn an_image_is_read_without_the_token() {
    let head = Response::builder()
        .header("content-length", "4")
        .header("content-md5", "AAAA")
        .body(bytes::Bytes::new())
        .unwrap();
    let bench = Bench::new(
        storectl_api::testing::ScriptedTransport::new()
            .outcome(Ok(head))
            .answer(200, "PNG!"),
    );
    let url = "https://sparkstorage.blob.core.windows.net/listingassets/x";
    let head = bench.reader().head_image(url).await.unwrap();
    assert_eq!(
        (head.length, head.content_md5.as_deref()),
        (Some(4), Some("AAAA"))
    );
    assert_eq!(
        bench.reader().fetch_image(url).await.unwrap().as_ref(),
        b"PNG!"
    );
    assert!(
        bench
            .script
            .sent()
            .iter()
            .all(|it| !it.headers().contains_key("authorization"))
    );
    assert_eq!(bench.reader().requests().get, 0);
}

#[tokio::test]
async fn an_upload_counts_only_where_the_blob_store_says_that_it_keeps_it() {
    let script = signed_in()
        .answer(200, success(&slots()))
        .answer(200, "<html>please accept our terms</html>")
        .answer(500, "")
        .answer(201, "");
    let bench = Bench::new(script);
    let slot = created(&bench).await.screenshots.remove(0);
    let used = bench
        .client
        .upload(
            &slot,
            image().path(),
            &storectl_model::Digest::of(b"\x89PNG"),
            &UploadMeter::new(),
        )
        .await
        .unwrap();
    assert_eq!(used, slot.primary);
    assert_eq!(bench.reader().requests().blob, 3);
}
