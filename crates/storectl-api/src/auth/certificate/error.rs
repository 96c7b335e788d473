//! Why a file is not a client certificate. Nothing here quotes the file.

use storectl_platform::TextError;

/// Why a file cannot serve as a client certificate; each reads on from the name of the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// It has no bytes, or nothing but whitespace.
    #[error("is blank")]
    Blank,
    /// It is neither a PFX file nor text.
    #[error("is neither PEM nor PFX: {error}")]
    NotText {
        /// What is wrong with it as text.
        error: TextError,
    },
    /// It is text without a PEM block.
    #[error("is neither PEM nor PFX: it has no line that begins with `-----BEGIN`")]
    NotPem,
    /// It is base64 of what should be in it.
    #[error("is neither PEM nor PFX: it is base64 that was not decoded")]
    Base64,
    /// A PEM block that is cut off or garbled.
    #[error("contains a PEM block that is malformed")]
    MalformedPem,
    /// Binary data that begins like PFX.
    #[error("begins like a PFX file, and is malformed")]
    MalformedPfx,
    /// The PFX file uses an algorithm that is not read.
    #[error("is a PFX file with an encryption that storectl does not read")]
    UnsupportedPfx,
    /// A certificate in DER form alone.
    #[error("is a certificate in DER form, which has no private key")]
    DerCertificate,
    /// A private key in DER form alone.
    #[error("is a private key in DER form, which has no certificate")]
    DerKey,
    /// Certificates and no private key.
    #[error("contains a certificate, but no private key")]
    NoKey,
    /// A private key and no certificate.
    #[error("contains a private key, but no certificate")]
    NoCertificate,
    /// More than one private key: which one signs would be a guess.
    #[error("contains {count} private keys; expected one")]
    SeveralKeys {
        /// How many.
        count: usize,
    },
    /// No certificate belongs to the private key.
    #[error("contains no certificate that belongs to its private key")]
    Mismatch,
    /// A certificate that cannot be read.
    #[error("contains a certificate that is malformed")]
    MalformedCertificate,
    /// The private key, or the PFX file, wants a password.
    #[error("is protected by a password, and none is set")]
    PasswordMissing,
    /// The password does not open it.
    #[error("cannot be opened with the password")]
    WrongPassword,
    /// A key encrypted in a form older than PBES2: nothing proves that it was not altered.
    #[error("contains a private key in an old encrypted form, which storectl does not read")]
    LegacyEncryption,
    /// A key that is not RSA.
    #[error("contains a private key that is not an RSA key")]
    NotRsa,
    /// An RSA key that may sign with PSS only.
    #[error("contains an RSA-PSS key; expected an RSA key without that restriction")]
    PssOnly,
    /// A key that the signing library does not take.
    #[error("contains an RSA key that cannot be used: {reason}")]
    UnusableKey {
        /// What is wrong with it, e.g. `it has fewer than 2048 bits`.
        reason: String,
    },
}
