//! Commands that people copy.

/// A command to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The whole command.
    pub command: String,
    /// What must be passed beside it, as a clause, since it is not repeated.
    pub beside: Option<String>,
}
