//! Writing and committing packages.

use serde_json::{Value, json};
use storectl_sandbox::{Package, Product};

use crate::support::{Client, long};

fn package() -> Value {
    json!({
        "packageUrl": "https://www.contoso.com/downloads/1.2/setup.msi",
        "languages": ["en-us"],
        "architectures": ["X64"],
        "isSilentInstall": true,
        "packageType": "msi",
    })
}

fn with(field: &str, value: Value) -> Value {
    let mut package = package();
    package[field] = value;
    package
}

async fn put(package: Value) -> crate::support::Answer {
    Client::new()
        .await
        .put("packages", json!({ "packages": [package] }))
        .await
}

async fn rule(field: &str, good: Value, bad: Value) {
    put(with(field, good)).await.data();
    put(with(field, bad)).await.refused(field);
}

async fn patch(body: Value) -> crate::support::Answer {
    let client = Client::new().await;
    client.patch("packages/72541436", body).await
}

#[tokio::test]
async fn the_address_is_https() {
    let url = "http://www.contoso.com/setup.msi";
    rule(
        "packageUrl",
        json!("https://www.contoso.com/setup.msi"),
        json!(url),
    )
    .await;
    rule(
        "packageUrl",
        json!("https://a.example/x"),
        json!("setup.msi"),
    )
    .await;
}

#[tokio::test]
async fn an_address_on_this_machine_needs_no_https() {
    for good in [
        "http://127.0.0.1:8080/installers/setup.exe",
        "http://localhost/setup.exe",
        "http://[::1]:8080/setup.exe",
    ] {
        put(with("packageUrl", json!(good))).await.data();
    }
    for bad in [
        "http://10.0.0.1/setup.exe",
        "http://localhost.contoso.com/setup.exe",
        "ftp://127.0.0.1/setup.exe",
    ] {
        put(with("packageUrl", json!(bad)))
            .await
            .refused("packageUrl");
    }
}

#[tokio::test]
async fn there_is_one_architecture() {
    rule("architectures", json!(["Neutral"]), json!(["X86", "X64"])).await;
    rule("architectures", json!(["Arm64"]), json!(["x64"])).await;
    rule("architectures", json!(["Arm"]), json!([])).await;
}

#[tokio::test]
async fn languages_are_those_of_the_table() {
    rule("languages", json!(["zh-hant", "fil"]), json!(["ar"])).await;
    rule("languages", json!(["en"]), json!([])).await;
}

#[tokio::test]
async fn an_installer_that_is_not_silent_needs_parameters() {
    put(with("isSilentInstall", json!(false)))
        .await
        .refused("installerParameters");
    patch(json!({ "installerParameters": "" }))
        .await
        .refused("installerParameters");
    patch(json!({ "isSilentInstall": true, "installerParameters": "" }))
        .await
        .data();
}

#[tokio::test]
async fn installer_parameters_have_40_characters() {
    rule("installerParameters", json!(long(40)), json!(long(41))).await;
}

#[tokio::test]
async fn an_exe_needs_a_document_of_its_codes() {
    put(with("packageType", json!("exe")))
        .await
        .refused("genericDocUrl");
    patch(json!({ "genericDocUrl": "" }))
        .await
        .refused("genericDocUrl");
    let client = Client::reading("generic-doc-url=optional").await;
    let body = json!({ "packages": [with("packageType", json!("exe"))] });
    client.put("packages", body).await.data();
    rule(
        "genericDocUrl",
        json!("https://a.example"),
        json!("a.example"),
    )
    .await;
    rule("packageType", json!("msi"), json!("msix")).await;
}

#[tokio::test]
async fn a_live_exe_without_that_document_can_be_patched_elsewhere_and_submitted() {
    let client = Client::new().await;
    let mut product = client.kept();
    product.packages[0].fields.shift_remove("genericDocUrl");
    client.sandbox.put_product(product);
    let body = json!({ "packageUrl": "https://www.contoso.com/downloads/1.2/setup.exe" });
    client.patch("packages/72541436", body).await.data();
    client.post("packages/commit", json!({})).await.data();
    // The upload passes with reads of the status.
    client.get("status").await;
    client.get("status").await;
    client.post("submit", json!({})).await.data();
}

#[tokio::test]
async fn error_details_name_documented_scenarios_once() {
    let item = |scenario: &str| json!({ "errorScenario": scenario, "errorScenarioDetails": [] });
    let field = "errorDetails";
    rule(
        field,
        json!([item("miscellaneous")]),
        json!([item("other")]),
    )
    .await;
    rule(
        field,
        json!([]),
        json!([item("networkFailure"), item("networkFailure")]),
    )
    .await;
    let detail = |url: &str| {
        let detail = json!({ "errorValue": "1", "errorUrl": url });
        json!([{ "errorScenario": "networkFailure", "errorScenarioDetails": [detail] }])
    };
    rule(field, detail("https://a.example/1"), detail("nowhere")).await;
}

#[tokio::test]
async fn error_details_are_replaced_whole_and_answered_all() {
    let client = Client::new().await;
    let body = json!({ "errorDetails": [{ "errorScenario": "networkFailure", "errorScenarioDetails": [] }] });
    client.patch("packages/72541436", body).await.data();
    let details = client.package().await["errorDetails"].clone();
    assert_eq!(details.as_array().unwrap().len(), 9);
    assert_eq!(
        details[4],
        json!({ "errorScenario": "rebootRequired", "errorScenarioDetails": [] })
    );
}

#[tokio::test]
async fn a_put_demands_what_is_required() {
    put(json!({ "packageUrl": "https://a.example/a.msi" }))
        .await
        .refused("packages[0].languages");
    Client::new()
        .await
        .put("packages", json!({ "packages": [] }))
        .await
        .refused("packages");
    Client::new()
        .await
        .put("packages", package())
        .await
        .refused("packageUrl: unknown field");
}

#[tokio::test]
async fn a_put_may_be_read_to_fill_in_defaults() {
    let client = Client::reading("missing-required=defaulted").await;
    let package = json!({
        "packageUrl": "https://a.example/a.msi", "languages": ["en"], "architectures": ["X86"],
        "isSilentInstall": false,
    });
    client
        .put("packages", json!({ "packages": [package] }))
        .await
        .data();
    assert_eq!(client.package().await["packageType"], "msi");
}

#[tokio::test]
async fn a_put_gives_new_ids() {
    let client = Client::new().await;
    let mut sent = client.package().await;
    sent["installerParameters"] = json!("/s /r new-args");
    client
        .put("packages", json!({ "packages": [sent] }))
        .await
        .data();
    let package = client.package().await;
    assert_eq!(package["packageId"], "72541437");
    assert_eq!(package["installerParameters"], "/s /r new-args");
}

#[tokio::test]
async fn an_old_id_still_finds_the_package_for_a_patch() {
    let client = Client::new().await;
    client
        .put("packages", json!({ "packages": [client.package().await] }))
        .await
        .data();
    client
        .patch("packages/72541436", json!({ "installerParameters": "/q" }))
        .await
        .data();
    assert_eq!(client.package().await["installerParameters"], "/q");
    assert_eq!(
        client.call("GET", "packages/72541436", "").await.status,
        404
    );
}

#[tokio::test]
async fn an_old_id_may_be_read_as_unknown() {
    let client = Client::reading("old-package-ids=refused").await;
    client
        .put("packages", json!({ "packages": [client.package().await] }))
        .await
        .data();
    let answer = client
        .patch("packages/72541436", json!({ "installerParameters": "/q" }))
        .await;
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn a_patch_names_a_field_of_a_known_package() {
    patch(json!({})).await.refused("has no fields");
    patch(json!({ "packageId": "72541436" }))
        .await
        .refused("has no fields");
    patch(json!({ "packages": [package()] }))
        .await
        .refused("packages");
    let client = Client::new().await;
    assert_eq!(client.patch("packages/1", package()).await.status, 404);
}

#[tokio::test]
async fn a_patch_leaves_other_packages_alone() {
    let client = Client::new().await;
    let body = json!({ "packages": [package(), with("architectures", json!(["Arm64"]))] });
    client.put("packages", body).await.data();
    let id = client.package().await["packageId"]
        .as_str()
        .unwrap()
        .to_owned();
    client
        .patch(
            &format!("packages/{id}"),
            json!({ "installerParameters": "/q" }),
        )
        .await
        .data();
    let packages = client.get("packages").await["packages"].clone();
    assert_eq!(packages[0]["installerParameters"], "/q");
    assert_eq!(packages[1].get("installerParameters"), None);
}

#[tokio::test]
async fn a_commit_starts_an_upload() {
    let client = Client::new().await;
    let data = client.post("packages/commit", json!({})).await.data();
    let url = format!("submission/v1/product/{}/status", client.product);
    assert_eq!(data, json!({ "pollingUrl": url }));
    assert_eq!(client.get("status").await, json!({ "isReady": false }));
    assert_eq!(client.get("status").await, json!({ "isReady": true }));
}

#[tokio::test]
async fn metadata_waits_for_the_upload() {
    let client = Client::new().await;
    client.post("packages/commit", json!({})).await.data();
    let body = json!({ "availability": { "pricing": "FREE" } });
    client
        .patch("metadata", body.clone())
        .await
        .refused("uploaded");
    client.get("status").await;
    client.patch("metadata", body).await.data();
}

#[tokio::test]
async fn the_first_read_after_a_commit_may_be_stale() {
    let client = Client::reading("stale-reads=1").await;
    client.post("packages/commit", json!({})).await.data();
    assert_eq!(client.get("status").await, json!({ "isReady": true }));
    assert_eq!(client.get("status").await, json!({ "isReady": false }));
    assert_eq!(client.get("status").await, json!({ "isReady": true }));
}

#[tokio::test]
async fn an_upload_may_fail_until_it_is_committed_again() {
    let client = Client::reading("upload-failures=1").await;
    client.post("packages/commit", json!({})).await.data();
    client.get("status").await;
    let status = client.call("GET", "status", "").await;
    assert_eq!(status.json["responseData"]["isReady"], false);
    assert_eq!(status.json["errors"][0]["code"], "packageuploaderror");
    assert_eq!(status.json["errors"][0]["target"], "packages");
    client.post("submit", json!({})).await.refused("upload");
    client.post("packages/commit", json!({})).await.data();
    client.get("status").await;
    assert_eq!(client.get("status").await, json!({ "isReady": true }));
}

#[tokio::test]
async fn reads_may_show_only_what_is_committed() {
    let client = Client::reading("package-reads=committed").await;
    client
        .patch("packages/72541436", json!({ "installerParameters": "/q" }))
        .await
        .data();
    assert_eq!(client.package().await["installerParameters"], "/s");
    client.post("packages/commit", json!({})).await.data();
    assert_eq!(client.package().await["installerParameters"], "/q");
}

fn parameters(packages: &[Package]) -> &Value {
    &packages[0].fields["installerParameters"]
}

#[tokio::test]
async fn what_is_not_committed_is_not_submitted() {
    let client = Client::reading("uncommitted-packages=ready").await;
    client
        .patch("packages/72541436", json!({ "installerParameters": "/q" }))
        .await
        .data();
    client.post("submit", json!({})).await.data();
    let Product {
        packages,
        submissions,
        ..
    } = client.kept();
    assert_eq!(parameters(&packages), "/q");
    assert_eq!(parameters(&submissions[0].packages), "/s");
}

#[tokio::test]
async fn what_is_committed_is_submitted() {
    let client = Client::new().await;
    client
        .patch("packages/72541436", json!({ "installerParameters": "/q" }))
        .await
        .data();
    client.post("packages/commit", json!({})).await.data();
    client.get("status").await;
    client.post("submit", json!({})).await.data();
    assert_eq!(parameters(&client.kept().submissions[0].packages), "/q");
}

#[tokio::test]
async fn packages_that_are_not_committed_may_keep_the_draft_from_being_ready() {
    let client = Client::reading("uncommitted-packages=not-ready,upload-reads=0").await;
    client
        .patch("packages/72541436", json!({ "installerParameters": "/q" }))
        .await
        .data();
    let status = client.call("GET", "status", "").await;
    assert_eq!(status.json["responseData"]["isReady"], false);
    assert_eq!(
        status.json["errors"],
        json!([{
            "code": "error",
            "message": "Packages were updated but are not committed",
            "target": "packages",
        }])
    );
    let body = json!({ "availability": { "pricing": "FREE" } });
    client
        .patch("metadata", body)
        .await
        .refused("not committed");
    client
        .post("submit", json!({}))
        .await
        .refused("not committed");
    client.post("packages/commit", json!({})).await.data();
    assert_eq!(client.get("status").await["isReady"], true);
    client.post("submit", json!({})).await.data();
}

#[tokio::test]
async fn package_writes_may_be_refused_while_packages_are_uploaded() {
    let client = Client::reading("writes-during-upload=refused").await;
    client.post("packages/commit", json!({})).await.data();
    let uploading = "still being uploaded";
    let body = json!({ "installerParameters": "/q" });
    client
        .patch("packages/72541436", body.clone())
        .await
        .refused(uploading);
    client
        .put("packages", json!({ "packages": [package()] }))
        .await
        .refused(uploading);
    client.post("packages/commit", json!({})).await.data();
    client.get("status").await;
    client.patch("packages/72541436", body).await.data();
}

#[tokio::test]
async fn a_commit_may_be_refused_while_packages_are_uploaded() {
    let client = Client::reading("repeated-commit=refused").await;
    client.post("packages/commit", json!({})).await.data();
    client
        .post("packages/commit", json!({}))
        .await
        .refused("still being uploaded");
    client.get("status").await;
    client.post("packages/commit", json!({})).await.data();
}
