//! What the packages cover together, after the steps of a plan.

use std::collections::BTreeSet;

use crate::Outcome;

/// The architectures and languages that at least one package has.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    architectures: BTreeSet<String>,
    languages: BTreeSet<String>,
}

impl Coverage {
    /// Takes the packages of an outcome.
    pub(super) fn of(outcome: &Outcome) -> Self {
        let mut coverage = Self::default();
        for package in &outcome.packages {
            let words = |name| package.words(name).into_iter().map(str::to_ascii_lowercase);
            coverage.architectures.extend(words("architectures"));
            coverage.languages.extend(words("languages"));
        }
        coverage
    }

    /// Returns whether no package has one of these architectures.
    pub(super) fn lacks_architecture<'a>(&self, before: impl IntoIterator<Item = &'a str>) -> bool {
        lacks(&self.architectures, before)
    }

    /// Returns whether no package has one of these languages.
    pub(super) fn lacks_language<'a>(&self, before: impl IntoIterator<Item = &'a str>) -> bool {
        lacks(&self.languages, before)
    }
}

fn lacks<'a>(covered: &BTreeSet<String>, before: impl IntoIterator<Item = &'a str>) -> bool {
    before
        .into_iter()
        .any(|it| !covered.contains(&it.to_ascii_lowercase()))
}
