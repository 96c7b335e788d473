//! The last receipt of a product, and where it is kept: written on another thread.

use std::sync::{Arc, Mutex, PoisonError};

use storectl_model::SubmissionId;
use storectl_plan::{Receipt, SubmissionOutcome};
use storectl_platform::spawn_helper;

use super::{
    contents::Contents,
    keeper::Keeper,
    memory::Remembered,
    notices::{Notice, Notices},
    place::ReceiptPlace,
};
use crate::manifests::load::Manifest;

/// The last receipt of a product.
pub(super) struct Kept<'a> {
    notices: &'a Notices<'a>,
    keeper: Arc<Mutex<Keeper>>,
    /// The receipt that was kept last, here or by an earlier run.
    pub(super) last: Option<Receipt>,
}

impl<'a> Kept<'a> {
    /// Takes what is remembered of a product.
    pub(super) fn new(
        place: ReceiptPlace,
        manifest: &Manifest,
        remembered: &Remembered,
        notices: &'a Notices<'a>,
    ) -> Self {
        let keeper = Keeper::new(place, Contents::of(manifest));
        Self {
            notices,
            keeper: Arc::new(Mutex::new(keeper)),
            last: remembered.receipt().cloned(),
        }
    }

    /// Whether the last receipt is not this submission's.
    pub(super) fn lacks(&self, submission: &SubmissionId) -> bool {
        let last = self.last.as_ref().and_then(|it| it.stage.submission());
        last != Some(submission)
    }

    /// Keeps a receipt of what this checkout submits.
    pub(super) async fn keep(&mut self, receipt: Receipt) {
        self.last = Some(receipt.clone());
        let notices = self.blocking(move |it| it.keep(&receipt)).await;
        self.say(notices);
    }

    /// Keeps what the Store says of a submission, where it is the last receipt's and this is new.
    pub(super) async fn observe(
        &mut self,
        submission: &SubmissionId,
        outcome: SubmissionOutcome,
        at: u64,
    ) {
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

    /// Runs blocking work on another thread. One piece waits for the one before, also where nobody waits for that any more.
    pub(super) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Keeper) -> T + Send + 'static,
    ) -> Option<T> {
        let keeper = Arc::clone(&self.keeper);
        let work = move || {
            let mut keeper = keeper.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut keeper)
        };
        spawn_helper(work).await.ok()
    }

    fn say(&self, notices: Option<Vec<Notice>>) {
        let lost = || vec![Notice::Warning("the receipt was not written".to_owned())];
        self.notices.say(notices.unwrap_or_else(lost));
    }
}
