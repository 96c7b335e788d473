//! Signing in: the client credentials flow of Entra, by secret or by federated assertion.

use std::{path::PathBuf, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{
    HeaderValue, Request,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use crate::{
    address,
    decode::Fields,
    error::{Error, ErrorKind, RequestLine},
    retry::{Attempts, Repeat},
    wire::{Purpose, Wire},
};

/// The scope of the submission API. Source: store-api.md, Step 2.
pub const STORE_SCOPE: &str = "https://api.store.microsoft.com/.default";

/// Whom Entra wants the federated token of a GitHub workflow to be for.
const ASSERTION_AUDIENCE: &str = "api://AzureADTokenExchange";

/// What kind of proof a federated token is. Source: RFC 7523.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How long a token lives where the answer does not say. Source: store-api.md, Step 2.
const DEFAULT_LIFE: Duration = Duration::from_secs(3600);

/// How long before its end a token is renewed; a fifth of its life where that is shorter.
const SKEW: Duration = Duration::from_secs(300);

/// What this tool calls itself.
pub(crate) const AGENT: &str = concat!("storectl/", env!("CARGO_PKG_VERSION"));

/// What the client proves itself with.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A secret of the app registration.
    ClientSecret(SecretString),
    /// A file that holds a federated token (`AZURE_FEDERATED_TOKEN_FILE`); read anew for each sign-in, for it is rotated.
    AssertionFile(PathBuf),
    /// GitHub's issuer of workflow tokens (`ACTIONS_ID_TOKEN_REQUEST_URL` and `_TOKEN`).
    GitHubOidc {
        /// Where a workflow token is asked for.
        url: Url,
        /// What the issuer wants to see.
        token: SecretString,
    },
}

/// How the client signs in.
#[derive(Clone, Debug)]
pub struct AuthConfig {
    /// Entra's address, e.g. `https://login.microsoftonline.com`.
    pub authority: Url,
    /// The directory, a GUID or a domain.
    pub tenant_id: String,
    /// The app registration.
    pub client_id: String,
    /// Its proof.
    pub credential: Credential,
    /// What the token is for; [`STORE_SCOPE`] unless there is another service.
    pub scope: String,
}

/// A token and when to renew it.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) header: HeaderValue,
    /// Tells tokens apart, so that one refused by many requests is renewed once.
    pub(crate) serial: u64,
    renew_at: Duration,
}

/// The one token of a client and all its clones.
#[derive(Debug)]
pub(crate) struct TokenSource {
    config: AuthConfig,
    state: Mutex<State>,
    /// Sign-ins that ended, well or not.
    ended: std::sync::atomic::AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    token: Option<Arc<Token>>,
    failure: Option<Error>,
}

impl TokenSource {
    pub(crate) fn new(config: AuthConfig) -> Self {
        Self {
            config,
            state: Mutex::default(),
            ended: std::sync::atomic::AtomicU64::new(0),
        }
    }

    /// Gives a token that is good for a while yet and is not `refused`; signs in where there is none. However many ask
    /// at once, one signs in, and the others share what it gets, a failure too.
    pub(crate) async fn token(
        &self,
        wire: &Wire,
        refused: Option<u64>,
    ) -> Result<Arc<Token>, Error> {
        use std::sync::atomic::Ordering;
        let ended = self.ended.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        if let Some(token) = &state.token
            && wire.clock.now() < token.renew_at
            && refused.is_none_or(|serial| token.serial > serial)
        {
            return Ok(Arc::clone(token));
        }
        let now_ended = self.ended.load(Ordering::Acquire);
        if now_ended != ended
            && let Some(failure) = &state.failure
        {
            return Err(failure.clone());
        }
        let outcome = self.sign_in(wire, now_ended + 1).await;
        self.ended.store(now_ended + 1, Ordering::Release);
        match outcome {
            Ok(token) => {
                let token = Arc::new(token);
                *state = State {
                    token: Some(Arc::clone(&token)),
                    failure: None,
                };
                Ok(token)
            }
            Err(error) => {
                *state = State {
                    token: None,
                    failure: Some(error.clone()),
                };
                Err(error)
            }
        }
    }

    async fn sign_in(&self, wire: &Wire, serial: u64) -> Result<Token, Error> {
        address::check(&self.config.authority, "the authority")?;
        let tenant = &self.config.tenant_id;
        let fits = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'.' | b'_');
        if tenant.is_empty() || tenant.starts_with('.') || !tenant.bytes().all(fits) {
            let what = format!("`{tenant}` is no tenant id: a GUID or a domain");
            return Err(Error::new(ErrorKind::Config { what }));
        }
        let path = format!("/{tenant}/oauth2/v2.0/token");
        let line = RequestLine {
            method: "POST".to_owned(),
            path: path.clone(),
        };
        let url = address::join(&self.config.authority, &path);
        let mut attempts = Attempts::new(&wire.retry, &*wire.clock, Repeat::Freely);
        loop {
            let form = self.form(wire).await?;
            let asked = wire.clock.now();
            let request = Request::post(&url)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(ACCEPT, "application/json")
                .header(USER_AGENT, AGENT)
                .body(Bytes::from(form))
                .map_err(|error| unmade(&error).of_request(&line))?;
            let outcome = match wire.send(request, Purpose::SignIn).await {
                Ok(response) => granted(wire, &line, &response, asked, serial),
                Err(error) => Err(wire.judge(&line).lost(&error)),
            };
            match outcome {
                Ok(token) => return Ok(token),
                Err(error) => attempts.after(error).await?,
            }
        }
    }

    /// Makes the form: every value percent-encoded (trap 12).
    async fn form(&self, wire: &Wire) -> Result<String, Error> {
        let config = &self.config;
        let mut pairs = vec![
            ("grant_type", "client_credentials"),
            ("client_id", &config.client_id),
            ("scope", &config.scope),
        ];
        let (name, proof) = match &config.credential {
            Credential::ClientSecret(secret) => ("client_secret", secret.clone()),
            Credential::AssertionFile(path) => ("client_assertion", assertion_file(path).await?),
            Credential::GitHubOidc { url, token } => {
                ("client_assertion", github_token(wire, url, token).await?)
            }
        };
        if name == "client_assertion" {
            pairs.push(("client_assertion_type", ASSERTION_TYPE));
        }
        wire.redactor.learn(&proof);
        pairs.push((name, proof.expose_secret()));
        Ok(url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish())
    }
}

async fn assertion_file(path: &std::path::Path) -> Result<SecretString, Error> {
    let text = tokio::fs::read_to_string(path).await.map_err(|error| {
        let what = format!(
            "cannot read the federated token `{}`: {error}",
            path.display()
        );
        Error::new(ErrorKind::Credential { what })
    })?;
    Ok(SecretString::from(text.trim()))
}

/// Asks GitHub for a workflow token. Source: GitHub's documentation of OpenID Connect in Actions.
async fn github_token(wire: &Wire, url: &Url, token: &SecretString) -> Result<SecretString, Error> {
    address::check(url, "ACTIONS_ID_TOKEN_REQUEST_URL")?;
    wire.redactor.learn(token);
    let mut url = url.clone();
    url.query_pairs_mut()
        .append_pair("audience", ASSERTION_AUDIENCE);
    let line = RequestLine {
        method: "GET".to_owned(),
        path: url.path().to_owned(),
    };
    let request = Request::get(url.as_str())
        .header(AUTHORIZATION, bearer(token)?)
        .header(ACCEPT, "application/json")
        .header(USER_AGENT, AGENT)
        .body(Bytes::new())
        .map_err(|error| unmade(&error).of_request(&line))?;
    let mut attempts = Attempts::new(&wire.retry, &*wire.clock, Repeat::Freely);
    loop {
        let outcome = match wire.send(request.clone(), Purpose::SignIn).await {
            Ok(response) if response.status().is_success() => {
                let value = text_field(response.body(), "value");
                value.ok_or_else(|| lacking(wire, &line, &response, "value"))
            }
            Ok(response) => Err(sign_in_refusal(wire, &line, &response)),
            Err(error) => Err(wire.judge(&line).lost(&error)),
        };
        match outcome {
            Ok(value) => return Ok(SecretString::from(value)),
            Err(error) => attempts.after(error).await?,
        }
    }
}

fn granted(
    wire: &Wire,
    line: &RequestLine,
    response: &http::Response<Bytes>,
    asked: Duration,
    serial: u64,
) -> Result<Token, Error> {
    if !response.status().is_success() {
        return Err(sign_in_refusal(wire, line, response));
    }
    let Some(token) = text_field(response.body(), "access_token") else {
        return Err(lacking(wire, line, response, "access_token"));
    };
    let token = SecretString::from(token);
    wire.redactor.learn(&token);
    // A number, or a text as the older endpoint writes it (trap 10).
    let life = text_field(response.body(), "expires_in")
        .and_then(|it| it.parse().ok())
        .map_or(DEFAULT_LIFE, Duration::from_secs);
    Ok(Token {
        header: bearer(&token)?,
        serial,
        renew_at: asked.saturating_add(life.saturating_sub(SKEW.min(life / 5))),
    })
}

/// Every refusal of a sign-in that is not the authority's own trouble is about who signs in.
fn sign_in_refusal(wire: &Wire, line: &RequestLine, response: &http::Response<Bytes>) -> Error {
    let refusal = wire.judge(line).refusal(response);
    match refusal.kind() {
        ErrorKind::Throttled | ErrorKind::Unavailable | ErrorKind::Protocol { .. } => refusal,
        _ => {
            let code = refusal
                .store_messages()
                .iter()
                .find_map(|it| aadsts(&it.message));
            refusal.with_kind(ErrorKind::Auth { code })
        }
    }
}

/// Tells a spoilt answer, which is worth asking again, from one that is whole and lacks what it is for.
fn lacking(wire: &Wire, line: &RequestLine, response: &http::Response<Bytes>, name: &str) -> Error {
    let kind = match serde_json::from_slice::<Value>(response.body()) {
        Ok(_) => ErrorKind::Protocol {
            what: format!("it has no `{name}`"),
        },
        // Not what the parser says of it: there may be half a token in it.
        Err(_) => ErrorKind::Garbled {
            what: "it is no whole document".to_owned(),
        },
    };
    wire.judge(line).error(kind, response)
}

/// Finds Entra's code in its description, e.g. `AADSTS7000215: Invalid client secret provided. …`.
fn aadsts(description: &str) -> Option<String> {
    let (_, rest) = description.split_once("AADSTS")?;
    let digits: String = rest
        .chars()
        .take_while(char::is_ascii_digit)
        .take(12)
        .collect();
    (!digits.is_empty()).then(|| format!("AADSTS{digits}"))
}

fn text_field(body: &[u8], name: &str) -> Option<String> {
    let value: Value = serde_json::from_slice(body).ok()?;
    Fields::of(value, "").ok()?.text(name).ok()?
}

fn bearer(token: &SecretString) -> Result<HeaderValue, Error> {
    let text = format!("Bearer {}", token.expose_secret());
    let mut value = HeaderValue::from_str(&text).map_err(|_| {
        let what = "the token has characters no header may have".to_owned();
        Error::new(ErrorKind::Protocol { what })
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// A request that could not be made of its parts.
pub(crate) fn unmade(error: &http::Error) -> Error {
    Error::new(ErrorKind::Config {
        what: format!("the request cannot be made: {error}"),
    })
}
