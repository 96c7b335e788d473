//! Edits a manifest and keeps everything else as it is: every comment, and every other byte.
//!
//! An edit is a change of the manifest's value ([`address`]). What differs between the old value and the new one becomes
//! changes ([`operation`]), each of which is a few replacements in the text ([`change`]). Then the text is read again: it must
//! hold the new value and every comment, else nothing is edited ([`rewrite`]). A text that a file holds is edited there
//! ([`text`]).

mod acknowledge;
mod address;
mod argument;
mod change;
mod comments;
mod error;
mod format;
mod lines;
mod nearest;
mod operation;
mod request;
mod rewrite;
mod row;
mod splice;
mod text;
mod text_file;
mod tree;

pub(crate) use address::pointer as pointer_of;

pub use acknowledge::{Acknowledgment, acknowledge};
pub use argument::{EditArgument, InvalidEdit, parse_address};
pub use error::EditError;
pub use nearest::nearest_address;
pub use request::{Change, Edit};
pub use text::{PlacedEdits, place_edits};
pub use text_file::TextEdit;

use crate::{encoding::encode_like, parse};

/// Edits a manifest; `path` is shown to people. Line ends and the byte order mark stay.
///
/// # Errors
/// See [`EditError`].
pub fn edit(path: &str, bytes: &[u8], edits: &[Edit]) -> Result<Vec<u8>, EditError> {
    let document = parse::read(path, bytes).map_err(EditError::Unreadable)?;
    let mut wanted = document.clone();
    for edit in edits {
        address::edit(&mut wanted, edit)?;
    }
    let edited = rewrite::rewrite(&document, &wanted.value)?;
    Ok(encode_like(bytes, edited.source.text()))
}

/// Returns a manifest in its canonical layout: keys in the manifest's order, two spaces a level. Comments are kept; `path` is
/// shown to people. Line ends and the byte order mark stay.
///
/// # Errors
/// [`EditError::Unreadable`], [`EditError::LoneCarriageReturn`], [`EditError::Unformattable`].
pub fn format(path: &str, bytes: &[u8]) -> Result<Vec<u8>, EditError> {
    let document = parse::read(path, bytes).map_err(EditError::Unreadable)?;
    Ok(encode_like(bytes, &format::format(&document)?))
}
