//! A client of the Microsoft Store submission API for MSI and EXE apps.
//!
//! Requests are values, answers are read tolerantly, failures are typed ([`Error`]). [`ReadClient`] cannot write, by type;
//! [`WriteClient`] holds one. The network ([`Transport`]) and time ([`Clock`]) are replaceable.

mod auth;
mod client;
mod clock;
mod error;
mod error_kind;
mod limiter;
mod observe;
mod request;
mod response;
mod retry;
mod retry_policy;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod transport;
mod writes;

pub use auth::{
    credential::{AuthConfig, Credential},
    input::{InputError, read_id, read_secret},
    sign_in::STORE_SCOPE,
};
pub use client::{
    config::ClientConfig,
    images::ImageHead,
    read::ReadClient,
    scope::{AssetScope, ReadScope},
    write::{Submitted, WriteAnswer, WriteClient},
};
#[cfg(any(test, feature = "testing"))]
pub use clock::FakeClock;
pub use clock::{Clock, Deadline, SystemClock};
pub use error::{EarlierAttempts, Error, RequestLine};
pub use error_kind::ErrorKind;
pub use observe::{
    exchange::RequestCounts,
    redact::Redactor,
    trace::{Exchange, TraceSink},
    wait::{LongWait, WaitCause, WaitSink},
};
pub use request::WriteRequest;
pub use response::{
    submission::{PublishingStatus, SubmissionStatus},
    upload_slots::{CreatedAssets, SignedUrl, UploadSlot},
};
pub use retry_policy::RetryPolicy;
pub use transport::{
    BodyLimit, BoxFuture, ExpectedContent, PublicOnly, Transport, TransportError,
    TransportErrorKind,
    http::{HttpOptions, HttpTransport},
    meter::UploadMeter,
};
pub use writes::{EffectCheck, FailedWrite, RefusedRepeat, Repeat, WriteOperation, WriteRules};
