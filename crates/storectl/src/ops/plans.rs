//! Plans as a result: what is shown of them, and the commands that continue.

use std::{borrow::Cow, path::Path};

use storectl_manifest::TextMatrix;
use storectl_model::FieldPath;
use storectl_plan::{Blocker, Change, PlanHash, ProductPlan, summarize};
use storectl_platform::{StateDir, resolve};
use storectl_report::{
    AtView, FleetPart, Foreign, LiveStamp, Offer, Output, PlanDetails, PlanView, ProductView,
    RepositoryView, SourceRef,
};

use crate::{
    error::CliError,
    exit::Exit,
    hints::{invocation::Invocation, refusals::with_tokens, restore::restore, take::take_commands},
    manifests::{discover::shown, invalid::InvalidManifests, load::ManifestOrigin},
    ops::plan::{Planned, VERSION, hash, manifest_warnings, open_tokens},
    output::rendering::Rendering,
    store::plans,
};

/// A run whose result is plans.
#[derive(Clone, Copy)]
pub(crate) struct PlanRun<'a> {
    /// The manifests that have no plan because they are invalid.
    pub(crate) invalid: &'a InvalidManifests,
    /// How it ends.
    pub(crate) exit: Exit,
}

/// Plans as a result.
pub(crate) struct Plans<'a> {
    /// The Store they were made for.
    pub(crate) endpoint: &'a str,
    /// The commit that is checked out where the manifests are.
    pub(crate) commit: Option<&'a str>,
    /// Where people can see the files of the checkout, where that is known.
    pub(crate) repository: Option<&'a RepositoryView>,
    /// When the Store was read, in seconds since 1970.
    pub(crate) read_at: Option<u64>,
    /// The snapshot that was read in place of the Store, where one was.
    pub(crate) live: Option<LiveStamp<'a>>,
    /// The plans.
    pub(crate) planned: &'a [Planned<'a>],
    /// Reading requests sent so far.
    pub(crate) reads: u64,
    /// What is beside them where they are the run's own result; `None` within a report.
    pub(crate) run: Option<PlanRun<'a>>,
    /// What decided the exit.
    pub(crate) error: Option<CliError>,
    /// The command line, for commands to copy.
    pub(crate) invocation: &'a Invocation,
}

/// Keeps plans for an `apply --expect` of their fingerprint, if there are any. Nothing depends on it.
pub(crate) fn keep(whole: &Rendering<'_>, state: &StateDir) {
    if let Output::Plan(PlanView {
        hash: Some(hash), ..
    }) = whole.output()
    {
        plans::keep(state, hash.as_str(), &whole.line());
    }
}

impl Plans<'_> {
    /// Returns what is shown of them.
    pub(crate) fn view(&self) -> PlanView<'_> {
        let plans = || self.planned.iter().filter_map(|it| it.plan.as_ref().ok());
        let hash = plans().next().map(|_| hash(self.planned));
        PlanView {
            tool_version: VERSION,
            endpoint: Foreign::new(self.endpoint),
            commit: self.commit,
            repository: self.repository.cloned(),
            read_at: self.read_at,
            live: self.live,
            part: FleetPart::of_run(self.invocation.shard()),
            products: self.products(),
            apply_command: hash.as_ref().and_then(|it| self.apply_command(it)),
            hash,
            summary: summarize(plans()),
            requests_get: usize::try_from(self.reads).unwrap_or(usize::MAX),
            acknowledge_command: self.command_for_manifests(),
            invalid: self.run.and_then(|it| it.invalid.view()),
            exit: self.run.map(|it| it.exit.code()),
            error: self.error.as_ref().map(CliError::view),
        }
    }

    fn products(&self) -> Vec<ProductView<'_>> {
        let planned = self.planned.iter().map(|it| self.product_view(it));
        match self.run {
            Some(run) => run.invalid.among(planned),
            None => planned.collect(),
        }
    }

    /// Returns the command that applies these plans, which have this fingerprint; none where apply would refuse all of them.
    fn apply_command(&self, hash: &PlanHash) -> Option<Offer> {
        let mut plans = self.planned.iter().filter_map(|it| it.plan.as_ref().ok());
        let is_whole = self.run.is_none_or(|it| it.invalid.is_empty());
        let helps = is_whole && plans.any(|it| it.blockers.is_empty() && !it.steps.is_empty());
        helps.then(|| Offer {
            command: match self.kept_file(hash) {
                // Its manifest is not what apply would find in the checkout.
                Some(file) => self.invocation.apply_of_plan_file(&file),
                None => self.invocation.then("apply", &["--expect", hash.as_str()]),
            },
            beside: self.invocation.withheld(),
        })
    }

    /// Returns where plans of a receipt's manifest are kept, as a path from the working directory; `None` of other plans.
    fn kept_file(&self, hash: &PlanHash) -> Option<String> {
        let planned = self.planned.iter().find(|it| is_of_receipt(it))?;
        let file = plans::file(&planned.manifest.state_dir, hash.as_str())?;
        let here = resolve(Path::new("."));
        Some(shown(file.strip_prefix(&here).unwrap_or(&file)))
    }

    fn product_view<'a>(&self, planned: &'a Planned<'_>) -> ProductView<'a> {
        let manifest = planned.manifest;
        ProductView {
            manifest: Foreign::new(&manifest.path),
            product_id: Foreign::new(manifest.product.product_id.as_str()),
            seller_id: planned.seller.as_ref().map(|it| Foreign::new(it.as_str())),
            name: manifest.product.name.as_deref().map(Foreign::new),
            at: match &manifest.origin {
                ManifestOrigin::Checkout => None,
                ManifestOrigin::Receipt(extracted) => Some(AtView {
                    commit: extracted.receipt.commit.as_str(),
                    submission: extracted.receipt.submission.as_ref(),
                    acknowledge_command: self.acknowledge_command(),
                    restore_command: restore(extracted.receipt.commit.as_str(), &manifest.folder),
                }),
            },
            base: planned.remembered.view(),
            plan: match &planned.plan {
                Ok(plan) => Ok(PlanDetails::of(plan)),
                Err(error) => Err(error.view()),
            },
            last_commit: last_commit(planned),
            acknowledge: manifest.product.acknowledge.iter().cloned().collect(),
            files_before: planned.files_before.clone(),
            variables: &manifest.variables,
            localization: localization(planned),
            preflight: planned
                .installers
                .iter()
                .map(|it| it.view(manifest))
                .collect(),
            rehearsal: planned.rehearsal.as_ref(),
            sources: change_places(planned),
            places_to_write: places_to_write(planned),
            take_commands: self.take_commands(planned),
            warning_sources: warning_places(planned),
            blocker_sources: blocker_places(planned),
        }
    }

    /// Returns the command that writes the tokens that are missing to the manifests; `None` where none is, or a manifest is a
    /// receipt's.
    fn command_for_manifests(&self) -> Option<Offer> {
        let open = open_tokens(self.planned);
        let open: Vec<&str> = open.iter().map(|it| it.as_str()).collect();
        let helps = !open.is_empty() && !self.planned.iter().any(is_of_receipt);
        helps.then(|| Offer {
            command: self.invocation.acknowledging(&open),
            beside: self.invocation.withheld(),
        })
    }

    /// Returns the command that takes the Store's value, for each change.
    fn take_commands(&self, planned: &Planned<'_>) -> Vec<Option<String>> {
        let changes = planned.plan.as_ref().map(|it| it.changes.as_slice());
        let changes = changes.unwrap_or_default();
        let manifest = planned.manifest;
        let invocation = match self.planned {
            [_] => Cow::Borrowed(self.invocation),
            _ => Cow::Owned(manifest.alone(self.invocation)),
        };
        take_commands(changes, manifest, &invocation)
    }

    /// Returns the same command with the tokens that are missing; `None` where none is.
    fn acknowledge_command(&self) -> Option<Offer> {
        let open = open_tokens(self.planned);
        (!open.is_empty()).then(|| Offer {
            command: with_tokens(&open, self.invocation),
            beside: self.invocation.withheld(),
        })
    }
}

/// Returns the texts that customers get, language by language.
fn localization(planned: &Planned<'_>) -> Option<TextMatrix> {
    let plan = planned.plan.as_ref().ok()?;
    let manifest = planned.manifest;
    let desired = manifest.product.remembering(&plan.remembered_secrets);
    let listings = &plan.outcome.listings;
    Some(TextMatrix::of_outcome(
        &desired,
        &manifest.sources,
        |language| listings.get(language).map(|it| &it.texts),
    ))
}

/// Whether a plan is of a receipt's manifest, not of the checkout's.
fn is_of_receipt(planned: &Planned<'_>) -> bool {
    match planned.manifest.origin {
        ManifestOrigin::Checkout => false,
        ManifestOrigin::Receipt(_) => true,
    }
}

/// Returns the commit that the last submission was made from, where the receipt is of that submission.
fn last_commit<'a>(planned: &'a Planned<'_>) -> Option<Foreign<'a>> {
    let last = planned.plan.as_ref().ok()?.last_submission.as_ref()?;
    planned.remembered.commit_of(&last.id).map(Foreign::new)
}

/// Returns what each warning is about in the manifest; those about the manifest itself come last and know their place.
fn warning_places(planned: &Planned<'_>) -> Vec<Option<SourceRef>> {
    let mut found = places(planned, |plan| {
        plan.warnings.iter().map(|it| it.path.as_ref()).collect()
    });
    let own = manifest_warnings(planned.manifest);
    if let Some(first) = found.len().checked_sub(own.len()) {
        found.truncate(first);
        found.extend(own.into_iter().map(|(_, place)| place));
    }
    found
}

/// Returns where the manifest says so, for each change: of a text that is a file of its own, the first line that changes.
fn change_places(planned: &Planned<'_>) -> Vec<Option<SourceRef>> {
    let changes = planned.plan.iter().flat_map(|it| &it.changes);
    let place = |it: &Change| {
        let place = planned.manifest.locate(&it.path.pointer())?;
        let is_manifest = place.in_repository == planned.manifest.path;
        // The section of a changelog begins behind the mark of its heading.
        let is_whole_file = !is_manifest && (place.line, place.column) == (1, 1);
        let line = first_changed_line(it).filter(|_| is_whole_file);
        Some(SourceRef {
            line: line.unwrap_or(place.line),
            ..place
        })
    };
    changes.map(place).collect()
}

/// Returns the first line, from 1, in which the texts of a change differ; of lines that go at the end the one before them.
fn first_changed_line(change: &Change) -> Option<usize> {
    let (before, after) = (change.before.as_str()?, change.after.as_str()?);
    let same = before.lines().zip(after.lines());
    let same = same.take_while(|(before, after)| before == after).count();
    Some((same + 1).min(after.lines().count()).max(1))
}

/// Returns where the manifest says what these paths of a plan are about.
fn places(
    planned: &Planned<'_>,
    paths: fn(&ProductPlan) -> Vec<Option<&FieldPath>>,
) -> Vec<Option<SourceRef>> {
    let paths = planned.plan.as_ref().map(paths).unwrap_or_default();
    let place = |it: &FieldPath| planned.manifest.locate(&it.pointer());
    paths.into_iter().map(|it| it.and_then(place)).collect()
}

/// Returns where each blocker is to be fixed: in the manifest, or where the policy has the rule.
fn blocker_places(planned: &Planned<'_>) -> Vec<Option<SourceRef>> {
    let blockers = planned.plan.iter().flat_map(|it| &it.blockers);
    let place = |it: &Blocker| match it {
        Blocker::Policy(violation) => planned.rule_at(violation),
        Blocker::Busy { .. }
        | Blocker::Unacknowledged { .. }
        | Blocker::InDoubt { .. }
        | Blocker::Conflict { .. }
        | Blocker::Installer { .. } => {
            let path = it.place()?;
            planned.manifest.locate(&path.pointer())
        }
    };
    blockers.map(place).collect()
}

/// Returns where a value of the Store can be written to the manifest, for each change.
fn places_to_write(planned: &Planned<'_>) -> Vec<Option<SourceRef>> {
    let changes = planned.plan.iter().flat_map(|it| &it.changes);
    let place = |it: &Change| planned.manifest.place_to_write(&it.path.pointer());
    changes.map(place).collect()
}
