//! What to do next: the only place that knows flags and offers commands to copy.

pub(crate) mod invocation;
pub(crate) mod next;
pub(crate) mod reasons;
pub(crate) mod refusals;

use storectl_model::ProductId;
use storectl_plan::Failure;

/// The page of an EXE or MSI product in Partner Center; packaged apps have another. Source: field-notes.md, note 92.
pub(crate) fn partner_center(product: &ProductId) -> String {
    format!("https://partner.microsoft.com/dashboard/win32apps/{product}/overview")
}

/// Returns a failure's hints: those of its reason, then its own.
pub(crate) fn of_failure(failure: &Failure) -> Vec<String> {
    let mut hints: Vec<String> = failure.reason.iter().flat_map(reasons::of).collect();
    hints.extend(failure.hints.iter().cloned());
    hints
}
