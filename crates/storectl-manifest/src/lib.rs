//! Reads a storectl manifest: YAML with spans, JSON schema, rules.
//!
//! Pure: texts in, desired state and diagnostics out; files are read by the caller.

mod diagnostic;

pub use diagnostic::{Code, Diagnostic, Location, Severity, SourceFile};
