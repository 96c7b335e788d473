//! The token endpoint, in the manner of Entra, and the gateway's check of tokens.

mod assertion;

use std::collections::BTreeMap;
use std::time::Duration;

use http::HeaderMap;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::json;
use url::form_urlencoded;

use crate::auth::assertion::{Assertion, Expected, Once, Refusal};
use crate::client_keys::ClientKeys;
use crate::guids::Guids;
use crate::options::{Credentials, Options};
use crate::response::Answer;

/// The only scope there is (store-api.md, Step 2).
const SCOPE: &str = "https://api.store.microsoft.com/.default";
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A token request's form. Line ends around names and values are dropped, as Entra does for a
/// client that joins its form with them (field notes, 1.4).
///
/// A body of another type has no parameters.
pub(crate) fn read_form(headers: &HeaderMap, body: &[u8]) -> Vec<(String, String)> {
    let kind = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let kind = kind.and_then(|it| it.split(';').next()).unwrap_or_default();
    if !kind
        .trim()
        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
    {
        return Vec::new();
    }
    let clean = |text: &str| text.trim_matches(['\r', '\n']).to_owned();
    form_urlencoded::parse(body)
        .map(|(name, value)| (clean(&name), clean(&value)))
        .collect()
}

/// A token request under judgment.
struct TokenRequest<'a> {
    tenant: &'a str,
    form: &'a [(String, String)],
    accepted: &'a Credentials,
    /// What assertions are verified with; without keys they are judged by their form.
    keys: Option<&'a ClientKeys>,
    /// The address it was sent to.
    endpoint: &'a str,
    /// Since 1970.
    now: Duration,
}

/// What of a sandbox answers token requests.
pub(crate) struct Authority<'a> {
    pub(crate) options: &'a Options,
    /// Scheme and authority at which clients reach it.
    pub(crate) address: &'a str,
}

impl TokenRequest<'_> {
    /// # Errors
    /// The error of the first check that fails, in Entra's order.
    fn judge(&self) -> Result<Option<Once>, TokenError> {
        if !self.tenant.eq_ignore_ascii_case(&self.accepted.tenant_id) {
            let tenant = self.tenant;
            let message = format!(
                "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID"
            );
            return Err(error(400, "invalid_request", 90002, &message));
        }
        if let Some(name) = self.repeated() {
            let message = format!(
                "The request is not properly formatted. The parameter '{name}' is duplicated"
            );
            return Err(error(400, "invalid_request", 9_000_411, &message));
        }
        if self.demand("grant_type")? != "client_credentials" {
            let message = "The app requested an unsupported grant type";
            return Err(error(400, "unsupported_grant_type", 70003, message));
        }
        let client = self.demand("client_id")?;
        if client != self.accepted.client_id {
            let message = format!(
                "Application with identifier '{client}' was not found in the directory '{}'",
                self.tenant
            );
            return Err(error(400, "unauthorized_client", 700_016, &message));
        }
        let once = self.credential()?;
        let scope = self.demand("scope")?;
        if scope != SCOPE {
            let message = format!(
                "The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid"
            );
            return Err(error(400, "invalid_scope", 70011, &message));
        }
        Ok(once)
    }

    /// A secret must be the one there is. A client assertion must be one that an identity provider could have issued for this
    /// application and, where there are keys to verify it with, one that was.
    fn credential(&self) -> Result<Option<Once>, TokenError> {
        let invalid = |code, message: &str| Err(error(401, "invalid_client", code, message));
        match (self.field("client_secret"), self.field("client_assertion")) {
            (Some(secret), _) if secret == self.accepted.client_secret => Ok(None),
            (Some(_), _) => invalid(
                7_000_215,
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID",
            ),
            (None, None) => invalid(
                7_000_218,
                "The request body must contain the following parameter: 'client_assertion' or 'client_secret'",
            ),
            (None, Some(_)) if self.field("client_assertion_type") != Some(JWT_BEARER) => {
                invalid(50027, "JWT token is invalid or malformed")
            }
            (None, Some(assertion)) => self
                .assertion(assertion)
                .or_else(|Refusal { code, message }| invalid(code, &message)),
        }
    }

    fn assertion(&self, assertion: &str) -> Result<Option<Once>, Refusal> {
        let assertion = Assertion::read(assertion)?;
        assertion.check_time(self.now)?;
        match self.keys {
            None => Ok(None),
            Some(keys) => assertion.verify(
                keys,
                &Expected {
                    client: &self.accepted.client_id,
                    endpoint: self.endpoint,
                    now: self.now,
                },
            ),
        }
    }

    /// A parameter that is given twice (RFC 6749, section 3.2).
    fn repeated(&self) -> Option<&str> {
        let names = self.form.iter().map(|(name, _)| name.as_str());
        let mut seen = names.clone().enumerate();
        seen.find(|(at, name)| names.clone().take(*at).any(|it| it == *name))
            .map(|(_, name)| name)
    }

    fn field(&self, name: &str) -> Option<&str> {
        let mut form = self.form.iter();
        form.find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    fn demand(&self, name: &str) -> Result<&str, TokenError> {
        self.field(name).ok_or_else(|| missing(name))
    }
}

/// The tokens given out, and the assertions that were taken for them.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    /// Each with the time since 1970 at which it expires.
    given: BTreeMap<String, Duration>,
    /// The `jti` of each assertion that may be used once and has not expired, with its expiry in seconds since 1970.
    used: BTreeMap<String, u64>,
}

impl Tokens {
    /// Answers a token request; `now` since 1970.
    pub(crate) fn grant(
        &mut self,
        tenant: &str,
        form: &[(String, String)],
        authority: &Authority<'_>,
        now: Duration,
    ) -> Answer {
        let Authority { options, address } = authority;
        let request = TokenRequest {
            tenant,
            form,
            accepted: &options.credentials,
            keys: options.client_keys.as_ref(),
            endpoint: &format!("{address}/{tenant}/oauth2/v2.0/token"),
            now,
        };
        let once = match request.judge() {
            Ok(once) => once,
            Err(refusal) => return refusal.answer(&options.guids),
        };
        if let Some(once) = once
            && let Err(refusal) = self.use_once(once, now)
        {
            return refusal.answer(&options.guids);
        }
        let lifetime = options.interpretations.token_lifetime;
        let token = format!("sandbox-token-{}", options.guids.draw());
        self.given.insert(
            token.clone(),
            now.saturating_add(Duration::from_secs(lifetime.into())),
        );
        Answer::json(
            200,
            &json!({ "token_type": "Bearer", "expires_in": lifetime, "access_token": token }),
        )
    }

    /// Makes every token given out so far void; assertions stay used.
    pub(crate) fn forget(&mut self) {
        self.given.clear();
    }

    /// The strictest reading of `jti` (RFC 7523, section 3): an assertion counts once.
    fn use_once(&mut self, once: Once, now: Duration) -> Result<(), TokenError> {
        self.used.retain(|_, expires| now.as_secs() < *expires);
        let Once { id, expires } = once;
        match self.used.insert(id, expires) {
            None => Ok(()),
            Some(_) => Err(error(
                401,
                "invalid_client",
                50027,
                "JWT token is invalid or malformed: an assertion with this jti was used before",
            )),
        }
    }

    /// Lets a request of the submission API through, or answers it: first the token, then the
    /// seller.
    pub(crate) fn admit(
        &self,
        headers: &HeaderMap,
        accepted: &Credentials,
        now: Duration,
    ) -> Result<(), Answer> {
        let token = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            // A scheme is named in any case (RFC 9110, section 11.1).
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"))
            .map(|(_, token)| token);
        let valid = token
            .and_then(|token| self.given.get(token))
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

/// The response of the version 1 endpoint to a version 2 request (trap 11).
pub(crate) fn version_1(guids: &Guids) -> Answer {
    missing("resource").answer(guids)
}

fn missing(parameter: &str) -> TokenError {
    error(
        400,
        "invalid_request",
        900_144,
        &format!("The request body must contain the following parameter: '{parameter}'"),
    )
}

/// Why a token request is refused.
struct TokenError {
    status: u16,
    error: &'static str,
    code: u32,
    description: String,
}

fn error(status: u16, error: &'static str, code: u32, description: &str) -> TokenError {
    TokenError {
        status,
        error,
        code,
        description: description.to_owned(),
    }
}

impl TokenError {
    /// Returns the response, in Entra's shape.
    fn answer(self, guids: &Guids) -> Answer {
        let Self {
            status,
            error,
            code,
            description,
        } = self;
        Answer::json(
            status,
            &json!({
                "error": error,
                "error_description": format!("AADSTS{code}: {description}."),
                "error_codes": [code],
                "trace_id": guids.draw().to_string(),
                "correlation_id": guids.draw().to_string(),
            }),
        )
    }
}
