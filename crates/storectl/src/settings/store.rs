//! Flags over the environment over defaults: which Store, and how to reach it.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    time::Duration,
};

use storectl_platform::StateDir;

use crate::{
    args::{SANDBOX_STATE, StoreArgs},
    error::CliError,
    settings::{
        env::Env,
        image_cache::{ImageCachePlace, ImageUse},
        receipts::ReceiptSettings,
        service::{Service, Sought},
    },
};

/// First pause between two reads of the embedded sandbox, whose time passes by reads.
const SANDBOX_POLL_INTERVAL: Duration = Duration::from_millis(50);

/// Which Store, and how to reach it.
#[derive(Clone, Debug)]
pub(crate) struct StoreSettings {
    /// Which Store.
    pub(crate) target: Target,
    /// How many products are read, images looked at and images uploaded at a time.
    pub(crate) parallelism: NonZeroUsize,
    /// How long the command may take.
    pub(crate) timeout: Duration,
    /// The first pause between two reads of a wait, and the distance of two spaced reads, where not the default of the
    /// wait.
    pub(crate) poll_interval: Option<Duration>,
    /// Where exchanges are written.
    pub(crate) trace: Option<PathBuf>,
    /// The state folder of the manifests' repository.
    pub(crate) state_dir: StateDir,
    /// The folder for pending work, if not there.
    pub(crate) journal_dir: Option<PathBuf>,
    /// Where receipts are kept.
    pub(crate) receipts: ReceiptSettings,
    /// Where what is learned of images is kept.
    pub(crate) image_cache: ImageCachePlace,
    /// What is done with what is known of images.
    pub(crate) image_use: ImageUse,
    /// Where what is learned of installers is kept.
    pub(crate) installer_cache: Option<PathBuf>,
}

/// Which Store.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// The embedded sandbox, kept in this file.
    Sandbox(PathBuf),
    /// A service over HTTP.
    Service(Box<Service>),
}

/// Returns the file of the embedded sandbox, where the flags ask for it.
pub(crate) fn sandbox_file(args: &StoreArgs, state_dir: &StateDir) -> Option<PathBuf> {
    let state = args.sandbox.as_ref()?;
    if state == Path::new(SANDBOX_STATE) {
        Some(state_dir.sandbox())
    } else {
        Some(state.clone())
    }
}

impl StoreSettings {
    /// Resolves them for manifests whose repository has this state folder.
    ///
    /// # Errors
    /// What is missing to sign in (20), what is malformed (64), a secret file that cannot be read (1).
    pub(crate) fn resolve(
        args: &StoreArgs,
        env: &Env,
        state_dir: StateDir,
    ) -> Result<Self, CliError> {
        let target = match sandbox_file(args, &state_dir) {
            Some(state) => Target::Sandbox(state),
            None => Target::Service(Box::new(Service::resolve(args, env)?)),
        };
        Self::of(target, args, env, state_dir)
    }

    /// Resolves them as [`resolve`](Self::resolve) does, where there is what it takes to sign in, or nobody has to.
    ///
    /// # Errors
    /// What is malformed (64), a credential that cannot be one (20), a secret file that cannot be read (1).
    pub(crate) fn find(
        args: &StoreArgs,
        env: &Env,
        state_dir: StateDir,
    ) -> Result<Option<Self>, CliError> {
        let target = match sandbox_file(args, &state_dir) {
            Some(state) => Target::Sandbox(state),
            None => match Service::find(args, env)? {
                Sought::Found(service) => Target::Service(service),
                Sought::Missing(_) => return Ok(None),
            },
        };
        Self::of(target, args, env, state_dir).map(Some)
    }

    fn of(
        target: Target,
        args: &StoreArgs,
        env: &Env,
        state_dir: StateDir,
    ) -> Result<Self, CliError> {
        let poll_default = match target {
            Target::Sandbox(_) => Some(SANDBOX_POLL_INTERVAL),
            Target::Service(_) => None,
        };
        Ok(Self {
            target,
            parallelism: NonZeroUsize::new(args.parallelism.into()).unwrap_or(NonZeroUsize::MIN),
            timeout: args.timeout,
            poll_interval: args.poll_interval.or(poll_default),
            trace: args.trace.clone(),
            state_dir,
            journal_dir: args.journal_dir.clone(),
            receipts: ReceiptSettings::resolve(args, env)?,
            image_cache: ImageCachePlace::resolve(args, env),
            image_use: ImageUse::default(),
            installer_cache: env.cache().map(|it| it.join("installers")),
        })
    }
}

impl StoreSettings {
    /// Takes them for a run that publishes.
    #[must_use]
    pub(crate) fn publishing(self) -> Self {
        Self {
            image_use: ImageUse::Publishes,
            ..self
        }
    }

    /// Returns how many files and connections a run over so many products of so many sellers may have open together: the reads
    /// of each that is in turn, uploads with their files, of the embedded sandbox both ends, and some to spare for files.
    pub(crate) fn open_files(&self, products: usize, sellers: usize) -> usize {
        const READS: usize = 5;
        const SPARE: usize = 8;
        let ends = match self.target {
            Target::Sandbox(_) => 2,
            Target::Service(_) => 1,
        };
        let together = self.parallelism.get().saturating_mul(sellers).min(products);
        SPARE + ends * READS * together + (ends + 1) * self.parallelism.get()
    }

    /// Returns the Store as documents name it: the address of the API, or the embedded sandbox by its state file.
    pub(crate) fn endpoint(&self) -> String {
        match &self.target {
            Target::Sandbox(file) => self.state_dir.sandbox_name(file),
            Target::Service(service) => {
                let endpoint = service.endpoint.value.as_str();
                endpoint.trim_end_matches('/').to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Flags {
        #[command(flatten)]
        store: StoreArgs,
    }

    fn resolve(args: &[&str], env: &Env) -> Result<StoreSettings, CliError> {
        let flags = Flags::try_parse_from(["storectl"].iter().chain(args)).unwrap();
        StoreSettings::resolve(&flags.store, env, StateDir::of(Path::new("")))
    }

    #[test]
    fn the_sandbox_needs_nothing_and_asks_often() {
        let settings = resolve(&["--sandbox"], &Env::default()).unwrap();
        assert!(matches!(settings.target, Target::Sandbox(_)));
        assert_eq!(settings.poll_interval, Some(SANDBOX_POLL_INTERVAL));
    }
}
