//! Where hosts of installers may be, and how to reach them, for a command that asks no Store.

use std::{path::PathBuf, time::Duration};

use url::Url;

use crate::{
    args::HostArgs,
    error::CliError,
    settings::{
        env::Env,
        service::{self, parse_url},
    },
};

/// The address of a simulated Store as far as it matters here: that it is on this machine.
const SANDBOX: &str = "http://127.0.0.1";

/// Where hosts of installers may be, and how to reach them.
#[derive(Clone, Debug)]
pub(crate) struct HostSettings {
    /// The submission API, which is not asked: where it is on this machine, so are the hosts.
    pub(crate) endpoint: Url,
    /// How long the command may take.
    pub(crate) timeout: Duration,
    /// Where exchanges are written.
    pub(crate) trace: Option<PathBuf>,
}

impl HostSettings {
    /// Resolves them. Credentials are not looked at.
    ///
    /// # Errors
    /// An endpoint that is malformed (64).
    pub(crate) fn resolve(args: &HostArgs, env: &Env) -> Result<Self, CliError> {
        let endpoint = match &args.sandbox {
            Some(_) => parse_url(SANDBOX, "--sandbox")?,
            None => service::endpoint(args.endpoint.as_deref(), env)?.value,
        };
        Ok(Self {
            endpoint,
            timeout: args.timeout,
            trace: args.trace.clone(),
        })
    }
}
