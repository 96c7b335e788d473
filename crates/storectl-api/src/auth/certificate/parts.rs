//! What a file of a client certificate is made of, and which of it belongs together.

use std::time::Duration;

use ring::{error::KeyRejected, rsa};
use x509_cert::{
    Certificate,
    der::{DateTime, Decode as _},
};
use zeroize::Zeroizing;

use crate::auth::certificate::error::CertificateError;

/// The object identifier of RSA keys. Source: RFC 8017, appendix A.1.
const RSA: &str = "1.2.840.113549.1.1.1";

/// The object identifier of RSA keys that sign with PSS only. Source: RFC 8017, appendix A.2.3.
const RSA_PSS: &str = "1.2.840.113549.1.1.10";

/// Keys and certificates as a file holds them.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) keys: Vec<Key>,
    /// In DER.
    pub(super) certificates: Vec<Vec<u8>>,
}

/// A private key in DER.
pub(super) enum Key {
    /// RFC 8017, appendix A.1.2.
    Pkcs1(Zeroizing<Vec<u8>>),
    /// RFC 5958.
    Pkcs8(Zeroizing<Vec<u8>>),
}

/// A private key and its certificate.
pub(super) struct Pair {
    pub(super) key: rsa::KeyPair,
    /// In DER.
    pub(super) certificate: Vec<u8>,
    pub(super) not_before: DateTime,
    pub(super) not_after: DateTime,
}

impl Parts {
    /// Returns the one private key with the certificate that belongs to it; those of its issuers are not needed. Of several that
    /// belong to it, as after a renewal with the same key, the one that is valid `now` is taken, then the one that expires last.
    pub(super) fn pair(self, now: Duration) -> Result<Pair, CertificateError> {
        let Self { keys, certificates } = self;
        let key = match keys.as_slice() {
            [] if certificates.is_empty() => return Err(CertificateError::NotPem),
            [] => return Err(CertificateError::NoKey),
            [key] => key.load()?,
            several => {
                let count = several.len();
                return Err(CertificateError::SeveralKeys { count });
            }
        };
        if certificates.is_empty() {
            return Err(CertificateError::NoCertificate);
        }
        let mut of_key = Vec::new();
        for der in certificates {
            let certificate =
                Certificate::from_der(&der).map_err(|_| CertificateError::MalformedCertificate)?;
            let fields = certificate.tbs_certificate();
            let public = fields
                .subject_public_key_info()
                .subject_public_key
                .raw_bytes();
            if public == key.public().as_ref() {
                let validity = fields.validity();
                let (from, to) = (validity.not_before, validity.not_after);
                of_key.push((from.to_date_time(), to.to_date_time(), der));
            }
        }
        let best = of_key.into_iter().max_by_key(|(from, to, _)| {
            let is_valid = (from.unix_duration()..to.unix_duration()).contains(&now);
            (is_valid, *to)
        });
        let (not_before, not_after, certificate) = best.ok_or(CertificateError::Mismatch)?;
        Ok(Pair {
            key,
            certificate,
            not_before,
            not_after,
        })
    }
}

impl Key {
    fn load(&self) -> Result<rsa::KeyPair, CertificateError> {
        let unusable = |reason: KeyRejected| CertificateError::UnusableKey {
            reason: in_words(reason),
        };
        match self {
            Self::Pkcs1(der) => rsa::KeyPair::from_der(der).map_err(unusable),
            Self::Pkcs8(der) => {
                let info = pkcs8::PrivateKeyInfoRef::try_from(der.as_slice())
                    .map_err(|_| CertificateError::MalformedPem)?;
                match info.algorithm.oid.to_string().as_str() {
                    RSA => rsa::KeyPair::from_pkcs8(der).map_err(unusable),
                    RSA_PSS => Err(CertificateError::PssOnly),
                    _ => Err(CertificateError::NotRsa),
                }
            }
        }
    }
}

/// Says why the signing library does not take a key: its reason is a word, e.g. `TooSmall`.
fn in_words(reason: KeyRejected) -> String {
    let word = reason.to_string();
    let words = match word.as_str() {
        "TooSmall" => "it has fewer than 2048 bits",
        "TooLarge" => "it has more than 4096 bits",
        "PrivateModulusLenNotMultipleOf512Bits" => "its number of bits is not a multiple of 512",
        "InconsistentComponents" | "InvalidComponent" => "its parts do not belong together",
        "InvalidEncoding" => "it is malformed",
        _ => return word,
    };
    words.to_owned()
}
