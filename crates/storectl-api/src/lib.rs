//! A client of the Microsoft Store submission API for MSI and EXE apps.
//!
//! Requests are values, answers are read tolerantly, failures are typed ([`Error`]). [`ReadClient`] cannot write, by type;
//! [`WriteClient`] holds one. The network ([`Transport`]) and time ([`Clock`]) are replaceable.
//!
//! Where to start reading: [`request`](WriteRequest) and `client/call.rs` (one call), `response/classify.rs` (what an
//! answer is), `retry.rs` and `writes.rs` (what is tried again), `observe/redact.rs` (what is shown of it).
//!
//! ```no_run
//! use std::{sync::Arc, time::Duration};
//!
//! use storectl_api::{
//!     AuthConfig, ClientConfig, Credential, Deadline, HttpOptions, HttpTransport, ReadClient,
//!     STORE_SCOPE, SystemClock, read_secret,
//! };
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let auth = AuthConfig {
//!     authority: "https://login.microsoftonline.com".parse()?,
//!     tenant_id: "contoso.onmicrosoft.com".to_owned(),
//!     client_id: "8d9c3a55-0000-0000-0000-000000000000".to_owned(),
//!     credential: Credential::ClientSecret(read_secret(&std::fs::read("secret.txt")?)?),
//!     scope: STORE_SCOPE.to_owned(),
//! };
//! let clock = SystemClock::new();
//! let config = ClientConfig {
//!     seller_id: Some("123456892".parse()?),
//!     deadline: Deadline::after(&clock, Duration::from_secs(60)),
//!     ..ClientConfig::new("https://api.store.microsoft.com".parse()?, auth)
//! };
//! let transport = Arc::new(HttpTransport::new(HttpOptions::default())?);
//! let client = ReadClient::new(config, transport, Arc::new(clock));
//! let product = "3e31a9f9-84e8-4d2d-9eba-487878d02ebf".parse()?;
//! match client.status(&product).await {
//!     Ok(status) => println!("ready: {}", status.is_ready),
//!     Err(error) => println!("{error}, because of {:?}", error.reason()),
//! }
//! # Ok(())
//! # }
//! ```

mod auth;
mod client;
mod clock;
mod error;
mod error_kind;
mod installers;
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
    certificate::{CertificateError, ClientCertificate},
    credential::{AuthConfig, Credential},
    input::{InputError, read_id, read_secret, trim_input},
    sign_in::STORE_SCOPE,
};
pub use client::{
    config::ClientConfig,
    images::ImageHead,
    reach::{HostClient, HostConfig, Reached},
    read::ReadClient,
    scope::ReadScope,
    write::{Submitted, WriteAnswer, WriteClient},
};
pub use clock::{Clock, Deadline, FakeClock, SystemClock};
pub use error::{EarlierAttempts, Error, RequestLine};
pub use error_kind::ErrorKind;
pub use installers::{
    client::{InstallerClient, InstallerConfig},
    look::{Known, Look, LookDepth, Patience, Seen},
    reader::InstallerSource,
};
pub use observe::{
    exchange::RequestCounts,
    redact::Redactor,
    trace::{Exchange, TraceSink},
    wait::{LongWait, WaitCause, WaitSink},
};
pub use request::WriteRequest;
pub use response::{
    body::UnusableBody,
    submission::{PublishingStatus, SubmissionStatus},
    upload_slots::{CreatedAssets, SignedUrl, UploadSlot},
};
pub use retry_policy::RetryPolicy;
pub use transport::{
    BodyLimit, BodyStream, BoxFuture, ExpectedContent, PublicOnly, Transport, TransportError,
    TransportErrorKind,
    http::{HttpOptions, HttpTransport},
    meter::UploadMeter,
    proxy::is_proxy,
};
pub use writes::{EffectCheck, FailedWrite, RefusedRepeat, Repeat, WriteOperation, WriteRules};
