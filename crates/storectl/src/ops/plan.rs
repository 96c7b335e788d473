//! Plans products: reads their drafts, several in parallel, and compares.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
    mem,
    num::NonZeroUsize,
    sync::Arc,
    time::Duration,
};

use futures_util::future::join_all;
use storectl_apply::{Journal, Recollection};
use storectl_manifest::Diagnostic;
use storectl_model::{AckToken, SellerId};
use storectl_plan::{
    Memory, PlanFingerprint, PlanHash, PolicyFacts, PolicyViolation, PriorWork, ProductPlan,
    Warning, fingerprint_hash, plan, unused_tokens_of_run,
};
use storectl_report::{FileBefore, Rehearsal, SourceRef};

use crate::{
    error::CliError,
    manifests::load::Manifest,
    ops::{
        drafts::{Draft, Source},
        preflight::CheckedInstaller,
        seller_slots::SellerSlots,
    },
    receipts::Remembered,
    settings::{plan::PlanSettings, policy::PolicyFile},
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
    /// When it was planned, by the clock of the Store's client; 0 where a snapshot was.
    pub(crate) read_at: Duration,
    /// The plan.
    pub(crate) plan: Result<ProductPlan, CliError>,
    /// Its fingerprint, once somebody asked.
    fingerprint: OnceCell<PlanFingerprint>,
    /// The installers that were looked at.
    pub(crate) installers: Vec<CheckedInstaller>,
    /// What it was made of, where that is kept.
    pub(crate) draft: Option<Draft>,
    /// The file that held the image before each change of its plan.
    pub(crate) files_before: Vec<Option<FileBefore>>,
    /// The policy that it was judged by.
    pub(crate) policy: Option<Arc<PolicyFile>>,
    /// What came of rehearsing it, where that was asked for.
    pub(crate) rehearsal: Option<Rehearsal>,
}

impl Planned<'_> {
    /// Returns the fingerprint of the plan, where there is one.
    pub(crate) fn fingerprint(&self) -> Option<&PlanFingerprint> {
        let plan = self.plan.as_ref().ok()?;
        Some(self.fingerprint.get_or_init(|| PlanFingerprint::of(plan)))
    }

    /// Returns where the policy has the rule that is violated.
    pub(crate) fn rule_at(&self, violation: &PolicyViolation) -> Option<SourceRef> {
        let policy = self.policy.as_ref()?;
        Some(policy.place(violation.place))
    }

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

/// Plans every product, in order; at most `parallelism` of a seller account are read in parallel, with one token.
pub(crate) async fn plan_all<'a>(
    wanted: &[PlanInput<'a, '_>],
    source: Source<'_>,
    settings: &PlanSettings,
    parallelism: NonZeroUsize,
    keep: Keep,
) -> Vec<Planned<'a>> {
    let sellers = wanted.iter().map(|it| source.seller(it.manifest));
    let slots = SellerSlots::new(parallelism, sellers);
    let slots = &slots;
    let plans = wanted.iter().map(|it| async move {
        let _slot = slots.take(source.seller(it.manifest).as_ref()).await;
        Box::pin(plan_one(it, source, settings, keep)).await
    });
    let mut planned: Vec<Planned<'a>> = join_all(plans).await;
    let unused = {
        let plans = planned.iter().filter_map(|it| it.plan.as_ref().ok());
        unused_tokens_of_run(settings.acknowledged(), plans)
    };
    // A token of the command line is for all products, and the warning is not any one product's.
    if let Some(first) = planned.iter_mut().find_map(|it| it.plan.as_mut().ok()) {
        first.warnings.extend(unused);
        // Nor is the policy, and warnings about the manifest stay the last.
        let of_policy = settings.policy().and_then(|it| it.warning());
        first.warnings.splice(0..0, of_policy);
    }
    planned
}

/// Plans one product.
pub(crate) async fn plan_one<'a>(
    wanted: &PlanInput<'a, '_>,
    source: Source<'_>,
    settings: &PlanSettings,
    keep: Keep,
) -> Planned<'a> {
    let mut remembered = wanted.remembered.clone();
    let read_at = source.clock_now();
    let made = plan_product(wanted, &mut remembered, source, settings).await;
    let (plan, installers, draft) = match made {
        Ok(Made {
            plan,
            installers,
            draft,
        }) => {
            let draft = Some(draft).filter(|_| keep == Keep::Drafts);
            (Ok(plan), installers, draft)
        }
        Err(error) => (Err(error), Vec::new(), None),
    };
    Planned {
        manifest: wanted.manifest,
        seller: source.seller(wanted.manifest),
        remembered,
        read_at,
        plan,
        fingerprint: OnceCell::new(),
        installers,
        draft,
        files_before: Vec::new(),
        policy: settings.policy().cloned(),
        rehearsal: None,
    }
}

/// A plan, and what it was made of.
struct Made {
    plan: ProductPlan,
    installers: Vec<CheckedInstaller>,
    draft: Draft,
}

/// Plans one product, and keeps of what is remembered what the Store does not contradict.
async fn plan_product(
    wanted: &PlanInput<'_, '_>,
    remembered: &mut Remembered,
    source: Source<'_>,
    settings: &PlanSettings,
) -> Result<Made, CliError> {
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
    let read = source.read(wanted.manifest, known, remembered);
    let mut draft = read.await?;
    if let Some(submission) = &draft.disowned {
        remembered.disown(submission);
    }
    let mut plan = compare(wanted, remembered.memory(), &draft, settings);
    let desired = &wanted.manifest.product;
    let looked = mem::take(&mut draft.installers);
    let examined = source
        .examine(looked, desired, &draft.remote.packages, &plan, remembered)
        .await?;
    examined.note(&mut plan);
    if let Some(policy) = settings.policy() {
        let signers = match &policy.rules().signers {
            Some(_) => source.signers(&plan, &examined).await,
            None => BTreeMap::new(),
        };
        let facts = PolicyFacts {
            seller: &draft.seller,
            signers: &signers,
        };
        plan.judge(policy.rules(), facts);
    }
    Ok(Made {
        plan,
        installers: examined.installers,
        draft,
    })
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
pub(super) fn manifest_warnings(manifest: &Manifest) -> Vec<(Warning, Option<SourceRef>)> {
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
    fingerprint_hash(planned.iter().filter_map(Planned::fingerprint))
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
            read_at: Duration::ZERO,
            plan: Err(error.clone()),
            fingerprint: OnceCell::new(),
            installers: Vec::new(),
            draft: None,
            files_before: Vec::new(),
            policy: None,
            rehearsal: None,
        })
        .collect()
}
