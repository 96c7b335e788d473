//! What to do next: the only place that knows flags and offers commands to copy.

pub(crate) mod invocation;
pub(crate) mod next;
pub(crate) mod reasons;

use storectl_model::ProductId;

/// The page of an EXE or MSI product in Partner Center; packaged apps have another. Source: field-notes.md, note 92.
pub(crate) fn partner_center(product: &ProductId) -> String {
    format!("https://partner.microsoft.com/dashboard/win32apps/{product}/overview")
}
