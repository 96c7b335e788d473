//! The certificate that the environment names.

use std::{path::Path, time::SystemTime};

use secrecy::SecretString;
use storectl_api::{CertificateError, ClientCertificate};

use crate::{
    error::CliError,
    exit::Exit,
    settings::{
        env::{Env, Given, Origin},
        secret_file::{self, SecretFileError},
    },
};

/// Variables that name the file.
pub(super) const FILE: &[&str] = &[
    "STORECTL_CLIENT_CERTIFICATE",
    "AZURE_CLIENT_CERTIFICATE_PATH",
];

/// Variables that hold its password.
pub(super) const PASSWORD: &[&str] = &[
    "STORECTL_CLIENT_CERTIFICATE_PASSWORD",
    "AZURE_CLIENT_CERTIFICATE_PASSWORD",
];

/// Reads the certificate; `None` where no variable names one. Links are followed and pipes are read, as for a secret's file.
///
/// # Errors
/// Whatever keeps it from being used (20); a password that is not text (64).
pub(super) fn resolve(env: &Env) -> Result<Option<Given<ClientCertificate>>, CliError> {
    let Some((variable, file)) = env.named_path(FILE) else {
        return Ok(None);
    };
    let name = format!("`{}` ({variable})", file.display());
    let bytes = secret_file::read(&file).map_err(|error| of_file(&name, &file, &error))?;
    let password = env.text(PASSWORD)?;
    let origin = password.as_ref().map(|it| it.origin.clone());
    let password = password.map(|it| SecretString::from(it.value));
    if let Some(password) = &password {
        env.redactor.learn(password);
    }
    match ClientCertificate::read(&bytes, password.as_ref(), name.clone(), SystemTime::now()) {
        Ok(value) => Ok(Some(Given {
            value,
            origin: Origin::Name(variable),
        })),
        Err(error) => Err(unusable(&name, &error, origin.as_ref())),
    }
}

fn of_file(name: &str, file: &Path, error: &SecretFileError) -> CliError {
    let message = match error {
        SecretFileError::Read(error) => format!("cannot read the certificate {name}: {error}"),
        SecretFileError::TooLarge { most } => {
            format!("the certificate {name} is larger than {most} bytes")
        }
    };
    let refused = CliError::new(Exit::Auth, message);
    if file.is_dir() {
        refused.hint("name the file, not its folder")
    } else {
        refused
    }
}

fn unusable(name: &str, error: &CertificateError, password: Option<&Origin>) -> CliError {
    let message = match (error, password) {
        (CertificateError::WrongPassword, Some(origin)) => {
            format!("the certificate {name} {error} in {origin}")
        }
        _ => format!("the certificate {name} {error}"),
    };
    CliError::new(Exit::Auth, message).hint(advice(error))
}

fn advice(error: &CertificateError) -> &'static str {
    match error {
        CertificateError::Base64 => {
            "decode it into a file first, e.g. with `base64 -d`, and name that file"
        }
        CertificateError::NotText { .. } | CertificateError::NotPem | CertificateError::Blank => {
            "expected a PEM file with a certificate and its private key, or a PFX file"
        }
        CertificateError::DerCertificate
        | CertificateError::DerKey
        | CertificateError::NoKey
        | CertificateError::NoCertificate => {
            "put the certificate and its private key into one file: the PEM blocks one after the other, or a PFX file"
        }
        CertificateError::SeveralKeys { .. } | CertificateError::Mismatch => {
            "keep one private key in the file, with the certificate that was made for it"
        }
        CertificateError::PasswordMissing => {
            "set STORECTL_CLIENT_CERTIFICATE_PASSWORD (or AZURE_CLIENT_CERTIFICATE_PASSWORD)"
        }
        CertificateError::WrongPassword => "check the password, and that it belongs to this file",
        CertificateError::LegacyEncryption => {
            "convert the private key with `openssl pkcs8 -topk8`, which encrypts it with the same password if you give it again"
        }
        CertificateError::UnsupportedPfx => {
            "export it again with AES-256 and SHA-256, which Windows and OpenSSL 3 use by default"
        }
        CertificateError::NotRsa | CertificateError::PssOnly => {
            "Entra verifies RSA signatures only: make a certificate with an RSA key of 2048 to 4096 bits"
        }
        CertificateError::UnusableKey { .. } => "use an RSA key of 2048 to 4096 bits",
        CertificateError::MalformedPem
        | CertificateError::MalformedPfx
        | CertificateError::MalformedCertificate => "copy the file again: it may be cut off",
    }
}
