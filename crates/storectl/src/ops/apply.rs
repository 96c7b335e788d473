//! What `apply` and `submit` have in common: plan everything, refuse or ask, then write, several products side by side.

mod product;
mod purpose;

use std::cell::OnceCell;

use futures_util::future::join_all;
use storectl_api::{Patience, WriteClient};
use storectl_apply::{Cancellation, Journal, Slots};
use storectl_manifest::Variables;
use storectl_plan::{ApplyReport, Blocker, ProductPlan, Risk, StepOutcome};

use crate::{
    error::{self, CliError, Written},
    exit::Exit,
    hints::{invocation::Invocation, next, refusals::Review},
    manifests::load::Manifest,
    ops::{
        approval::{self, Approval, Since},
        blockers::{self, Reasons},
        plan::{self, Keep, PlanInput, Planned, READING},
        plans::Plans,
        preflight::Preflight,
        seller_slots::SellerSlots,
    },
    output::{
        printer::{Level, Printer},
        progress::Names,
    },
    receipts::{self, Access, Notices, ReceiptPlace},
    runtime::block_on,
    settings::consent::{self, Consent},
    settings::plan::PlanSettings,
    settings::preflight::PreflightSettings,
    settings::store::StoreSettings,
    store::open::Store,
};

pub(crate) use product::ProductEnd;
use product::Work;
pub(crate) use purpose::{Ongoing, Purpose};

/// Everything an apply needs to know.
pub(crate) struct ApplyRequest<'a> {
    pub(crate) purpose: Purpose,
    pub(crate) manifests: &'a [Manifest],
    /// The variables that are given for all manifests.
    pub(crate) vars: &'a Variables,
    pub(crate) settings: &'a StoreSettings,
    pub(crate) plan_settings: &'a PlanSettings,
    pub(crate) preflight: &'a PreflightSettings,
    pub(crate) consent: Consent,
    pub(crate) ongoing: Ongoing,
    pub(crate) approval: &'a Approval,
    pub(crate) printer: &'a Printer,
    pub(crate) cancel: &'a Cancellation,
    /// The commit that is checked out where the manifests are.
    pub(crate) commit: Option<String>,
    /// The command line, for commands to copy.
    pub(crate) invocation: &'a Invocation,
}

/// What an apply came to.
pub(crate) struct ApplyRun<'a> {
    /// The plans, whatever became of them.
    pub(crate) planned: Vec<Planned<'a>>,
    /// Reading requests sent for them.
    pub(crate) reads: u64,
    /// What became of each product; or why nothing was begun.
    pub(crate) outcome: Result<Vec<ProductEnd>, CliError>,
}

impl<'a> ApplyRequest<'a> {
    /// Plans, asks and applies. `show` is called with the plans before anything is asked or written, and again with one that is
    /// another after a wait; `client` keeps what counts the requests, also where this future is dropped.
    ///
    /// # Errors
    /// Returns an error if the Store cannot be opened, no plan can be made, or a signal came before the plans were made.
    pub(crate) async fn run(
        &self,
        client: &OnceCell<WriteClient>,
        show: impl Fn(&[Planned<'a>], u64) -> Result<(), CliError>,
    ) -> Result<ApplyRun<'a>, CliError> {
        let store = Store::open(self.settings, self.manifests, self.printer).await?;
        let endpoint = self.settings.endpoint();
        self.approval
            .check_target(&endpoint, &store, self.manifests, self.invocation)?;
        let client = client.get_or_init(|| store.writer());
        let patience = match self.approval.review() {
            Review::Outstanding => Patience::Once,
            // What cannot be told now may be what was approved.
            Review::Approved => Patience::AsReads,
        };
        let preflight = Preflight::new(&store, self.preflight, patience);
        // Before the journals are read, and until everything is done.
        let _locks = self
            .manifests
            .iter()
            .map(|it| store.lock(it, self.printer))
            .collect::<Result<Vec<_>, _>>()?;
        let mut journals: Vec<Journal> = self
            .manifests
            .iter()
            .map(|it| store.journal(it))
            .collect::<Result<_, _>>()?;
        let read_at = store.unix_now();
        let work = Work {
            store: &store,
            client,
            preflight: &preflight,
            notices: &Notices::new(self.printer),
            names: Names::of(self.manifests.len()),
            slots: &SellerSlots::new(
                self.settings.parallelism,
                self.manifests
                    .iter()
                    .map(|it| store.seller(&it.product).ok()),
            ),
            uploads: &Slots::new(self.settings.parallelism),
            show: &show,
        };
        let mut planned = self.plan(&work, &journals).await?;
        for (one, journal) in planned.iter().zip(&mut journals) {
            let Ok(plan) = &one.plan else { continue };
            if let Err(error) = journal.met(plan) {
                self.printer.say(Level::Warning, &error.to_string());
            }
        }
        let reads = client.reader().requests().get;
        let ran = |planned, outcome| ApplyRun {
            planned,
            reads,
            outcome,
        };
        if let Some(error) = blockers::all_failed(&planned, self.invocation) {
            return Ok(ran(planned, Err(error)));
        }
        show(&planned, reads)?;
        let refusals = match self.authorize(&mut planned, &work, &journals).await {
            Ok(refusals) => refusals,
            Err(error) => return Ok(ran(planned, Err(error))),
        };
        if !blockers::all_nothing(&planned) {
            let plans = Plans {
                endpoint: &endpoint,
                commit: self.commit.as_deref(),
                repository: None, // for people on a terminal
                read_at: Some(read_at),
                live: None,
                run: None,
                planned: &planned,
                reads,
                error: None,
                invocation: self.invocation,
            };
            let state_dir = &self.settings.state_dir;
            approval::remember(self.approval, &plans, state_dir, self.printer);
        }
        let ends = self
            .write(&mut planned, refusals, &work, &mut journals)
            .await;
        Ok(ran(planned, begun(ends, self.invocation)))
    }

    async fn plan(
        &self,
        work: &Work<'_, 'a>,
        journals: &[Journal],
    ) -> Result<Vec<Planned<'a>>, CliError> {
        let _reading = self.printer.busy(READING);
        let places = self.manifests.iter();
        let places = places.map(|it| ReceiptPlace::of(work.store, it)).collect();
        let read = receipts::for_plans(
            places,
            self.manifests,
            self.vars,
            Access::Publish,
            work.notices,
        );
        let read = async { Ok(read.await) };
        let remembered = block_on::reading(self.cancel, "reading receipts", read).await?;
        let wanted: Vec<PlanInput<'a, '_>> = self
            .manifests
            .iter()
            .zip(journals)
            .zip(&remembered)
            .map(|((manifest, journal), remembered)| PlanInput {
                manifest,
                journal: Ok(journal),
                remembered,
            })
            .collect();
        let parallelism = self.settings.parallelism;
        let plans = plan::plan_all(
            &wanted,
            work.source(),
            self.plan_settings,
            parallelism,
            Keep::Plans,
        );
        block_on::reading(self.cancel, READING, async { Ok(plans.await) }).await
    }

    /// Gets leave to write: the plans approved, the question answered. Returns why products may not be written to; what is in
    /// the way of one is in the way of no other (design.md §9).
    ///
    /// # Errors
    /// Why none may be.
    async fn authorize(
        &self,
        planned: &mut Vec<Planned<'a>>,
        work: &Work<'_, 'a>,
        journals: &[Journal],
    ) -> Result<Vec<Option<CliError>>, CliError> {
        let another = match self.purpose {
            Purpose::Apply => {
                let state = &self.settings.state_dir;
                let mode = self.preflight.mode;
                self.approval.check(planned, mode, state, self.invocation)
            }
            // It changes nothing, so nothing but a draft that differs is another.
            Purpose::Submit => vec![None; planned.len()],
        };
        let refusals = unless_all(self.refusals(planned, another))?;
        let is_free = |(one, refusal): &(&Planned<'_>, &Option<CliError>)| {
            refusal.is_none() && !one.plan.as_ref().is_ok_and(blockers::is_nothing)
        };
        let free: Vec<_> = planned.iter().zip(&refusals).filter(is_free).collect();
        if free.is_empty() || self.consent == Consent::Given {
            return Ok(refusals);
        }
        let question = match (self.purpose, free.as_slice()) {
            (Purpose::Apply, [(one, _)]) => {
                format!("Apply this plan to {}?", blockers::name(one.manifest))
            }
            (Purpose::Apply, free) => format!("Apply these plans to {} products?", free.len()),
            (Purpose::Submit, [(one, _)]) => format!("Submit {}?", blockers::name(one.manifest)),
            (Purpose::Submit, free) => format!("Submit {} products?", free.len()),
        };
        let question = format!("{question} Only `yes` is accepted:");
        let answer = consent::ask(&question, self.printer);
        block_on::reading(self.cancel, "waiting for confirmation", answer).await?;
        // Somebody may have worked in Partner Center while waiting for confirmation.
        let again = self.plan(work, journals).await?;
        let shown = std::mem::replace(planned, again);
        let moved = |(shown, now)| self.approval.check_again(shown, now, Since::Question).err();
        let moved: Vec<_> = shown.iter().zip(&*planned).map(moved).collect();
        let now = self.refusals(planned, moved);
        // What was refused when the question was put was no part of it.
        let refusals = refusals.into_iter().zip(now);
        unless_all(refusals.map(|(then, now)| then.or(now)).collect())
    }

    /// Returns why products may not be written to: what stands in the way of their plans, or `another`, where they are not what
    /// was approved.
    fn refusals(
        &self,
        planned: &[Planned<'_>],
        another: Vec<Option<CliError>>,
    ) -> Vec<Option<CliError>> {
        let open = plan::open_tokens(planned);
        let reasons = Reasons::new(&open, self.invocation);
        // What is waited for is in nobody's way.
        let counts = |it: &Blocker| self.ongoing == Ongoing::Refuse || !blockers::is_busy(it);
        let refusal = |(one, another): (&Planned<'_>, Option<CliError>)| match self.purpose {
            _ if another.as_ref().is_some_and(|it| it.exit() == Exit::Stale) => {
                let counts = |it: &Blocker| counts(it) && !blockers::is_of_installer(it);
                blockers::gravest([reasons.refusal(one, counts), another])
            }
            Purpose::Apply => blockers::gravest([reasons.refusal(one, counts), another]),
            // It changes nothing, so a draft that differs is not submitted, whatever tokens there are. One that matches
            // publishes what moved in Partner Center, which may need one.
            Purpose::Submit => {
                let differs = reasons.must_match(one).err();
                // What the policy forbids is no matter of tokens.
                let is_forbidden = blockers::is_forbidden(one);
                let is_refusal =
                    |it: &CliError| differs.is_none() || is_forbidden || it.exit() != Exit::Blocked;
                let refusal = reasons.refusal(one, counts).filter(is_refusal);
                blockers::gravest([refusal, differs, another])
            }
        };
        planned.iter().zip(another).map(refusal).collect()
    }

    /// Applies the products side by side. A failure of one is not a reason to leave another undone; a signal is.
    async fn write(
        &self,
        planned: &mut [Planned<'a>],
        refusals: Vec<Option<CliError>>,
        work: &Work<'_, 'a>,
        journals: &mut [Journal],
    ) -> Vec<ProductEnd> {
        let hash = &plan::hash(planned);
        let products = planned.iter_mut().zip(journals).zip(refusals);
        let ends = products.map(|((one, journal), refusal)| async move {
            match refusal {
                Some(refusal) => ProductEnd::Refused(refusal),
                None => Box::pin(self.apply_one(one, journal, hash, work)).await,
            }
        });
        let ends = join_all(ends).await;
        let left = planned.iter().zip(&ends);
        let left = left.filter(|(_, end)| matches!(end, ProductEnd::NotStarted));
        let left: Vec<String> = left.map(|(it, _)| blockers::name(it.manifest)).collect();
        if !left.is_empty() {
            let message = format!("not started: {}", left.join(", "));
            self.printer.say(Level::Warning, &message);
        }
        ends
    }
}

/// Returns why products may not be written to, where that is not all of them.
///
/// # Errors
/// The gravest reason, where it is.
fn unless_all(refusals: Vec<Option<CliError>>) -> Result<Vec<Option<CliError>>, CliError> {
    if refusals.iter().all(Option::is_some) {
        let worst = blockers::worst_of_products(refusals.iter().flatten().cloned());
        worst.map_or(Ok(Vec::new()), Err)
    } else {
        Ok(refusals)
    }
}

/// Returns what became of products, where any was begun, with what to do about the others.
///
/// # Errors
/// The gravest reason why none was, where that is so of each.
fn begun(ends: Vec<ProductEnd>, invocation: &Invocation) -> Result<Vec<ProductEnd>, CliError> {
    let refusals = ends.iter().map(|it| it.refusal().cloned());
    unless_all(refusals.collect())?;
    let advised = |end| match end {
        ProductEnd::Refused(error) => ProductEnd::Refused(next::with(error, invocation)),
        ProductEnd::Ran(_) | ProductEnd::NotStarted => end,
    };
    Ok(ends.into_iter().map(advised).collect())
}

/// Returns why a product's apply did not end well.
pub(crate) fn failed(report: &ApplyReport, plan: &ProductPlan) -> Option<CliError> {
    let failure = report.failure()?;
    Some(error::of_failure(failure, written(report, plan)))
}

/// Returns whether a step that writes was done, or may have been.
fn written(report: &ApplyReport, plan: &ProductPlan) -> Written {
    let has_written = plan.steps.iter().zip(&report.steps).any(|(step, it)| {
        match (&it.outcome, step.action.risk()) {
            (StepOutcome::Done | StepOutcome::Unknown(_), Risk::Draft | Risk::Publishes) => true,
            (_, Risk::ReadOnly)
            | (
                StepOutcome::AlreadyTrue
                | StepOutcome::Failed(_)
                | StepOutcome::Interrupted(_)
                | StepOutcome::Skipped { .. },
                Risk::Draft | Risk::Publishes,
            ) => false,
        }
    });
    // What is uploaded is on the Store's side, though nothing shows it before its commit.
    if has_written || report.uploads > 0 {
        Written::Something
    } else {
        Written::Nothing
    }
}
