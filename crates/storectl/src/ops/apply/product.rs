//! One product of an apply: it waits for its draft and its turn, and is then written.

use std::{slice, time::Duration};

use storectl_api::WriteClient;
use storectl_apply::{Journal, Slot, Slots, apply, wait_for_ongoing};
use storectl_model::SellerId;
use storectl_plan::{ApplyReport, PlanHash, ProductPlan, ReceiptInstaller};

use super::{ApplyRequest, failed};
use crate::{
    error::{self, CliError, Written},
    exit::Exit,
    hints::{next, refusals::Review},
    ops::{
        approval::Since,
        blockers,
        drafts::Source,
        plan::{self, Keep, PlanInput, Planned, READING},
        preflight::{LookAgain, Preflight},
        record_uploads::UploadRecorder,
        seller_slots::SellerSlots,
    },
    output::progress::{Names, Progress},
    receipts::{Notices, ReceiptPlace, Recorder, Submitted},
    runtime::block_on,
    settings::consent::Consent,
    store::open::Store,
};

/// How old a plan may be before its first write; an older one is made again, and compared.
const FRESH: Duration = Duration::from_secs(30);

/// What the products of a run share.
pub(super) struct Work<'w, 'a> {
    pub(super) store: &'w Store,
    pub(super) client: &'w WriteClient,
    pub(super) preflight: &'w Preflight<'w>,
    pub(super) notices: &'w Notices<'w>,
    pub(super) names: Names,
    pub(super) slots: &'w SellerSlots,
    /// Those of uploads.
    pub(super) uploads: &'w Slots,
    pub(super) show: &'w Show<'w, 'a>,
}

/// Shows plans, and how many requests read their drafts.
type Show<'w, 'a> = dyn Fn(&[Planned<'a>], u64) -> Result<(), CliError> + 'w;

impl Work<'_, '_> {
    /// Returns what plans are made of.
    pub(super) fn source(&self) -> Source<'_> {
        Source::Store {
            store: self.store,
            client: self.client.reader(),
            preflight: self.preflight,
        }
    }
}

/// What became of a product.
pub(crate) enum ProductEnd {
    /// Its steps were run, as far as the report says.
    Ran(ApplyReport),
    /// Nothing was written to it, for this reason.
    Refused(CliError),
    /// A signal came before its turn.
    NotStarted,
}

impl ProductEnd {
    /// Returns why nothing was written to it, where it was refused.
    pub(crate) fn refusal(&self) -> Option<&CliError> {
        match self {
            Self::Refused(error) => Some(error),
            Self::Ran(_) | Self::NotStarted => None,
        }
    }
}

impl<'a> ApplyRequest<'a> {
    /// Applies a product once its draft is free and it is its turn. `hash` is that of all plans as they were shown.
    pub(super) async fn apply_one(
        &self,
        planned: &mut Planned<'a>,
        journal: &mut Journal,
        hash: &PlanHash,
        work: &Work<'_, 'a>,
    ) -> ProductEnd {
        let own = |it: &Planned<'_>| plan::hash(slice::from_ref(it));
        let shown = own(planned);
        let (seller, slot) = match self.begin(planned, journal, work).await {
            Ok(begun) => begun,
            Err(end) => return end,
        };
        let now = own(planned);
        let hash = if now == shown { hash } else { &now };
        match &planned.plan {
            Ok(plan) => {
                let turn = Turn {
                    plan,
                    hash,
                    seller,
                    slot,
                };
                ProductEnd::Ran(self.execute(planned, turn, journal, work).await)
            }
            Err(error) => ProductEnd::Refused(error.clone()),
        }
    }

    /// Waits until the product can be written to, and returns its seller account and its slot.
    async fn begin(
        &self,
        planned: &mut Planned<'a>,
        journal: &Journal,
        work: &Work<'_, 'a>,
    ) -> Result<(SellerId, Slot), ProductEnd> {
        let seller = work.store.seller(&planned.manifest.product);
        let seller = seller.map_err(ProductEnd::Refused)?;
        if planned.plan.as_ref().is_ok_and(blockers::is_nothing) {
            return Ok((seller, Slot::unshared()));
        }
        let mut blockers = planned.plan.iter().flat_map(|it| &it.blockers);
        if blockers.any(blockers::is_busy) {
            let free = self.after_ongoing(planned, &seller, journal, work).await;
            *planned = free.map_err(ProductEnd::Refused)?;
        }
        let slot = tokio::select! {
            biased;
            _ = self.cancel.stopped() => return Err(ProductEnd::NotStarted),
            slot = work.slots.take(Some(&seller)) => slot,
        };
        let age = work.store.clock().now().saturating_sub(planned.read_at);
        if age > FRESH {
            let now = self.plan_again(planned, journal, work).await;
            let now = now.and_then(|it| self.unmoved(planned, it, Since::Turn));
            *planned = now.map_err(ProductEnd::Refused)?;
        }
        Ok((seller, slot))
    }

    /// Waits for a submission in progress that is not this tool's to adopt, and plans the product again.
    async fn after_ongoing(
        &self,
        shown: &Planned<'a>,
        seller: &SellerId,
        journal: &Journal,
        work: &Work<'_, 'a>,
    ) -> Result<Planned<'a>, CliError> {
        let product = &shown.manifest.product.product_id;
        wait_for_ongoing(
            &work.client.reader().with_seller(seller.clone()),
            product,
            work.store.clock(),
            work.store.poll(),
            &mut Progress::new(self.printer, product, work.names),
            self.cancel,
        )
        .await
        .map_err(|failure| error::of_failure(&failure, Written::Nothing))?;
        let now = self.plan_again(shown, journal, work).await?;
        match (self.consent, self.approval.review()) {
            (Consent::Ask, _) | (Consent::Given, Review::Approved) => {
                self.unmoved(shown, now, Since::Ongoing)
            }
            // Nobody approved the other plan.
            (Consent::Given, Review::Outstanding) => {
                let now = self.unless_refused(now, None)?;
                let [before, after] = [shown, &now].map(|it| plan::hash(slice::from_ref(it)));
                if before != after {
                    let reads = work.client.reader().requests().get;
                    (work.show)(slice::from_ref(&now), reads)?;
                }
                Ok(now)
            }
        }
    }

    async fn plan_again(
        &self,
        shown: &Planned<'a>,
        journal: &Journal,
        work: &Work<'_, 'a>,
    ) -> Result<Planned<'a>, CliError> {
        let wanted = PlanInput {
            manifest: shown.manifest,
            journal: Ok(journal),
            remembered: &shown.remembered,
        };
        let plan = plan::plan_one(&wanted, work.source(), self.plan_settings, Keep::Plans);
        let plan = Box::pin(async { Ok(plan.await) });
        block_on::reading(self.cancel, READING, plan).await
    }

    /// Returns what was planned now, where that is what was shown or part of it.
    fn unmoved(
        &self,
        shown: &Planned<'a>,
        now: Planned<'a>,
        since: Since,
    ) -> Result<Planned<'a>, CliError> {
        let moved = self.approval.check_again(shown, &now, since).err();
        self.unless_refused(now, moved)
    }

    fn unless_refused(
        &self,
        planned: Planned<'a>,
        another: Option<CliError>,
    ) -> Result<Planned<'a>, CliError> {
        let refusals = self.refusals(slice::from_ref(&planned), vec![another]);
        match refusals.into_iter().flatten().next() {
            Some(refusal) => Err(refusal),
            None => Ok(planned),
        }
    }

    async fn execute(
        &self,
        planned: &Planned<'a>,
        turn: Turn<'_>,
        journal: &mut Journal,
        work: &Work<'_, 'a>,
    ) -> ApplyReport {
        let Turn {
            plan,
            hash,
            seller,
            slot,
        } = turn;
        let store = work.store;
        let desired = &planned.manifest.product;
        let (images, _) = store.images(&plan.product_id);
        let progress = Progress::new(self.printer, &plan.product_id, work.names);
        let mut observer = UploadRecorder::new(progress, images, self.printer);
        let state = &self.settings.state_dir;
        let approved = self.approval.seen(&plan.product_id, state);
        let seen = plan.installers.with_approved(&approved);
        let mut installers = LookAgain::new(work.preflight, desired, &seen);
        let submitted = Submitted {
            manifest: planned.manifest,
            seller: seller.clone(),
            plan_hash: hash.clone(),
            begun: store.unix_now(),
            by: store.receipts().by.clone(),
            installers: ReceiptInstaller::of(&seen, desired),
        };
        let place = ReceiptPlace::of(store, planned.manifest);
        let mut recorder = Recorder::new(place, submitted, &planned.remembered, work.notices);
        let mut report = apply(storectl_apply::ApplyRequest {
            plan,
            desired,
            client: &work.client.with_seller(seller),
            clock: store.clock(),
            journal,
            recorder: &mut recorder,
            installers: &mut installers,
            observer: &mut observer,
            cancel: self.cancel,
            slot: &slot,
            poll: store.poll(),
            images: planned.manifest.files_folder().to_owned(),
            uploads: work.uploads,
        })
        .await;
        let exit = failed(&report, plan).map_or(Exit::Ok, |it| it.exit());
        next::complete(&mut report, exit, self.invocation);
        report
    }
}

/// The turn of a product.
struct Turn<'t> {
    plan: &'t ProductPlan,
    hash: &'t PlanHash,
    seller: SellerId,
    slot: Slot,
}
