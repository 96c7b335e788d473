//! One sign-in at Entra.

use std::time::Duration;

use bytes::Bytes;
use http::{
    HeaderValue, Request, Response,
    header::{ACCEPT, CONTENT_TYPE, USER_AGENT},
};
use secrecy::{ExposeSecret as _, SecretString};
use storectl_model::Service;

use crate::{
    auth::{
        answer,
        credential::{AuthConfig, Credential, assertion_file, clean},
        input::read_id,
        workflow_token::workflow_token,
    },
    error::{Error, RequestLine},
    error_kind::ErrorKind,
    observe::exchange::{Exchanger, RequestKind},
    request::{AGENT, cannot_build},
    response::classify::Classifier,
    retry::Attempts,
    transport::address,
    writes::Repeat,
};

/// The scope of the submission API. Source: store-api.md, Step 2.
pub const STORE_SCOPE: &str = "https://api.store.microsoft.com/.default";

/// What kind of proof a federated token is. Source: RFC 7523.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How long a token lives where the answer does not say. Source: store-api.md, Step 2.
const DEFAULT_LIFE: Duration = Duration::from_secs(3600);

/// How long before its end a token is renewed; a fifth of its life where that is shorter.
const SKEW: Duration = Duration::from_secs(300);

/// A token that was granted.
pub(super) struct Grant {
    pub(super) header: HeaderValue,
    /// When to sign in again, by the client's clock.
    pub(super) renew_at: Duration,
}

/// Signs in. Nothing is sent where an id or the credential is malformed.
pub(super) async fn sign_in(exchanger: &Exchanger, config: &AuthConfig) -> Result<Grant, Error> {
    address::check(&config.authority, "the authority")?;
    let tenant = id(&config.tenant_id, "tenant")?;
    let client = id(&config.client_id, "client")?;
    let path = format!("/{tenant}/oauth2/v2.0/token");
    let line = RequestLine {
        method: "POST".to_owned(),
        host: address::host_and_port(&config.authority),
        path: path.clone(),
        service: Service::SignIn,
    };
    let url = address::join(&config.authority, &path);
    let mut attempts = Attempts::new(exchanger, &line, Repeat::OnAnyPassingFailure);
    loop {
        let form = form(exchanger, config, &client).await?;
        let asked = exchanger.clock.now();
        let request = Request::post(&url)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, AGENT)
            .body(Bytes::from(form))
            .map_err(|error| cannot_build(&error).of_request(&line))?;
        let outcome = match exchanger.send(request, RequestKind::SignIn).await {
            Ok(response) => granted(exchanger, &line, &response, asked),
            Err(error) => Err(Classifier::new(exchanger, &line).lost(&error)),
        };
        match outcome {
            Ok(grant) => return Ok(grant),
            Err(error) => attempts.after(error).await.map_err(answer::final_error)?,
        }
    }
}

fn id(text: &str, what: &str) -> Result<String, Error> {
    read_id(text).map_err(|error| {
        Error::new(ErrorKind::Config {
            what: format!("the {what} ID {error}"),
        })
    })
}

/// Makes the form: every value percent-encoded (trap 12).
async fn form(exchanger: &Exchanger, config: &AuthConfig, client: &str) -> Result<String, Error> {
    let mut pairs = vec![
        ("grant_type", "client_credentials"),
        ("client_id", client),
        ("scope", &config.scope),
    ];
    let (name, proof) = match &config.credential {
        Credential::ClientSecret(secret) => ("client_secret", clean(secret, "the client secret")?),
        Credential::AssertionFile(path) => ("client_assertion", assertion_file(path).await?),
        Credential::GitHubOidc { url, token } => (
            "client_assertion",
            workflow_token(exchanger, url, token).await?,
        ),
    };
    if name == "client_assertion" {
        pairs.push(("client_assertion_type", ASSERTION_TYPE));
    }
    exchanger.redactor.learn(&proof);
    pairs.push((name, proof.expose_secret()));
    Ok(url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish())
}

fn granted(
    exchanger: &Exchanger,
    line: &RequestLine,
    response: &Response<Bytes>,
    asked: Duration,
) -> Result<Grant, Error> {
    let token = answer::field(exchanger, line, response, "access_token")?;
    let token = SecretString::from(token);
    exchanger.redactor.learn(&token);
    // A number, or a text as the older endpoint writes it (trap 10).
    let life = answer::text(response.body(), "expires_in")
        .and_then(|it| it.parse().ok())
        .map_or(DEFAULT_LIFE, Duration::from_secs);
    Ok(Grant {
        header: answer::bearer(&token).map_err(|error| error.of_request(line))?,
        renew_at: asked.saturating_add(life.saturating_sub(SKEW.min(life / 5))),
    })
}
