//! What `apply` and `submit` have in common: plan everything, refuse or ask, then write one product after another.

mod purpose;

use std::cell::OnceCell;

use storectl_api::{Patience, ReadClient, WriteClient};
use storectl_apply::{Cancellation, Journal, Slot, apply, wait_for_ongoing};
use storectl_manifest::Variables;
use storectl_plan::{ApplyReport, Blocker, ProductPlan, ReceiptInstaller, Risk, StepOutcome};

use crate::{
    error::{self, CliError, Written},
    exit::Exit,
    hints::{invocation::Invocation, next, refusals::Review},
    manifests::load::Manifest,
    ops::approval::{self, Approval},
    ops::blockers,
    ops::drafts::Source,
    ops::record_uploads::UploadRecorder,
    ops::{
        plan::{self, Keep, PlanInput, Planned, READING},
        plans::Plans,
        preflight::{LookAgain, Preflight},
    },
    output::printer::{Level, Printer},
    output::progress::Progress,
    receipts::{self, Access, Notices, ReceiptPlace, Recorder, Submitted},
    runtime::block_on,
    settings::consent::{self, Consent},
    settings::plan::PlanSettings,
    settings::preflight::PreflightSettings,
    settings::store::StoreSettings,
    store::open::Store,
};

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
    /// What was done, one entry per product that was begun; or why nothing was.
    pub(crate) outcome: Result<Vec<ApplyReport>, CliError>,
}

impl<'a> ApplyRequest<'a> {
    /// Plans, asks and applies. `show` is called with the plans before anything is asked or written; `client` keeps what
    /// counts the requests, also where this future is dropped.
    ///
    /// # Errors
    /// Returns an error if the Store cannot be opened, no plan can be made, or a signal came before the plans were made.
    pub(crate) async fn run(
        &self,
        client: &OnceCell<WriteClient>,
        show: impl FnOnce(&[Planned<'a>], u64) -> Result<(), CliError>,
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
        let preflight = &Preflight::new(&store, self.preflight, patience);
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
        let notices = Notices::new(self.printer);
        let planned = self
            .plan(&store, client.reader(), preflight, &journals, &notices)
            .await?;
        let planned = match self.ongoing {
            Ongoing::Refuse => planned,
            Ongoing::Await => {
                self.after_ongoing(planned, &store, client, preflight, &journals)
                    .await?
            }
        };
        for (one, journal) in planned.iter().zip(&mut journals) {
            let Ok(plan) = &one.plan else { continue };
            if let Err(error) = journal.met(plan) {
                self.printer.say(Level::Warning, &error.to_string());
            }
        }
        let reads = client.reader().requests().get;
        if let Some(error) = blockers::all_failed(&planned, self.invocation) {
            return Ok(ApplyRun {
                planned,
                reads,
                outcome: Err(error),
            });
        }
        show(&planned, reads)?;
        let outcome = match self
            .authorize(&planned, &store, client, preflight, &journals, &notices)
            .await
        {
            Ok(()) => {
                if !blockers::all_nothing(&planned) {
                    let plans = Plans {
                        endpoint: &self.settings.endpoint(),
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
                Ok(self
                    .write(&planned, &store, client, preflight, &mut journals, &notices)
                    .await)
            }
            Err(error) => Err(error),
        };
        Ok(ApplyRun {
            planned,
            reads,
            outcome,
        })
    }

    async fn plan(
        &self,
        store: &Store,
        client: &ReadClient,
        preflight: &Preflight<'_>,
        journals: &[Journal],
        notices: &Notices<'_>,
    ) -> Result<Vec<Planned<'a>>, CliError> {
        let _reading = self.printer.busy(READING);
        let places = self.manifests.iter();
        let places = places.map(|it| ReceiptPlace::of(store, it)).collect();
        let read = receipts::for_plans(places, self.manifests, self.vars, Access::Publish, notices);
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
        let source = Source::Store {
            store,
            client,
            preflight,
        };
        let plans = plan::plan_all(
            &wanted,
            source,
            self.plan_settings,
            parallelism,
            Keep::Plans,
        );
        block_on::reading(self.cancel, READING, async { Ok(plans.await) }).await
    }

    /// Waits for submissions in progress that are not this tool's to adopt, and plans their products again.
    async fn after_ongoing(
        &self,
        mut planned: Vec<Planned<'a>>,
        store: &Store,
        client: &WriteClient,
        preflight: &Preflight<'_>,
        journals: &[Journal],
    ) -> Result<Vec<Planned<'a>>, CliError> {
        for (one, journal) in planned.iter_mut().zip(journals) {
            let is_busy = |plan: &ProductPlan| {
                plan.blockers
                    .iter()
                    .any(|it| matches!(it, Blocker::Busy { .. }))
            };
            if !one.plan.as_ref().is_ok_and(is_busy) {
                continue;
            }
            let desired = &one.manifest.product;
            let reader = client.reader().with_seller(store.seller(desired)?);
            let mut progress = Progress::new(self.printer, &desired.product_id);
            wait_for_ongoing(
                &reader,
                &desired.product_id,
                store.clock(),
                store.poll(),
                &mut progress,
                self.cancel,
            )
            .await
            .map_err(|failure| error::of_failure(&failure, Written::Nothing))?;
            let remembered = one.remembered.clone();
            let wanted = PlanInput {
                manifest: one.manifest,
                journal: Ok(journal),
                remembered: &remembered,
            };
            let client = client.reader();
            let source = Source::Store {
                store,
                client,
                preflight,
            };
            let (settings, keep) = (self.plan_settings, Keep::Plans);
            let plan = Box::pin(plan::plan_one(&wanted, source, settings, keep));
            *one = block_on::reading(self.cancel, READING, async { Ok(plan.await) }).await?;
        }
        Ok(planned)
    }

    /// Gets leave to write: nothing in the way, the plan approved, the question answered.
    async fn authorize(
        &self,
        planned: &[Planned<'_>],
        store: &Store,
        client: &WriteClient,
        preflight: &Preflight<'_>,
        journals: &[Journal],
        notices: &Notices<'_>,
    ) -> Result<(), CliError> {
        let state = &self.settings.state_dir;
        let is_another = || {
            self.approval
                .check(planned, self.preflight.mode, state, self.invocation)
        };
        let reasons = match self.purpose {
            Purpose::Apply => match is_another() {
                Err(another) if another.exit() == Exit::Stale => [
                    blockers::refusal_but_of_installers(planned, self.invocation),
                    Some(another),
                ],
                other => [blockers::refusal(planned, self.invocation), other.err()],
            },
            // It changes nothing, so a draft that differs is not submitted, whatever tokens there are. One that matches
            // publishes what moved in Partner Center, which may need one.
            Purpose::Submit => {
                let differs = blockers::must_match(planned, self.invocation).err();
                let refusal = blockers::refusal(planned, self.invocation);
                // What the policy forbids is no matter of tokens.
                let is_forbidden = blockers::is_forbidden(planned);
                let is_refusal =
                    |it: &CliError| differs.is_none() || is_forbidden || it.exit() != Exit::Blocked;
                [refusal.filter(is_refusal), differs]
            }
        };
        if let Some(error) = blockers::gravest(reasons) {
            return Err(error);
        }
        if blockers::all_nothing(planned) || self.consent == Consent::Given {
            return Ok(());
        }
        let question = match (self.purpose, planned) {
            (Purpose::Apply, [one]) => {
                format!("Apply this plan to {}?", blockers::name(one.manifest))
            }
            (Purpose::Apply, _) => format!("Apply these plans to {} products?", planned.len()),
            (Purpose::Submit, [one]) => format!("Submit {}?", blockers::name(one.manifest)),
            (Purpose::Submit, _) => format!("Submit {} products?", planned.len()),
        };
        let question = format!("{question} Only `yes` is accepted:");
        let answer = consent::ask(&question, self.printer);
        block_on::reading(self.cancel, "waiting for confirmation", answer).await?;
        // Somebody may have worked in Partner Center while waiting for confirmation.
        let again = self
            .plan(store, client.reader(), preflight, journals, notices)
            .await?;
        let reasons = match approval::check_answer(planned, &again) {
            Err(another) => [
                blockers::fault_but_of_installers(&again, self.invocation),
                Some(another),
            ],
            Ok(()) => [blockers::fault(&again, self.invocation), None],
        };
        blockers::gravest(reasons).map_or(Ok(()), Err)
    }

    /// Applies one product after another. A failure of one is not a reason to leave the next undone; a signal is.
    async fn write(
        &self,
        planned: &[Planned<'_>],
        store: &Store,
        client: &WriteClient,
        preflight: &Preflight<'_>,
        journals: &mut [Journal],
        notices: &Notices<'_>,
    ) -> Vec<ApplyReport> {
        let mut reports = Vec::new();
        let hash = plan::hash(planned);
        for (one, journal) in planned.iter().zip(journals) {
            let (Ok(plan), Ok(seller)) = (&one.plan, store.seller(&one.manifest.product)) else {
                continue;
            };
            if planned.len() > 1 && !blockers::is_nothing(plan) {
                let heading = format!("{}:", blockers::name(one.manifest));
                self.printer.say(Level::Info, &heading);
            }
            let (images, _) = store.images(&plan.product_id);
            let progress = Progress::new(self.printer, &plan.product_id);
            let mut observer = UploadRecorder::new(progress, images, self.printer);
            let desired = &one.manifest.product;
            let approved = self
                .approval
                .seen(&plan.product_id, &self.settings.state_dir);
            let seen = plan.installers.with_approved(&approved);
            let mut installers = LookAgain::new(preflight, desired, &seen);
            let submitted = Submitted {
                manifest: one.manifest,
                seller: seller.clone(),
                plan_hash: hash.clone(),
                begun: store.unix_now(),
                by: store.receipts().by.clone(),
                installers: ReceiptInstaller::of(&seen, desired),
            };
            let place = ReceiptPlace::of(store, one.manifest);
            let mut recorder = Recorder::new(place, submitted, &one.remembered, notices);
            let report = apply(storectl_apply::ApplyRequest {
                plan,
                desired,
                client: &client.with_seller(seller),
                clock: store.clock(),
                journal,
                recorder: &mut recorder,
                installers: &mut installers,
                observer: &mut observer,
                cancel: self.cancel,
                slot: &Slot::unshared(),
                poll: store.poll(),
                images: one.manifest.files_folder().to_owned(),
                uploads: self.settings.parallelism,
            })
            .await;
            let mut report = report;
            let exit = failed(&report, plan).map_or(Exit::Ok, |it| it.exit());
            next::complete(&mut report, exit, self.invocation);
            reports.push(report);
            if self.cancel.signal().is_some() {
                break;
            }
        }
        if let Some(left) = planned.get(reports.len()..).filter(|it| !it.is_empty()) {
            let names: Vec<String> = left.iter().map(|it| blockers::name(it.manifest)).collect();
            self.printer.say(
                Level::Warning,
                &format!("not started: {}", names.join(", ")),
            );
        }
        reports
    }
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
