//! Whoever remembers submissions beyond this run's folder: receipts (design.md §7).

use std::future;

use futures_util::{FutureExt as _, future::LocalBoxFuture};
use storectl_model::SubmissionId;
use storectl_plan::{ReceiptValues, SubmissionOutcome};

/// Keeps the receipt of one product's submission.
///
/// Nothing here fails an apply: a recorder reports by itself what it cannot keep (forms.md, "Receipts" 6). Times are in
/// seconds since 1970. Dropping a future is safe: what was written before is whole.
pub trait SubmissionRecorder {
    /// Whether the last receipt is not this submission's, so that [`accepted`](Self::accepted) has to be called for it.
    fn lacks(&self, submission: &SubmissionId) -> bool;

    /// A request to submit is about to be sent. Called before the proof that the request follows, so that nothing comes
    /// between the two (design.md §5, step 9); again before each further proof.
    fn announce(&mut self, at: u64) -> LocalBoxFuture<'_, ()>;

    /// The Store accepted the submission, or one that was met is this work's own; `values` is what it publishes. Not called
    /// where the last receipt is this submission's already.
    fn accepted<'a>(
        &'a mut self,
        submission: &'a SubmissionId,
        values: ReceiptValues,
        at: u64,
    ) -> LocalBoxFuture<'a, ()>;

    /// The announced request was refused, or never sent: nothing was submitted.
    fn withdraw(&mut self, at: u64) -> LocalBoxFuture<'_, ()>;

    /// The Store said what became of a submission. Of one that is not the last receipt's, nothing is kept.
    fn observe<'a>(
        &'a mut self,
        submission: &'a SubmissionId,
        outcome: SubmissionOutcome,
        at: u64,
    ) -> LocalBoxFuture<'a, ()>;
}

/// Keeps no receipts.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoReceipts;

impl SubmissionRecorder for NoReceipts {
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
        _: &'a SubmissionId,
        _: SubmissionOutcome,
        _: u64,
    ) -> LocalBoxFuture<'a, ()> {
        future::ready(()).boxed_local()
    }
}
