//! What a client is made of.

use std::{fmt, sync::Arc};

use storectl_model::SellerId;
use url::Url;

use crate::{
    auth::credential::AuthConfig,
    clock::Deadline,
    observe::{redact::Redactor, trace::TraceSink, wait::WaitSink},
    retry_policy::RetryPolicy,
};

/// What a client is made of.
#[derive(Clone)]
pub struct ClientConfig {
    /// The submission API, e.g. `https://api.store.microsoft.com`; https, or http on this machine.
    pub endpoint: Url,
    /// Sent as `X-Seller-Account-Id`, where known.
    pub seller_id: Option<SellerId>,
    /// How to sign in.
    pub auth: AuthConfig,
    /// How patient to be with one request.
    pub retry: RetryPolicy,
    /// When everything ends: sign-in, exchanges, pauses and retries.
    pub deadline: Deadline,
    /// Knows the secrets that must not be shown; those of the sign-in are added to it.
    pub redactor: Redactor,
    /// Takes every exchange, redacted.
    pub trace: Option<Arc<dyn TraceSink>>,
    /// Takes long waits as they begin.
    pub waits: Option<Arc<dyn WaitSink>>,
}

impl ClientConfig {
    /// Makes one without a seller, a deadline and observers.
    pub fn new(endpoint: Url, auth: AuthConfig) -> Self {
        Self {
            endpoint,
            seller_id: None,
            auth,
            retry: RetryPolicy::default(),
            deadline: Deadline::NEVER,
            redactor: Redactor::default(),
            trace: None,
            waits: None,
        }
    }
}

impl fmt::Debug for ClientConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientConfig")
            .field("endpoint", &self.endpoint.as_str())
            .field("seller_id", &self.seller_id)
            .field("auth", &self.auth)
            .field("retry", &self.retry)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
