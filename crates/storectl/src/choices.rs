//! What an apply would do, as the flags of `plan`, `apply` and `submit` say.

use std::path::{Path, PathBuf};

use storectl_model::{Acknowledgement, DesiredProduct, Prune, SubmitMode, WaitFor};
use storectl_plan::{PlanOptions, Resume, Verification};

use crate::{
    cli::{ChoiceArgs, FinishArgs},
    error::CliError,
    manifests::Manifest,
};

/// The flags; the manifest's defaults are below them.
#[derive(Clone, Debug)]
pub(crate) struct Choices {
    submit: Option<SubmitMode>,
    wait: Option<WaitFor>,
    verification: Verification,
    /// What happens to listings not named.
    pub(crate) prune: Prune,
    acknowledge: Vec<Acknowledgement>,
    /// Where a cut-off apply is remembered, if not in its usual place.
    pub(crate) journal: Option<PathBuf>,
}

impl Choices {
    /// Takes the flags of `plan` and `apply`.
    pub(crate) fn of_plan(args: &ChoiceArgs) -> Self {
        let settings = Self::of_finish(&args.finish);
        Self {
            submit: args.submit,
            prune: if args.prune {
                Prune::Listings
            } else {
                Prune::Keep
            },
            acknowledge: args.acknowledge.clone(),
            ..settings
        }
    }

    /// Takes the flags of `submit`, which always submits.
    pub(crate) fn of_submit(args: &FinishArgs) -> Self {
        Self {
            submit: Some(SubmitMode::Always),
            ..Self::of_finish(args)
        }
    }

    fn of_finish(args: &FinishArgs) -> Self {
        Self {
            submit: None,
            wait: args.wait,
            verification: if args.no_verify {
                Verification::Skip
            } else {
                Verification::ReadBack
            },
            prune: Prune::Keep,
            acknowledge: Vec::new(),
            journal: args.journal.file.clone(),
        }
    }

    /// Refuses what does not go with these manifests.
    ///
    /// # Errors
    /// One journal for several products (64).
    pub(crate) fn check(&self, manifests: &[Manifest]) -> Result<(), CliError> {
        check_journal(self.journal.as_deref(), manifests)
    }

    /// Gives the options for one product.
    pub(crate) fn options(&self, desired: &DesiredProduct, resume: Resume) -> PlanOptions<'_> {
        PlanOptions {
            submit: self.submit.or(desired.submit).unwrap_or(SubmitMode::Auto),
            wait: self.wait.or(desired.wait).unwrap_or(WaitFor::Submitted),
            verification: self.verification,
            resume,
            prune: self.prune,
            acknowledge: &self.acknowledge,
        }
    }
}

/// Refuses one journal for several products: each would take the other's for its own.
///
/// # Errors
/// 64.
pub(crate) fn check_journal(file: Option<&Path>, manifests: &[Manifest]) -> Result<(), CliError> {
    match (file, manifests.len()) {
        (Some(_), 2..) => Err(CliError::usage(
            "--journal is for one product, and there are several manifests",
        )),
        (Some(_) | None, _) => Ok(()),
    }
}
