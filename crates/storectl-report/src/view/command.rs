//! The commands whose results are rendered.

/// A command, as people type it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Checks manifests offline.
    Validate,
    /// Says what apply would do.
    Plan,
    /// Makes drafts match.
    Apply,
    /// Submits drafts that match.
    Submit,
    /// Says how drafts and submissions stand.
    Status,
    /// Reads installers.
    Inspect,
    /// Checks what a run needs.
    Doctor,
    /// Lists products, and merges results.
    Fleet,
}

impl Command {
    /// Every command.
    pub const ALL: [Self; 8] = [
        Self::Validate,
        Self::Plan,
        Self::Apply,
        Self::Submit,
        Self::Status,
        Self::Inspect,
        Self::Doctor,
        Self::Fleet,
    ];

    /// Returns its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Validate => "validate",
            Self::Plan => "plan",
            Self::Apply => "apply",
            Self::Submit => "submit",
            Self::Status => "status",
            Self::Inspect => "inspect",
            Self::Doctor => "doctor",
            Self::Fleet => "fleet",
        }
    }
}
