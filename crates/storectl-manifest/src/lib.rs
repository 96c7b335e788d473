//! Reads a storectl manifest: YAML with spans, JSON schema, rules.
//!
//! Pure: texts in, desired state and diagnostics out; files are read by the caller. Two phases: [`read`] turns bytes into a
//! [`Document`], which tells the files it needs; [`check()`] judges it together with them.

mod catalogue;
mod check;
mod checker;
mod diagnostic;
mod files;
mod format;
mod parse;
mod pointer;
mod raw;
mod rules;
mod schema;
mod source_map;
mod suggest;
mod variables;

pub use catalogue::{Rule, catalogue};
pub use check::{Checked, check};
pub use diagnostic::{Code, Diagnostic, Location, Severity, SourceFile};
pub use files::{FileFault, FileKind, FileReference, Files, ImageFacts, ImageFormat};
pub use parse::{Document, read};
pub use schema::schema;
pub use source_map::SourceMap;
pub use variables::Variables;

/// The one version of the manifest's form there is.
pub const API_VERSION: &str = "storectl/v1";
