//! Why there is no manifest.

use crate::{Diagnostic, Severity};

/// Why a draft cannot become a manifest.
#[derive(Clone, Debug, thiserror::Error)]
pub enum AdoptError {
    /// The manifest as a whole is refused, such as one that would be too large.
    #[error("the manifest would be invalid{}", first(.0))]
    Unwritable(Vec<Diagnostic>),
}

fn first(found: &[Diagnostic]) -> String {
    let mut errors = found.iter().filter(|it| it.severity == Severity::Error);
    let first = errors.next();
    first.map_or_else(String::new, |it| format!(": {}", it.message))
}
