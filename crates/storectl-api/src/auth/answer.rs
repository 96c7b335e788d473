//! Responses of the services that take part in a sign-in.

use bytes::Bytes;
use http::{HeaderValue, Response};
use secrecy::{ExposeSecret as _, SecretString};
use storectl_model::{Service, SignInFailure};

use crate::{
    error::{Error, RequestLine},
    error_kind::ErrorKind,
    observe::exchange::Exchanger,
    response::{
        body::{self, UnusableBody},
        classify::Classifier,
        decode::reader::ObjectReader,
    },
};

/// The longest token taken, in bytes; servers take headers of 64 KiB at most.
const LONGEST_TOKEN: usize = 64 * 1024;

/// Takes a text out of a successful response.
pub(super) fn field(
    exchanger: &Exchanger,
    line: &RequestLine,
    response: &Response<Bytes>,
    name: &str,
) -> Result<String, Error> {
    if !response.status().is_success() {
        return Err(refusal(exchanger, line, response));
    }
    let text =
        text(response.body(), name).ok_or_else(|| lacking(exchanger, line, response, name))?;
    if text.len() > LONGEST_TOKEN {
        let what = format!("`{name}` is larger than {LONGEST_TOKEN} bytes");
        return Err(Classifier::new(exchanger, line).error(ErrorKind::Protocol { what }, response));
    }
    Ok(text)
}

/// Reads a text out of a body; `None` if it has none.
pub(super) fn text(body: &[u8], name: &str) -> Option<String> {
    let value = body::parse(body).ok()?;
    ObjectReader::of(value, "").ok()?.text(name).ok()?
}

/// Makes the error of a sign-in of its last attempt: all that is not the network's or the service's own trouble is
/// about who signs in, or about what answers in the service's place.
pub(super) fn final_error(error: Error) -> Error {
    let what = match error.kind() {
        ErrorKind::Garbled { .. }
        | ErrorKind::Protocol { .. }
        | ErrorKind::Decode { .. }
        | ErrorKind::TooLarge { .. }
        | ErrorKind::NotFound { .. }
        | ErrorKind::Rejected { .. }
        | ErrorKind::Forbidden { .. }
        | ErrorKind::FileChanged
        | ErrorKind::UploadRefused
        | ErrorKind::SubmissionUnanswered { .. } => error.kind().to_string(),
        ErrorKind::Config { .. }
        | ErrorKind::Credential { .. }
        | ErrorKind::Auth { .. }
        | ErrorKind::Throttled
        | ErrorKind::Unavailable
        | ErrorKind::AnswerLost { .. }
        | ErrorKind::NotReachable { .. }
        | ErrorKind::NoRoots { .. }
        | ErrorKind::TooManyOpen { .. } => return error,
    };
    let service = error.service();
    error.with_kind(ErrorKind::Auth {
        failure: SignInFailure::UnusableAnswer { service, what },
    })
}

/// Every refusal that is not the service's own trouble is about who signs in.
fn refusal(exchanger: &Exchanger, line: &RequestLine, response: &Response<Bytes>) -> Error {
    let refusal = Classifier::new(exchanger, line).refusal(response);
    match refusal.kind() {
        ErrorKind::Throttled | ErrorKind::Unavailable | ErrorKind::Protocol { .. } => refusal,
        // Both services refuse in JSON: whoever shows a page is somebody else.
        _ if body::is_html(response.body()) => refusal.with_kind(ErrorKind::Auth {
            failure: SignInFailure::UnusableAnswer {
                service: line.service,
                what: UnusableBody::HtmlPage.to_string(),
            },
        }),
        _ => {
            let failure = match line.service {
                Service::WorkflowTokens => SignInFailure::WorkflowTokenRefused,
                Service::SignIn | Service::Store | Service::Images | Service::Installers => {
                    SignInFailure::Refused {
                        code: refusal.messages().iter().find_map(|it| aadsts(&it.message)),
                        assertion: None,
                    }
                }
            };
            refusal.with_kind(ErrorKind::Auth { failure })
        }
    }
}

/// Tells a broken response, which is worth another try, from one that is complete and lacks what it is for.
fn lacking(
    exchanger: &Exchanger,
    line: &RequestLine,
    response: &Response<Bytes>,
    name: &str,
) -> Error {
    let kind = match body::parse(response.body()) {
        Ok(_) => ErrorKind::Protocol {
            what: format!("`{name}` is missing"),
        },
        // Nothing is quoted: there may be half a token in it.
        Err(body) => ErrorKind::Garbled { body },
    };
    Classifier::new(exchanger, line).error(kind, response)
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

/// Makes an `Authorization` header.
pub(super) fn bearer(token: &SecretString, service: Service) -> Result<HeaderValue, Error> {
    let text = format!("Bearer {}", token.expose_secret());
    let mut value = HeaderValue::from_str(&text).map_err(|_| {
        let what = "the token contains characters that are not allowed in a header".to_owned();
        Error::new(ErrorKind::Auth {
            failure: SignInFailure::UnusableAnswer { service, what },
        })
    })?;
    value.set_sensitive(true);
    Ok(value)
}
