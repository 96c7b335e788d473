//! The kinds of failure, each with what is known of it.

use std::fmt;

use storectl_model::{
    CredentialSource, Denied, Missing, NetworkCause, SellerId, SignInFailure, SubmissionId,
};

use crate::response::body::UnusableBody;

/// What went wrong: each kind wants another reaction.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ErrorKind {
    /// The configuration cannot work; nothing was sent.
    #[error("{what}")]
    Config {
        /// What is wrong with it.
        what: String,
    },
    /// The credential cannot be read or used; nothing was sent.
    #[error("the credential cannot be used: {what}")]
    Credential {
        /// Which kind of credential.
        origin: CredentialSource,
        /// Why.
        what: String,
    },
    /// Sign-in failed, or the Store refused a fresh token (401).
    #[error("{}", SignInWords(failure))]
    Auth {
        /// Why.
        failure: SignInFailure,
    },
    /// The application may not do this (403).
    #[error("permission denied{}", ForSeller(seller.as_ref()))]
    Forbidden {
        /// What the response is about.
        denied: Denied,
        /// The seller account the request named.
        seller: Option<SellerId>,
    },
    /// No such product, submission, package or path (404).
    #[error("{missing}")]
    NotFound {
        /// What is missing.
        missing: Missing,
    },
    /// The Store refused the request: `isSuccess: false`, or a status that means so.
    #[error("the Store rejected the request")]
    Rejected {
        /// The submission in progress that is in the way, where the response names one.
        ongoing: Option<SubmissionId>,
    },
    /// The file to upload is not the one that was planned; it was not uploaded.
    #[error("the file has changed since the plan was made")]
    FileChanged,
    /// An upload URL was refused: expired, or its start is still ahead (field note 29). New addresses help.
    #[error("the upload URL was rejected")]
    UploadRefused,
    /// Too many requests (429), after all retries.
    #[error("throttled: too many requests")]
    Throttled,
    /// The service failed (5xx), after all retries where the request may be repeated.
    #[error("the service is unavailable")]
    Unavailable,
    /// The Store did not answer for the status of a submission, after all retries. This says nothing about what
    /// became of the submission (field note 93): keep following it.
    #[error("the Store did not return the status of submission {submission}")]
    SubmissionUnanswered {
        /// Which submission.
        submission: SubmissionId,
    },
    /// The request was sent and no complete response came back.
    #[error("the response was lost: {}", CauseWords(*cause, what))]
    AnswerLost {
        /// Why.
        cause: NetworkCause,
        /// Details, without an address; may be empty.
        what: String,
    },
    /// The service was not reached; nothing was sent.
    #[error("{}", CauseWords(*cause, what))]
    NotReachable {
        /// Why.
        cause: NetworkCause,
        /// Details, without an address; may be empty.
        what: String,
    },
    /// This machine has no certificates to verify a server with; nothing was sent.
    #[error("{what}")]
    NoRoots {
        /// Why.
        what: String,
    },
    /// This process may open no more files or connections; nothing was sent.
    #[error("{what}")]
    TooManyOpen {
        /// What could not be opened, or the limit.
        what: String,
    },
    /// A response that is cut off or does not come from the service, though its status says success.
    #[error("{body}")]
    Garbled {
        /// What its body is.
        body: UnusableBody,
    },
    /// A response outside the contract.
    #[error("unexpected response: {what}")]
    Protocol {
        /// What is wrong.
        what: String,
    },
    /// A field of a response that cannot be read.
    #[error("unexpected response at `{field}`: {what}")]
    Decode {
        /// Path of the field, e.g. `responseData.packages[0].packageId`.
        field: String,
        /// What is wrong with it.
        what: String,
    },
    /// The response is larger than this tool reads.
    #[error("{what}")]
    TooLarge {
        /// Which limit.
        what: String,
    },
}

impl ErrorKind {
    /// Returns whether a write may have been acted on although it failed so.
    pub(crate) fn may_have_been_acted_on(&self) -> bool {
        match self {
            Self::AnswerLost { .. }
            | Self::Unavailable
            | Self::SubmissionUnanswered { .. }
            | Self::Garbled { .. }
            | Self::Protocol { .. }
            | Self::Decode { .. }
            | Self::TooLarge { .. } => true,
            Self::Config { .. }
            | Self::Credential { .. }
            | Self::Auth { .. }
            | Self::Forbidden { .. }
            | Self::NotFound { .. }
            | Self::Rejected { .. }
            | Self::FileChanged
            | Self::UploadRefused
            | Self::Throttled
            | Self::NotReachable { .. }
            | Self::NoRoots { .. }
            | Self::TooManyOpen { .. } => false,
        }
    }
}

struct SignInWords<'a>(&'a SignInFailure);

impl fmt::Display for SignInWords<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            SignInFailure::Refused { code, assertion } => {
                f.write_str("sign-in rejected by Entra")?;
                if let Some(code) = code {
                    write!(f, " ({code})")?;
                }
                match assertion {
                    Some(assertion) => {
                        write!(f, "; the client assertion has {}", assertion.claims())
                    }
                    None => Ok(()),
                }
            }
            SignInFailure::WorkflowTokenRefused => {
                f.write_str("sign-in failed: no workflow token was issued")
            }
            SignInFailure::UnusableAnswer { service: _, what } => {
                write!(f, "sign-in failed: {what}")
            }
            SignInFailure::TokenRefused => f.write_str("the Store rejected the token"),
        }
    }
}

struct ForSeller<'a>(Option<&'a SellerId>);

impl fmt::Display for ForSeller<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(seller) => write!(f, " for seller {seller}"),
            None => Ok(()),
        }
    }
}

/// A cause, with what is known beyond its own words.
struct CauseWords<'a>(NetworkCause, &'a str);

impl fmt::Display for CauseWords<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(cause, what) = self;
        match (cause, what.is_empty()) {
            (_, true) => write!(f, "{cause}"),
            (NetworkCause::Other, false) => f.write_str(what),
            (_, false) => write!(f, "{cause}: {what}"),
        }
    }
}
