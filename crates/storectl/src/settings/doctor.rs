//! What `doctor` checks, as far as it can be resolved: what cannot is a finding, not an error.

use std::{path::PathBuf, time::Duration};

use storectl_api::{Credential, is_proxy};
use storectl_platform::StateDir;
use url::Url;

use crate::{
    args::StoreArgs,
    error::CliError,
    settings::{
        env::{Env, Given},
        history::HistorySettings,
        service::{self, Service},
    },
};

/// What is checked.
pub(crate) struct DoctorSettings {
    /// Base address of the API.
    pub(crate) endpoint: Given<Url>,
    /// Base address of the sign-in service.
    pub(crate) authority: Given<Url>,
    /// Who signs in.
    pub(crate) sign_in: SignIn,
    /// Where receipts are.
    pub(crate) receipts: HistorySettings,
    /// The state folder of the manifests' repository.
    pub(crate) state_dir: StateDir,
    /// How long the command may take.
    pub(crate) timeout: Duration,
    /// Where exchanges are written.
    pub(crate) trace: Option<PathBuf>,
    /// Variables that should name a proxy, and do not.
    pub(crate) ignored_proxies: Vec<&'static str>,
}

/// Variables that name a proxy; of each pair, the first that is set counts.
const PROXIES: [&[&str]; 3] = [
    &["HTTPS_PROXY", "https_proxy"],
    &["HTTP_PROXY", "http_proxy"],
    &["ALL_PROXY", "all_proxy"],
];

/// Who signs in.
pub(crate) enum SignIn {
    /// Whoever asks a simulated Store.
    Sandbox,
    /// An application.
    Application(Box<Service>),
    /// Nobody, and why.
    Nobody(CliError),
}

impl DoctorSettings {
    /// Resolves them for manifests whose repository has this state folder.
    ///
    /// # Errors
    /// An address that is malformed (64).
    pub(crate) fn resolve(
        args: &StoreArgs,
        env: &Env,
        state_dir: StateDir,
    ) -> Result<Self, CliError> {
        let endpoint = service::endpoint(args.endpoint.as_deref(), env)?;
        let authority = service::authority(args.authority.as_deref(), env)?;
        let sign_in = if args.sandbox.is_some() {
            SignIn::Sandbox
        } else {
            match Service::resolve(args, env) {
                Ok(service) => SignIn::Application(Box::new(service)),
                Err(error) => SignIn::Nobody(error),
            }
        };
        Ok(Self {
            endpoint,
            authority,
            sign_in,
            receipts: HistorySettings::resolve(args, env, &state_dir)?,
            state_dir,
            timeout: args.timeout,
            trace: args.trace.clone(),
            ignored_proxies: ignored_proxies(env),
        })
    }

    /// Returns the address of GitHub's token service, where it is what signs in.
    pub(crate) fn token_service(&self) -> Option<Url> {
        match &self.sign_in {
            SignIn::Application(service) => match &service.credential.value {
                Credential::GitHubOidc { url, .. } => Some(url.clone()),
                Credential::ClientSecret(_)
                | Credential::AssertionFile(_)
                | Credential::Certificate(_) => None,
            },
            SignIn::Sandbox | SignIn::Nobody(_) => None,
        }
    }
}

/// Returns the variables that should name a proxy, and do not.
fn ignored_proxies(env: &Env) -> Vec<&'static str> {
    let given = PROXIES.iter().filter_map(|it| env.named_path(it));
    given
        .filter(|(_, value)| !value.to_str().is_some_and(is_proxy))
        .map(|(name, _)| name)
        .collect()
}
