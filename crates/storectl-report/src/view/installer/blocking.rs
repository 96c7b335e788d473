//! What of installers keeps a plan from being applied.

use std::collections::HashMap;

use storectl_manifest::catalogue;
use storectl_model::FieldPath;

use super::preflight::named;
use crate::{
    SourceRef,
    view::{Sentence, hint, place, thousands},
};

/// Errors of installers. What is the same for several packages is said once.
#[derive(Default)]
pub(crate) struct InstallerErrors<'a> {
    errors: Vec<InstallerError<'a>>,
    places: HashMap<ErrorText<'a>, usize>,
}

/// What an error says of every package that has it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ErrorText<'a> {
    pub(crate) code: &'static str,
    pub(crate) message: &'a str,
    pub(crate) hint: &'a str,
}

struct InstallerError<'a> {
    text: ErrorText<'a>,
    paths: Vec<&'a FieldPath>,
    sources: Vec<&'a SourceRef>,
}

impl<'a> InstallerErrors<'a> {
    /// Adds one.
    pub(crate) fn add(
        &mut self,
        text: ErrorText<'a>,
        path: &'a FieldPath,
        source: Option<&'a SourceRef>,
    ) {
        let at = *self.places.entry(text).or_insert_with(|| {
            self.errors.push(InstallerError {
                text,
                paths: Vec::new(),
                sources: Vec::new(),
            });
            self.errors.len() - 1
        });
        if let Some(error) = self.errors.get_mut(at) {
            error.paths.push(path);
            error.sources.extend(source);
        }
    }

    /// Returns the sentences of each, in the order of its first package.
    pub(crate) fn explained(self) -> impl Iterator<Item = Vec<Sentence>> {
        self.errors.into_iter().map(explained)
    }
}

fn explained(error: InstallerError<'_>) -> Vec<Sentence> {
    let InstallerError {
        text,
        paths,
        sources,
    } = error;
    let policy = policy(text.code).map(|it| format!(" (policy {it})"));
    let about = named(Sentence::new(), &paths)
        .ours(": ")
        .prose(text.message);
    let mut told = vec![about.ours(format!("{} [{}]", policy.unwrap_or_default(), text.code))];
    told.extend(sources.iter().take(PLACES).map(|it| place(it)));
    if let Some(more) = sources.len().checked_sub(PLACES).filter(|it| *it > 0) {
        let more = format!("and {} more", thousands(more));
        told.push(Sentence::new().ours(more));
    }
    told.push(hint(text.hint));
    told
}

/// Most places of one error.
const PLACES: usize = 5;

fn policy(code: &str) -> Option<&'static str> {
    let mut rules = catalogue().iter();
    rules.find(|it| it.code.as_str() == code)?.policy
}
