//! Looks at installers in files, judges them, and writes what they say to a manifest where that is asked for.

mod file;
mod judged;
mod write;

pub(crate) use judged::Inspected;
pub(crate) use write::WrittenPackages;

use std::path::PathBuf;

use storectl_installer::Inspection;

use crate::{
    error::CliError,
    manifests::parallel::{Cores, each},
};

/// Looks at installers, on every core, and returns what was seen in their order.
///
/// # Errors
/// A file that is not there or is no regular file (64), before any is read; one that cannot be read (1).
pub(crate) fn look_at_all(files: &[PathBuf]) -> Result<Vec<Inspection>, CliError> {
    files.iter().try_for_each(|it| file::check(it))?;
    let looked = each(Cores::all(), files, |_, path| file::look(path));
    looked.into_iter().collect()
}
