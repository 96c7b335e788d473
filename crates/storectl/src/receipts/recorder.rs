//! Makes the receipt of a product's submission while it is applied.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{FutureExt as _, future::LocalBoxFuture};
use storectl_apply::SubmissionRecorder;
use storectl_manifest::UsedVariable;
use storectl_model::{ProductId, SellerId, SubmissionId};
use storectl_plan::{
    PlanHash, Receipt, ReceiptOutcome, ReceiptSource, ReceiptStage, ReceiptValues, ReceiptVariable,
    SubmissionOutcome, Timeline, TimelineState,
};

use super::{
    contents::Contents,
    keeper::Keeper,
    memory::Remembered,
    notices::{Notice, Notices},
    place::ReceiptPlace,
};
use crate::manifests::load::Manifest;

/// What a product's receipt is made of, beside what happens.
pub(crate) struct Submitted<'a> {
    /// The manifest.
    pub(crate) manifest: &'a Manifest,
    /// The seller account.
    pub(crate) seller: SellerId,
    /// The hash of the plans that are carried out.
    pub(crate) plan_hash: PlanHash,
    /// When the apply of this product begins, in seconds since 1970.
    pub(crate) begun: u64,
    /// Who started the run, as the CI system says.
    pub(crate) by: Option<String>,
}

/// Keeps the receipt of one product's submission.
pub(crate) struct Recorder<'a> {
    notices: &'a Notices<'a>,
    keeper: Arc<Mutex<Keeper>>,
    product: ProductId,
    endpoint: String,
    submitted: Submitted<'a>,
    source: Option<ReceiptSource>,
    /// The receipt that was kept last, here or by an earlier run.
    last: Option<Receipt>,
}

impl<'a> Recorder<'a> {
    /// Makes one for a product of which this is remembered.
    pub(crate) fn new(
        place: ReceiptPlace,
        submitted: Submitted<'a>,
        remembered: &Remembered,
        notices: &'a Notices<'a>,
    ) -> Self {
        let contents = Contents::of(submitted.manifest);
        Self {
            notices,
            product: place.product.clone(),
            endpoint: place.endpoint.clone(),
            keeper: Arc::new(Mutex::new(Keeper::new(
                place,
                contents,
                submitted.by.clone(),
            ))),
            submitted,
            source: None,
            last: remembered.receipt().cloned(),
        }
    }

    /// Whether the last receipt is not this submission's.
    pub(crate) fn lacks(&self, submission: &SubmissionId) -> bool {
        let last = self.last.as_ref().and_then(|it| it.stage.submission());
        last != Some(submission)
    }

    /// Runs blocking work on another thread. One piece waits for the one before, also where nobody waits for that any more.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Keeper) -> T + Send + 'static,
    ) -> Option<T> {
        let keeper = Arc::clone(&self.keeper);
        let work = move || {
            let mut keeper = keeper.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut keeper)
        };
        tokio::task::spawn_blocking(work).await.ok()
    }

    fn say(&self, notices: Option<Vec<Notice>>) {
        let lost = || vec![Notice::new("the receipt was not written".to_owned())];
        self.notices.say(notices.unwrap_or_else(lost));
    }

    async fn source(&mut self) -> ReceiptSource {
        if let Some(known) = &self.source {
            return known.clone();
        }
        let found = self.blocking(|it| it.source()).await.unwrap_or_default();
        self.source = Some(found.clone());
        found
    }

    /// Makes a receipt at this stage. Times of an announcement that an earlier run made stay.
    async fn receipt(&mut self, stage: ReceiptStage, values: ReceiptValues, at: u64) -> Receipt {
        let source = self.source().await;
        let announced = self
            .last
            .as_ref()
            .filter(|it| it.stage == ReceiptStage::Announced);
        Receipt {
            product: self.product.clone(),
            endpoint: self.endpoint.clone(),
            seller: self.submitted.seller.clone(),
            source,
            stage,
            submitted_at: at,
            plan_hash: self.submitted.plan_hash.clone(),
            variables: variables(&self.submitted.manifest.variables),
            values,
            timeline: announced.map_or_else(Timeline::default, |it| it.timeline.clone()),
            outcome: ReceiptOutcome {
                status: SubmissionOutcome::Unknown,
                at,
            },
        }
    }

    async fn announcing(&mut self, at: u64) {
        let values = ReceiptValues::default();
        let mut receipt = self.receipt(ReceiptStage::Announced, values, at).await;
        let timeline = &mut receipt.timeline;
        timeline.see(TimelineState::Draft, self.submitted.begun, None);
        timeline.see(TimelineState::Uploaded, at, None);
        self.keep(receipt).await;
    }

    async fn accepting(&mut self, submission: &SubmissionId, values: ReceiptValues, at: u64) {
        let stage = ReceiptStage::Accepted(submission.clone());
        let mut receipt = self.receipt(stage, values, at).await;
        let entries = receipt.timeline.entries().to_vec();
        let mut timeline = Timeline::default();
        for it in entries {
            timeline.see(it.state, it.at, Some(submission.clone()));
        }
        timeline.see(TimelineState::Submitted, at, Some(submission.clone()));
        receipt.timeline = timeline;
        receipt.outcome.status = SubmissionOutcome::InProgress;
        self.keep(receipt).await;
    }

    async fn withdrawing(&mut self, at: u64) {
        let Some(mut receipt) = self.last.clone() else {
            return;
        };
        if receipt.stage != ReceiptStage::Announced {
            return;
        }
        receipt.stage = ReceiptStage::Refused;
        receipt.outcome.at = at;
        self.keep(receipt).await;
    }

    async fn observing(&mut self, submission: &SubmissionId, outcome: SubmissionOutcome, at: u64) {
        if self.lacks(submission) {
            return;
        }
        let Some(mut receipt) = self.last.clone() else {
            return;
        };
        receipt.observe(outcome, at);
        if self.last.as_ref() == Some(&receipt) {
            return;
        }
        self.last = Some(receipt.clone());
        let notices = self.blocking(move |it| it.complete(&receipt)).await;
        self.say(notices);
    }

    async fn keep(&mut self, receipt: Receipt) {
        self.last = Some(receipt.clone());
        let notices = self.blocking(move |it| it.keep(&receipt)).await;
        self.say(notices);
    }
}

/// The variables of a manifest, as its receipt records them.
fn variables(used: &[UsedVariable]) -> Vec<ReceiptVariable> {
    let variable = |it: &UsedVariable| ReceiptVariable {
        name: it.name.clone(),
        value: it.value.clone(),
        from: it.source.as_str().to_owned(),
        manifest: it.overridden.clone(),
    };
    used.iter().map(variable).collect()
}

impl SubmissionRecorder for Recorder<'_> {
    fn announce(&mut self, at: u64) -> LocalBoxFuture<'_, ()> {
        self.announcing(at).boxed_local()
    }

    fn accepted<'a>(
        &'a mut self,
        submission: &'a SubmissionId,
        values: ReceiptValues,
        at: u64,
    ) -> LocalBoxFuture<'a, ()> {
        self.accepting(submission, values, at).boxed_local()
    }

    fn withdraw(&mut self, at: u64) -> LocalBoxFuture<'_, ()> {
        self.withdrawing(at).boxed_local()
    }

    fn lacks(&self, submission: &SubmissionId) -> bool {
        Recorder::lacks(self, submission)
    }

    fn observe<'a>(
        &'a mut self,
        submission: &'a SubmissionId,
        outcome: SubmissionOutcome,
        at: u64,
    ) -> LocalBoxFuture<'a, ()> {
        self.observing(submission, outcome, at).boxed_local()
    }
}
