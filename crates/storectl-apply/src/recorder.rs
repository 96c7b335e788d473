//! Whoever remembers submissions beyond this run's folder: receipts (design.md §7).

use futures_util::future::LocalBoxFuture;
use storectl_model::SubmissionId;
use storectl_plan::{ReceiptValues, SubmissionOutcome};

/// Keeps the receipt of one product's submission.
///
/// Nothing here fails an apply: a recorder reports by itself what it cannot keep (forms.md, "Receipts" 6). Times are in
/// seconds since 1970. Dropping a future is safe: what was written before is whole.
pub trait SubmissionRecorder {
    /// A request to submit is about to be sent. Called before the proof that the request follows, so that nothing comes
    /// between the two (design.md §5, step 9).
    fn announce(&mut self, at: u64) -> LocalBoxFuture<'_, ()>;

    /// The Store accepted the submission, or one that was met is this work's own; `values` is what it publishes.
    fn accepted<'a>(
        &'a mut self,
        submission: &'a SubmissionId,
        values: ReceiptValues,
        at: u64,
    ) -> LocalBoxFuture<'a, ()>;

    /// The announced request was refused, or never sent: nothing was submitted.
    fn withdraw(&mut self, at: u64) -> LocalBoxFuture<'_, ()>;

    /// The Store said what became of the accepted submission.
    fn observe(&mut self, outcome: SubmissionOutcome, at: u64) -> LocalBoxFuture<'_, ()>;
}
