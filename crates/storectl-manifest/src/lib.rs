//! Reads a storectl manifest: YAML with spans, JSON schema, rules.
//!
//! Pure: texts in, desired state and diagnostics out; files are read by the caller. Two phases: [`read`] turns bytes into a
//! [`Document`], which tells the files it needs; [`check()`] judges it together with them.

mod check;
mod codes;
mod diagnostic;
mod document;
mod files;
mod judge;
mod pointer;
mod raw;
mod reader;
mod rules;
mod scalar;
mod schema;
mod shape;
mod source;
mod source_map;
mod variables;
mod words;

pub use check::{Checked, check};
pub use codes::{Explanation, codes};
pub use diagnostic::{Code, Diagnostic, Location, Severity, SourceFile};
pub use document::Document;
pub use files::{FileFault, FileKind, FileReference, Files, ImageFacts, ImageFormat};
pub use reader::read;
pub use schema::schema;
pub use source_map::SourceMap;
pub use variables::Variables;

/// The one version of the manifest's form there is.
pub const API_VERSION: &str = "storectl/v1";
