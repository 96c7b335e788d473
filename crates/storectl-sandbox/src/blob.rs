//! The blob store behind upload and image addresses, with the manners of Azure's.

use std::collections::BTreeMap;
use std::mem;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::HeaderMap;
use imagesize::ImageType;
use jiff::Timestamp;
use md5::{Digest as _, Md5};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Sha256;
use url::form_urlencoded;

use crate::digest::ContentDigest;
use crate::effect::Effect;
use crate::interpretations::BlobReads;
use crate::png;
use crate::request::Query;
use crate::response::Answer;
use crate::route::BLOBS;

/// How long an upload URL is valid (field note 29).
const LIFETIME: Duration = Duration::from_secs(3600);

/// The type an upload must declare: the one its address is given out with (field note 30).
pub(crate) const CONTENT_TYPE: &str = "image/png";

/// The kind an upload must declare (field note 30).
pub(crate) const BLOB_TYPE: &str = "BlockBlob";

/// One stored blob.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "InlineBlob", into = "InlineBlob")]
pub(crate) struct Blob {
    content_type: String,
    content: Bytes,
    /// Of the content.
    sha256: ContentDigest,
}

/// A blob as JSON that holds its bytes.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct InlineBlob {
    content_type: String,
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    content: Bytes,
}

impl From<InlineBlob> for Blob {
    fn from(blob: InlineBlob) -> Self {
        let InlineBlob {
            content_type,
            content,
        } = blob;
        Self::new(content_type, content)
    }
}

impl From<Blob> for InlineBlob {
    fn from(blob: Blob) -> Self {
        let Blob {
            content_type,
            content,
            sha256: _,
        } = blob;
        Self {
            content_type,
            content,
        }
    }
}

fn to_base64<S: Serializer>(content: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(content))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
    let text = String::deserialize(deserializer)?;
    STANDARD
        .decode(text)
        .map(Bytes::from)
        .map_err(serde::de::Error::custom)
}

impl Blob {
    pub(crate) fn new(content_type: impl Into<String>, content: Bytes) -> Self {
        Self {
            content_type: content_type.into(),
            sha256: ContentDigest::of(&content),
            content,
        }
    }

    pub(crate) fn content_type(&self) -> &str {
        &self.content_type
    }

    pub(crate) fn content(&self) -> &Bytes {
        &self.content
    }

    pub(crate) fn sha256(&self) -> ContentDigest {
        self.sha256
    }

    /// Width and height in pixels, of a PNG or JPEG image.
    pub(crate) fn image_size(&self) -> Option<(u32, u32)> {
        match imagesize::image_type(&self.content).ok()? {
            ImageType::Png | ImageType::Jpeg => {}
            _ => return None,
        }
        let size = imagesize::blob_size(&self.content).ok()?;
        Some((
            u32::try_from(size.width).ok()?,
            u32::try_from(size.height).ok()?,
        ))
    }

    /// Changes the bytes of the picture by adding a comment; pixels and size stay the same.
    pub(crate) fn rewrite(&mut self) {
        let mut content = self.content.to_vec();
        match imagesize::image_type(&content) {
            Ok(ImageType::Png) => png::add_comment(&mut content),
            // A comment segment right after the start of a JPEG image.
            Ok(ImageType::Jpeg) => {
                content.splice(2..2, [0xff, 0xfe, 0x00, 0x04, b'o', b'k']);
            }
            Ok(_) | Err(_) => {}
        }
        *self = Self::new(mem::take(&mut self.content_type), content.into());
    }

    fn md5(&self) -> String {
        STANDARD.encode(Md5::digest(&self.content))
    }
}

/// The path of an image's blob.
pub(crate) fn path(container: &str, product: &str, asset: &str) -> String {
    format!("/{BLOBS}/{container}/{product}_{asset}")
}

/// Signs a path: path and query of an upload URL valid from now for an hour.
pub(crate) fn sign(path: &str, now: Duration) -> String {
    let expiry = time(now.saturating_add(LIFETIME));
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("sv", "2020-10-02")
        .append_pair("st", &time(now))
        .append_pair("se", &expiry)
        .append_pair("sr", "b")
        .append_pair("sp", "rcw")
        .append_pair("sig", &signature(path, &expiry))
        .finish();
    format!("{path}?{query}")
}

fn time(since_1970: Duration) -> String {
    let seconds = i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds)
        .unwrap_or(Timestamp::MAX)
        .to_string()
}

/// Not a secret: it only has to be one that nobody guesses by leaving it out.
fn signature(path: &str, expiry: &str) -> String {
    STANDARD.encode(Sha256::digest(format!(
        "storectl-sandbox\n{path}\n{expiry}"
    )))
}

/// A request to the blob store.
pub(crate) struct BlobRequest<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: &'a Query,
    pub(crate) headers: &'a HeaderMap,
    /// The length the request announced; none with chunked encoding.
    pub(crate) length: Option<u64>,
    pub(crate) body: &'a Bytes,
    /// Since 1970.
    pub(crate) now: Duration,
    pub(crate) reads: BlobReads,
}

impl BlobRequest<'_> {
    /// Answers the request.
    pub(crate) fn answer(&self, blobs: &mut BTreeMap<String, Blob>) -> (Answer, Effect) {
        // A shared-access address is the whole authorization; another one beside it is refused,
        // and a bearer token has no business here (trap 15).
        if self.headers.contains_key(http::header::AUTHORIZATION) {
            let refusal = error(
                400,
                "InvalidAuthenticationInfo",
                "Authentication information is not given in the correct format.",
            );
            return (refusal, Effect::None);
        }
        let answer = match self.method {
            "PUT" => match self.upload() {
                Ok(blob) => {
                    let answer = stored(&blob);
                    blobs.insert(self.path.to_owned(), blob);
                    return (answer, Effect::Changed);
                }
                Err(refusal) => refusal,
            },
            "GET" | "HEAD" => self.read(blobs),
            _ => error(
                405,
                "UnsupportedHttpVerb",
                "The resource doesn't support specified Http Verb.",
            ),
        };
        (answer, Effect::None)
    }

    /// The blob of an upload that may be stored.
    fn upload(&self) -> Result<Blob, Answer> {
        self.authorized()?;
        let header = |name: &str| self.headers.get(name).and_then(|value| value.to_str().ok());
        match header("x-ms-blob-type") {
            None => {
                return Err(error(
                    400,
                    "MissingRequiredHeader",
                    "An HTTP header that's mandatory for this request is not specified: x-ms-blob-type.",
                ));
            }
            Some(BLOB_TYPE) => {}
            Some(_) => {
                return Err(error(
                    400,
                    "InvalidHeaderValue",
                    "The value for one of the HTTP headers is not in the correct format: x-ms-blob-type.",
                ));
            }
        }
        match header("content-type") {
            Some(CONTENT_TYPE) => {}
            None => {
                return Err(error(
                    400,
                    "MissingRequiredHeader",
                    "An HTTP header that's mandatory for this request is not specified: Content-Type.",
                ));
            }
            Some(_) => {
                return Err(error(
                    400,
                    "InvalidHeaderValue",
                    "The value for one of the HTTP headers is not in the correct format: Content-Type.",
                ));
            }
        }
        if self.length.is_none() {
            return Err(error(
                411,
                "MissingContentLengthHeader",
                "The Content-Length header was not specified.",
            ));
        }
        let blob = Blob::new(CONTENT_TYPE, self.body.clone());
        let md5 = blob.md5();
        if header("content-md5").is_some_and(|sent| sent != md5) {
            return Err(error(
                400,
                "Md5Mismatch",
                "The MD5 value specified in the request did not match with the MD5 value calculated by the server.",
            ));
        }
        Ok(blob)
    }

    fn read(&self, blobs: &BTreeMap<String, Blob>) -> Answer {
        let missing = || {
            error(
                404,
                "ResourceNotFound",
                "The specified resource does not exist.",
            )
        };
        match (self.query.get("sig"), self.reads) {
            (Some(_), _) => {
                if let Err(refusal) = self.authorized() {
                    return refusal;
                }
            }
            (None, BlobReads::Anonymous) => {}
            (None, BlobReads::Private) => return missing(),
        }
        let Some(blob) = blobs.get(self.path) else {
            return missing();
        };
        let md5 = blob.md5();
        Answer {
            headers: vec![
                ("content-type", blob.content_type.clone()),
                ("content-length", blob.content.len().to_string()),
                ("etag", etag(&md5)),
                ("content-md5", md5),
                ("x-ms-blob-type", BLOB_TYPE.to_owned()),
            ],
            body: if self.method == "HEAD" {
                Bytes::new()
            } else {
                blob.content.clone()
            },
            ..Answer::empty(200)
        }
    }

    fn authorized(&self) -> Result<(), Answer> {
        let expiry = self.query.get("se").unwrap_or_default();
        let signed = self.query.get("sig") == Some(&signature(self.path, expiry));
        let valid = expiry.parse::<Timestamp>().is_ok_and(|expiry| {
            u64::try_from(expiry.as_second())
                .is_ok_and(|expiry| self.now < Duration::from_secs(expiry))
        });
        if signed && valid {
            return Ok(());
        }
        let detail = if signed {
            "Signature not valid in the specified time frame"
        } else {
            "Signature did not match"
        };
        Err(error(
            403,
            "AuthenticationFailed",
            &format!("Server failed to authenticate the request. {detail}."),
        ))
    }
}

/// What an upload is answered.
fn stored(blob: &Blob) -> Answer {
    let md5 = blob.md5();
    Answer {
        headers: vec![("etag", etag(&md5)), ("content-md5", md5)],
        ..Answer::empty(201)
    }
}

fn etag(md5: &str) -> String {
    let digits = md5
        .bytes()
        .take(8)
        .fold(0_u64, |digits, byte| (digits << 8) | u64::from(byte));
    format!("\"0x{digits:016X}\"")
}

/// The XML of an Azure Storage error.
fn error(status: u16, code: &'static str, message: &str) -> Answer {
    let body = format!(
        "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>"
    );
    Answer {
        headers: vec![
            ("content-type", "application/xml".to_owned()),
            ("x-ms-error-code", code.to_owned()),
        ],
        body: body.into(),
        ..Answer::empty(status)
    }
}
