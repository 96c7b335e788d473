//! What a file of a client certificate is made of, and which of it belongs together.

use ring::{error::KeyRejected, rsa};
use x509_cert::{
    Certificate,
    der::{DateTime, Decode as _},
};
use zeroize::Zeroizing;

use crate::auth::certificate::error::CertificateError;

/// The object identifier of RSA keys. Source: RFC 8017, appendix A.1.
const RSA: &str = "1.2.840.113549.1.1.1";

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
    /// Returns the one private key with the certificate that belongs to it; those of its issuers are not needed.
    pub(super) fn pair(self) -> Result<Pair, CertificateError> {
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
                return Ok(Pair {
                    key,
                    not_before: validity.not_before.to_date_time(),
                    not_after: validity.not_after.to_date_time(),
                    certificate: der,
                });
            }
        }
        Err(CertificateError::Mismatch)
    }
}

impl Key {
    fn load(&self) -> Result<rsa::KeyPair, CertificateError> {
        let unusable = |reason: KeyRejected| CertificateError::UnusableKey {
            reason: reason.to_string(),
        };
        match self {
            Self::Pkcs1(der) => rsa::KeyPair::from_der(der).map_err(unusable),
            Self::Pkcs8(der) => {
                let info = pkcs8::PrivateKeyInfoRef::try_from(der.as_slice())
                    .map_err(|_| CertificateError::MalformedPem)?;
                if info.algorithm.oid.to_string() != RSA {
                    return Err(CertificateError::NotRsa);
                }
                rsa::KeyPair::from_pkcs8(der).map_err(unusable)
            }
        }
    }
}
