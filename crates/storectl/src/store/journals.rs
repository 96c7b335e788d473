//! The journals of the products of a run.

use std::path::PathBuf;

use storectl_apply::{Journal, Journals, RunLock};
use storectl_platform::check_own;

use crate::{error::CliError, exit::Exit, manifests::load::Manifest};

/// Refuses what stands in place of a journal, before anything is read or written.
///
/// # Errors
/// A link, a device or a folder (1).
pub(crate) fn check(journals: &Journals, manifests: &[Manifest]) -> Result<(), CliError> {
    if let Some(folder) = journals.folder().filter(|it| it.is_file()) {
        let message = format!(
            "--journal-dir: {} is a file, not a folder",
            folder.display()
        );
        return Err(
            CliError::new(Exit::Error, message).hint("pass a folder, which is created if needed")
        );
    }
    for manifest in manifests {
        let journal = file(journals, manifest);
        check_own(&journal).map_err(CliError::own_file)?;
        check_own(&RunLock::file(&journal)).map_err(CliError::own_file)?;
    }
    Ok(())
}

/// Opens a product's journal.
///
/// # Errors
/// One that cannot be used (1): what it knows is known nowhere else, so it is not overwritten.
pub(crate) fn open(journals: &Journals, manifest: &Manifest) -> Result<Journal, CliError> {
    let product = &manifest.product.product_id;
    journals.open(&manifest.folder, product).map_err(|error| {
        let ours = CliError::local(error.to_string(), error);
        // What has advice of its own is not the journal's fault.
        if !ours.view().hints.is_empty() {
            return ours;
        }
        ours.hint(format!(
            "the journal records pending work from earlier runs; to continue without it, rename it, e.g. to {}.aside",
            file(journals, manifest).display()
        ))
    })
}

/// Returns the file of a product's journal.
pub(crate) fn file(journals: &Journals, manifest: &Manifest) -> PathBuf {
    journals.file(&manifest.folder, &manifest.product.product_id)
}
