//! An issuer of federated tokens, with a key made for one test.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{Router, extract::Request, http::StatusCode, response::IntoResponse as _};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};
use storectl_sandbox::ClientKeys;

use crate::support::serve;

/// Whose tokens they are.
pub(super) const ISSUER: &str = "https://token.actions.githubusercontent.com";

/// About whom they are.
pub(super) const SUBJECT: &str = "repo:contoso/widgets:environment:store";

/// What the token service demands.
pub(super) const REQUEST_TOKEN: &str = "request-token-CANARY";

/// Whom they must be for.
pub(super) const AUDIENCE: &str = "api://AzureADTokenExchange";

pub(super) struct Issuer {
    key: EcdsaKeyPair,
}

impl Issuer {
    pub(super) fn new() -> Self {
        let (scheme, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let document = EcdsaKeyPair::generate_pkcs8(scheme, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(scheme, document.as_ref(), &random).unwrap();
        Self { key }
    }

    /// The key set it publishes, for a federated credential of this subject.
    pub(super) fn keys(&self, subject: &str) -> ClientKeys {
        let point = self.key.public_key().as_ref();
        let set = json!({
            "issuer": ISSUER,
            "subject": subject,
            "keys": [{
                "kty": "EC",
                "crv": "P-256",
                "kid": "one",
                "x": URL_SAFE_NO_PAD.encode(&point[1..33]),
                "y": URL_SAFE_NO_PAD.encode(&point[33..]),
            }],
        });
        ClientKeys::read(set.to_string().as_bytes()).unwrap()
    }

    /// A token for this audience that expires so many seconds from now.
    pub(super) fn token(&self, audience: &str, life: i64) -> String {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_secs();
        let header = json!({ "alg": "ES256", "typ": "JWT", "kid": "one" });
        let claims = json!({
            "iss": ISSUER,
            "sub": SUBJECT,
            "aud": audience,
            "nbf": now - 60,
            "exp": now.checked_add_signed(life).unwrap(),
        });
        let encoded = |it: &Value| URL_SAFE_NO_PAD.encode(it.to_string());
        let message = format!("{}.{}", encoded(&header), encoded(&claims));
        let signature = self.key.sign(&SystemRandom::new(), message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.unwrap()))
    }
}

/// GitHub's token service, in front of an issuer.
pub(super) struct TokenService {
    pub(super) url: String,
    issued: Arc<AtomicUsize>,
}

impl TokenService {
    pub(super) fn start(issuer: Arc<Issuer>) -> Self {
        let issued = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&issued);
        let router = Router::new().fallback(move |request: Request| {
            let demanded = format!("Bearer {REQUEST_TOKEN}");
            let is_known = request
                .headers()
                .get("authorization")
                .is_some_and(|it| it == demanded.as_str());
            let query = request.uri().query().unwrap_or_default().to_owned();
            let response = if is_known
                && query == "api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange"
            {
                counter.fetch_add(1, Ordering::SeqCst);
                json!({ "value": issuer.token(AUDIENCE, 300) })
                    .to_string()
                    .into_response()
            } else {
                (StatusCode::BAD_REQUEST, query).into_response()
            };
            async move { response }
        });
        Self {
            url: format!("{}/token?api-version=2.0", serve(router)),
            issued,
        }
    }

    /// How many tokens were issued.
    pub(super) fn issued(&self) -> usize {
        self.issued.load(Ordering::SeqCst)
    }
}
