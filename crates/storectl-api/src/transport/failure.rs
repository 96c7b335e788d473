//! From reqwest's errors to ours. The only place that sees a raw one: its text holds the complete address, upload
//! signatures included.

use std::{error::Error, io, time::Duration};

use rustls::{CertificateError, InvalidMessage};
use storectl_model::NetworkCause;
use storectl_platform::TooManyOpen;

use crate::transport::{TransportError, TransportErrorKind, resolver::NotPublic};

/// Converts a failure before the head of the response arrived.
pub(super) fn before_answer(error: reqwest::Error) -> TransportError {
    if let Some(too_many) = too_many_open(&error) {
        let kind = TransportErrorKind::TooManyOpen;
        return TransportError::new(kind, NetworkCause::Other, too_many.to_string());
    }
    let kind = if error.is_builder() || is_not_public(&error) {
        TransportErrorKind::Setup
    } else if error.is_connect() {
        TransportErrorKind::NotSent
    } else {
        TransportErrorKind::AnswerLost
    };
    of(kind, error)
}

/// Converts a failure while the body of the response was read.
pub(super) fn in_body(error: reqwest::Error) -> TransportError {
    of(TransportErrorKind::AnswerLost, error)
}

/// Converts the failure to build an HTTP client.
pub(super) fn of_setup(error: reqwest::Error) -> TransportError {
    TransportError::new(
        TransportErrorKind::Setup,
        NetworkCause::Other,
        format!("cannot create an HTTP client: {}", error.without_url()),
    )
}

/// Makes the error of a response that did not come, or not end, in time.
pub(super) fn late(what: &str, patience: Duration) -> TransportError {
    TransportError::new(
        TransportErrorKind::AnswerLost,
        NetworkCause::Timeout,
        format!("{what} within {} s", patience.as_secs()),
    )
}

fn of(kind: TransportErrorKind, error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let cause = cause(&error);
    TransportError::new(kind, cause, details(&error, cause))
}

/// Finds the cause in the chain.
fn cause(error: &reqwest::Error) -> NetworkCause {
    if error.is_timeout() {
        return NetworkCause::Timeout;
    }
    let mut found = NetworkCause::Other;
    for error in causes(error) {
        if error.is::<rustls::Error>() {
            return NetworkCause::Tls;
        }
        // The connector's errors have no types to ask.
        let text = error.to_string();
        if text == "dns error" {
            return NetworkCause::Dns;
        }
        if let Some(fault) = text.strip_prefix("tunnel error: ") {
            match fault {
                "proxy authorization required" => return NetworkCause::ProxyAuthentication,
                "unsuccessful" | "proxy response headers too long" | "unexpected end of file" => {
                    return NetworkCause::Proxy;
                }
                _ => {}
            }
        }
        if let Some(io) = error.downcast_ref::<io::Error>() {
            found = match io.kind() {
                io::ErrorKind::ConnectionRefused => NetworkCause::Refused,
                io::ErrorKind::TimedOut => NetworkCause::Timeout,
                io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe
                | io::ErrorKind::UnexpectedEof => NetworkCause::Reset,
                _ => found,
            };
        }
    }
    found
}

/// Recognizes the limit of this process in the chain, which is not a network error.
fn too_many_open(error: &reqwest::Error) -> Option<TooManyOpen> {
    causes(error).find_map(|it| TooManyOpen::of(it.downcast_ref()?))
}

/// Returns whether a name led where answers may not lead: trying again does not help.
fn is_not_public(error: &reqwest::Error) -> bool {
    causes(error).any(<dyn Error>::is::<NotPublic>)
}

/// Returns what is behind an error, outermost first; an I/O error leaves what it wraps out of its own chain.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    fn next<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
        match error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        }
    }
    std::iter::successors(error.source(), |error| next(*error))
}

/// Says what is known beyond the cause: nothing where the cause says it all, the innermost error for TLS and names, else
/// the chain.
fn details(error: &reqwest::Error, cause: NetworkCause) -> String {
    match cause {
        NetworkCause::Refused
        | NetworkCause::Reset
        | NetworkCause::Deadline
        | NetworkCause::ProxyAuthentication => String::new(),
        NetworkCause::Proxy => "it refused, or it is not an HTTP proxy".to_owned(),
        NetworkCause::Dns => innermost(error),
        NetworkCause::Tls => {
            let known = causes(error).find_map(|it| tls_fault(it.downcast_ref()?));
            known.map_or_else(|| innermost(error), str::to_owned)
        }
        NetworkCause::Timeout | NetworkCause::Other => chain(error),
    }
}

/// Says in words what is wrong with a server or its certificate, where that is one of the common faults.
fn tls_fault(error: &rustls::Error) -> Option<&'static str> {
    match error {
        rustls::Error::InvalidCertificate(error) => certificate_fault(error),
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            Some("what answers at this port does not speak TLS")
        }
        _ => None,
    }
}

fn certificate_fault(error: &CertificateError) -> Option<&'static str> {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            Some("the server's certificate has expired, by this machine's clock")
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            Some("the server's certificate is not valid yet, by this machine's clock")
        }
        CertificateError::UnknownIssuer => {
            Some("the server's certificate is from an issuer that this machine does not trust")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Some("the server's certificate is for another host name")
        }
        CertificateError::Revoked => Some("the server's certificate was revoked"),
        // The verifier's error has no type that is ours to ask.
        CertificateError::Other(error) if error.to_string().contains("CaUsedAsEndEntity") => Some(
            "the server's certificate is one of a certificate authority, not of a server: it was made with CA:TRUE",
        ),
        _ => None,
    }
}

fn innermost(error: &reqwest::Error) -> String {
    let innermost = causes(error).last();
    innermost.map_or_else(|| error.to_string(), ToString::to_string)
}

fn chain(error: &reqwest::Error) -> String {
    causes(error).fold(error.to_string(), |text, cause| {
        let words = cause.to_string();
        if text.contains(&words) {
            text
        } else {
            format!("{text}: {words}")
        }
    })
}
