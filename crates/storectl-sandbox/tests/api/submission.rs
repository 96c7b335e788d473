//! Readiness, submitting, locking, following.

use serde_json::{Value, json};

use crate::support::{Client, OTHER_PRODUCT};

async fn submit(client: &Client) -> String {
    let data = client.post("submit", json!({})).await.data();
    data["submissionId"].as_str().unwrap().to_owned()
}

async fn follow(client: &Client, id: &str) -> Value {
    client.get(&format!("submission/{id}/status")).await
}

fn status(word: &str) -> Value {
    json!({ "publishingStatus": word, "hasFailed": false })
}

#[tokio::test]
async fn a_submission_has_an_id_of_19_digits() {
    let client = Client::new().await;
    let data = client.post("submit", json!({})).await.data();
    let id = data["submissionId"].as_str().unwrap();
    assert_eq!(id.len(), 19);
    let url = format!(
        "submission/v1/product/{}/submission/{id}/status",
        client.product
    );
    assert_eq!(data, json!({ "pollingUrl": url, "submissionId": id }));
}

#[tokio::test]
async fn a_submission_is_published_after_three_reads() {
    let client = Client::new().await;
    let id = submit(&client).await;
    assert_eq!(follow(&client, &id).await, status("INPROGRESS"));
    client.get("status").await;
    assert_eq!(follow(&client, &id).await, status("INPROGRESS"));
    assert_eq!(follow(&client, &id).await, status("PUBLISHED"));
    assert_eq!(client.get("status").await, json!({ "isReady": true }));
}

#[tokio::test]
async fn the_status_names_the_ongoing_submission() {
    let client = Client::new().await;
    let id = submit(&client).await;
    let answer = client.call("GET", "status", "").await;
    let message =
        format!("Product already has One Active Submission In-Progress. SubmissionId: {id}");
    assert_eq!(
        answer.json,
        json!({
            "responseData": { "isReady": false, "ongoingSubmissionId": id },
            "isSuccess": true,
            "errors": [{ "code": "error", "message": message, "target": "submission" }],
        })
    );
}

#[tokio::test]
async fn every_write_is_locked_meanwhile() {
    let client = Client::new().await;
    let id = submit(&client).await;
    let before = client.kept();
    let why = "One Active Submission";
    client.put("metadata", json!({})).await.refused(why);
    client.patch("metadata", json!({})).await.refused(why);
    client.put("packages", json!({})).await.refused(why);
    client
        .patch("packages/72541436", json!({}))
        .await
        .refused(why);
    client.post("packages/commit", json!({})).await.refused(why);
    client
        .post("listings/assets/create", json!({}))
        .await
        .refused(why);
    client
        .put("listings/assets/commit", json!({}))
        .await
        .refused(why);
    let answer = client.post("submit", json!({})).await;
    assert_eq!(
        answer.json["responseData"]["ongoingSubmissionId"],
        json!(id)
    );
    answer.refused(why);
    assert_eq!(client.kept(), before);
}

#[tokio::test]
async fn reads_go_on_meanwhile() {
    let client = Client::new().await;
    submit(&client).await;
    client.get("metadata").await;
    client.get("packages").await;
    client.get("listings/assets").await;
}

#[tokio::test]
async fn a_submission_may_fail_for_good() {
    let client = Client::reading("submission-outcome=failed,submission-reads=1").await;
    let id = submit(&client).await;
    assert_eq!(follow(&client, &id).await, status("INPROGRESS"));
    assert_eq!(
        follow(&client, &id).await,
        json!({ "publishingStatus": "FAILED", "hasFailed": true })
    );
    client
        .patch("metadata", json!({ "availability": { "pricing": "FREE" } }))
        .await
        .data();
}

#[tokio::test]
async fn a_submission_may_fail_and_be_retried() {
    let client = Client::reading("submission-outcome=retried,submission-reads=0").await;
    let id = submit(&client).await;
    assert_eq!(follow(&client, &id).await, status("FAILED"));
    assert_eq!(follow(&client, &id).await, status("PUBLISHED"));
}

#[tokio::test]
async fn the_first_read_after_a_submit_may_be_stale() {
    let client = Client::reading("stale-reads=1").await;
    submit(&client).await;
    assert_eq!(client.get("status").await, json!({ "isReady": true }));
    assert_eq!(client.get("status").await["isReady"], false);
}

#[tokio::test]
async fn an_unknown_submission_is_not_found() {
    let answer = Client::new()
        .await
        .call("GET", "submission/1/status", "")
        .await;
    assert_eq!(
        (answer.status, &answer.json["isSuccess"]),
        (404, &json!(false))
    );
}

#[tokio::test]
async fn a_draft_that_is_not_ready_is_not_submitted() {
    let client = Client::new().await;
    client
        .patch("metadata", json!({ "listingsToAdd": ["fr-fr"] }))
        .await
        .data();
    client
        .post("submit", json!({}))
        .await
        .refused("fr-fr is incomplete");
}

#[tokio::test]
async fn an_empty_product_is_not_submitted() {
    let client = Client {
        product: OTHER_PRODUCT,
        ..Client::new().await
    };
    client
        .post("submit", json!({}))
        .await
        .refused("At least one listing");
}

#[tokio::test]
async fn a_draft_that_breaks_a_rule_is_not_submitted() {
    let client = Client::new().await;
    let mut product = client.kept();
    product.availability["markets"] = json!(["XX"]);
    client.sandbox.put_product(product);
    client.post("submit", json!({})).await.refused("markets");
}

#[tokio::test]
async fn a_submission_keeps_what_it_publishes() {
    let client = Client::reading("submission-reads=0").await;
    submit(&client).await;
    client
        .patch("metadata", json!({ "availability": { "pricing": "FREE" } }))
        .await
        .data();
    let product = client.kept();
    assert_eq!(product.availability["pricing"], "FREE");
    assert_eq!(product.submissions[0].availability["pricing"], "PAID");
}
