//! Why a manifest cannot be released.

use storectl_model::FieldPath;

use crate::format;

/// Why a manifest cannot be released. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseError {
    /// It has no version of its own.
    #[error("it has no `vars.version`")]
    NoVersion {
        /// Whether it uses the variable nevertheless: then it lacks nothing but the value.
        is_used: bool,
    },
    /// Its version is a secret, whose value is not in the manifest.
    #[error("its `vars.version` is a secret")]
    SecretVersion,
    /// Its version is higher than the one to release.
    #[error("its version is {current}, and {version} is lower")]
    LowerVersion {
        /// Its version, as the manifest writes it.
        current: String,
        /// The one to release.
        version: String,
    },
    /// Its notes are a section of a changelog.
    #[error(
        "its `{address}` is the section of the version in `{path}`; write the notes there, and leave out --notes"
    )]
    InChangelog {
        /// The field that says so.
        address: FieldPath,
        /// The changelog, as the manifest writes it.
        path: String,
    },
    /// Its notes are the first of several files.
    #[error(
        "its `{address}` is the first file that exists of a list; write the notes to `{path}`, and leave out --notes"
    )]
    InFirstFile {
        /// The field that says so.
        address: FieldPath,
        /// The first of the files, as the manifest writes it.
        path: String,
    },
    /// Several languages have notes of their own, and one text was given.
    #[error("each of its languages has its own `whatsNew`: {}", named(languages))]
    NotesPerLanguage {
        /// The languages, as the manifest spells them.
        languages: Vec<String>,
    },
    /// It has no listing.
    #[error("it has no listing that could have notes")]
    NoListing,
}

/// Names languages, a few of many.
fn named(languages: &[String]) -> String {
    const NAMED: usize = 10;
    let languages: Vec<&str> = languages.iter().map(String::as_str).collect();
    format::some_of(&languages, NAMED)
}
