//! The certificate of an application, with its private key.

mod error;
mod parts;
mod pem;
mod pfx;

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use ring::{rand::SystemRandom, rsa, signature};
use secrecy::SecretString;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;
use x509_cert::der::DateTime;

pub use error::CertificateError;

/// A certificate of an application and its private key, which signs what the application signs in with.
pub struct ClientCertificate {
    key: rsa::KeyPair,
    /// The SHA-256 digest of the certificate.
    digest: [u8; 32],
    /// The SHA-1 digest of the certificate, in upper-case hexadecimal digits, as the app registration shows it.
    thumbprint: String,
    not_before: DateTime,
    not_after: DateTime,
    /// What the file is called where something is wrong with it later.
    name: String,
}

/// Neither the key nor anything of the file.
impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCertificate")
            .field("thumbprint", &self.thumbprint)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl ClientCertificate {
    /// Reads a certificate and its private key from the bytes of a PEM or PFX file. Of several certificates, the one that
    /// belongs to the key is taken; of several that do, one that is valid `now`. `name` is what later errors call the file.
    ///
    /// # Errors
    /// Returns what the file lacks, or what of it cannot be read.
    pub fn read(
        bytes: &[u8],
        password: Option<&SecretString>,
        name: impl Into<String>,
        now: SystemTime,
    ) -> Result<Self, CertificateError> {
        let parts = if pfx::is_der(bytes) {
            pfx::read(bytes, password)?
        } else {
            pem::read(bytes, password)?
        };
        let parts::Pair {
            key,
            certificate,
            not_before,
            not_after,
        } = parts.pair(since_1970(now))?;
        Ok(Self {
            key,
            digest: Sha256::digest(&certificate).into(),
            thumbprint: hexadecimal(&Sha1::digest(&certificate)),
            not_before,
            not_after,
            name: name.into(),
        })
    }

    /// Returns the thumbprint by which the app registration lists the certificate: SHA-1, upper-case hexadecimal digits.
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// Returns when the certificate expires.
    pub fn expires(&self) -> SystemTime {
        UNIX_EPOCH + self.not_after.unix_duration()
    }

    /// Returns the SHA-256 digest of the certificate.
    pub(super) fn digest(&self) -> &[u8] {
        &self.digest
    }

    /// Checks that the certificate is valid at a time.
    ///
    /// # Errors
    /// Returns a sentence that names the file.
    pub(super) fn check(&self, now: SystemTime) -> Result<(), NotValid<'_>> {
        let now = since_1970(now);
        if now >= self.not_after.unix_duration() {
            Err(NotValid::Expired(self))
        } else if now < self.not_before.unix_duration() {
            Err(NotValid::NotYet(self))
        } else {
            Ok(())
        }
    }

    /// Signs a message: RSASSA-PSS with SHA-256 (PS256). Source: RFC 7518, section 3.5.
    ///
    /// # Errors
    /// Returns an error if the key is inconsistent, or the system has no randomness.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, ring::error::Unspecified> {
        let mut signed = vec![0; self.key.public().modulus_len()];
        self.key.sign(
            &signature::RSA_PSS_SHA256,
            &SystemRandom::new(),
            message,
            &mut signed,
        )?;
        Ok(signed)
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// Why a certificate cannot be used at a time.
#[derive(Debug)]
pub(super) enum NotValid<'a> {
    Expired(&'a ClientCertificate),
    NotYet(&'a ClientCertificate),
}

impl fmt::Display for NotValid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired(it) => {
                write!(
                    f,
                    "{}: the certificate expired at {}",
                    it.name, it.not_after
                )
            }
            Self::NotYet(it) => write!(
                f,
                "{}: the certificate is not valid before {}",
                it.name, it.not_before
            ),
        }
    }
}

fn since_1970(time: SystemTime) -> Duration {
    time.duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02X}"))
}
