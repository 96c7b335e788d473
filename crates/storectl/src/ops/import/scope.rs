//! What `--scope` picks of what is imported.

use std::{collections::BTreeSet, fmt};

use storectl_model::{FieldPath, LanguageTag, Selector};

use super::listed::listed;
use crate::error::CliError;

/// What is imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The Store's draft.
    Draft,
    /// Another tool's files.
    Files,
}

impl Source {
    /// Returns it as the subject of a sentence, with its verb.
    fn has(self) -> [&'static str; 2] {
        match self {
            Self::Draft => ["the draft", "has"],
            Self::Files => ["the files", "have"],
        }
    }
}

/// A selector that picks nothing.
#[derive(Clone, Debug)]
pub(crate) struct Unmatched {
    selector: Selector,
    source: Source,
    /// What is there instead.
    nearby: Vec<Selector>,
}

impl Unmatched {
    /// Returns what is there instead, in a list; `None` where nothing is.
    fn nearby(&self) -> Option<String> {
        let named = self.nearby.iter().map(|it| format!("`{it}`"));
        (!self.nearby.is_empty()).then(|| listed(named))
    }

    /// Says what to select instead.
    fn hint(&self) -> Option<String> {
        let [source, has] = self.source.has();
        let nearby = self.nearby()?;
        Some(format!("`{}`: {source} {has} {nearby}", self.selector))
    }
}

/// One sentence without a final period.
impl fmt::Display for Unmatched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [source, has] = self.source.has();
        write!(f, "`{}` matches nothing in {source}", self.selector)?;
        match self.nearby() {
            Some(nearby) => write!(f, ", which {has} {nearby}"),
            None => Ok(()),
        }
    }
}

/// The selectors of an import.
#[derive(Debug)]
pub(super) struct Scope {
    /// Those that pick something; empty for every field.
    pub(super) matched: Vec<Selector>,
    /// Those that pick nothing.
    pub(super) unmatched: Vec<Unmatched>,
}

/// Tells the selectors that pick something of `paths`, which `source` holds, from those that do not.
///
/// # Errors
/// A language that neither the Store's table nor `languages` has; selectors that all pick nothing (64).
pub(super) fn narrow<'a>(
    selectors: &[Selector],
    source: Source,
    paths: &[FieldPath],
    languages: impl Iterator<Item = &'a LanguageTag>,
) -> Result<Scope, CliError> {
    let languages: BTreeSet<LanguageTag> = languages.cloned().collect();
    for selector in selectors {
        let checked = selector.check_language(&languages);
        checked.map_err(|error| CliError::usage(format!("--scope: {error}")))?;
    }
    let picks = |it: &Selector| paths.iter().any(|path| it.picks(path));
    let (matched, others): (Vec<_>, Vec<_>) = selectors.iter().cloned().partition(picks);
    let unmatched = others.into_iter().map(|selector| Unmatched {
        nearby: selector.nearby(paths),
        selector,
        source,
    });
    let scope = Scope {
        matched,
        unmatched: unmatched.collect(),
    };
    if scope.matched.is_empty() && !scope.unmatched.is_empty() {
        return Err(nothing(source, &scope.unmatched));
    }
    Ok(scope)
}

/// The error of a scope without anything in it.
fn nothing(source: Source, unmatched: &[Unmatched]) -> CliError {
    let [source, _] = source.has();
    let named = unmatched.iter().map(|it| format!("`{}`", it.selector));
    let message = format!("--scope: nothing in {source} matches {}", listed(named));
    CliError::usage(message).hints(unmatched.iter().filter_map(Unmatched::hint))
}
