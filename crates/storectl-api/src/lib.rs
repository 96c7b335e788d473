//! A client of the Microsoft Store submission API for MSI and EXE apps.
//!
//! Requests are values ([`StoreRequest`]), answers are read tolerantly, failures are typed ([`Error`]). [`ReadClient`]
//! cannot write, by type; [`WriteClient`] holds one. The network ([`Transport`]) and time ([`Clock`]) are replaceable.

mod address;
mod answer;
mod auth;
mod blob;
mod call;
mod client;
mod clock;
mod decode;
mod error;
mod hint;
mod http_transport;
mod meter;
mod product;
mod public;
mod redact;
mod request;
mod retry;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod trace;
mod transport;
mod upload;
mod wire;
mod write;

pub use auth::{AuthConfig, Credential, STORE_SCOPE};
pub use blob::ImageHead;
pub use client::{
    AssetScope, ClientConfig, PublishingStatus, ReadClient, ReadScope, SubmissionStatus,
};
#[cfg(any(test, feature = "testing"))]
pub use clock::FakeClock;
pub use clock::{Clock, SystemClock};
pub use error::{Error, ErrorKind};
pub use http_transport::{HttpOptions, HttpTransport};
pub use meter::UploadMeter;
pub use request::StoreRequest;
pub use retry::RetryPolicy;
pub use trace::{Exchange, TraceSink};
pub use transport::{
    BodyLimit, BoxFuture, PublicOnly, Transport, TransportError, TransportErrorKind,
};
pub use upload::{CreatedAssets, SignedUrl, UploadSlot};
pub use wire::RequestCounts;
pub use write::{Submitted, WriteAnswer, WriteClient};
