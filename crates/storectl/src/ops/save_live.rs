//! Keeps the drafts that plans were made of in a file (`plan --save-live`).

use std::{borrow::Cow, path::Path};

use storectl_model::DesiredProduct;
use storectl_platform::write_result;
use storectl_report::json::{self, LiveSnapshot};

use crate::{
    error::CliError,
    manifests::load::Manifest,
    ops::{drafts::Draft, plan::VERSION},
    output::printer::Printer,
    receipts::Remembered,
};

/// A product's draft, and what decides which of its values are secrets.
pub(crate) struct SavedDraft<'a> {
    /// The manifest.
    pub(crate) manifest: &'a Manifest,
    /// The draft.
    pub(crate) draft: &'a Draft,
    /// What is remembered of its submissions.
    pub(crate) remembered: &'a Remembered,
}

/// Keeps drafts in a file, without secrets.
///
/// # Errors
/// The file cannot be written (1).
pub(crate) fn save_live(
    file: &Path,
    endpoint: &str,
    read_at: u64,
    drafts: &[SavedDraft<'_>],
    printer: &Printer,
) -> Result<(), CliError> {
    let snapshot = LiveSnapshot {
        endpoint: endpoint.to_owned(),
        read_at,
        products: drafts.iter().map(|it| it.draft.kept(it.manifest)).collect(),
    };
    // What an earlier submission filled from a secret is one, whatever the manifest says now.
    let desired: Vec<Cow<'_, DesiredProduct>> = drafts
        .iter()
        .map(|it| it.remembered.memory().remind(&it.manifest.product))
        .collect();
    let desired: Vec<&DesiredProduct> = desired.iter().map(|it| &**it).collect();
    let document = printer.document(json::live(&snapshot, &desired, VERSION));
    write_result(file, json::write(&document).as_bytes()).map_err(CliError::own_file)
}
