//! Edits a manifest and keeps everything else as it is: every comment, and every other byte.
//!
//! An edit is a change of the manifest's value ([`address`]). What differs between the old value and the new one becomes
//! changes ([`operation`]), each of which is a few replacements in the text ([`change`]). After each, the text is read again:
//! it must hold the new value and every comment, else nothing is edited ([`rewrite`]).

mod address;
mod argument;
mod change;
mod comments;
mod format;
mod lines;
mod operation;
mod rewrite;
mod splice;
mod tree;

use serde_json::Value;
use storectl_model::FieldPath;

pub use argument::{EditArgument, InvalidEdit, parse_address};

use crate::{
    diagnostic::{Diagnostic, Location},
    parse,
};

/// An edit of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The field; items of keyed lists by their type, languages in any case.
    pub address: FieldPath,
    /// What becomes of it.
    pub change: Change,
}

/// What becomes of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It has this value, as the manifest writes it; `null` clears.
    Set(Value),
    /// It is no longer in the manifest, and so unmanaged.
    Unset,
}

/// Why a manifest cannot be edited. Nothing was changed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum EditError {
    /// It is not YAML that storectl reads.
    #[error("the manifest cannot be read")]
    Unreadable(Vec<Diagnostic>),
    /// No manifest has such a field.
    #[error("`{address}` is not a field of a manifest")]
    UnknownField {
        /// The address.
        address: FieldPath,
    },
    /// A list is not as long.
    #[error(
        "`{address}` does not exist: the list has {length} items, and an edit adds one at the end"
    )]
    NoSuchItem {
        /// The address.
        address: FieldPath,
        /// How many items there are.
        length: usize,
    },
    /// The manifest removes the language.
    #[error("{language} is removed by line {}", location.line)]
    Removed {
        /// The language, as the manifest spells it.
        language: String,
        /// Where it is removed.
        location: Location,
    },
    /// The change cannot be made without touching anything else.
    #[error("`{address}` cannot be edited safely at {}: {write}", location.short())]
    Unsafe {
        /// The address.
        address: String,
        /// The nearest place that is in the manifest.
        location: Location,
        /// What to do by hand.
        write: String,
    },
    /// The canonical layout would not be the same manifest.
    #[error("the manifest cannot be formatted safely")]
    Unformattable,
    /// More changes than are made one by one.
    #[error("more than {limit} changes")]
    TooMany {
        /// How many are made.
        limit: usize,
    },
}

/// Edits a manifest; `path` is shown to people. Line ends and the byte order mark stay.
///
/// # Errors
/// See [`EditError`].
pub fn edit(path: &str, bytes: &[u8], edits: &[Edit]) -> Result<Vec<u8>, EditError> {
    let mut document = parse::read(path, bytes).map_err(EditError::Unreadable)?;
    for edit in edits {
        let wanted = address::edited(&document, edit)?;
        document = rewrite::rewrite(&document, &wanted)?;
    }
    Ok(bytes_like(bytes, document.source.text()))
}

/// Returns a manifest in its canonical layout: keys in the manifest's order, two spaces a level. Comments are kept; `path` is
/// shown to people. Line ends and the byte order mark stay.
///
/// # Errors
/// [`EditError::Unreadable`], [`EditError::Unformattable`].
pub fn format(path: &str, bytes: &[u8]) -> Result<Vec<u8>, EditError> {
    let document = parse::read(path, bytes).map_err(EditError::Unreadable)?;
    Ok(bytes_like(bytes, &format::format(&document)?))
}

/// Returns a text as bytes, with a byte order mark where the former bytes had one.
fn bytes_like(former: &[u8], text: &str) -> Vec<u8> {
    let mark = if former.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK
    } else {
        &[]
    };
    [mark, text.as_bytes()].concat()
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
