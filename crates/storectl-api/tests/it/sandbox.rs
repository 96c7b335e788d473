//! The client against the simulated Store, which shares no type with it, over sockets of this machine.

use std::{sync::Arc, time::Duration};

use secrecy::SecretString;
use serde_json::json;
use storectl_api::{
    Credential, HttpOptions, HttpTransport, PublishingStatus, ReadScope, RetryPolicy, SystemClock,
    UploadMeter, WriteClient, WriteRequest,
};
use storectl_model::{ProductId, Reason, SignInFailure};
use storectl_sandbox::{Credentials, Options, SAMPLE_PRODUCT, Sandbox};

use crate::support::config;

async fn serve(faults: &[&str]) -> (WriteClient, Sandbox) {
    serve_to(faults, None).await
}

async fn serve_to(faults: &[&str], secret: Option<&str>) -> (WriteClient, Sandbox) {
    let sandbox = Sandbox::in_memory(Options {
        faults: faults.iter().map(|it| it.parse().unwrap()).collect(),
        ..Options::default()
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let serving = sandbox.clone();
    tokio::spawn(async move { serving.serve(listener).await });
    let credentials = Credentials::default();
    let mut config = config();
    config.endpoint = address.parse().unwrap();
    config.seller_id = Some(credentials.seller_id.parse().unwrap());
    config.auth.authority = address.parse().unwrap();
    config.auth.tenant_id = credentials.tenant_id;
    config.auth.client_id = credentials.client_id;
    config.auth.credential = Credential::ClientSecret(SecretString::from(
        secret.unwrap_or(&credentials.client_secret),
    ));
    config.retry = RetryPolicy {
        base: Duration::from_millis(1),
        ..RetryPolicy::default()
    };
    let transport = HttpTransport::new(HttpOptions {
        read_timeout: Duration::from_millis(500),
        ..HttpOptions::default()
    });
    let client = WriteClient::new(
        config,
        Arc::new(transport.unwrap()),
        Arc::new(SystemClock::new()),
    );
    (client, sandbox)
}

fn sample() -> ProductId {
    SAMPLE_PRODUCT.parse().unwrap()
}

fn everything() -> ReadScope {
    ReadScope::Everything
}

#[tokio::test]
async fn a_draft_is_read_with_one_sign_in_and_four_reads() {
    let (client, _sandbox) = serve(&[]).await;
    let remote = client
        .reader()
        .read_product(&sample(), everything())
        .await
        .unwrap();
    assert!(remote.status.is_ready);
    assert!(
        !remote.packages.is_empty() && !remote.listings.is_empty() && !remote.assets.is_empty()
    );
    let counts = client.reader().requests();
    assert_eq!((counts.token, counts.get, counts.write), (1, 4, 0));
}

#[tokio::test]
async fn a_release_goes_through() {
    let (client, _sandbox) = serve(&[]).await;
    let product = sample();
    let before = client
        .reader()
        .read_product(&product, everything())
        .await
        .unwrap();
    let (language, assets) = before.assets.first_key_value().unwrap();
    let (shot, logo) = (&assets.screenshots[0], &assets.store_logos[0]);

    let body =
        json!({ "listings": { "language": language.as_str(), "whatsNew": "Fäster — 日本" } });
    client
        .send(&product, &WriteRequest::patch_metadata(body))
        .await
        .unwrap();

    let image = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(
        image.path(),
        client.reader().fetch_image(&shot.url).await.unwrap(),
    )
    .unwrap();
    let body = json!({ "language": language.as_str(), "createAssetRequest": { "Screenshot": 1 } });
    let slot = client
        .create_assets(&product, &body)
        .await
        .unwrap()
        .screenshots
        .remove(0);
    let used = client
        .upload(
            &slot,
            image.path(),
            &storectl_model::Digest::of(&std::fs::read(image.path()).unwrap()),
            &UploadMeter::new(),
        )
        .await
        .unwrap();
    let body = json!({ "listingAssets": {
        "language": language.as_str(),
        "screenshots": [{ "id": slot.id.as_str(), "assetUrl": used.expose() }],
        "storeLogos": [{ "id": logo.id.as_str(), "assetUrl": logo.url }],
    } });
    client
        .send(&product, &WriteRequest::commit_assets(body))
        .await
        .unwrap();
    client
        .send(&product, &WriteRequest::commit_packages())
        .await
        .unwrap();
    while !client.reader().status(&product).await.unwrap().is_ready {}

    let after = client
        .reader()
        .read_product(&product, everything())
        .await
        .unwrap();
    assert_eq!(
        after.listings[language].whats_new.as_deref(),
        Some("Fäster — 日本")
    );
    let committed = &after.assets[language].screenshots;
    assert_eq!(
        committed.iter().map(|it| &it.id).collect::<Vec<_>>(),
        [&slot.id]
    );
    let head = client.reader().head_image(&committed[0].url).await.unwrap();
    assert_eq!(head.length, Some(image.path().metadata().unwrap().len()));

    let submission = client.submit(&product).await.unwrap().submission.unwrap();
    let status = client
        .reader()
        .submission_status(&product, &submission)
        .await
        .unwrap();
    assert_eq!(status.publishing_status, PublishingStatus::InProgress);
    let busy = client
        .send(&product, &WriteRequest::commit_packages())
        .await
        .unwrap_err();
    assert_eq!(busy.ongoing(), Some(&submission), "{busy}");
}

#[tokio::test]
async fn every_fault_of_a_read_is_outlasted() {
    for fault in [
        "429(0)@",
        "500@",
        "502@",
        "503(0)@",
        "504@",
        "html@",
        "truncated@",
        "empty@",
        "drop@",
        "stall@",
    ] {
        let fault = format!("{fault}GET:/metadata");
        let (client, sandbox) = serve(&[&fault]).await;
        let read = client
            .reader()
            .read_product(&sample(), ReadScope::WithoutImages)
            .await;
        assert!(read.is_ok(), "{fault}: {}", read.unwrap_err());
        assert!(sandbox.unused_faults().is_empty(), "{fault}");
    }
}

#[tokio::test]
async fn a_submission_whose_answer_was_lost_is_found_in_the_status() {
    let (client, sandbox) = serve(&["drop-after@POST:/submit"]).await;
    let error = client.submit(&sample()).await.unwrap_err();
    assert!(error.outcome_unknown(), "{error}");
    let status = client.reader().status(&sample()).await.unwrap();
    assert!(status.ongoing_submission.is_some());
    let submits = sandbox
        .requests()
        .into_iter()
        .filter(|it| it.path_and_query.ends_with("/submit"));
    assert_eq!(submits.count(), 1);
}

#[tokio::test]
async fn a_wrong_secret_is_named_as_such() {
    let (client, _sandbox) = serve_to(&[], Some("wrong~client~secret")).await;
    let error = client.reader().status(&sample()).await.unwrap_err();
    let refused = SignInFailure::Refused {
        code: Some("AADSTS7000215".to_owned()),
        assertion: None,
    };
    assert_eq!(error.reason(), Reason::SignIn(refused));
}
