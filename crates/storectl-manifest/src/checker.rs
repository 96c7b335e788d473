//! What every rule needs: the manifest, its files, and a place for diagnostics.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    rc::Rc,
};

use storectl_model::bound_message;

use crate::{
    catalogue::Rule,
    checked_text::CheckedText,
    diagnostic::{Diagnostic, Location},
    files::Files,
    format,
    hint::{Hint, IntoHint},
    parse::Document,
    pointer,
    source_map::SourceMap,
    variables::ExpandedText,
};

/// How many near matches are looked for in one manifest: as many diagnostics are shown (forms, Outputs 6).
const SUGGESTIONS: usize = 100;

/// Collects what is found while a manifest is checked.
pub(crate) struct Checker<'a> {
    pub(crate) document: &'a Document,
    pub(crate) files: &'a Files,
    pub(crate) found: Vec<Diagnostic>,
    pub(crate) sources: SourceMap,
    /// Texts from files, by the pointer of the field.
    pub(crate) texts: BTreeMap<String, Rc<ExpandedText>>,
    /// What was found in texts from files, by [`ExpandedText::id`].
    pub(crate) checked_texts: HashMap<usize, Rc<CheckedText>>,
    /// Pointers of values that hold a secret.
    secrets: BTreeSet<String>,
    /// How many more near matches are looked for.
    suggestions: usize,
    /// Paths whose link was reported.
    pub(crate) linked: HashSet<String>,
}

impl<'a> Checker<'a> {
    pub(crate) fn new(
        document: &'a Document,
        files: &'a Files,
        texts: BTreeMap<String, Rc<ExpandedText>>,
        secrets: BTreeSet<String>,
    ) -> Self {
        Self {
            document,
            files,
            found: Vec::new(),
            sources: SourceMap::new(document),
            texts,
            checked_texts: HashMap::new(),
            secrets,
            suggestions: SUGGESTIONS,
            linked: HashSet::new(),
        }
    }

    /// Returns a value as messages quote it: in backquotes, shortened; of a secret, only that it is one.
    pub(crate) fn quote(&self, at: &str, value: &str) -> String {
        if self.is_secret(at) {
            "(secret)".to_owned()
        } else {
            format!("`{}`", format::shorten(value))
        }
    }

    /// Returns whether the value at `at`, or one below it, holds a secret.
    pub(crate) fn is_secret(&self, at: &str) -> bool {
        let below = format!("{at}/");
        let mut from = self.secrets.range(below..);
        self.secrets.contains(at) || from.next().is_some_and(|it| pointer::is_within(it, at))
    }

    /// Returns the pointers of values that hold a secret.
    pub(crate) fn secrets(&self) -> &BTreeSet<String> {
        &self.secrets
    }

    /// Returns whether a near match may be looked for, which takes a comparison with every word of a table.
    pub(crate) fn may_suggest(&mut self) -> bool {
        let may = self.suggestions > 0;
        self.suggestions = self.suggestions.saturating_sub(1);
        may
    }

    /// Returns the place of the value at `at`, or of the nearest parent there is.
    pub(crate) fn place(&self, at: &str) -> Location {
        let place = self.sources.locate(at);
        place.unwrap_or_else(|| self.document.start())
    }

    /// Returns the place in the manifest of the value at `at`, though its text comes from a file.
    pub(crate) fn place_in_manifest(&self, at: &str) -> Location {
        let place = self.sources.locate_in_manifest(at);
        place.unwrap_or_else(|| self.document.start())
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
    /// Takes a better hint than the general one, where there is any, and its correction.
    pub(crate) fn hinted(&mut self, hint: impl IntoHint) -> &mut Self {
        if let Some(Hint { text, correction }) = hint.into_hint() {
            self.hint = Some(bound_message(text));
            self.fix = correction
                .and_then(|it| it.at(&self.location))
                .map(Box::new);
        }
        self
    }

    /// Adds another place that matters.
    pub(crate) fn with(&mut self, place: Location, note: &str) -> &mut Self {
        self.related.push((place, note.to_owned()));
        self
    }
}
