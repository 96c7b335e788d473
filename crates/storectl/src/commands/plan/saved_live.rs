//! What `plan --save-live` keeps.

use super::{Origin, PlanCommand};
use crate::{
    error::CliError,
    ops::{
        plan::Planned,
        save_live::{SavedDraft, save_live},
    },
    output::printer::Printer,
};

/// Keeps the drafts of the products that could be read, whatever their plans come to.
///
/// # Errors
/// The file cannot be written (1).
pub(super) fn save(
    args: &PlanCommand,
    planned: &[Planned<'_>],
    origin: &Origin<'_>,
    printer: &Printer,
) -> Result<(), CliError> {
    let drafts = SavedDraft::all(planned);
    match &args.snapshot.save_live {
        Some(file) if !drafts.is_empty() => {
            save_live(file, origin.endpoint, origin.read_at, &drafts, printer)
        }
        Some(_) | None => Ok(()),
    }
}
