//! The reading client.

use std::{fmt, sync::Arc};

use storectl_model::{DraftStatus, Missing, ProductId, RemotePackage, SellerId, SubmissionId};

use crate::{
    auth::token::TokenSource,
    client::{call::Session, config::ClientConfig},
    clock::Clock,
    error::Error,
    error_kind::ErrorKind,
    observe::exchange::{Exchanger, Observers, RequestCounts},
    request::{ReadRequest, StoreRequest},
    response::{
        classify::Answer,
        decode::{packages, reader::DecodeError, status},
        submission::SubmissionStatus,
    },
    transport::Transport,
};

/// Reads products and cannot write. Cheap to clone; clones share one token, one request count and one throttle.
#[derive(Clone)]
pub struct ReadClient {
    pub(crate) session: Arc<Session>,
    seller: Option<SellerId>,
}

impl fmt::Debug for ReadClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadClient")
            .field("seller", &self.seller)
            .finish_non_exhaustive()
    }
}

impl ReadClient {
    /// Makes a client; sends nothing yet. An endpoint or authority that may not be used fails at the first request.
    pub fn new(config: ClientConfig, transport: Arc<dyn Transport>, clock: Arc<dyn Clock>) -> Self {
        let ClientConfig {
            endpoint,
            seller_id,
            auth,
            retry,
            deadline,
            redactor,
            trace,
            waits,
        } = config;
        let observers = Observers { trace, waits };
        let exchanger = Exchanger::new(transport, clock, retry, deadline, redactor, observers);
        Self {
            session: Arc::new(Session::new(endpoint, TokenSource::new(auth), exchanger)),
            seller: seller_id,
        }
    }

    /// Returns a client for another seller account; token, counts and throttle stay shared.
    #[must_use]
    pub fn with_seller(&self, seller: SellerId) -> Self {
        Self {
            session: Arc::clone(&self.session),
            seller: Some(seller),
        }
    }

    /// Returns how many requests this client and its clones have sent.
    pub fn requests(&self) -> RequestCounts {
        self.session.exchanger.counts()
    }

    /// Signs in, unless that is done.
    ///
    /// # Errors
    /// Returns an error if the credential cannot be used, or the sign-in service refuses it or does not answer.
    pub async fn sign_in(&self) -> Result<(), Error> {
        self.session.sign_in().await
    }

    /// Reads whether the draft is ready and what submission is in progress.
    ///
    /// # Errors
    /// Returns an error if the Store refuses or cannot be understood. A submission in progress is not an error.
    pub async fn status(&self, product: &ProductId) -> Result<DraftStatus, Error> {
        self.read(product, ReadRequest::status(), |answer| {
            status::draft_status(answer.data, answer.messages)
        })
        .await
    }

    /// Reads the packages; their ids are good until the next full replacement (trap 51).
    ///
    /// # Errors
    /// Returns an error if the Store refuses or cannot be understood.
    pub async fn packages(&self, product: &ProductId) -> Result<Vec<RemotePackage>, Error> {
        self.read(product, ReadRequest::packages(), |answer| {
            packages::packages(answer.data)
        })
        .await
    }

    /// Reads the outcome of a submission. Right after a submit it may not be known yet (404, trap 85).
    ///
    /// # Errors
    /// [`ErrorKind::SubmissionUnanswered`] if the Store did not answer for it, after all retries: that says
    /// nothing about the submission (field note 93). [`ErrorKind::NotFound`] if the Store does not know it, also where it
    /// refuses to say. Where the Store denies access or cannot be understood.
    pub async fn submission_status(
        &self,
        product: &ProductId,
        submission: &SubmissionId,
    ) -> Result<SubmissionStatus, Error> {
        let request = ReadRequest::submission_status(submission);
        self.read(product, request, |answer| {
            status::submission_status(answer.data, answer.messages)
        })
        .await
        .map_err(|error| match error.kind() {
            ErrorKind::Unavailable | ErrorKind::Garbled { .. } => unanswered(error, submission),
            ErrorKind::Rejected { .. }
                if error
                    .store_messages()
                    .iter()
                    .any(|it| it.code.eq_ignore_ascii_case("submissionerror")) =>
            {
                unanswered(error, submission)
            }
            // Its id is all that the request says.
            ErrorKind::Rejected { .. } => {
                let missing = Missing::Submission(submission.clone());
                error.with_kind(ErrorKind::NotFound { missing })
            }
            _ => error,
        })
    }

    /// Sends a read until it succeeds or there is no use, and reads its response.
    pub(crate) async fn read<T>(
        &self,
        product: &ProductId,
        request: ReadRequest,
        decode: impl Fn(Answer) -> Result<T, DecodeError>,
    ) -> Result<T, Error> {
        self.call(product, request.inner(), decode).await
    }

    /// Sends a request until it succeeds or there is no use, and reads its response.
    pub(crate) async fn call<T>(
        &self,
        product: &ProductId,
        request: &StoreRequest,
        decode: impl Fn(Answer) -> Result<T, DecodeError>,
    ) -> Result<T, Error> {
        self.session
            .call(self.seller.as_ref(), product, request, decode)
            .await
    }
}

fn unanswered(error: Error, submission: &SubmissionId) -> Error {
    error.with_kind(ErrorKind::SubmissionUnanswered {
        submission: submission.clone(),
    })
}
