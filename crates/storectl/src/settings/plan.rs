//! What an apply would do, as the flags of `plan`, `apply` and `submit` say.

use std::path::{Path, PathBuf};

use storectl_model::{Acknowledgement, DesiredProduct, Prune, SubmitMode, WaitFor};
use storectl_plan::{PlanOptions, Resume, Verification};

use crate::{
    args::{FinishArgs, PlanArgs},
    error::CliError,
    manifests::load::Manifest,
};

/// The flags; the manifest's defaults are below them.
#[derive(Clone, Debug)]
pub(crate) struct PlanSettings {
    submission: Submission,
    wait: Option<WaitFor>,
    verification: Verification,
    /// What happens to listings not named.
    pub(crate) prune: Prune,
    acknowledge: Vec<Acknowledgement>,
    /// Where a cut-off apply is remembered, if not in its usual place.
    pub(crate) journal: Option<PathBuf>,
}

/// Whether there is a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Submission {
    /// As the flag says, else the manifest, else `auto`.
    ByMode(Option<SubmitMode>),
    /// In any case: it is what the command is for.
    Certain,
}

impl PlanSettings {
    /// Takes the flags of `plan` and `apply`.
    pub(crate) fn of_plan(args: &PlanArgs) -> Self {
        let settings = Self::of_finish(&args.finish);
        Self {
            submission: Submission::ByMode(args.submit),
            prune: if args.prune {
                Prune::Listings
            } else {
                Prune::Keep
            },
            acknowledge: args.acknowledge.clone(),
            ..settings
        }
    }

    /// Takes the flags of `submit`.
    ///
    /// # Errors
    /// `--wait draft` (64).
    pub(crate) fn of_submit(args: &FinishArgs) -> Result<Self, CliError> {
        match args.wait {
            Some(WaitFor::Draft) => Err(CliError::usage("`submit` does not stop at the draft")
                .hint("--wait takes submitted or published here")),
            Some(WaitFor::Submitted | WaitFor::Published) | None => Ok(Self {
                submission: Submission::Certain,
                ..Self::of_finish(args)
            }),
        }
    }

    fn of_finish(args: &FinishArgs) -> Self {
        Self {
            submission: Submission::ByMode(None),
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
        let wait = self.wait.or(desired.wait).unwrap_or(WaitFor::Submitted);
        let (submit, wait) = match self.submission {
            Submission::ByMode(flag) => (flag.or(desired.submit).unwrap_or(SubmitMode::Auto), wait),
            Submission::Certain => (SubmitMode::Always, wait.max(WaitFor::Submitted)),
        };
        PlanOptions {
            submit,
            wait,
            verification: self.verification,
            resume,
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

#[cfg(test)]
mod tests {
    use storectl_manifest::{Files, Variables};

    use super::*;
    use crate::args::JournalArgs;

    fn finish(wait: Option<WaitFor>) -> FinishArgs {
        FinishArgs {
            wait,
            no_verify: false,
            journal: JournalArgs { file: None },
        }
    }

    fn desired(submission: &str) -> DesiredProduct {
        let manifest = format!(
            "apiVersion: storectl/v1\nproductId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf\nsubmission: {submission}\n"
        );
        let document = storectl_manifest::read("storectl.yaml", manifest.as_bytes()).unwrap();
        storectl_manifest::check(&document, &Files::default(), &Variables::default())
            .product
            .unwrap()
    }

    #[test]
    fn flags_come_before_the_manifests_defaults() {
        let flags = PlanArgs {
            prune: false,
            acknowledge: Vec::new(),
            submit: Some(SubmitMode::Never),
            finish: finish(None),
        };
        let choices = PlanSettings::of_plan(&flags);
        let desired = desired("{ submit: always, wait: published }");
        let options = choices.options(&desired, Resume::Nothing);
        assert_eq!(options.submit, SubmitMode::Never);
        assert_eq!(options.wait, WaitFor::Published);
    }

    #[test]
    fn submit_submits_whatever_the_manifest_says() {
        let choices = PlanSettings::of_submit(&finish(None)).unwrap();
        let desired = desired("{ submit: never, wait: draft }");
        let options = choices.options(&desired, Resume::Nothing);
        assert_eq!(options.submit, SubmitMode::Always);
        assert_eq!(options.wait, WaitFor::Submitted);
        assert!(PlanSettings::of_submit(&finish(Some(WaitFor::Draft))).is_err());
    }
}
