//! Tokens, sellers and the gateway.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Request;
use serde_json::{Value, json};
use storectl_sandbox::{Clock, Credentials, Options, SAMPLE_PRODUCT, Sandbox, Seed};

use crate::support::{Client, send, token_request};

fn form(path: &str, form: &str) -> Request<Body> {
    Request::post(path)
        .header(
            "content-type",
            "application/x-www-form-urlencoded; charset=utf-8",
        )
        .body(Body::from(form.to_owned()))
        .unwrap()
}

const TOKEN: &str = "/d454d300-128e-2d81-334a-27d9b2baf002/oauth2/v2.0/token";
const SCOPE: &str = "scope=https://api.store.microsoft.com/.default";
const APPLICATION: &str =
    "grant_type=client_credentials&client_id=ba3c223b-03ab-4a44-aa32-38aa10c27e32";

#[track_caller]
fn aadsts(answer: &crate::support::Answer, status: u16, code: u32) {
    assert_eq!(
        (answer.status, &answer.json["error_codes"]),
        (status, &json!([code]))
    );
    let description = answer.json["error_description"].as_str().unwrap();
    assert!(
        description.starts_with(&format!("AADSTS{code}: ")),
        "{description}"
    );
}

#[tokio::test]
async fn a_token_is_answered_with_its_lifetime() {
    let sandbox = Sandbox::in_memory(Options::default());
    let answer = send(&sandbox, token_request(&Credentials::default())).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json["token_type"], "Bearer");
    assert_eq!(answer.json["expires_in"], 3599);
}

#[tokio::test]
async fn a_secret_that_needs_encoding_is_taken() {
    let credentials = Credentials {
        client_secret: "a+b&c=d~e%f".to_owned(),
        ..Credentials::default()
    };
    let options = Options {
        credentials: credentials.clone(),
        ..Options::default()
    };
    let answer = send(&Sandbox::in_memory(options), token_request(&credentials)).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn values_that_end_in_line_ends_are_taken() {
    let sandbox = Sandbox::in_memory(Options::default());
    let body = format!("{APPLICATION}\r\n&client_secret=sandbox~client~secret\r\n&{SCOPE}");
    assert_eq!(send(&sandbox, form(TOKEN, &body)).await.status, 200);
}

/// A token of these parts, the last being the signature.
fn jwt(header: &Value, claims: &Value, signature: &str) -> String {
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    format!("{}.{}.{signature}", encode(header), encode(claims))
}

fn claims() -> Value {
    json!({
        "iss": "https://token.actions.githubusercontent.com",
        "sub": "repo:contoso/widgets:ref:refs/heads/main",
        "aud": "api://AzureADTokenExchange",
        "exp": 1_900_000_000,
    })
}

async fn sign_in(assertion: &str, kind: &str) -> crate::support::Answer {
    let sandbox = Sandbox::in_memory(Options {
        clock: Clock::new(|| 1_800_000_000),
        ..Options::default()
    });
    let body =
        format!("{APPLICATION}&{SCOPE}&client_assertion={assertion}&client_assertion_type={kind}");
    send(&sandbox, form(TOKEN, &body)).await
}

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

#[tokio::test]
async fn a_client_assertion_is_taken_in_place_of_a_secret() {
    let assertion = jwt(&json!({ "alg": "RS256" }), &claims(), "c2ln");
    assert_eq!(sign_in(&assertion, JWT_BEARER).await.status, 200);
    aadsts(&sign_in(&assertion, "x").await, 401, 50027);
}

#[tokio::test]
async fn a_client_assertion_nobody_could_have_issued_is_refused() {
    let header = json!({ "alg": "RS256" });
    let without = |name: &str| {
        let mut claims = claims();
        claims.as_object_mut().unwrap().remove(name);
        jwt(&header, &claims, "c2ln")
    };
    for assertion in [
        "a.b.c".to_owned(),
        "secret".to_owned(),
        jwt(&header, &claims(), ""),
        jwt(&json!({ "alg": "none" }), &claims(), "c2ln"),
        jwt(&json!({}), &claims(), "c2ln"),
        without("iss"),
        without("sub"),
        without("aud"),
        without("exp"),
    ] {
        aadsts(&sign_in(&assertion, JWT_BEARER).await, 401, 50027);
    }
    let mut late = claims();
    late["exp"] = json!(1_800_000_000);
    let late = jwt(&header, &late, "c2ln");
    aadsts(&sign_in(&late, JWT_BEARER).await, 401, 700_024);
    let mut early = claims();
    early["nbf"] = json!(1_800_000_001);
    let early = jwt(&header, &early, "c2ln");
    aadsts(&sign_in(&early, JWT_BEARER).await, 401, 700_024);
}

#[tokio::test]
async fn wrong_credentials_are_refused_with_the_code_of_entra() {
    let sandbox = Sandbox::in_memory(Options::default());
    let right = format!("{APPLICATION}&{SCOPE}&client_secret=sandbox~client~secret");
    let answer = send(&sandbox, form("/contoso/oauth2/v2.0/token", &right)).await;
    aadsts(&answer, 400, 90002);
    let answer = send(
        &sandbox,
        form(TOKEN, &format!("{APPLICATION}&{SCOPE}&client_secret=x")),
    )
    .await;
    aadsts(&answer, 401, 7_000_215);
    let answer = send(&sandbox, form(TOKEN, &format!("{APPLICATION}&{SCOPE}"))).await;
    aadsts(&answer, 401, 7_000_218);
    let answer = send(&sandbox, form(TOKEN, &right.replace("ba3c", "0000"))).await;
    aadsts(&answer, 400, 700_016);
    let answer = send(&sandbox, form(TOKEN, &right.replace("/.default", ""))).await;
    aadsts(&answer, 400, 70011);
    let answer = send(&sandbox, form(TOKEN, &format!("{right}&{SCOPE}"))).await;
    aadsts(&answer, 400, 9_000_411);
}

#[tokio::test]
async fn a_tenant_is_known_in_either_case() {
    let sandbox = Sandbox::in_memory(Options::default());
    let right = format!("{APPLICATION}&{SCOPE}&client_secret=sandbox~client~secret");
    let tenant = TOKEN.replace("d454d300", "D454D300");
    assert_eq!(send(&sandbox, form(&tenant, &right)).await.status, 200);
}

#[tokio::test]
async fn a_token_request_that_is_not_a_form_has_no_parameters() {
    let sandbox = Sandbox::in_memory(Options::default());
    let right = format!("{APPLICATION}&{SCOPE}&client_secret=sandbox~client~secret");
    for kind in ["application/json", "text/plain"] {
        let request = Request::post(TOKEN).header("content-type", kind);
        let request = request.body(Body::from(right.clone())).unwrap();
        aadsts(&send(&sandbox, request).await, 400, 900_144);
    }
}

#[tokio::test]
async fn the_first_version_of_the_token_endpoint_wants_a_resource() {
    let sandbox = Sandbox::in_memory(Options::default());
    let answer = send(
        &sandbox,
        form("/t/oauth2/token", &format!("{APPLICATION}&{SCOPE}")),
    )
    .await;
    aadsts(&answer, 400, 900_144);
}

#[tokio::test]
async fn a_call_without_a_token_is_refused_by_the_gateway() {
    let sandbox = Sandbox::in_memory(Options::default());
    let path = format!("/submission/v1/product/{SAMPLE_PRODUCT}/status");
    let answer = send(&sandbox, Request::get(path).body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 401);
    assert_eq!(
        answer.text,
        r#"{"statusCode":401,"message":"APIM: Unauthorized. Access token is missing or invalid."}"#
    );
}

#[tokio::test]
async fn a_token_expires() {
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
    now.fetch_add(3598, Ordering::Relaxed);
    assert_eq!(client.call("GET", "status", "").await.status, 200);
    now.fetch_add(1, Ordering::Relaxed);
    assert_eq!(client.call("GET", "status", "").await.status, 401);
}

#[tokio::test]
async fn a_token_may_be_short_lived() {
    let interpretations = "token-lifetime=0".parse().unwrap();
    let client = Client::with(Options {
        interpretations,
        ..Options::default()
    })
    .await;
    assert_eq!(client.call("GET", "status", "").await.status, 401);
}

#[tokio::test]
async fn another_seller_is_forbidden() {
    let credentials = Credentials {
        seller_id: "1".to_owned(),
        ..Credentials::default()
    };
    let client = Client::with(Options {
        credentials,
        ..Options::default()
    })
    .await;
    assert_eq!(client.call("GET", "status", "").await.status, 403);
}

#[tokio::test]
async fn an_unknown_path_is_the_gateways_to_answer() {
    let client = Client::new().await;
    let answer = client.call("DELETE", "packages", "").await;
    assert_eq!(
        (answer.status, &answer.json["statusCode"]),
        (404, &json!(404))
    );
}

#[tokio::test]
async fn a_store_id_is_not_a_product() {
    let client = Client {
        product: "9PABCDEFGHIJ",
        ..Client::new().await
    };
    let answer = client.call("GET", "status", "").await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.json["errors"][0]["message"], "No Product Found");
}

#[tokio::test]
async fn a_sandbox_without_a_seed_knows_no_product() {
    let client = Client::with(Options {
        seed: Seed::Nothing,
        ..Options::default()
    })
    .await;
    assert_eq!(client.call("GET", "status", "").await.status, 404);
}

#[tokio::test]
async fn every_answer_has_a_correlation_id_of_its_own() {
    let client = Client::new().await;
    let first = client.call("GET", "status", "").await;
    let second = client.call("GET", "nonsense", "").await;
    assert_eq!(first.header("x-correlation-id").len(), 36);
    assert_ne!(
        first.header("x-correlation-id"),
        second.header("x-correlation-id")
    );
}

#[tokio::test]
async fn requests_are_recorded_without_the_secret() {
    let client = Client::new().await;
    client.get("status").await;
    let recorded = client.sandbox.requests();
    assert_eq!(recorded.len(), 2);
    assert_eq!(recorded[0].body.as_ref().unwrap()["client_secret"], "***");
    assert_eq!(recorded[1].method, "GET");
    assert_eq!(
        (recorded[1].status, &recorded[1].body),
        (200, &None::<Value>)
    );
}
