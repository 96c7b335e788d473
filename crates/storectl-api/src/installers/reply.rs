//! What a host answered to one request.

use http::{
    HeaderMap, HeaderName, Response, StatusCode,
    header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, ETAG, LAST_MODIFIED, LOCATION},
};
use url::Url;

use crate::installers::content_range::ContentRange;

/// Longest validator or address that is kept, in bytes.
const LONGEST: usize = 2048;

/// An answer, with as much of its body as was wanted.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) head: ReplyHead,
    pub(crate) body: Vec<u8>,
    pub(crate) end: BodyEnd,
}

/// Where a body that was read ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyEnd {
    /// Where the host says that it ends.
    Complete,
    /// Where no more of it was wanted.
    Cut,
}

/// What a status means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Bytes are there.
    Served,
    /// They are not: 401, 403, 404, 410.
    NotServed,
    /// They are elsewhere; without the query of that address, which may be a signature.
    Redirect(String),
    /// Perhaps later: 408, 429, 5xx.
    Passing,
    /// Nothing that a look can use.
    Other,
}

/// Status and headers of an answer.
#[derive(Clone, Debug)]
pub(crate) struct ReplyHead(Response<()>);

impl ReplyHead {
    pub(crate) fn new(head: Response<()>) -> Self {
        Self(head)
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.0.status()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.0.headers()
    }

    /// Tells what the status means to somebody who asks for `address`.
    pub(crate) fn meaning(&self, address: &Url) -> Meaning {
        match self.status().as_u16() {
            200 | 206 => Meaning::Served,
            401 | 403 | 404 | 410 => Meaning::NotServed,
            408 | 429 | 500.. => Meaning::Passing,
            300..=399 => self
                .target(address)
                .map_or(Meaning::Other, Meaning::Redirect),
            _ => Meaning::Other,
        }
    }

    /// Returns where a redirect leads.
    fn target(&self, address: &Url) -> Option<String> {
        let mut target = address.join(self.text(&LOCATION)?).ok()?;
        target.set_query(None);
        target.set_fragment(None);
        // Fails where there is nobody to name.
        let _ = target.set_username("");
        let _ = target.set_password(None);
        Some(target.into())
    }

    /// Returns the length in bytes that it claims.
    pub(crate) fn length(&self) -> Option<u64> {
        self.text(&CONTENT_LENGTH)?.trim().parse().ok()
    }

    pub(crate) fn etag(&self) -> Option<&str> {
        self.text(&ETAG)
    }

    pub(crate) fn last_modified(&self) -> Option<&str> {
        self.text(&LAST_MODIFIED)
    }

    pub(crate) fn content_range(&self) -> Option<ContentRange> {
        ContentRange::parse(self.text(&CONTENT_RANGE)?)
    }

    /// Returns the encoding of the bytes where they are not sent as they are.
    pub(crate) fn encoding(&self) -> Option<&str> {
        self.text(&CONTENT_ENCODING)
            .map(str::trim)
            .filter(|it| !it.is_empty() && !it.eq_ignore_ascii_case("identity"))
    }

    fn text(&self, name: &HeaderName) -> Option<&str> {
        let value = self.headers().get(name)?.to_str().ok()?;
        (value.len() <= LONGEST).then_some(value)
    }
}
