//! Makes the receipt of a product's submission while it is applied.

use futures_util::{FutureExt as _, future::LocalBoxFuture};
use storectl_apply::SubmissionRecorder;
use storectl_manifest::UsedVariable;
use storectl_model::{ProductId, SellerId, SubmissionId};
use storectl_plan::{
    PlanHash, Receipt, ReceiptInstaller, ReceiptOutcome, ReceiptSource, ReceiptStage,
    ReceiptValues, ReceiptVariable, SubmissionOutcome, Timeline, TimelineState,
};

use super::{kept::Kept, memory::Remembered, notices::Notices, place::ReceiptPlace};
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
    /// What the plan saw of the installers.
    pub(crate) installers: Vec<ReceiptInstaller>,
}

/// Keeps the receipt of one product's submission.
pub(crate) struct Recorder<'a> {
    kept: Kept<'a>,
    product: ProductId,
    endpoint: String,
    submitted: Submitted<'a>,
    source: Option<ReceiptSource>,
}

impl<'a> Recorder<'a> {
    /// Makes one for a product of which this is remembered.
    pub(crate) fn new(
        place: ReceiptPlace,
        submitted: Submitted<'a>,
        remembered: &Remembered,
        notices: &'a Notices<'a>,
    ) -> Self {
        Self {
            product: place.product.clone(),
            endpoint: place.endpoint.clone(),
            kept: Kept::new(place, submitted.manifest, remembered, notices),
            source: None,
            submitted,
        }
    }

    async fn source(&mut self) -> ReceiptSource {
        if let Some(known) = &self.source {
            return known.clone();
        }
        let by = self.submitted.by.clone();
        let found = self.kept.blocking(|it| it.source(by)).await;
        let found = found.unwrap_or_default();
        self.source = Some(found.clone());
        found
    }

    /// Makes a receipt at this stage. Times of an announcement that an earlier run made stay.
    async fn receipt(&mut self, stage: ReceiptStage, values: ReceiptValues, at: u64) -> Receipt {
        let source = self.source().await;
        let announced = self
            .kept
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
            installers: self.submitted.installers.clone(),
            timeline: announced.map_or_else(Timeline::default, |it| it.timeline.clone()),
            outcome: ReceiptOutcome {
                status: SubmissionOutcome::Unknown,
                at,
            },
        }
    }

    async fn announcing(&mut self, at: u64) {
        // The draft holds the secrets of the manifest already, whatever comes of the request.
        let values = ReceiptValues {
            withheld: self.submitted.manifest.product.secrets.clone(),
            ..ReceiptValues::default()
        };
        let mut receipt = self.receipt(ReceiptStage::Announced, values, at).await;
        let timeline = &mut receipt.timeline;
        timeline.see(TimelineState::Draft, self.submitted.begun, None);
        timeline.see(TimelineState::Uploaded, at, None);
        self.kept.keep(receipt).await;
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
        self.kept.keep(receipt).await;
    }

    async fn withdrawing(&mut self, at: u64) {
        let Some(mut receipt) = self.kept.last.clone() else {
            return;
        };
        if receipt.stage != ReceiptStage::Announced {
            return;
        }
        receipt.stage = ReceiptStage::Refused;
        receipt.outcome.at = at;
        self.kept.keep(receipt).await;
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
    fn lacks(&self, submission: &SubmissionId) -> bool {
        self.kept.lacks(submission)
    }

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

    fn observe<'a>(
        &'a mut self,
        submission: &'a SubmissionId,
        outcome: SubmissionOutcome,
        at: u64,
    ) -> LocalBoxFuture<'a, ()> {
        self.kept.observe(submission, outcome, at).boxed_local()
    }
}
