//! Images: addresses, uploads, commits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use serde_json::{Value, json};
use storectl_sandbox::{Clock, Options};

use crate::support::{Answer, Client, blob_request, png, send};

async fn create(language: &str, counts: Value) -> Answer {
    let body = json!({ "language": language, "createAssetRequest": counts });
    Client::new()
        .await
        .post("listings/assets/create", body)
        .await
}

async fn commit(client: &Client, kind: &str, items: Value) -> Answer {
    let body = json!({ "listingAssets": { "language": "en-us", kind: items } });
    client.put("listings/assets/commit", body).await
}

/// A screenshot, uploaded and ready to be committed.
async fn uploaded(client: &Client) -> Value {
    let (id, url) = client.slot("en-us", "Screenshot").await;
    assert_eq!(client.upload(&url, png(1366, 768)).await.status, 201);
    json!({ "id": id, "assetUrl": url })
}

fn ids(items: &Value) -> Vec<&str> {
    items
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn addresses_are_given_for_each_image_asked_for() {
    let data = create("EN-us", json!({ "Screenshot": 2, "Logo": 1 }))
        .await
        .data();
    let assets = &data["listingAssets"];
    assert_eq!(assets["language"], "en-us");
    assert_eq!(ids(&assets["screenshots"]).len(), 2);
    assert_eq!(ids(&assets["storeLogos"]).len(), 1);
    let logo = &assets["storeLogos"][0];
    assert_eq!(logo["httpMethod"], "PUT");
    assert_eq!(
        logo["httpHeaders"].to_string(),
        r#"{"Content-Type":"image/png","Content-Length":"","Host":"","x-ms-blob-type":"BlockBlob"}"#
    );
    assert_eq!(
        logo["primaryAssetUploadUrl"],
        logo["secondaryAssetUploadUrl"]
    );
}

#[tokio::test]
async fn a_kind_nothing_is_asked_of_is_left_out() {
    let data = create("en-us", json!({ "Screenshot": 1, "Logo": 0 }))
        .await
        .data();
    assert_eq!(data["listingAssets"].get("storeLogos"), None);
}

#[tokio::test]
async fn counts_have_their_limits() {
    create("en-us", json!({ "Screenshot": 10, "Logo": 2 }))
        .await
        .data();
    create("en-us", json!({ "Screenshot": 11 }))
        .await
        .refused("Screenshot");
    create("en-us", json!({ "Logo": 3 })).await.refused("Logo");
    create("en-us", json!({ "Logo": "1" }))
        .await
        .refused("Logo");
    create("en-us", json!({ "Screenshot": 0 }))
        .await
        .refused("createAssetRequest");
    create("en-us", json!({ "screenshots": 1 }))
        .await
        .refused("createAssetRequest");
}

#[tokio::test]
async fn the_language_must_exist() {
    create("fr-fr", json!({ "Screenshot": 1 }))
        .await
        .refused("fr-fr");
    let client = Client::new().await;
    client
        .patch("metadata", json!({ "listingsToAdd": ["fr-fr"] }))
        .await
        .data();
    client.slot("fr-fr", "Logo").await;
}

#[tokio::test]
async fn an_upload_is_stored_and_can_be_read() {
    let client = Client::new().await;
    let (_, url) = client.slot("en-us", "Screenshot").await;
    let stored = client.upload(&url, b"abc".to_vec()).await;
    assert_eq!(
        (stored.status, stored.header("content-md5")),
        (201, "kAFQmDzST7DWlj99KOF/cg==")
    );
    let bare = url.split_once('?').unwrap().0;
    let read = send(
        &client.sandbox,
        blob_request("GET", bare).body(Body::empty()).unwrap(),
    )
    .await;
    assert_eq!((read.status, read.text.as_str()), (200, "abc"));
    assert_eq!(read.header("etag"), stored.header("etag"));
    let head = send(
        &client.sandbox,
        blob_request("HEAD", bare).body(Body::empty()).unwrap(),
    )
    .await;
    assert_eq!(
        (head.header("content-length"), head.text.as_str()),
        ("3", "")
    );
    assert_eq!(head.header("content-md5"), "kAFQmDzST7DWlj99KOF/cg==");
}

#[tokio::test]
async fn images_may_be_private() {
    let client = Client::reading("blob-reads=private").await;
    let url = client.assets("en-us").await["storeLogos"][0]["assetUrl"]
        .as_str()
        .unwrap()
        .to_owned();
    let read = send(
        &client.sandbox,
        blob_request("GET", &url).body(Body::empty()).unwrap(),
    )
    .await;
    assert_eq!(read.status, 404);
}

#[track_caller]
fn azure(answer: &Answer, status: u16, code: &str) {
    assert_eq!(
        (answer.status, answer.header("x-ms-error-code")),
        (status, code)
    );
    assert!(
        answer.text.contains(&format!("<Error><Code>{code}</Code>")),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn an_upload_without_its_headers_is_refused() {
    let client = Client::new().await;
    let (_, url) = client.slot("en-us", "Logo").await;
    let plain = blob_request("PUT", &url).body(Body::from("x")).unwrap();
    azure(
        &send(&client.sandbox, plain).await,
        400,
        "MissingRequiredHeader",
    );
    let untyped = || blob_request("PUT", &url).header("x-ms-blob-type", "BlockBlob");
    for (request, code) in [
        (untyped(), "MissingRequiredHeader"),
        (
            untyped().header("content-type", "image/jpeg"),
            "InvalidHeaderValue",
        ),
        (
            blob_request("PUT", &url)
                .header("x-ms-blob-type", "PageBlob")
                .header("content-type", "image/png"),
            "InvalidHeaderValue",
        ),
        (
            blob_request("PUT", &url).header("content-type", "image/png"),
            "MissingRequiredHeader",
        ),
    ] {
        let request = request.body(Body::from("x")).unwrap();
        azure(&send(&client.sandbox, request).await, 400, code);
    }
    let put = || untyped().header("content-type", "image/png");
    let signed_in = put()
        .header("authorization", "Bearer t")
        .body(Body::from("x"))
        .unwrap();
    azure(
        &send(&client.sandbox, signed_in).await,
        400,
        "InvalidAuthenticationInfo",
    );
    let wrong = put()
        .header("content-md5", "AAAA")
        .body(Body::from("x"))
        .unwrap();
    azure(&send(&client.sandbox, wrong).await, 400, "Md5Mismatch");
    let chunks = futures_util::stream::iter([Ok::<_, std::io::Error>("x")]);
    let chunked = put().body(Body::from_stream(chunks)).unwrap();
    azure(
        &send(&client.sandbox, chunked).await,
        411,
        "MissingContentLengthHeader",
    );
}

#[tokio::test]
async fn an_upload_needs_its_signature_in_time() {
    let now = Arc::new(AtomicU64::new(1_800_000_000));
    let clock = Clock::new({
        let now = Arc::clone(&now);
        move || now.load(Ordering::Relaxed)
    });
    let client = Client::with(Options {
        clock,
        ..Options::default()
    })
    .await;
    let (_, url) = client.slot("en-us", "Logo").await;
    let forged = url.replace("sig=", "sig=A");
    azure(
        &client.upload(&forged, png(1, 1)).await,
        403,
        "AuthenticationFailed",
    );
    let bare = url.split_once('?').unwrap().0;
    azure(
        &client.upload(bare, png(1, 1)).await,
        403,
        "AuthenticationFailed",
    );
    now.fetch_add(3599, Ordering::Relaxed);
    assert_eq!(client.upload(&url, png(1, 1)).await.status, 201);
    now.fetch_add(1, Ordering::Relaxed);
    azure(
        &client.upload(&url, png(1, 1)).await,
        403,
        "AuthenticationFailed",
    );
}

#[tokio::test]
async fn a_commit_replaces_the_whole_set_of_the_kind_sent() {
    let client = Client::new().await;
    let before = client.assets("en-us").await;
    let new = uploaded(&client).await;
    commit(&client, "screenshots", json!([new])).await.data();
    let after = client.assets("en-us").await;
    assert_eq!(ids(&after["screenshots"]), [new["id"].as_str().unwrap()]);
    assert_eq!(
        after["screenshots"][0]["imageSize"],
        json!({ "width": 1366, "height": 768 })
    );
    assert_eq!(after["storeLogos"], before["storeLogos"]);
}

#[tokio::test]
async fn kept_images_can_be_put_in_another_order() {
    let client = Client::new().await;
    let before = client.assets("en-us").await["screenshots"].clone();
    commit(&client, "screenshots", json!([before[1], before[0]]))
        .await
        .data();
    let after = client.assets("en-us").await["screenshots"].clone();
    assert_eq!(after, json!([before[1], before[0]]));
}

#[tokio::test]
async fn a_commit_sent_twice_says_the_same() {
    let client = Client::new().await;
    let new = uploaded(&client).await;
    commit(&client, "screenshots", json!([new])).await.data();
    commit(&client, "screenshots", json!([new])).await.data();
}

#[tokio::test]
async fn the_secondary_address_may_be_another() {
    let client = Client::reading("secondary-url=distinct").await;
    let body = json!({ "language": "en-us", "createAssetRequest": { "Logo": 1 } });
    let data = client.post("listings/assets/create", body).await.data();
    let slot = &data["listingAssets"]["storeLogos"][0];
    let url = slot["secondaryAssetUploadUrl"].as_str().unwrap();
    assert_eq!(client.upload(url, png(300, 300)).await.status, 201);
    let item = |name: &str| json!([{ "id": slot["id"], "assetUrl": slot[name] }]);
    commit(&client, "storeLogos", item("primaryAssetUploadUrl"))
        .await
        .refused("not uploaded");
    commit(&client, "storeLogos", item("secondaryAssetUploadUrl"))
        .await
        .data();
}

#[tokio::test]
async fn what_was_not_uploaded_cannot_be_committed() {
    let client = Client::new().await;
    let (id, url) = client.slot("en-us", "Screenshot").await;
    let item = json!([{ "id": id, "assetUrl": url }]);
    commit(&client, "screenshots", item.clone())
        .await
        .refused("not uploaded");
    client.upload(&url, b"GIF89a".to_vec()).await;
    commit(&client, "screenshots", item)
        .await
        .refused("not a PNG");
}

#[tokio::test]
async fn a_new_image_is_named_by_its_whole_upload_address() {
    let client = Client::new().await;
    let mut new = uploaded(&client).await;
    let url = new["assetUrl"]
        .as_str()
        .unwrap()
        .split_once('?')
        .unwrap()
        .0
        .to_owned();
    new["assetUrl"] = json!(url);
    commit(&client, "screenshots", json!([new]))
        .await
        .refused("assetUrl");
}

#[tokio::test]
async fn ids_belong_to_their_language_kind_and_address() {
    let client = Client::new().await;
    let other = client.assets("de-de").await["screenshots"].clone();
    commit(&client, "screenshots", other)
        .await
        .refused("neither a kept nor a new image");
    let new = uploaded(&client).await;
    commit(&client, "storeLogos", json!([new]))
        .await
        .refused("neither a kept nor a new image");
    let kept = client.assets("en-us").await["screenshots"].clone();
    let crossed = json!([{ "id": kept[0]["id"], "assetUrl": kept[1]["assetUrl"] }]);
    commit(&client, "screenshots", crossed)
        .await
        .refused("assetUrl");
    commit(&client, "screenshots", json!([kept[0], kept[0]]))
        .await
        .refused("twice");
    commit(&client, "screenshots", json!([{ "id": kept[0]["id"] }]))
        .await
        .refused("assetUrl");
}

#[tokio::test]
async fn a_set_holds_one_to_its_limit() {
    let client = Client::new().await;
    commit(&client, "screenshots", json!([]))
        .await
        .refused("screenshots");
    let logo = client.assets("en-us").await["storeLogos"][0].clone();
    commit(&client, "storeLogos", json!([logo, logo, logo]))
        .await
        .refused("storeLogos");
    let body = json!({ "listingAssets": { "language": "en-us" } });
    client
        .put("listings/assets/commit", body)
        .await
        .refused("required");
}

#[tokio::test]
async fn a_kind_left_out_of_a_commit_may_be_cleared() {
    let client = Client::reading("omitted-assets=cleared").await;
    let kept = client.assets("en-us").await["screenshots"].clone();
    commit(&client, "screenshots", kept).await.data();
    assert_eq!(client.assets("en-us").await["storeLogos"], json!([]));
}

#[tokio::test]
async fn an_image_at_another_host_is_none_of_the_services() {
    let client = Client::new().await;
    let new = uploaded(&client).await;
    let kept = client.assets("en-us").await["screenshots"][0].clone();
    for image in [kept, new] {
        let url = image["assetUrl"].as_str().unwrap();
        for elsewhere in [
            "https://localhost",
            "http://elsewhere.example",
            "http://localhost.example",
        ] {
            let moved = url.replacen("http://localhost", elsewhere, 1);
            let moved = json!({ "id": image["id"], "assetUrl": moved });
            commit(&client, "screenshots", json!([moved]))
                .await
                .refused("assetUrl");
        }
        let image = json!({ "id": image["id"], "assetUrl": url });
        commit(&client, "screenshots", json!([image])).await.data();
    }
}
