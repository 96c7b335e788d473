//! The keys that client assertions may be signed with, as files hold them.

mod key;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use x509_cert::Certificate;
use x509_cert::der::Decode as _;

pub(crate) use key::{Algorithm, PublicKey};

/// The keys that client assertions may be signed with: certificates of the application, and the key sets of those who
/// issue federated tokens.
#[derive(Clone, Debug, Default)]
pub struct ClientKeys {
    pub(crate) certificates: Vec<CertificateKey>,
    pub(crate) issuers: Vec<Issuer>,
}

/// A certificate of the application.
#[derive(Clone, Debug)]
pub(crate) struct CertificateKey {
    /// Base64url of its SHA-1 digest: `x5t`.
    pub(crate) sha1: String,
    /// Base64url of its SHA-256 digest: `x5t#S256`.
    pub(crate) sha256: String,
    /// Seconds since 1970.
    pub(crate) not_before: u64,
    /// Seconds since 1970.
    pub(crate) not_after: u64,
    pub(crate) key: PublicKey,
}

/// A federated credential of the application: whose tokens are taken, and about whom.
#[derive(Clone, Debug)]
pub(crate) struct Issuer {
    /// The `iss` it must be; any where the file does not say.
    pub(crate) name: Option<String>,
    /// The `sub` it must be; any where the file does not say.
    pub(crate) subject: Option<String>,
    /// Each with its `kid`.
    pub(crate) keys: Vec<(Option<String>, PublicKey)>,
}

/// Why a file holds no keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientKeysError {
    /// It is neither a key set nor PEM.
    #[error("is neither a JSON Web Key Set nor PEM certificates")]
    Neither,
    /// It is JSON, and not a key set.
    #[error("is not a JSON Web Key Set: {what}")]
    NotKeySet {
        /// What is wrong with it.
        what: &'static str,
    },
    /// A certificate that cannot be read.
    #[error("contains a certificate that is malformed")]
    MalformedCertificate,
    /// It holds no key.
    #[error("contains no key")]
    Empty,
}

impl ClientKeys {
    /// Reads PEM certificates, or a JSON Web Key Set (RFC 7517) of RSA and P-256 keys, which may name an `issuer` and a
    /// `subject` beside its `keys`. Private keys beside the certificates are skipped.
    ///
    /// # Errors
    /// It is neither, or holds no key.
    pub fn read(bytes: &[u8]) -> Result<Self, ClientKeysError> {
        let keys = if bytes.trim_ascii_start().starts_with(b"{") {
            Self {
                issuers: vec![Issuer::read(bytes)?],
                certificates: Vec::new(),
            }
        } else {
            Self {
                certificates: certificates(bytes)?,
                issuers: Vec::new(),
            }
        };
        if keys.certificates.is_empty() && keys.issuers.iter().all(|it| it.keys.is_empty()) {
            return Err(ClientKeysError::Empty);
        }
        Ok(keys)
    }

    /// Adds the keys of another file.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        let Self {
            certificates,
            issuers,
        } = other;
        self.certificates.extend(certificates);
        self.issuers.extend(issuers);
        self
    }
}

fn certificates(bytes: &[u8]) -> Result<Vec<CertificateKey>, ClientKeysError> {
    let blocks = pem::parse_many(bytes).map_err(|_| ClientKeysError::Neither)?;
    if blocks.is_empty() {
        return Err(ClientKeysError::Neither);
    }
    let certificates = blocks.iter().filter(|it| it.tag() == "CERTIFICATE");
    certificates
        .map(|it| CertificateKey::read(it.contents()))
        .collect()
}

impl CertificateKey {
    fn read(der: &[u8]) -> Result<Self, ClientKeysError> {
        let certificate =
            Certificate::from_der(der).map_err(|_| ClientKeysError::MalformedCertificate)?;
        let fields = certificate.tbs_certificate();
        let validity = fields.validity();
        let key = fields.subject_public_key_info();
        Ok(Self {
            sha1: URL_SAFE_NO_PAD.encode(Sha1::digest(der)),
            sha256: URL_SAFE_NO_PAD.encode(Sha256::digest(der)),
            not_before: validity.not_before.to_unix_duration().as_secs(),
            not_after: validity.not_after.to_unix_duration().as_secs(),
            key: PublicKey::Der(key.subject_public_key.raw_bytes().to_vec()),
        })
    }
}

impl Issuer {
    fn read(bytes: &[u8]) -> Result<Self, ClientKeysError> {
        let wrong = |what| ClientKeysError::NotKeySet { what };
        let set: Value = serde_json::from_slice(bytes).map_err(|_| wrong("it is not JSON"))?;
        let keys = set.get("keys").and_then(Value::as_array);
        let keys = keys.ok_or_else(|| wrong("`keys` is missing"))?;
        let text = |name| set.get(name).and_then(Value::as_str).map(str::to_owned);
        let keys = keys.iter().map(|it| {
            let id = it.get("kid").and_then(Value::as_str).map(str::to_owned);
            let key = jwk(it).ok_or_else(|| wrong("a key is neither RSA nor P-256"))?;
            Ok((id, key))
        });
        Ok(Self {
            name: text("issuer"),
            subject: text("subject"),
            keys: keys.collect::<Result<_, _>>()?,
        })
    }
}

/// Reads a key (RFC 7518, section 6).
fn jwk(key: &Value) -> Option<PublicKey> {
    let text = |name| key.get(name).and_then(Value::as_str);
    let bytes = |name| URL_SAFE_NO_PAD.decode(text(name)?).ok();
    match text("kty")? {
        "RSA" => Some(PublicKey::Rsa {
            modulus: bytes("n")?,
            exponent: bytes("e")?,
        }),
        "EC" if text("crv") == Some("P-256") => {
            let (x, y) = (bytes("x")?, bytes("y")?);
            let point = [&[4][..], &x, &y].concat();
            (point.len() == 65).then_some(PublicKey::P256(point))
        }
        _ => None,
    }
}
