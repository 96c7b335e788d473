//! Where images are uploaded to.

use std::fmt;

use storectl_model::{AssetId, mask::REDACTED};
use url::Url;

use crate::{error::Error, error_kind::ErrorKind, transport::address};

/// What POST listings/assets/create answers: one slot for each new image, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CreatedAssets {
    /// For the screenshots.
    pub screenshots: Vec<UploadSlot>,
    /// For the store logos; empty if none was asked for (field note 28).
    pub store_logos: Vec<UploadSlot>,
}

/// A place to upload one image to. Source: store-api.md, Create Listing Assets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadSlot {
    /// The new image's id, to be committed.
    pub id: AssetId,
    /// Where it goes.
    pub primary: SignedUrl,
    /// Where it goes if that fails; `None` if it is the same.
    pub secondary: Option<SignedUrl>,
    /// The method the service asks for, e.g. `PUT`.
    pub method: String,
    /// The headers the service asks for; empty ones, which the sender computes, are left out (field note 30).
    pub headers: Vec<(String, String)>,
}

/// An address that whoever holds it may write to, for an hour (field note 29). Shows itself without its query.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedUrl(String);

impl SignedUrl {
    /// Takes an address as the service gave it.
    ///
    /// # Errors
    /// Returns an error if it is not an https address (http on this machine).
    pub(crate) fn parse(text: String) -> Result<Self, Error> {
        let url = Self(text);
        address::check(&url.address()?, "the upload URL")?;
        Ok(url)
    }

    /// Returns the address to connect to.
    pub(crate) fn address(&self) -> Result<Url, Error> {
        self.0.parse().map_err(|error| {
            let what = format!("the upload URL is not valid: {error}");
            Error::new(ErrorKind::Config { what })
        })
    }

    /// Returns the complete address, signature included, for the upload and the commit body alone (trap 68).
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SignedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.split_once('?') {
            Some((address, _)) => write!(f, "{address}?{REDACTED}"),
            None => f.write_str(&self.0),
        }
    }
}

impl fmt::Debug for SignedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedUrl({self})")
    }
}
