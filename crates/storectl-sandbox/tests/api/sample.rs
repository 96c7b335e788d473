//! The calls of the document's Node.js sample, in its order and with its bodies.

use serde_json::json;

use crate::support::{Client, png};

#[tokio::test]
async fn the_documents_sample_runs_through() {
    let client = Client::new().await;
    assert_eq!(client.get("status").await["isReady"], true);
    let mut packages = client.get("packages").await["packages"].clone();
    let id = packages[0]["packageId"].as_str().unwrap().to_owned();
    let mut single = client.get(&format!("packages/{id}")).await["packages"][0].clone();
    packages[0]["installerParameters"] = json!("/s /r new-args");
    client
        .put("packages", json!({ "packages": packages }))
        .await
        .data();
    single["installerParameters"] = json!("/s /r /t new-args");
    // The id of before the PUT, in the path and in the body.
    client.patch(&format!("packages/{id}"), single).await.data();
    client.call("POST", "packages/commit", "").await.data();
    assert_eq!(client.get("status").await["isReady"], false);
    assert_eq!(client.get("status").await["isReady"], true);

    client.get("metadata").await;
    let mut listing = client.get("metadata/listings").await["listings"][0].clone();
    listing["description"] = json!("New Description Updated By Node.js Sample Code");
    client
        .put("metadata", json!({ "listings": listing }))
        .await
        .data();

    let assets = client.get("listings/assets").await["listingAssets"][0].clone();
    let language = assets["language"].clone();
    let body =
        json!({ "language": language, "createAssetRequest": { "Screenshot": 1, "Logo": 0 } });
    let data = client.post("listings/assets/create", body).await.data();
    let slot = data["listingAssets"]["screenshots"][0].clone();
    let url = slot["primaryAssetUploadUrl"].as_str().unwrap();
    assert_eq!(client.upload(url, png(1366, 768)).await.status, 201);
    let body = json!({ "listingAssets": {
        "language": language,
        "storeLogos": assets["storeLogos"],
        "screenshots": [{ "id": slot["id"], "assetUrl": url }],
    }});
    client.put("listings/assets/commit", body).await.data();

    assert_eq!(client.get("status").await["isReady"], true);
    let data = client.call("POST", "submit", "").await.data();
    let submission = data["submissionId"].as_str().unwrap();
    let status = client.get(&format!("submission/{submission}/status")).await;
    assert_eq!(
        status,
        json!({ "publishingStatus": "INPROGRESS", "hasFailed": false })
    );
}
