//! Client certificates in PFX (PKCS #12).

use p12_keystore::{Pkcs12Archive, error::Error};
use secrecy::{ExposeSecret as _, SecretString};
use x509_cert::{Certificate, der::Decode as _};
use zeroize::Zeroizing;

use crate::auth::certificate::{
    error::CertificateError,
    parts::{Key, Parts},
};

/// The first byte of every DER structure that a file could be: a SEQUENCE.
const SEQUENCE: u8 = 0x30;

/// Returns whether bytes are binary DER, and not text. No text begins with a zero and a byte of a long length.
pub(super) fn is_der(bytes: &[u8]) -> bool {
    matches!(bytes, [SEQUENCE, 0x80..=0x84, ..])
}

/// Reads the keys and certificates of a file.
pub(super) fn read(
    bytes: &[u8],
    password: Option<&SecretString>,
) -> Result<Parts, CertificateError> {
    let given = password.map_or("", |it| it.expose_secret());
    let archive = Pkcs12Archive::from_pkcs12(bytes, given).map_err(|error| match error {
        Error::MacError(_) | Error::Pkcs5Error(_) | Error::UnpadError if password.is_none() => {
            CertificateError::PasswordMissing
        }
        Error::MacError(_) | Error::Pkcs5Error(_) | Error::UnpadError => {
            CertificateError::WrongPassword
        }
        Error::UnsupportedEncryptionScheme | Error::UnsupportedMacAlgorithm => {
            CertificateError::UnsupportedPfx
        }
        _ => other_than_pfx(bytes),
    })?;
    let keys = archive.keys.into_iter();
    let certificates = archive.certs.into_iter();
    Ok(Parts {
        keys: keys
            .map(|it| Key::Pkcs8(Zeroizing::new(it.key.as_der().to_vec())))
            .collect(),
        certificates: certificates.map(|it| it.cert.as_der().to_vec()).collect(),
    })
}

/// Says what DER is that is not PFX.
fn other_than_pfx(bytes: &[u8]) -> CertificateError {
    if Certificate::from_der(bytes).is_ok() {
        CertificateError::DerCertificate
    } else if pkcs8::PrivateKeyInfoRef::try_from(bytes).is_ok()
        || ring::rsa::KeyPair::from_der(bytes).is_ok()
    {
        CertificateError::DerKey
    } else {
        CertificateError::MalformedPfx
    }
}
