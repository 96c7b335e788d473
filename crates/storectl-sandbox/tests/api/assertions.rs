//! Client assertions where there are keys to verify them with: each claim that is another is refused with Entra's code.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa;
use ring::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use storectl_sandbox::{ClientKeys, Clock, Credentials, Options, Sandbox};

use crate::support::{Answer, send};

/// When it is, in seconds since 1970.
const NOW: u64 = 1_780_000_000;

fn fixture(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/signin");
    std::fs::read(format!("{folder}/{name}")).unwrap()
}

fn sandbox() -> Sandbox {
    Sandbox::in_memory(Options {
        client_keys: Some(ClientKeys::read(&fixture("certificate.pem")).unwrap()),
        clock: Clock::new(|| NOW),
        ..Options::default()
    })
}

fn endpoint() -> String {
    let tenant = Credentials::default().tenant_id;
    format!("http://localhost/{tenant}/oauth2/v2.0/token")
}

fn header() -> Value {
    let digest = Sha256::digest(fixture("certificate.der"));
    json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": URL_SAFE_NO_PAD.encode(digest) })
}

fn claims() -> Value {
    let client = Credentials::default().client_id;
    json!({
        "aud": endpoint(),
        "iss": client,
        "sub": client,
        "jti": "one",
        "nbf": NOW,
        "exp": NOW + 600,
    })
}

/// Signs with the key of the certificate.
fn signed(header: &Value, claims: &Value, how: &'static dyn RsaEncoding) -> String {
    let encoded = |it: &Value| URL_SAFE_NO_PAD.encode(it.to_string());
    let message = format!("{}.{}", encoded(header), encoded(claims));
    let key = rsa::KeyPair::from_pkcs8(&fixture("key.der")).unwrap();
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(
        how,
        &SystemRandom::new(),
        message.as_bytes(),
        &mut signature,
    )
    .unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

async fn grant(sandbox: &Sandbox, assertion: &str) -> Answer {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("grant_type", "client_credentials"),
            ("client_id", &Credentials::default().client_id),
            ("scope", "https://api.store.microsoft.com/.default"),
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ),
            ("client_assertion", assertion),
        ])
        .finish();
    let request = http::Request::post(endpoint())
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(form))
        .unwrap();
    send(sandbox, request).await
}

#[tokio::test]
async fn what_entra_wants_is_granted_with_both_rsa_signatures() {
    let sandbox = sandbox();
    let first = signed(&header(), &claims(), &RSA_PSS_SHA256);
    assert_eq!(grant(&sandbox, &first).await.status, 200);
    let (mut header, mut claims) = (header(), claims());
    header["alg"] = "RS256".into();
    claims["jti"] = "two".into();
    let second = signed(&header, &claims, &RSA_PKCS1_SHA256);
    assert_eq!(grant(&sandbox, &second).await.status, 200);
}

#[tokio::test]
async fn an_assertion_counts_once_also_when_its_token_has_expired() {
    let sandbox = sandbox();
    let assertion = signed(&header(), &claims(), &RSA_PSS_SHA256);
    assert_eq!(grant(&sandbox, &assertion).await.status, 200);
    let again = grant(&sandbox, &assertion).await;
    assert_eq!(again.status, 401);
    let description = again.json["error_description"].as_str().unwrap();
    assert!(description.contains("used before"), "{description}");
}

#[tokio::test]
async fn every_claim_that_is_another_is_refused_with_its_code() {
    for (name, value, code) in [
        ("aud", json!("https://elsewhere.example/token"), 700_023),
        ("aud", json!("api://AzureADTokenExchange"), 700_023),
        ("sub", json!("another-application"), 700_021),
        ("iss", json!("https://issuer.example"), 700_211),
        ("exp", json!(NOW), 700_024),
        ("exp", json!(NOW + 601), 700_024),
        ("nbf", json!(NOW + 1), 700_024),
        ("nbf", Value::Null, 700_024),
        ("jti", Value::Null, 50027),
        ("exp", Value::Null, 50027),
    ] {
        let mut claims = claims();
        claims[name] = value.clone();
        let answer = grant(&sandbox(), &signed(&header(), &claims, &RSA_PSS_SHA256)).await;
        assert_eq!(answer.status, 401, "{name} {value}");
        assert_eq!(answer.json["error_codes"], json!([code]), "{name} {value}");
    }
}

#[tokio::test]
async fn a_signature_that_is_not_the_keys_is_refused() {
    let good = signed(&header(), &claims(), &RSA_PSS_SHA256);
    let (message, _) = good.rsplit_once('.').unwrap();
    let mut with_other_claims = claims();
    with_other_claims["jti"] = "other".into();
    let other = signed(&header(), &with_other_claims, &RSA_PSS_SHA256);
    let (_, signature_of_other) = other.rsplit_once('.').unwrap();
    let mut unknown_key = header();
    unknown_key["x5t#S256"] = "AAAA".into();
    let mut hmac = header();
    hmac["alg"] = "HS256".into();
    for assertion in [
        format!("{message}.{signature_of_other}"),
        format!("{message}.AAAA"),
        signed(&header(), &claims(), &RSA_PKCS1_SHA256),
        signed(&unknown_key, &claims(), &RSA_PSS_SHA256),
        signed(&hmac, &claims(), &RSA_PSS_SHA256),
    ] {
        let answer = grant(&sandbox(), &assertion).await;
        assert_eq!(answer.json["error_codes"], json!([700_027]), "{assertion}");
    }
}
