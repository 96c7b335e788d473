//! Keeps the drafts that plans were made of in a file (`plan --save-live`).

use std::path::Path;

use storectl_model::DesiredProduct;
use storectl_platform::write_result;
use storectl_report::json::{self, LiveSnapshot};

use crate::{
    error::CliError,
    manifests::load::Manifest,
    ops::{drafts::Draft, plan::VERSION},
    output::printer::Printer,
};

/// Keeps drafts in a file, without secrets.
///
/// # Errors
/// The file cannot be written (1).
pub(crate) fn save_live(
    file: &Path,
    endpoint: &str,
    read_at: u64,
    drafts: &[(&Manifest, &Draft)],
    printer: &Printer,
) -> Result<(), CliError> {
    let snapshot = LiveSnapshot {
        endpoint: endpoint.to_owned(),
        read_at,
        products: drafts.iter().map(|(it, draft)| draft.kept(it)).collect(),
    };
    let desired: Vec<&DesiredProduct> = drafts.iter().map(|(it, _)| &it.product).collect();
    let document = printer.document(json::live(&snapshot, &desired, VERSION));
    write_result(file, json::write(&document).as_bytes()).map_err(CliError::own_file)
}
