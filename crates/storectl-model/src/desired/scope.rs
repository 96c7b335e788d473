//! Which of the manifest's fields one run manages.

use crate::{FieldPath, Selector};

/// The fields a run manages of those the manifest names (`--only`); the rest counts as unmanaged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    #[default]
    Everything,
    /// Those that one of the selectors picks.
    Only(Vec<Selector>),
}

impl Scope {
    /// Returns whether the run manages `path` where the manifest names it.
    pub fn manages(&self, path: &FieldPath) -> bool {
        match self {
            Self::Everything => true,
            Self::Only(selectors) => selectors.iter().any(|it| it.picks(path)),
        }
    }

    /// Returns whether the run manages `path` or something below it.
    pub fn touches(&self, path: &FieldPath) -> bool {
        match self {
            Self::Everything => true,
            Self::Only(selectors) => selectors.iter().any(|it| it.touches(path)),
        }
    }
}
