//! What a plan needs to know that asks no Store: which one it is for, and where the journals of its products are.

use std::{num::NonZeroUsize, path::PathBuf};

use storectl_apply::Journals;
use storectl_platform::StateDir;

use crate::{
    args::StoreArgs,
    error::CliError,
    exit::Exit,
    settings::{
        env::Env,
        service::{AskedSeller, asked_endpoint, parse_url},
        store::sandbox_file,
    },
};

/// Which Store a run is for, without a way to reach it.
#[derive(Clone, Debug)]
pub(crate) struct OfflineSettings {
    /// The Store, where a flag or a variable names one.
    target: Option<AskedTarget>,
    /// Whose products they are.
    pub(crate) sellers: AskedSeller,
    /// How many images are decoded at a time.
    pub(crate) parallelism: NonZeroUsize,
    /// The state folder of the manifests' repository.
    pub(crate) state_dir: StateDir,
    journal_dir: Option<PathBuf>,
}

/// A Store that is asked for.
#[derive(Clone, Debug)]
enum AskedTarget {
    /// The embedded sandbox, kept in this file.
    Sandbox(PathBuf),
    /// A service.
    Service(url::Url),
}

impl OfflineSettings {
    /// Resolves them for manifests whose repository has this state folder. Credentials are not looked at.
    ///
    /// # Errors
    /// What is malformed (64).
    pub(crate) fn resolve(
        args: &StoreArgs,
        env: &Env,
        state_dir: StateDir,
    ) -> Result<Self, CliError> {
        let target = match sandbox_file(args, &state_dir) {
            Some(state) => Some(AskedTarget::Sandbox(state)),
            None => asked_endpoint(args, env)?.map(AskedTarget::Service),
        };
        // The sandbox has one account, whatever a manifest says.
        let sellers = match &target {
            Some(AskedTarget::Sandbox(_)) => AskedSeller::default(),
            Some(AskedTarget::Service(_)) | None => {
                AskedSeller::resolve(args.seller_id.as_deref(), env)?
            }
        };
        Ok(Self {
            target,
            sellers,
            parallelism: NonZeroUsize::new(args.parallelism.into()).unwrap_or(NonZeroUsize::MIN),
            state_dir,
            journal_dir: args.journal_dir.clone(),
        })
    }

    /// Returns the Store as documents name it, where one is asked for.
    pub(crate) fn endpoint(&self) -> Option<String> {
        match self.target.as_ref()? {
            AskedTarget::Sandbox(file) => Some(self.state_dir.sandbox_name(file)),
            AskedTarget::Service(url) => Some(url.as_str().trim_end_matches('/').to_owned()),
        }
    }

    /// Locates the journals of the Store that documents name `endpoint`.
    ///
    /// # Errors
    /// A Store that cannot be one (1); a sandbox in another file than the default, which a flag must name (64).
    pub(crate) fn journals(&self, endpoint: &str) -> Result<Journals, CliError> {
        let folder = self.journal_dir.clone();
        match (&self.target, endpoint) {
            (Some(AskedTarget::Sandbox(file)), _) => {
                Ok(Journals::of_sandbox(file, &self.state_dir, folder))
            }
            (Some(AskedTarget::Service(url)), _) => Ok(Journals::of_service(url, folder)),
            (None, "sandbox") => Ok(Journals::of_sandbox(
                &self.state_dir.sandbox(),
                &self.state_dir,
                folder,
            )),
            // A path that a stranger may have written is not looked at.
            (None, other) if other.starts_with("sandbox:") => Err(CliError::usage(format!(
                "the snapshot is of the simulated Store {other}"
            ))
            .hint("pass the file of its state: --sandbox=STATE_FILE")),
            (None, other) => {
                let url = parse_url(other, "the endpoint of the snapshot")
                    .map_err(|error| CliError::new(Exit::Error, error.view().message.clone()))?;
                Ok(Journals::of_service(&url, folder))
            }
        }
    }
}
