//! Client assertions signed with a certificate.
//!
//! Source: Microsoft identity platform, "Application authentication certificate credentials": `alg` is PS256, `x5t#S256` the
//! base64url SHA-256 thumbprint; `aud` is the token endpoint, `iss` and `sub` are the application, `jti` is new for each,
//! and `exp` is 5 to 10 minutes after `nbf`. The form is RFC 7523, section 3.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::SecretString;
use serde_json::{Value, json};
use storectl_model::CredentialSource;
use uuid::Uuid;

use crate::{auth::certificate::ClientCertificate, error::Error, error_kind::ErrorKind};

/// How long an assertion is valid.
const LIFE: Duration = Duration::from_secs(600);

/// Signs an assertion that `client` is who asks `audience`, the address of the token endpoint.
///
/// # Errors
/// Returns an error if the certificate is not valid at this time, or its key cannot sign.
pub(super) fn sign(
    certificate: &ClientCertificate,
    client: &str,
    audience: &str,
    now: SystemTime,
) -> Result<SecretString, Error> {
    certificate
        .check(now)
        .map_err(|error| unusable(error.to_string()))?;
    let issued = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let header = json!({
        "alg": "PS256",
        "typ": "JWT",
        "x5t#S256": URL_SAFE_NO_PAD.encode(certificate.digest()),
    });
    let claims = json!({
        "aud": audience,
        "iss": client,
        "sub": client,
        "jti": Uuid::new_v4().to_string(),
        "iat": issued.as_secs(),
        "nbf": issued.as_secs(),
        "exp": (issued + LIFE).as_secs(),
    });
    let message = format!("{}.{}", encoded(&header), encoded(&claims));
    let signature = certificate.sign(message.as_bytes()).map_err(|_| {
        unusable(format!(
            "{}: the private key cannot sign",
            certificate.name()
        ))
    })?;
    Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)).into())
}

fn unusable(what: String) -> Error {
    Error::new(ErrorKind::Credential {
        origin: CredentialSource::Certificate,
        what,
    })
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}
