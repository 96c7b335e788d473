//! The token endpoint, in the manner of Entra, and the gateway's check of tokens.

use std::collections::BTreeMap;

use http::HeaderMap;
use http::header::AUTHORIZATION;
use serde_json::json;
use url::form_urlencoded;
use uuid::Uuid;

use crate::options::Credentials;
use crate::response::Answer;

/// The only scope there is (store-api.md, Step 2).
const SCOPE: &str = "https://api.store.microsoft.com/.default";
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A token request's form. Line ends around names and values are dropped, as Entra does for a
/// client that joins its form with them (field notes, 1.4).
pub(crate) fn read_form(body: &[u8]) -> Vec<(String, String)> {
    let clean = |text: &str| text.trim_matches(['\r', '\n']).to_owned();
    form_urlencoded::parse(body)
        .map(|(name, value)| (clean(&name), clean(&value)))
        .collect()
}

/// The tokens given out, each with the second at which it expires.
#[derive(Debug, Default)]
pub(crate) struct Tokens(BTreeMap<String, u64>);

impl Tokens {
    /// Answers a token request; `now` in seconds since 1970.
    pub(crate) fn grant(
        &mut self,
        tenant: &str,
        form: &[(String, String)],
        accepted: &Credentials,
        now: u64,
        lifetime: u32,
    ) -> Answer {
        let Credentials {
            tenant_id,
            client_id,
            client_secret,
            seller_id: _,
        } = accepted;
        let field = |name: &str| {
            form.iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.as_str())
        };
        if tenant != tenant_id {
            return error(
                400,
                "invalid_request",
                90002,
                &format!(
                    "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID"
                ),
            );
        }
        match field("grant_type") {
            Some("client_credentials") => {}
            Some(_) => {
                return error(
                    400,
                    "unsupported_grant_type",
                    70003,
                    "The app requested an unsupported grant type",
                );
            }
            None => return missing("grant_type"),
        }
        match field("client_id") {
            Some(id) if id == client_id => {}
            Some(id) => {
                return error(
                    400,
                    "unauthorized_client",
                    700_016,
                    &format!(
                        "Application with identifier '{id}' was not found in the directory '{tenant}'"
                    ),
                );
            }
            None => return missing("client_id"),
        }
        match (
            field("client_secret"),
            field("client_assertion"),
            field("client_assertion_type"),
        ) {
            (Some(secret), _, _) if secret == client_secret => {}
            (Some(_), _, _) => {
                return error(
                    401,
                    "invalid_client",
                    7_000_215,
                    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID",
                );
            }
            (None, Some(assertion), Some(JWT_BEARER)) if !assertion.is_empty() => {}
            (None, Some(_), _) => {
                return error(
                    401,
                    "invalid_client",
                    50027,
                    "JWT token is invalid or malformed",
                );
            }
            (None, None, _) => {
                return error(
                    401,
                    "invalid_client",
                    7_000_218,
                    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'",
                );
            }
        }
        match field("scope") {
            Some(SCOPE) => {}
            Some(scope) => {
                return error(
                    400,
                    "invalid_scope",
                    70011,
                    &format!(
                        "The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid"
                    ),
                );
            }
            None => return missing("scope"),
        }
        let token = format!("sandbox-token-{}", Uuid::new_v4());
        let Self(known) = self;
        known.insert(token.clone(), now.saturating_add(u64::from(lifetime)));
        Answer::json(
            200,
            &json!({ "token_type": "Bearer", "expires_in": lifetime, "access_token": token }),
        )
    }

    /// Lets a request of the submission API through, or answers it: first the token, then the
    /// seller.
    pub(crate) fn admit(
        &self,
        headers: &HeaderMap,
        accepted: &Credentials,
        now: u64,
    ) -> Result<(), Answer> {
        let Self(known) = self;
        let token = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "));
        let valid = token
            .and_then(|token| known.get(token))
            .is_some_and(|expiry| now < *expiry);
        if !valid {
            // Word for word as recorded (field note 8).
            return Err(Answer::gateway(
                401,
                "APIM: Unauthorized. Access token is missing or invalid.",
            ));
        }
        let seller = headers
            .get("x-seller-account-id")
            .and_then(|value| value.to_str().ok());
        if seller == Some(&accepted.seller_id) {
            Ok(())
        } else {
            Err(Answer::gateway(
                403,
                "Forbidden. X-Seller-Account-Id is missing or is not a seller account of this application.",
            ))
        }
    }
}

/// The answer of the version 1 endpoint to a version 2 request (trap 11).
pub(crate) fn version_1() -> Answer {
    missing("resource")
}

fn missing(parameter: &str) -> Answer {
    error(
        400,
        "invalid_request",
        900_144,
        &format!("The request body must contain the following parameter: '{parameter}'"),
    )
}

/// An error in Entra's shape.
fn error(status: u16, error: &str, code: u32, description: &str) -> Answer {
    Answer::json(
        status,
        &json!({
            "error": error,
            "error_description": format!("AADSTS{code}: {description}."),
            "error_codes": [code],
            "trace_id": Uuid::new_v4().to_string(),
            "correlation_id": Uuid::new_v4().to_string(),
        }),
    )
}
