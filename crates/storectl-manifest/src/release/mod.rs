//! A release: the version of a manifest, and the notes of each language.

mod error;
mod notes;
mod notes_source;
mod state;
mod version;

pub use error::ReleaseError;
pub use notes::{PlacedNotes, ReleaseNotes, place_notes};
pub use state::{NotesState, notes_states};
pub use version::{LowerVersions, ReleaseVersion, VersionChange, released_version, version_change};

use storectl_model::FieldPath;

/// The field that holds release notes, of a listing and of `listingDefaults`.
const WHATS_NEW: &str = "whatsNew";

/// Returns the address of the version.
fn version_address() -> FieldPath {
    FieldPath::root().key("vars").key("version")
}

/// Returns the address of the notes that listings inherit.
fn default_address() -> FieldPath {
    FieldPath::root().key("listingDefaults").key(WHATS_NEW)
}
