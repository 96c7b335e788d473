//! What the client signs in with.

use std::{io, path::PathBuf, sync::Arc};

use secrecy::{ExposeSecret as _, SecretString};
use storectl_model::CredentialSource;
use tokio::io::AsyncReadExt as _;
use url::Url;

use crate::{
    auth::{
        certificate::ClientCertificate,
        input::{InputError, read_secret},
    },
    error::Error,
    error_kind::ErrorKind,
};

/// The longest federated token read from a file, in bytes.
const ASSERTION_LIMIT: u64 = 64 * 1024;

/// What the client proves itself with.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A secret of the app registration.
    ClientSecret(SecretString),
    /// A file that holds a federated token (`AZURE_FEDERATED_TOKEN_FILE`); read for each sign-in, for it is rotated.
    AssertionFile(PathBuf),
    /// GitHub's issuer of workflow tokens (`ACTIONS_ID_TOKEN_REQUEST_URL` and `_TOKEN`).
    GitHubOidc {
        /// Where a workflow token is requested.
        url: Url,
        /// What the issuer wants to see.
        token: SecretString,
    },
    /// A certificate of the application; each sign-in is an assertion of its own, signed with its key.
    Certificate(Arc<ClientCertificate>),
}

/// How the client signs in.
#[derive(Clone, Debug)]
pub struct AuthConfig {
    /// Entra's address, e.g. `https://login.microsoftonline.com`.
    pub authority: Url,
    /// The directory, a GUID or a domain.
    pub tenant_id: String,
    /// The app registration.
    pub client_id: String,
    /// Its proof.
    pub credential: Credential,
    /// What the token is for; [`STORE_SCOPE`](crate::STORE_SCOPE) unless there is another service.
    pub scope: String,
}

/// Cleans a secret before it is sent: nothing malformed ever is.
pub(super) fn clean(
    secret: &SecretString,
    origin: CredentialSource,
    what: &str,
) -> Result<SecretString, Error> {
    read_secret(secret.expose_secret().as_bytes()).map_err(|error| unusable(origin, what, error))
}

/// Reads a federated token: a regular file, or a link to one, of at most 64 KiB.
pub(super) async fn assertion_file(path: &std::path::Path) -> Result<SecretString, Error> {
    let origin = CredentialSource::TokenFile;
    let what = format!(
        "the federated token in `{}` (AZURE_FEDERATED_TOKEN_FILE)",
        path.display()
    );
    let bytes = read_bounded(path).await.map_err(|error| {
        let what = format!("cannot read {what}: {error}");
        Error::new(ErrorKind::Credential { origin, what })
    })?;
    read_secret(&bytes).map_err(|error| unusable(origin, &what, error))
}

async fn read_bounded(path: &std::path::Path) -> io::Result<Vec<u8>> {
    // Before it is opened: opening a pipe waits for somebody to write.
    if !tokio::fs::metadata(path).await?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    let file = tokio::fs::File::open(path).await?;
    let mut bytes = Vec::new();
    file.take(ASSERTION_LIMIT + 1)
        .read_to_end(&mut bytes)
        .await?;
    if bytes.len() as u64 > ASSERTION_LIMIT {
        return Err(io::Error::other(format!(
            "larger than {ASSERTION_LIMIT} bytes"
        )));
    }
    Ok(bytes)
}

fn unusable(origin: CredentialSource, what: &str, error: InputError) -> Error {
    Error::new(ErrorKind::Credential {
        origin,
        what: format!("{what} {error}"),
    })
}
