//! Client assertions (RFC 7523, section 3), judged as Entra does: by their form, by their time and, where there are keys to
//! verify them with, by all they say.
//!
//! Source of what an assertion of a certificate must say: Microsoft identity platform, "Application authentication certificate
//! credentials"; of a federated one: "Workload identity federation". Entra's codes: its list of AADSTS error codes.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::client_keys::{Algorithm, ClientKeys, Issuer, PublicKey};
use crate::fields::Fields;

/// Whom a federated token must be for.
const EXCHANGE: &str = "api://AzureADTokenExchange";

/// The longest an assertion of a certificate may be valid, in seconds: the document says 5 to 10 minutes.
const LONGEST_LIFE: u64 = 600;

/// Why an assertion is refused: Entra's code and its sentence.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: u32,
    pub(super) message: String,
}

/// A client assertion, read.
pub(super) struct Assertion<'a> {
    header: Fields,
    claims: Fields,
    /// What is signed.
    message: &'a [u8],
    signature: Vec<u8>,
    /// Seconds since 1970 at which it expires.
    expires: u64,
    /// Seconds since 1970 before which it is not valid; 0 where it does not say.
    begins: u64,
}

/// What an assertion is judged by.
pub(super) struct Expected<'a> {
    /// The application that signs in.
    pub(super) client: &'a str,
    /// The address of the token endpoint.
    pub(super) endpoint: &'a str,
    /// Since 1970.
    pub(super) now: Duration,
}

/// An assertion that may be used once: its `jti`, and when it expires, in seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Once {
    pub(super) id: String,
    pub(super) expires: u64,
}

impl<'a> Assertion<'a> {
    /// Reads a signed token of three parts.
    ///
    /// # Errors
    /// It is not one, or names no issuer, subject, audience or expiry.
    pub(super) fn read(assertion: &'a str) -> Result<Self, Refusal> {
        Self::of_parts(assertion).ok_or_else(|| refusal(50027, "JWT token is invalid or malformed"))
    }

    fn of_parts(assertion: &'a str) -> Option<Self> {
        let (message, signature) = assertion.rsplit_once('.')?;
        let (header, claims) = message.split_once('.')?;
        let object = |part: &str| -> Option<Fields> {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
        };
        let (header, claims) = (object(header)?, object(claims)?);
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let is_signed = text(&header, "alg").is_some()
            && header.get("alg") != Some(&json!("none"))
            && !signature.is_empty();
        let is_addressed = ["iss", "sub"].iter().all(|it| text(&claims, it).is_some())
            && claims
                .get("aud")
                .is_some_and(|it| !audiences(it).is_empty());
        let time = |name: &str| claims.get(name).and_then(Value::as_u64);
        let expires = time("exp")?;
        let begins = time("nbf").unwrap_or_default();
        (is_signed && is_addressed).then_some(Self {
            header,
            claims,
            message: message.as_bytes(),
            signature,
            expires,
            begins,
        })
    }

    /// # Errors
    /// It has expired, or is not valid yet.
    pub(super) fn check_time(&self, now: Duration) -> Result<(), Refusal> {
        if (self.begins..self.expires).contains(&now.as_secs()) {
            Ok(())
        } else {
            Err(refusal(
                700_024,
                "Client assertion is not within its valid time range",
            ))
        }
    }

    /// Verifies it with these keys. One that names the application as its issuer is the application's own, signed with a
    /// certificate; any other is federated.
    ///
    /// # Errors
    /// The first check that fails.
    pub(super) fn verify(
        &self,
        keys: &ClientKeys,
        expected: &Expected<'_>,
    ) -> Result<Option<Once>, Refusal> {
        if self.claim("iss") == expected.client {
            self.verify_own(keys, expected).map(Some)
        } else {
            self.verify_federated(&keys.issuers).map(|()| None)
        }
    }

    /// Its signature before its claims: what nobody signed claims nothing.
    fn verify_own(&self, keys: &ClientKeys, expected: &Expected<'_>) -> Result<Once, Refusal> {
        let known = keys.certificates.iter().find(|it| {
            text(&self.header, "x5t#S256") == Some(&it.sha256)
                || text(&self.header, "x5t") == Some(&it.sha1)
        });
        let Some(known) = known else {
            return Err(refusal(
                700_027,
                "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found.]",
            ));
        };
        self.verify_signature(&known.key)?;
        if !(known.not_before..known.not_after).contains(&expected.now.as_secs()) {
            return Err(refusal(
                700_027,
                "The certificate used to sign the client assertion is expired or not yet valid. [Reason - The key used is expired.]",
            ));
        }
        if self.claim("sub") != expected.client {
            return Err(refusal(
                700_021,
                "Client assertion application identifier doesn't match 'client_id' parameter",
            ));
        }
        if !self.is_for(expected.endpoint) {
            return Err(refusal(
                700_023,
                "Client assertion audience claim does not match Realm issuer",
            ));
        }
        if self.begins == 0 || self.expires.saturating_sub(self.begins) > LONGEST_LIFE {
            return Err(refusal(
                700_024,
                "Client assertion is not within its valid time range. It must name nbf, and exp at most 10 minutes after it",
            ));
        }
        match text(&self.claims, "jti") {
            Some(id) => Ok(Once {
                id: id.to_owned(),
                expires: self.expires,
            }),
            None => Err(refusal(
                50027,
                "JWT token is invalid or malformed: jti is missing",
            )),
        }
    }

    fn verify_federated(&self, issuers: &[Issuer]) -> Result<(), Refusal> {
        let (issuer, subject) = (self.claim("iss"), self.claim("sub"));
        let fits = |expected: &Option<String>, actual: &str| {
            expected.as_ref().is_none_or(|it| it == actual)
        };
        let of_issuer: Vec<&Issuer> = issuers.iter().filter(|it| fits(&it.name, issuer)).collect();
        if of_issuer.is_empty() {
            return Err(refusal(
                700_211,
                &format!(
                    "No matching federated identity record found for presented assertion issuer '{issuer}'"
                ),
            ));
        }
        let Some(known) = of_issuer.into_iter().find(|it| fits(&it.subject, subject)) else {
            return Err(refusal(
                700_213,
                &format!(
                    "No matching federated identity record found for presented assertion subject '{subject}'"
                ),
            ));
        };
        if !self.is_for(EXCHANGE) {
            return Err(refusal(
                700_212,
                "No matching federated identity record found for presented assertion audience",
            ));
        }
        let id = text(&self.header, "kid");
        let key = known.keys.iter().find(|(kid, _)| kid.as_deref() == id);
        match key {
            Some((_, key)) => self.verify_signature(key),
            None => Err(refusal(
                700_027,
                "Client assertion contains an invalid signature. [Reason - The key was not found.]",
            )),
        }
    }

    fn verify_signature(&self, key: &PublicKey) -> Result<(), Refusal> {
        let algorithm = text(&self.header, "alg").and_then(Algorithm::named);
        if algorithm.is_some_and(|it| key.verifies(it, self.message, &self.signature)) {
            Ok(())
        } else {
            Err(refusal(
                700_027,
                "Client assertion contains an invalid signature. [Reason - The key was found, but use of the key to verify the signature failed.]",
            ))
        }
    }

    fn claim(&self, name: &str) -> &str {
        text(&self.claims, name).unwrap_or_default()
    }

    fn is_for(&self, audience: &str) -> bool {
        let claim = self.claims.get("aud");
        claim.is_some_and(|it| audiences(it).contains(&audience))
    }
}

fn refusal(code: u32, message: &str) -> Refusal {
    Refusal {
        code,
        message: message.to_owned(),
    }
}

/// A text of a header or of claims that is not empty.
fn text<'a>(of: &'a Fields, name: &str) -> Option<&'a str> {
    of.get(name)?.as_str().filter(|it| !it.is_empty())
}

/// An audience is one, or a list (RFC 7519, section 4.1.3).
fn audiences(claim: &Value) -> Vec<&str> {
    let one = claim.as_str().into_iter();
    let several = claim.as_array().into_iter().flatten();
    one.chain(several.filter_map(Value::as_str))
        .filter(|it| !it.is_empty())
        .collect()
}
