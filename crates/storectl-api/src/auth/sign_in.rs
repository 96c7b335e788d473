//! One sign-in at Entra.

use std::time::Duration;

use bytes::Bytes;
use http::{
    HeaderValue, Request, Response,
    header::{ACCEPT, CONTENT_TYPE, USER_AGENT},
};
use secrecy::{ExposeSecret as _, SecretString};
use storectl_model::{CredentialSource, RefusedAssertion, Service, SignInFailure};

use crate::{
    auth::{
        answer, assertion,
        certificate::ClientCertificate,
        claims,
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

/// How long a token lives where the response does not say. Source: store-api.md, Step 2.
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
        let proof = Proof::make(exchanger, &config.credential, &client, &url).await?;
        let form = form(config, &client, &proof);
        let asked = exchanger.clock.now();
        let request = Request::post(&url)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, AGENT)
            .body(Bytes::from(form))
            .map_err(|error| cannot_build(&error).of_request(&line))?;
        let outcome = match exchanger.send(request, RequestKind::SignIn).await {
            Ok(response) => granted(exchanger, &line, &response, asked)
                .map_err(|error| proof.explain(error, exchanger)),
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

/// What proves, for one request, who asks.
enum Proof<'a> {
    Secret(SecretString),
    Federated(SecretString),
    Signed(SecretString, &'a ClientCertificate),
}

impl<'a> Proof<'a> {
    /// Makes it anew for each request: federated tokens are short-lived, and no assertion may be sent twice.
    async fn make(
        exchanger: &Exchanger,
        credential: &'a Credential,
        client: &str,
        token_endpoint: &str,
    ) -> Result<Self, Error> {
        let proof = match credential {
            Credential::ClientSecret(secret) => {
                let what = "the client secret";
                Self::Secret(clean(secret, CredentialSource::Secret, what)?)
            }
            Credential::AssertionFile(path) => Self::Federated(assertion_file(path).await?),
            Credential::GitHubOidc { url, token } => {
                Self::Federated(workflow_token(exchanger, url, token).await?)
            }
            Credential::Certificate(certificate) => {
                let now = exchanger.clock.unix_now();
                let signed = assertion::sign(certificate, client, token_endpoint, now)?;
                Self::Signed(signed, certificate)
            }
        };
        exchanger.redactor.learn(proof.secret());
        Ok(proof)
    }

    fn secret(&self) -> &SecretString {
        match self {
            Self::Secret(secret) | Self::Federated(secret) | Self::Signed(secret, _) => secret,
        }
    }

    /// Adds to Entra's refusal of an assertion what the assertion claims.
    fn explain(&self, error: Error, exchanger: &Exchanger) -> Error {
        let ErrorKind::Auth {
            failure: SignInFailure::Refused { code, .. },
        } = error.kind()
        else {
            return error;
        };
        let claims = || claims::read(self.secret().expose_secret(), &exchanger.redactor);
        let assertion = match self {
            Self::Secret(_) => return error,
            Self::Federated(_) => RefusedAssertion::Federated(claims()),
            Self::Signed(_, certificate) => RefusedAssertion::Certificate {
                thumbprint: certificate.thumbprint().to_owned(),
                claims: claims(),
            },
        };
        let failure = SignInFailure::Refused {
            code: code.clone(),
            assertion: Some(assertion),
        };
        error.with_kind(ErrorKind::Auth { failure })
    }
}

/// Makes the form: every value percent-encoded (trap 12).
fn form(config: &AuthConfig, client: &str, proof: &Proof<'_>) -> String {
    let mut pairs = vec![
        ("grant_type", "client_credentials"),
        ("client_id", client),
        ("scope", &config.scope),
    ];
    let secret = proof.secret().expose_secret();
    match proof {
        Proof::Secret(_) => pairs.push(("client_secret", secret)),
        Proof::Federated(_) | Proof::Signed(..) => pairs.extend([
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", secret),
        ]),
    }
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
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
        header: answer::bearer(&token, line.service).map_err(|error| error.of_request(line))?,
        renew_at: asked.saturating_add(life.saturating_sub(SKEW.min(life / 5))),
    })
}
