//! What files are called.

use std::collections::BTreeMap;

/// What people who stand somewhere in the repository call files, by their paths from its root; a file that is not listed has
/// that path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    shown: BTreeMap<String, String>,
}

impl Names {
    /// Says what people call a file.
    pub(crate) fn add(&mut self, in_repository: &str, shown: &str) {
        if in_repository != shown {
            let shown = || shown.to_owned();
            self.shown
                .entry(in_repository.to_owned())
                .or_insert_with(shown);
        }
    }

    /// Returns what people call a file.
    pub(crate) fn of<'a>(&'a self, in_repository: &'a str) -> &'a str {
        self.shown
            .get(in_repository)
            .map_or(in_repository, String::as_str)
    }
}
