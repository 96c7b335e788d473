//! Public keys, and what they verify.

use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaParameters,
    RsaPublicKeyComponents, UnparsedPublicKey,
};

/// How an assertion is signed (RFC 7518, section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// ECDSA with P-256 and SHA-256.
    Es256,
}

impl Algorithm {
    /// The algorithm of a name in a header; none of those that Entra does not take, `none` above all.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "PS256" => Some(Self::Ps256),
            "ES256" => Some(Self::Es256),
            _ => None,
        }
    }

    fn of_rsa(self) -> Option<&'static RsaParameters> {
        match self {
            Self::Rs256 => Some(&RSA_PKCS1_2048_8192_SHA256),
            Self::Ps256 => Some(&RSA_PSS_2048_8192_SHA256),
            Self::Es256 => None,
        }
    }
}

/// A public key.
#[derive(Clone, Debug)]
pub(crate) enum PublicKey {
    /// An RSA key as a certificate holds it (RFC 8017, appendix A.1.1).
    Der(Vec<u8>),
    /// An RSA key as a key set holds it, big-endian (RFC 7518, section 6.3).
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
    /// A point on P-256, uncompressed (RFC 7518, section 6.2).
    P256(Vec<u8>),
}

impl PublicKey {
    /// Whether a message has this signature by this key.
    pub(crate) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let rsa = algorithm.of_rsa();
        let outcome = match (self, rsa) {
            (Self::Der(key), Some(rsa)) => {
                UnparsedPublicKey::new(rsa, key).verify(message, signature)
            }
            (Self::Rsa { modulus, exponent }, Some(rsa)) => RsaPublicKeyComponents {
                n: modulus,
                e: exponent,
            }
            .verify(rsa, message, signature),
            (Self::P256(point), None) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature)
            }
            (Self::Der(_) | Self::Rsa { .. }, None) | (Self::P256(_), Some(_)) => return false,
        };
        outcome.is_ok()
    }
}
