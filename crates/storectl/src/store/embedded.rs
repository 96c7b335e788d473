//! The embedded sandbox: a Store in this process, and its one application.

use std::path::PathBuf;

use storectl_api::{AuthConfig, Credential, STORE_SCOPE};
use storectl_model::SellerId;
use storectl_sandbox::{Credentials, Options};
use tokio::net::TcpListener;
use url::Url;

use super::state_dir;
use crate::{error::CliError, settings::service::parse_url};

/// A sandbox that is served, and who may use it.
pub(crate) struct EmbeddedSandbox {
    /// Where it is served.
    pub(crate) address: Url,
    /// How its one application signs in.
    pub(crate) auth: AuthConfig,
    /// Its one account.
    pub(crate) seller: SellerId,
}

impl EmbeddedSandbox {
    /// Serves a sandbox on a free port of this machine for as long as the program runs: from a file, or from memory where none
    /// is given.
    ///
    /// # Errors
    /// The file is in use or is not a sandbox's, or no port can be used (1).
    pub(crate) async fn start(file: Option<PathBuf>) -> Result<Self, CliError> {
        let options = Options::default();
        let credentials = options.credentials.clone();
        let sandbox = state_dir::sandbox(file, options)?;
        let failed = |error: std::io::Error| CliError::local("cannot start the sandbox", error);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        tokio::spawn(async move { sandbox.serve(listener).await });
        let address = parse_url(&format!("http://{address}"), "the sandbox")?;
        let (auth, seller) = application(credentials, &address)?;
        Ok(Self {
            address,
            auth,
            seller,
        })
    }
}

/// Returns how the one application of a sandbox signs in, and its account.
///
/// # Errors
/// The account's ID is none (1).
pub(crate) fn application(
    credentials: Credentials,
    authority: &Url,
) -> Result<(AuthConfig, SellerId), CliError> {
    let seller = credentials
        .seller_id
        .parse()
        .map_err(|error| CliError::local("the sandbox's seller ID", error))?;
    let auth = AuthConfig {
        authority: authority.clone(),
        tenant_id: credentials.tenant_id,
        client_id: credentials.client_id,
        credential: Credential::ClientSecret(credentials.client_secret.into()),
        scope: STORE_SCOPE.to_owned(),
    };
    Ok((auth, seller))
}
