//! Why a request failed, in the terms advice depends on: libraries return a reason, the command line words the advice.

use std::{fmt, time::Duration};

use crate::{PackageId, ProductId, SubmissionId};

/// Why a request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The endpoint, the authority or an id cannot be used; nothing was sent.
    Configuration,
    /// The credential cannot be read or used; nothing was sent.
    Credential(CredentialSource),
    /// Sign-in failed.
    SignIn(SignInFailure),
    /// The Store denied permission (403).
    Denied(Denied),
    /// What the path names does not exist (404).
    Missing(Missing),
    /// A submission in progress locks the draft.
    SubmissionInProgress,
    /// The Store refused values.
    Rejected,
    /// An upload URL expired, or does not begin yet.
    UploadAddressExpired,
    /// Too many requests.
    Throttled {
        /// How long the service asks to wait (`Retry-After`), where it does.
        retry_after: Option<Duration>,
    },
    /// The service failed (5xx).
    Unavailable {
        /// As for [`Throttled`](Self::Throttled).
        retry_after: Option<Duration>,
    },
    /// The Store did not answer for the status of a submission.
    SubmissionUnanswered,
    /// No complete response came back.
    AnswerLost(NetworkCause),
    /// The service was not reached.
    NotReached {
        /// Which service.
        service: Service,
        /// Why.
        cause: NetworkCause,
        /// How the request traveled.
        route: Route,
    },
    /// This machine has no certificates to verify a server with.
    NoCertificates,
    /// This process may open no more files or connections.
    TooManyOpen,
    /// What answered is not the service.
    NotTheService(Service),
    /// A response is too large, or has a field that cannot be read.
    Unreadable,
}

/// The services the client talks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Service {
    /// The submission API.
    Store,
    /// Entra, which grants the token.
    SignIn,
    /// GitHub's issuer of workflow tokens.
    WorkflowTokens,
    /// The blob store that holds images.
    Images,
    /// Whoever hosts an installer.
    Installers,
}

/// How a request travels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// Straight to the host.
    #[default]
    Direct,
    /// Through this proxy, as `host:port`, without its user and password.
    Proxy(String),
}

/// Why a connection or an exchange failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NetworkCause {
    /// The name does not resolve.
    Dns,
    /// Nothing listens there.
    Refused,
    /// The server's certificate or the TLS handshake.
    Tls,
    /// The other side was silent, or slower than one exchange may be.
    Timeout,
    /// The proxy wants a user and a password.
    ProxyAuthentication,
    /// The proxy did not connect with the host.
    Proxy,
    /// The connection broke.
    Reset,
    /// The command's own deadline passed.
    Deadline,
    /// Anything else.
    #[default]
    Other,
}

/// What a client signs in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialSource {
    /// A secret of the app registration.
    Secret,
    /// A file with a federated token.
    TokenFile,
    /// GitHub's token service.
    WorkflowTokens,
    /// A certificate of the app registration, with its key.
    Certificate,
}

/// Why sign-in failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInFailure {
    /// Entra refused the credential.
    Refused {
        /// Entra's code, e.g. `AADSTS7000215`, where the response has one.
        code: Option<String>,
        /// The client assertion that was sent, where the credential is one.
        assertion: Option<RefusedAssertion>,
    },
    /// GitHub's token service refused to issue a workflow token.
    WorkflowTokenRefused,
    /// What answered in the service's place gave nothing to sign in with.
    UnusableAnswer {
        /// In whose place: Entra's, or that of GitHub's token service.
        service: Service,
        /// What is wrong with it.
        what: String,
    },
    /// The Store refused a token that was just granted (401).
    TokenRefused,
}

/// A client assertion that Entra refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefusedAssertion {
    /// Issued by somebody whom a federated credential of the app registration has to name.
    Federated(AssertionClaims),
    /// Signed with a certificate of the application.
    Certificate {
        /// The thumbprint by which the app registration lists it: SHA-1, upper-case hexadecimal digits.
        thumbprint: String,
        /// What it claims.
        claims: AssertionClaims,
    },
}

/// What a client assertion claims, as it was sent. Foreign text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssertionClaims {
    /// `iss`: who issued it.
    pub issuer: Option<String>,
    /// `sub`: whom it is about, e.g. a repository and its branch.
    pub subject: Option<String>,
    /// `aud`: whom it is for.
    pub audience: Option<String>,
}

/// What a 403 of the Store is about, as far as its text says. Source: field-notes.md, traps 13 and 102.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The response names the seller account.
    Seller,
    /// The response names a role or permission.
    Role,
    /// The response names the association of the application with an account.
    Association,
    /// The response names neither.
    Unnamed,
}

/// What a 404 of the Store is about. Source: field-notes.md, trap 13 and facts 10 and 51.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// No such product, for this seller.
    Product(ProductId),
    /// The id is a Store id (`9P…`, `XP…`); the API takes Partner Center's id.
    StoreId(ProductId),
    /// No such submission.
    Submission(SubmissionId),
    /// No such package: ids change with every full replacement.
    Package(PackageId),
    /// Something else: an image, or a path that no service has.
    Path,
}

/// Reads as `issuer …, subject …, audience …`.
impl fmt::Display for AssertionClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            issuer,
            subject,
            audience,
        } = self;
        let claims = [
            ("issuer", issuer),
            ("subject", subject),
            ("audience", audience),
        ];
        for (index, (name, value)) in claims.into_iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            match value {
                Some(value) => write!(f, "{name} `{value}`")?,
                None => write!(f, "no {name}")?,
            }
        }
        Ok(())
    }
}

impl RefusedAssertion {
    /// Returns what it claims.
    pub fn claims(&self) -> &AssertionClaims {
        match self {
            Self::Federated(claims) | Self::Certificate { claims, .. } => claims,
        }
    }
}

impl fmt::Display for NetworkCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dns => "cannot resolve the host name",
            Self::Refused => "connection refused",
            Self::Tls => "TLS handshake failed",
            Self::Timeout => "timed out",
            Self::ProxyAuthentication => "the proxy wants a user and a password",
            Self::Proxy => "the proxy did not connect",
            Self::Reset => "connection reset",
            Self::Deadline => "the deadline passed",
            Self::Other => "connection failed",
        })
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Product(product) => write!(f, "product {product} not found"),
            Self::StoreId(product) => write!(
                f,
                "product {product} not found: this is a Store ID, not the Partner Center product ID (a GUID)"
            ),
            Self::Submission(submission) => write!(f, "submission {submission} not found"),
            Self::Package(package) => write!(f, "package {package} not found"),
            Self::Path => f.write_str("not found"),
        }
    }
}

impl ProductId {
    /// Returns whether this has the form of a Store id, which the API does not take. Source: field-notes.md, fact 10.
    pub fn is_store_id(&self) -> bool {
        let text = self.as_str().to_ascii_uppercase();
        text.len() == 12 && (text.starts_with('9') || text.starts_with("XP"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_id_is_distinguished_from_a_product_id() {
        for (id, is_store_id) in [
            ("9PFXXSHC64H3", true),
            ("xp8bt8dw290m0000", false),
            ("XP8BT8DW290M", true),
            ("9nblggh4nns1", true),
            ("3e31a9f9-84e8-4d2d-9eba-487878d02ebf", false),
            ("product-1", false),
        ] {
            let id: ProductId = id.parse().unwrap();
            assert_eq!(id.is_store_id(), is_store_id, "{id}");
        }
    }
}
