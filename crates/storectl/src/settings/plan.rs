//! What an apply does, as the flags of `plan`, `apply` and `submit` say.

use std::sync::Arc;

use storectl_model::{AckToken, DesiredProduct, Prune, Selector, SubmitMode, WaitFor};
use storectl_plan::{Memory, PlanOptions, PriorWork};

use crate::{
    args::{FinishArgs, PlanArgs},
    error::CliError,
    settings::policy::PolicyFile,
};

/// The flags; the manifest's defaults are below them.
#[derive(Clone, Debug)]
pub(crate) struct PlanSettings {
    submission: Submission,
    wait: Option<WaitFor>,
    /// What happens to listings not named.
    pub(crate) prune: Prune,
    /// Tokens beside the manifests': of the command line, then of a plan file.
    acknowledge: Vec<AckToken>,
    /// How many of them are of the command line.
    of_flags: usize,
    /// The parts of the manifest this run manages; none restricts nothing.
    pub(crate) only: Vec<Selector>,
    /// What no plan may do.
    policy: Option<Arc<PolicyFile>>,
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
    /// Returns the tokens that the command line acknowledges, for every product.
    pub(crate) fn acknowledged(&self) -> &[AckToken] {
        self.acknowledge.get(..self.of_flags).unwrap_or_default()
    }

    /// Counts the tokens of an approved plan as given. They approve nothing but the changes that the plan shows: a token
    /// follows from the product, the address and the values.
    #[must_use]
    pub(crate) fn with_approved(mut self, tokens: impl IntoIterator<Item = AckToken>) -> Self {
        self.acknowledge.extend(tokens);
        self
    }

    /// Judges every plan by a policy, where there is one.
    #[must_use]
    pub(crate) fn judged_by(mut self, policy: Option<PolicyFile>) -> Self {
        self.policy = policy.map(Arc::new);
        self
    }

    /// Returns the policy that plans are judged by.
    pub(crate) fn policy(&self) -> Option<&Arc<PolicyFile>> {
        self.policy.as_ref()
    }

    /// Takes no flags: what the manifests say, as `plan` does where none is given.
    pub(crate) fn of_manifests() -> Self {
        Self::of_finish(&FinishArgs { wait: None })
    }

    /// Takes the flags of `plan` and `apply`.
    ///
    /// # Errors
    /// `--submit always` with `--wait draft` (64). `--submit never` contradicts no state: `--wait published` then follows
    /// a submission that is in progress.
    pub(crate) fn of_plan(args: &PlanArgs) -> Result<Self, CliError> {
        if (args.submit, args.finish.wait) == (Some(SubmitMode::Always), Some(WaitFor::Draft)) {
            return Err(CliError::usage(
                "`--submit always` cannot be used with `--wait draft`, which stops before the submission",
            )
            .hint("remove one of the two"));
        }
        let settings = Self::of_finish(&args.finish);
        Ok(Self {
            submission: Submission::ByMode(args.submit),
            prune: if args.prune {
                Prune::Listings
            } else {
                Prune::Keep
            },
            of_flags: args.acknowledge.len(),
            acknowledge: args.acknowledge.clone(),
            only: args.only.clone(),
            ..settings
        })
    }

    /// Takes the flags of `submit`.
    ///
    /// # Errors
    /// `--wait draft` (64).
    pub(crate) fn of_submit(args: &FinishArgs) -> Result<Self, CliError> {
        match args.wait {
            Some(WaitFor::Draft) => Err(CliError::usage(
                "`--wait draft` cannot be used with `submit`",
            )
            .hint("use --wait submitted or --wait published")),
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
            prune: Prune::Keep,
            acknowledge: Vec::new(),
            of_flags: 0,
            only: Vec::new(),
            policy: None,
        }
    }

    /// Returns the options for one product.
    pub(crate) fn options<'a>(
        &'a self,
        desired: &DesiredProduct,
        unmatched: &'a [Selector],
        prior: &'a PriorWork,
        memory: Memory<'a>,
    ) -> PlanOptions<'a> {
        let wait = self.wait.or(desired.wait).unwrap_or(WaitFor::Submitted);
        let (submit, wait) = match self.submission {
            // The flag overrides a manifest that stops before the submission.
            Submission::ByMode(Some(SubmitMode::Always)) | Submission::Certain => {
                (SubmitMode::Always, wait.max(WaitFor::Submitted))
            }
            Submission::ByMode(flag) => (flag.or(desired.submit).unwrap_or(SubmitMode::Auto), wait),
        };
        PlanOptions {
            submit,
            wait,
            prior,
            acknowledge: &self.acknowledge,
            unmatched,
            memory,
        }
    }
}

#[cfg(test)]
mod tests {
    use storectl_manifest::{Files, Variables};

    use super::*;
    use crate::{args::PreflightArgs, exit::Exit};

    fn finish(wait: Option<WaitFor>) -> FinishArgs {
        FinishArgs { wait }
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

    fn flags(submit: Option<SubmitMode>, wait: Option<WaitFor>) -> PlanArgs {
        PlanArgs {
            prune: false,
            acknowledge: Vec::new(),
            only: Vec::new(),
            submit,
            preflight: PreflightArgs { preflight: None },
            wait_for_package: None,
            finish: finish(wait),
        }
    }

    #[test]
    fn flags_come_before_the_manifests_defaults() {
        use SubmitMode::{Always, Auto, Never};
        use WaitFor::{Draft, Published, Submitted};
        let prior = PriorWork::default();
        for (manifest, submit, wait, expected) in [
            (
                "{ submit: always, wait: published }",
                Some(Never),
                None,
                (Never, Published),
            ),
            (
                "{ submit: always, wait: published }",
                None,
                Some(Draft),
                (Always, Draft),
            ),
            (
                "{ submit: never }",
                Some(Auto),
                Some(Published),
                (Auto, Published),
            ),
            ("{ wait: draft }", None, None, (Auto, Draft)),
            ("{ wait: draft }", Some(Always), None, (Always, Submitted)),
            (
                "{ submit: never, wait: draft }",
                Some(Always),
                None,
                (Always, Submitted),
            ),
            (
                "{ submit: never, wait: draft }",
                Some(Always),
                Some(Published),
                (Always, Published),
            ),
            ("{}", Some(Never), Some(Published), (Never, Published)),
        ] {
            let settings = PlanSettings::of_plan(&flags(submit, wait)).unwrap();
            let desired = desired(manifest);
            let options = settings.options(&desired, &[], &prior, Memory::NONE);
            assert_eq!(
                (options.submit, options.wait),
                expected,
                "{manifest} {submit:?} {wait:?}"
            );
        }
    }

    #[test]
    fn flags_that_contradict_each_other_are_wrong_usage_and_both_named() {
        let both = flags(Some(SubmitMode::Always), Some(WaitFor::Draft));
        let error = PlanSettings::of_plan(&both).unwrap_err();
        assert_eq!(error.exit(), Exit::Usage);
        let message = &error.view().message;
        for flag in ["--submit always", "--wait draft"] {
            assert!(message.contains(flag), "{message}");
        }
    }

    #[test]
    fn submit_submits_whatever_the_manifest_says() {
        let settings = PlanSettings::of_submit(&finish(None)).unwrap();
        let desired = desired("{ submit: never, wait: draft }");
        let prior = PriorWork::default();
        let options = settings.options(&desired, &[], &prior, Memory::NONE);
        assert_eq!(options.submit, SubmitMode::Always);
        assert_eq!(options.wait, WaitFor::Submitted);
        assert!(PlanSettings::of_submit(&finish(Some(WaitFor::Draft))).is_err());
    }
}
