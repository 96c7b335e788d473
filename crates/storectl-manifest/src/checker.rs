//! What every rule needs: the manifest, the files, and a place to put findings.

use crate::{
    catalogue::Rule,
    diagnostic::{Diagnostic, Location},
    files::Files,
    parse::Document,
    pointer,
    source_map::SourceMap,
};

/// Collects what is found while a manifest is checked.
pub(crate) struct Checker<'a> {
    pub(crate) document: &'a Document,
    pub(crate) files: &'a Files,
    pub(crate) found: Vec<Diagnostic>,
    pub(crate) sources: SourceMap,
}

impl<'a> Checker<'a> {
    pub(crate) fn new(document: &'a Document, files: &'a Files) -> Self {
        Self {
            document,
            files,
            found: Vec::new(),
            sources: SourceMap::new(document),
        }
    }

    /// Gives the place of the value at `at`, or of the nearest parent there is.
    pub(crate) fn place(&self, at: &str) -> Location {
        let mut at = at;
        loop {
            if let Some(place) = self.document.location(at) {
                return place;
            }
            match pointer::split(at) {
                Some((parent, _)) => at = parent,
                None => return self.document.start(),
            }
        }
    }

    /// Reports at the value.
    pub(crate) fn report(&mut self, rule: &Rule, at: &str, message: String) -> &mut Diagnostic {
        let place = self.place(at);
        self.report_at(rule, at, place, message)
    }

    /// Reports at the key, or at the value of what has none.
    pub(crate) fn report_key(&mut self, rule: &Rule, at: &str, message: String) -> &mut Diagnostic {
        let key = self.document.key_location(at);
        let place = key.unwrap_or_else(|| self.place(at));
        self.report_at(rule, at, place, message)
    }

    /// Reports at a place of the caller's choice, such as one in a text file.
    pub(crate) fn report_at(
        &mut self,
        rule: &Rule,
        at: &str,
        place: Location,
        message: String,
    ) -> &mut Diagnostic {
        let mut found = rule.at(place, message);
        at.clone_into(&mut found.pointer);
        let last = self.found.len();
        self.found.push(found);
        &mut self.found[last]
    }
}

impl Diagnostic {
    /// Takes a better hint than the general one, where there is any.
    pub(crate) fn hinted(&mut self, hint: impl Into<Option<String>>) -> &mut Self {
        if let Some(hint) = hint.into() {
            self.hint = Some(hint);
        }
        self
    }

    /// Adds another place that matters.
    pub(crate) fn with(&mut self, place: Location, note: &str) -> &mut Self {
        self.related.push((place, note.to_owned()));
        self
    }
}
