//! Receipts in memory: what a file, or a ref in a repository, keeps between runs.

use std::{cell::RefCell, future, rc::Rc};

use futures_util::{FutureExt as _, future::LocalBoxFuture};
use storectl_api::Clock as _;
use storectl_apply::SubmissionRecorder;
use storectl_model::SubmissionId;
use storectl_plan::{
    PlanHash, Receipt, ReceiptOutcome, ReceiptSource, ReceiptStage, ReceiptValues,
    SubmissionOutcome, Timeline,
};
use storectl_sandbox::Progress;

use super::{ENDPOINT, World, product_id};

/// Keeps the receipts of one product, and what it was told; clones keep the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct MemoryReceipts {
    kept: Rc<RefCell<Kept>>,
}

#[derive(Debug, Default)]
struct Kept {
    /// The last one of an accepted submission, or announced.
    last: Option<Receipt>,
    /// The one before the announced one, to go back to.
    before: Option<Receipt>,
    /// What it was told, in order.
    told: Vec<String>,
}

impl MemoryReceipts {
    pub(crate) fn last(&self) -> Option<Receipt> {
        self.kept.borrow().last.clone()
    }

    /// Replaces the last receipt, as a run on another machine does.
    pub(crate) fn put(&self, receipt: Option<Receipt>) {
        self.kept.borrow_mut().last = receipt;
    }

    /// Returns what it was told since this was asked last, in order.
    pub(crate) fn told(&self) -> Vec<String> {
        std::mem::take(&mut self.kept.borrow_mut().told)
    }

    fn hear(&self, what: String) -> std::cell::RefMut<'_, Kept> {
        let mut kept = self.kept.borrow_mut();
        kept.told.push(what);
        kept
    }
}

/// A receipt without values.
pub(crate) fn receipt(stage: ReceiptStage, at: u64) -> Receipt {
    Receipt {
        product: product_id(),
        endpoint: ENDPOINT.to_owned(),
        seller: "123456892".parse().unwrap(),
        source: ReceiptSource::default(),
        stage,
        submitted_at: at,
        plan_hash: "sp1-00000000000000000000000000000000"
            .parse::<PlanHash>()
            .unwrap(),
        variables: Vec::new(),
        values: ReceiptValues::default(),
        installers: Vec::new(),
        timeline: Timeline::default(),
        outcome: ReceiptOutcome {
            status: SubmissionOutcome::Unknown,
            at,
        },
    }
}

/// Ten minutes, in seconds: how long an announcement is fresh.
pub(crate) const FRESH: u64 = 600;

/// A world whose submissions are kept by receipts, and whose journal anybody may lose.
pub(crate) fn world_of_receipts(interpretations: &str, faults: &[&str]) -> World {
    World {
        receipts: Some(MemoryReceipts::default()),
        ..World::with(interpretations, faults)
    }
}

impl World {
    pub(crate) fn kept(&self) -> &MemoryReceipts {
        self.receipts.as_ref().unwrap()
    }

    /// What the recorder was told, with the id of the first submission as `N`.
    pub(crate) fn told(&self) -> Vec<String> {
        let id = self.product().submissions.first().map(|it| it.id.clone());
        let told = self.kept().told().into_iter();
        told.map(|it| it.replace(id.as_deref().unwrap_or("none"), "N"))
            .collect()
    }

    pub(crate) fn lose_journal(&self) {
        std::fs::remove_file(self.journal_path()).unwrap();
    }

    pub(crate) fn publish(&self) {
        self.change(|it| it.submissions[0].progress = Progress::Published);
    }

    pub(crate) fn submission(&self) -> SubmissionId {
        self.product().submissions[0].id.parse().unwrap()
    }

    /// A receipt that was announced so many seconds ago, by a run that nobody knows more of.
    pub(crate) fn announced(&self, ago: u64) {
        let at = self.clock.now().as_secs() - ago;
        self.kept().put(Some(receipt(ReceiptStage::Announced, at)));
    }
}

impl SubmissionRecorder for MemoryReceipts {
    fn lacks(&self, submission: &SubmissionId) -> bool {
        let last = self.last();
        last.as_ref().and_then(|it| it.stage.submission()) != Some(submission)
    }

    fn announce(&mut self, at: u64) -> LocalBoxFuture<'_, ()> {
        let mut kept = self.hear("announced".to_owned());
        let last = kept.last.replace(receipt(ReceiptStage::Announced, at));
        if last
            .as_ref()
            .is_none_or(|it| it.stage != ReceiptStage::Announced)
        {
            kept.before = last;
        }
        future::ready(()).boxed_local()
    }

    fn accepted<'a>(
        &'a mut self,
        submission: &'a SubmissionId,
        values: ReceiptValues,
        at: u64,
    ) -> LocalBoxFuture<'a, ()> {
        let accepted = receipt(ReceiptStage::Accepted(submission.clone()), at);
        self.hear(format!("accepted {submission}")).last = Some(Receipt { values, ..accepted });
        future::ready(()).boxed_local()
    }

    fn withdraw(&mut self, _: u64) -> LocalBoxFuture<'_, ()> {
        let mut kept = self.hear("withdrawn".to_owned());
        kept.last = kept.before.take();
        future::ready(()).boxed_local()
    }

    fn observe<'a>(
        &'a mut self,
        submission: &'a SubmissionId,
        outcome: SubmissionOutcome,
        at: u64,
    ) -> LocalBoxFuture<'a, ()> {
        let mut kept = self.hear(format!("{submission} is {}", outcome.as_str()));
        if let Some(last) = &mut kept.last
            && last.stage.submission() == Some(submission)
        {
            last.observe(outcome, at);
        }
        future::ready(()).boxed_local()
    }
}
