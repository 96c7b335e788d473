//! Client certificates in PEM: a private key and certificates, in any order, other text around them.

use pkcs8::EncryptedPrivateKeyInfoRef;
use secrecy::{ExposeSecret as _, SecretString};
use storectl_platform::decode_text;
use x509_cert::{
    der::{Decode as _, Reader as _, SliceReader, asn1::OctetStringRef},
    spki::AlgorithmIdentifierRef,
};
use zeroize::Zeroizing;

use crate::auth::certificate::{
    error::CertificateError,
    parts::{Key, Parts},
};

/// Reads the blocks of a text in UTF-8 or UTF-16.
pub(super) fn read(
    bytes: &[u8],
    password: Option<&SecretString>,
) -> Result<Parts, CertificateError> {
    let text = decode_text(bytes).map_err(|error| CertificateError::NotText { error })?;
    let text = Zeroizing::new(text);
    if text.trim().is_empty() {
        return Err(CertificateError::Blank);
    }
    if !text.contains("-----BEGIN ") {
        return Err(if is_base64(&text) {
            CertificateError::Base64
        } else {
            CertificateError::NotPem
        });
    }
    let blocks = pem::parse_many(text.as_bytes()).map_err(|_| CertificateError::MalformedPem)?;
    // A block without its end is no block to the parser.
    if blocks.len() < text.matches("-----BEGIN ").count() {
        return Err(CertificateError::MalformedPem);
    }
    let mut parts = Parts::default();
    for block in blocks {
        let tag = block.tag().to_owned();
        let is_legacy = block.headers().get("Proc-Type").is_some();
        let contents = Zeroizing::new(block.into_contents());
        match tag.as_str() {
            "CERTIFICATE" | "X509 CERTIFICATE" => parts.certificates.push(contents.to_vec()),
            "PRIVATE KEY" => parts.keys.push(Key::Pkcs8(contents)),
            "ENCRYPTED PRIVATE KEY" => parts.keys.push(Key::Pkcs8(decrypt(&contents, password)?)),
            "RSA PRIVATE KEY" | "EC PRIVATE KEY" if is_legacy => {
                return Err(CertificateError::LegacyEncryption);
            }
            "RSA PRIVATE KEY" => parts.keys.push(Key::Pkcs1(contents)),
            "EC PRIVATE KEY" => return Err(CertificateError::NotRsa),
            // Parameters, requests and whatever else tools put beside them.
            _ => {}
        }
    }
    Ok(parts)
}

/// Decrypts a key that is encrypted by PBES2. Source: RFC 5958, section 3; RFC 8018, section 6.2.
fn decrypt(
    encrypted: &[u8],
    password: Option<&SecretString>,
) -> Result<Zeroizing<Vec<u8>>, CertificateError> {
    let key = match EncryptedPrivateKeyInfoRef::try_from(encrypted) {
        Ok(key) if key.encryption_algorithm.pbes2().is_some() => key,
        Ok(_) => return Err(CertificateError::LegacyEncryption),
        // Of PKCS #12, for example.
        Err(_) if is_encrypted_key(encrypted) => return Err(CertificateError::LegacyEncryption),
        Err(_) => return Err(CertificateError::MalformedPem),
    };
    let password = password.ok_or(CertificateError::PasswordMissing)?;
    let document = key
        .decrypt(password.expose_secret())
        .map_err(|_| CertificateError::WrongPassword)?;
    Ok(Zeroizing::new(document.as_bytes().to_vec()))
}

/// Whether bytes are an encrypted key, whatever it is encrypted by.
fn is_encrypted_key(der: &[u8]) -> bool {
    let read = |der| {
        SliceReader::new(der)?.sequence(|it| {
            AlgorithmIdentifierRef::decode(it)?;
            <&OctetStringRef>::decode(it)
        })
    };
    read(der).is_ok()
}

/// Recognizes what CI systems hold where a file's base64 was stored as a secret: DER begins with a SEQUENCE (`MI`), PEM with
/// dashes (`LS0t`).
fn is_base64(text: &str) -> bool {
    let text = text.trim();
    let is_of_alphabet = |it: char| it.is_ascii_alphanumeric() || "+/=\r\n".contains(it);
    (text.starts_with("MI") || text.starts_with("LS0t")) && text.chars().all(is_of_alphabet)
}
