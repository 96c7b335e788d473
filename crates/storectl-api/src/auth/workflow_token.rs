//! Workflow tokens of GitHub. Source: GitHub's documentation of OpenID Connect in Actions.

use bytes::Bytes;
use http::{
    Request,
    header::{ACCEPT, AUTHORIZATION, USER_AGENT},
};
use secrecy::SecretString;
use storectl_model::{CredentialSource, Service};
use url::Url;

use crate::{
    auth::{answer, credential::clean},
    error::{Error, RequestLine},
    error_kind::ErrorKind,
    observe::exchange::{Exchanger, RequestKind},
    request::{AGENT, cannot_build},
    response::classify::Classifier,
    retry::Attempts,
    transport::address,
    writes::Repeat,
};

/// Whom Entra wants the federated token of a GitHub workflow to be for.
const ASSERTION_AUDIENCE: &str = "api://AzureADTokenExchange";

/// Requests a workflow token for Entra.
pub(super) async fn workflow_token(
    exchanger: &Exchanger,
    url: &Url,
    token: &SecretString,
) -> Result<SecretString, Error> {
    // The runner sets both: what is wrong with them is wrong with the credential.
    address::check(url, "ACTIONS_ID_TOKEN_REQUEST_URL").map_err(|error| {
        let what = error.kind().to_string();
        error.with_kind(ErrorKind::Credential {
            origin: CredentialSource::WorkflowTokens,
            what,
        })
    })?;
    let token = clean(
        token,
        CredentialSource::WorkflowTokens,
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    )?;
    exchanger.redactor.learn(&token);
    let mut url = url.clone();
    url.query_pairs_mut()
        .append_pair("audience", ASSERTION_AUDIENCE);
    let line = RequestLine {
        method: "GET".to_owned(),
        host: address::host_and_port(&url),
        path: url.path().to_owned(),
        service: Service::WorkflowTokens,
    };
    let request = Request::get(url.as_str())
        .header(
            AUTHORIZATION,
            answer::bearer(&token, Service::WorkflowTokens)?,
        )
        .header(ACCEPT, "application/json")
        .header(USER_AGENT, AGENT)
        .body(Bytes::new())
        .map_err(|error| cannot_build(&error).of_request(&line))?;
    let mut attempts = Attempts::new(exchanger, &line, Repeat::OnAnyPassingFailure);
    loop {
        let outcome = match exchanger.send(request.clone(), RequestKind::SignIn).await {
            Ok(response) => answer::field(exchanger, &line, &response, "value"),
            Err(error) => Err(Classifier::new(exchanger, &line).lost(&error)),
        };
        match outcome {
            Ok(value) => return Ok(SecretString::from(value)),
            Err(error) => attempts.after(error).await.map_err(answer::final_error)?,
        }
    }
}
