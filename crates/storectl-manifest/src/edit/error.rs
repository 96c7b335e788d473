//! Why a manifest cannot be edited.

use storectl_model::FieldPath;

use crate::{
    diagnostic::{Diagnostic, Location},
    format,
};

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
        "`{address}` does not exist: the list has {}; an edit adds one at the end",
        items(*length)
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
    /// The text is in a file that holds the text of other fields, too.
    #[error(
        "`{address}` is in {file}, which is also the text of {}; edit the file to change all of them, or give the field its own: `{address}={{file: PATH}}`",
        named(others)
    )]
    SharedFile {
        /// The field.
        address: FieldPath,
        /// The file, beside the manifest.
        file: String,
        /// The other fields.
        others: Vec<FieldPath>,
    },
    /// The default is a file of each language.
    #[error(
        "`{address}` is a file of each language, `{path}`; set the text of a language: {}",
        named(fields)
    )]
    FilePerLanguage {
        /// The default.
        address: FieldPath,
        /// The path, as the manifest writes it.
        path: String,
        /// The fields that inherit it.
        fields: Vec<FieldPath>,
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
    /// A carriage return that no line feed follows: whether it ends a line depends on who reads it.
    #[error(
        "line {} contains a carriage return without a line feed; save the manifest with one kind of line ending",
        location.line
    )]
    LoneCarriageReturn {
        /// Where it is.
        location: Location,
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

fn items(count: usize) -> String {
    match count {
        1 => "1 item".to_owned(),
        _ => format!("{} items", format::count(count)),
    }
}

/// Names fields, a few of many.
fn named(fields: &[FieldPath]) -> String {
    const NAMED: usize = 10;
    let names: Vec<String> = fields.iter().map(FieldPath::to_string).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    format::some_of(&names, NAMED)
}
