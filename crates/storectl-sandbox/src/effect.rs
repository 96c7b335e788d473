//! Whether a call changed the state.

/// Whether a call changed the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It did not.
    None,
    /// It did.
    Changed,
}

impl Effect {
    /// The effect of both together.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, Self::None) => Self::None,
            (Self::Changed, _) | (_, Self::Changed) => Self::Changed,
        }
    }
}
