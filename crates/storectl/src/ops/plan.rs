//! Plans products: reads their drafts, several in parallel, and compares.

use std::{collections::BTreeSet, num::NonZeroUsize, path::Path};

use futures_util::{StreamExt as _, stream};
use serde_json::Value;
use storectl_apply::{Journal, Recollection};
use storectl_manifest::{Diagnostic, TextMatrix};
use storectl_model::{AckToken, FieldPath, SellerId};
use storectl_plan::{
    Blocker, Memory, PlanHash, PriorWork, ProductPlan, Warning, plan, plan_hash, summarize,
    unused_tokens_of_run,
};
use storectl_platform::{StateDir, resolve};
use storectl_report::{
    AtView, Foreign, LiveStamp, Offer, PlanView, ProductView, Rehearsal, SourceRef, json,
};

use crate::{
    error::CliError,
    hints::{
        invocation::Invocation,
        refusals::with_tokens,
        restore::restore,
        take::{DraftSource, take_commands},
    },
    manifests::discover::shown,
    manifests::load::{Manifest, ManifestOrigin},
    ops::drafts::{Draft, Source},
    receipts::Remembered,
    settings::plan::PlanSettings,
    store::plans,
};

/// Version of this tool, for documents.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What is waited for while plans are made.
pub(crate) const READING: &str = "reading drafts";

/// The plan of one manifest's product, or why there is none.
pub(crate) struct Planned<'a> {
    /// The manifest.
    pub(crate) manifest: &'a Manifest,
    /// The seller account it is read for, where one is named.
    pub(crate) seller: Option<SellerId>,
    /// What is remembered of its submissions.
    pub(crate) remembered: Remembered,
    /// The plan.
    pub(crate) plan: Result<ProductPlan, CliError>,
    /// What it was made of, where that is kept.
    pub(crate) draft: Option<Draft>,
    /// What came of rehearsing it, where that was asked for.
    pub(crate) rehearsal: Option<Rehearsal>,
}

impl Planned<'_> {
    /// Returns whether there is something to do; a draft that only waits to be submitted counts as well.
    pub(crate) fn has_changes(&self) -> bool {
        self.plan.as_ref().is_ok_and(|plan| {
            !plan.changes.is_empty() || !plan.pending.is_empty() || plan.verdict().has_work()
        })
    }
}

/// Whether drafts are kept when their plans are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// The plans alone.
    Plans,
    /// The drafts as well.
    Drafts,
}

/// What one product's plan rests on beside its manifest.
pub(crate) struct PlanInput<'a, 'j> {
    /// The manifest.
    pub(crate) manifest: &'a Manifest,
    /// What earlier runs recorded, or why that cannot be read.
    pub(crate) journal: Result<&'j Journal, &'j CliError>,
    /// What is remembered of its submissions.
    pub(crate) remembered: &'j Remembered,
}

/// Plans every product, in order; at most `parallelism` are read in parallel, with one token.
pub(crate) async fn plan_all<'a>(
    wanted: &[PlanInput<'a, '_>],
    source: Source<'_>,
    settings: &PlanSettings,
    parallelism: NonZeroUsize,
    keep: Keep,
) -> Vec<Planned<'a>> {
    let (products, bound) = (wanted.len().max(1), parallelism.get());
    let images = NonZeroUsize::new(bound / products).unwrap_or(NonZeroUsize::MIN);
    let mut planned: Vec<Planned<'a>> = stream::iter(wanted)
        .map(|it| plan_one(it, source, settings, images, keep))
        .buffered(bound)
        .collect()
        .await;
    let unused = {
        let plans = planned.iter().filter_map(|it| it.plan.as_ref().ok());
        unused_tokens_of_run(settings.acknowledged(), plans)
    };
    // A token of the command line is for all products, and the warning is not any one product's.
    if let Some(first) = planned.iter_mut().find_map(|it| it.plan.as_mut().ok()) {
        first.warnings.extend(unused);
    }
    planned
}

/// Plans one product; looks at no more than `images` of its images in parallel.
pub(crate) async fn plan_one<'a>(
    wanted: &PlanInput<'a, '_>,
    source: Source<'_>,
    settings: &PlanSettings,
    images: NonZeroUsize,
    keep: Keep,
) -> Planned<'a> {
    let mut remembered = wanted.remembered.clone();
    let plan = plan_product(wanted, &mut remembered, source, settings, images).await;
    let (plan, draft) = match plan {
        Ok((plan, draft)) => (Ok(plan), Some(draft).filter(|_| keep == Keep::Drafts)),
        Err(error) => (Err(error), None),
    };
    Planned {
        manifest: wanted.manifest,
        seller: source.seller(wanted.manifest),
        remembered,
        plan,
        draft,
        rehearsal: None,
    }
}

/// Plans one product, and keeps of what is remembered what the Store does not contradict.
async fn plan_product(
    wanted: &PlanInput<'_, '_>,
    remembered: &mut Remembered,
    source: Source<'_>,
    settings: &PlanSettings,
    images: NonZeroUsize,
) -> Result<(ProductPlan, Draft), CliError> {
    let known = Recollection {
        journal: match wanted.journal {
            Ok(journal) => journal.prior_work(),
            Err(_) => PriorWork::default(),
        },
        receipt: remembered.accepted(),
        announced: remembered.announced(),
        earlier: remembered.earlier(),
        now: source.now(),
    };
    let draft = source.read(wanted.manifest, known, images).await?;
    if let Some(submission) = &draft.disowned {
        remembered.disown(submission);
    }
    let plan = compare(wanted, remembered.memory(), &draft, settings);
    Ok((plan, draft))
}

/// Compares a manifest with a draft.
fn compare(
    wanted: &PlanInput<'_, '_>,
    memory: Memory<'_>,
    draft: &Draft,
    settings: &PlanSettings,
) -> ProductPlan {
    let manifest = wanted.manifest;
    let desired = &manifest.product;
    let options = settings.options(desired, &manifest.unmatched, &draft.prior, memory);
    let mut plan = plan(desired, &draft.remote, &options);
    plan.warnings
        .extend(wanted.journal.err().map(|error| Warning {
            path: None,
            message: format!(
                "{}; pending work from earlier runs is unknown",
                error.view().message
            ),
        }));
    plan.warnings.extend(draft.warnings.iter().cloned());
    let own = manifest_warnings(manifest).into_iter();
    plan.warnings.extend(own.map(|(warning, _)| warning));
    plan
}

/// How many warnings about a manifest a plan shows (forms, Outputs 6).
const MOST_WARNINGS: usize = 100;

/// Returns the warnings about the manifest with their places: reviewers read them in the plan, where nobody sees what the run
/// says beside it (forms, Outputs 13).
fn manifest_warnings(manifest: &Manifest) -> Vec<(Warning, Option<SourceRef>)> {
    let shown = manifest.warnings.iter().take(MOST_WARNINGS);
    let mut warnings: Vec<_> = shown
        .map(|it| (of_manifest(it), Some(manifest.place(&it.location))))
        .collect();
    let more = manifest.warnings.len().saturating_sub(MOST_WARNINGS);
    if more > 0 {
        let message = match more {
            1 => "1 more warning about the manifest".to_owned(),
            _ => format!("{more} more warnings about the manifest"),
        };
        warnings.push((
            Warning {
                path: None,
                message,
            },
            None,
        ));
    }
    warnings
}

fn of_manifest(found: &Diagnostic) -> Warning {
    let path = found.path();
    // The path stands before the message.
    let named = path.as_ref().map(|it| format!("`{it}` "));
    let message = named.and_then(|it| found.message.strip_prefix(it.as_str()));
    Warning {
        message: message.unwrap_or(&found.message).to_owned(),
        path,
    }
}

/// Returns the fingerprint of all plans there are.
pub(crate) fn hash(planned: &[Planned<'_>]) -> PlanHash {
    plan_hash(planned.iter().filter_map(|it| it.plan.as_ref().ok()))
}

/// Returns the tokens of destructive changes that nobody has acknowledged, each once.
pub(crate) fn open_tokens<'a>(planned: &'a [Planned<'_>]) -> Vec<&'a AckToken> {
    let plans = planned.iter().filter_map(|it| it.plan.as_ref().ok());
    let guards = plans.flat_map(ProductPlan::unacknowledged);
    let tokens: BTreeSet<&AckToken> = guards.filter_map(|(_, guard)| guard.token()).collect();
    tokens.into_iter().collect()
}

/// Returns a failure as the plan of every product: each was asked for, and none was read.
pub(crate) fn none_planned<'a>(manifests: &'a [Manifest], error: &CliError) -> Vec<Planned<'a>> {
    manifests
        .iter()
        .map(|manifest| Planned {
            manifest,
            seller: None,
            remembered: Remembered::nothing("the product could not be planned"),
            plan: Err(error.clone()),
            draft: None,
            rehearsal: None,
        })
        .collect()
}

/// Plans as a result.
pub(crate) struct Plans<'a> {
    /// The Store they were made for.
    pub(crate) endpoint: &'a str,
    /// The commit that is checked out where the manifests are.
    pub(crate) commit: Option<&'a str>,
    /// When the Store was read, in seconds since 1970.
    pub(crate) read_at: Option<u64>,
    /// The snapshot that was read in place of the Store, where one was.
    pub(crate) live: Option<LiveStamp<'a>>,
    /// The plans.
    pub(crate) planned: &'a [Planned<'a>],
    /// Reading requests sent so far.
    pub(crate) reads: u64,
    /// What decided the exit.
    pub(crate) error: Option<CliError>,
    /// The command line, for commands to copy.
    pub(crate) invocation: &'a Invocation,
}

impl Plans<'_> {
    /// Returns what is shown of them.
    pub(crate) fn view(&self) -> PlanView<'_> {
        let plans = || self.planned.iter().filter_map(|it| it.plan.as_ref().ok());
        PlanView {
            tool_version: VERSION,
            endpoint: Foreign::new(self.endpoint),
            commit: self.commit,
            read_at: self.read_at,
            live: self.live,
            products: self
                .planned
                .iter()
                .map(|it| self.product_view(it))
                .collect(),
            hash: plans().next().map(|_| plan_hash(plans())),
            summary: summarize(plans()),
            requests_get: usize::try_from(self.reads).unwrap_or(usize::MAX),
            apply_command: self.apply_command(),
            acknowledge_command: self.command_for_manifests(),
            error: self.error.as_ref().map(CliError::view),
        }
    }

    /// Returns the fingerprint of all of them.
    pub(crate) fn hash(&self) -> PlanHash {
        hash(self.planned)
    }

    /// Returns the plan document, format `storectl.plan`.
    pub(crate) fn document(&self) -> Value {
        json::plan(&self.view())
    }

    /// Returns the command that applies these plans; none where apply would refuse.
    fn apply_command(&self) -> Option<Offer> {
        let is_free =
            |it: &Planned<'_>| it.plan.as_ref().is_ok_and(|plan| plan.blockers.is_empty());
        let has_steps =
            |it: &Planned<'_>| it.plan.as_ref().is_ok_and(|plan| !plan.steps.is_empty());
        let helps = self.planned.iter().all(is_free) && self.planned.iter().any(has_steps);
        let hash = self.hash();
        helps.then(|| Offer {
            command: match self.kept_file() {
                // Its manifest is not what apply would find in the checkout.
                Some(file) => self.invocation.apply_of_plan_file(&file),
                None => self.invocation.then("apply", &["--expect", hash.as_str()]),
            },
            beside: self.invocation.withheld(),
        })
    }
}

impl Plans<'_> {
    /// Returns where plans of a receipt's manifest are kept, as a path from the working directory; `None` of other plans.
    fn kept_file(&self) -> Option<String> {
        let planned = self.planned.iter().find(|it| is_of_receipt(it))?;
        let state = StateDir::of(&planned.manifest.folder);
        let file = plans::file(&state, self.hash().as_str())?;
        let here = resolve(Path::new("."));
        Some(shown(file.strip_prefix(&here).unwrap_or(&file)))
    }
}

impl Plans<'_> {
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
                Ok(plan) => Ok(plan.for_people()),
                Err(error) => Err(error.view()),
            },
            last_commit: last_commit(planned),
            variables: &manifest.variables,
            localization: localization(planned),
            rehearsal: planned.rehearsal.as_ref(),
            sources: places(planned, |plan| {
                plan.changes.iter().map(|it| Some(&it.path)).collect()
            }),
            places_to_write: places_to_write(planned),
            take_commands: self.take_commands(planned),
            warning_sources: warning_places(planned),
            blocker_sources: places(planned, |plan| {
                plan.blockers.iter().map(Blocker::place).collect()
            }),
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
        let source = match self.live {
            None => DraftSource::Store,
            Some(_) => DraftSource::Snapshot,
        };
        let changes = changes.unwrap_or_default();
        take_commands(changes, planned.manifest, source, self.invocation)
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

/// Returns where the manifest says what these paths of a plan are about.
fn places(
    planned: &Planned<'_>,
    paths: fn(&ProductPlan) -> Vec<Option<&FieldPath>>,
) -> Vec<Option<SourceRef>> {
    let paths = planned.plan.as_ref().map(paths).unwrap_or_default();
    let place = |it: &FieldPath| planned.manifest.locate(&it.pointer());
    paths.into_iter().map(|it| it.and_then(place)).collect()
}

/// Returns where a value of the Store can be written to the manifest, for each change.
fn places_to_write(planned: &Planned<'_>) -> Vec<Option<SourceRef>> {
    let changes = planned.plan.iter().flat_map(|it| &it.changes);
    let place = |it: &storectl_plan::Change| planned.manifest.place_to_write(&it.path.pointer());
    changes.map(place).collect()
}
