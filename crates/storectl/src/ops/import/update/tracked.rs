//! Edits that are not committed: without a base, nobody can tell them from what the Store changed.

use std::iter;

use storectl_platform::{Git, resolve};

use crate::{error::CliError, exit::Exit, manifests::load::Manifest};

/// Refuses a manifest that git tracks and that is not as it was committed, or a file of it. Where git cannot be asked,
/// nothing is refused.
///
/// # Errors
/// An edit that is not committed (12).
pub(super) fn refuse_edited(manifest: &Manifest) -> Result<(), CliError> {
    let Ok(git) = Git::open(&manifest.folder) else {
        return Ok(());
    };
    let named = manifest.files.iter().map(|it| manifest.folder.join(it));
    // Of a link, what is edited is its target.
    let files = named.chain(iter::once(manifest.file()));
    let files: Vec<String> = files.filter_map(|it| git.below(&resolve(&it))).collect();
    let Ok(Some(edited)) = git.edited(&files) else {
        return Ok(());
    };
    let message = format!(
        "{edited} has edits that are not committed, and without a base nobody can tell them from what changed in Partner Center"
    );
    Err(CliError::new(Exit::Stale, message)
        .hint("commit them, name a base with --base REV, or name the fields to take with --only"))
}
