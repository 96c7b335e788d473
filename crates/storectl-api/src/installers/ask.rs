//! The requests of a look, built without being sent.

use std::ops::Range;

use bytes::Bytes;
use http::{
    Method, Request,
    header::{ACCEPT_ENCODING, RANGE, USER_AGENT},
};
use url::Url;

use crate::{installers::reach::Reach, request::AGENT};

/// What is asked of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// What a GET would say, without the bytes.
    Head,
    /// This many of the first bytes.
    First(u64),
    /// This many of the last bytes.
    Last(u64),
    /// These bytes; at least one.
    Span(Range<u64>),
    /// Every byte.
    Everything,
}

impl Ask {
    /// Makes the request. It carries neither token nor cookies, and asks for the bytes as they are: in another encoding
    /// they would have another length.
    pub(crate) fn request(
        &self,
        address: &Url,
        reach: Reach,
    ) -> Result<Request<Bytes>, http::Error> {
        let method = match self {
            Self::Head => Method::HEAD,
            Self::First(_) | Self::Last(_) | Self::Span(_) | Self::Everything => Method::GET,
        };
        let mut builder = Request::builder()
            .method(method)
            .uri(address.as_str())
            .header(USER_AGENT, AGENT)
            .header(ACCEPT_ENCODING, "identity");
        if let Some(range) = self.range() {
            builder = builder.header(RANGE, range);
        }
        if let Some(mark) = reach.mark() {
            builder = builder.extension(mark);
        }
        builder.body(Bytes::new())
    }

    /// Returns the value of `Range`. Source: RFC 9110, 14.1.2.
    fn range(&self) -> Option<String> {
        match self {
            Self::First(count) => Some(format!("bytes=0-{}", count.saturating_sub(1))),
            Self::Last(count) => Some(format!("bytes=-{count}")),
            Self::Span(Range { start, end }) => {
                Some(format!("bytes={start}-{}", end.saturating_sub(1)))
            }
            Self::Head | Self::Everything => None,
        }
    }

    /// Returns how many bytes a range may have.
    pub(crate) fn most(&self) -> u64 {
        match self {
            Self::Head => 0,
            Self::First(count) | Self::Last(count) => *count,
            Self::Span(Range { start, end }) => end.saturating_sub(*start),
            Self::Everything => u64::MAX,
        }
    }
}
