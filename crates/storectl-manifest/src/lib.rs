//! Reads a storectl manifest: YAML with spans, JSON schema, rules.
//!
//! Pure: texts in, desired state and diagnostics out; files are read by the caller. Two phases: [`read`] turns bytes into a
//! [`Document`], which tells the files it needs; [`check()`] judges it together with them.

mod adopt;
mod catalogue;
mod changelog;
mod check;
mod checked_text;
mod checker;
mod checksums;
mod diagnostic;
mod edit;
mod encoding;
mod field;
mod files;
mod foreign;
mod format;
mod from_installer;
mod hint;
mod measure;
mod parse;
mod paths;
mod pointer;
mod policy;
mod raw;
mod references;
mod release;
mod rules;
mod schema;
mod secrets;
mod source_map;
mod suggest;
mod suspects;
mod translations;
mod update;
mod variables;
mod vocabulary;
mod work;
mod write;

pub use adopt::{
    AdoptError, Adopted, Draft, DraftOptions, Layout, NewManifest, Refused, from_draft,
};
pub use catalogue::{Rule, catalogue, installers};
pub use check::{Checked, check};
pub use diagnostic::{Code, Diagnostic, Fix, Location, Severity, SourceFile};
pub use edit::{
    Acknowledgment, Change, Edit, EditArgument, EditError, InvalidEdit, PlacedEdits, TextEdit,
    acknowledge, edit, format, nearest_address, parse_address, place_edits,
};
pub use encoding::{EncodingFault, decode_text};
pub use field::{Field, fields, find_field};
pub use files::{
    FileFault, FileKind, FileReference, Files, ImageFacts, ImageFormat, ManifestAccess,
};
pub use foreign::{
    FastlaneFile, FastlaneFiles, ForeignProduct, Omission, OmissionReason, Remark, SubmissionError,
    from_store_submission,
};
pub use from_installer::{
    InstallerPlace, InstallerValues, NoPackage, package_of_installer, take_installer,
};
pub use measure::{Measure, Measured, Size, measure};
pub use parse::{Document, read};
pub use pointer::path as field_path;
pub use policy::{MAX_POLICY, POLICY_API_VERSION, policy_schema, read_policy};
pub use release::{
    LowerVersions, NotesState, PlacedNotes, ReleaseError, ReleaseNotes, ReleaseVersion,
    VersionChange, notes_states, place_notes, released_version, version_change,
};
pub use schema::{schema, schema_id};
pub use source_map::SourceMap;
pub use translations::{
    ListingText, PresentText, TextCell, TextGap, TextMatrix, TextOrigin, TextRow, TextUnit,
};
pub use update::{image_place, of_managed_fields, take, take_variables, takes_default};
pub use variables::{
    Precedence, RecordedVariable, UnsetSecrets, UnusedExplicit, UsedVariable, VariableSource,
    Variables,
};
#[cfg(feature = "metered")]
pub use work::visited;

/// The one version of the manifest's form there is.
pub const API_VERSION: &str = "storectl/v1";
