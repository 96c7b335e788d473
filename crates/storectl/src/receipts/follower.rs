//! Completes the receipt of a submission that an earlier run made.

use std::future;

use futures_util::{FutureExt as _, future::LocalBoxFuture};
use storectl_apply::SubmissionRecorder;
use storectl_model::SubmissionId;
use storectl_plan::{Receipt, ReceiptValues, SubmissionOutcome};

use super::{kept::Kept, memory::Remembered, notices::Notices, place::ReceiptPlace};
use crate::manifests::load::Manifest;

/// Keeps what became of one product's submission. It submits nothing, so it makes no receipts.
pub(crate) struct Follower<'a> {
    kept: Kept<'a>,
}

impl<'a> Follower<'a> {
    /// Makes one for a product of which this is remembered.
    pub(crate) fn new(
        place: ReceiptPlace,
        manifest: &Manifest,
        remembered: &Remembered,
        notices: &'a Notices<'a>,
    ) -> Self {
        Self {
            kept: Kept::new(place, manifest, remembered, notices),
        }
    }

    /// Returns the last receipt, with everything that was seen since.
    pub(crate) fn receipt(&self) -> Option<&Receipt> {
        self.kept.last.as_ref()
    }
}

impl SubmissionRecorder for Follower<'_> {
    fn lacks(&self, _: &SubmissionId) -> bool {
        false
    }

    fn announce(&mut self, _: u64) -> LocalBoxFuture<'_, ()> {
        future::ready(()).boxed_local()
    }

    fn accepted<'a>(
        &'a mut self,
        _: &'a SubmissionId,
        _: ReceiptValues,
        _: u64,
    ) -> LocalBoxFuture<'a, ()> {
        future::ready(()).boxed_local()
    }

    fn withdraw(&mut self, _: u64) -> LocalBoxFuture<'_, ()> {
        future::ready(()).boxed_local()
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
