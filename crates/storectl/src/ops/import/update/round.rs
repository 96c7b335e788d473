//! What is tried in one round of edits, and what is done about what is wrong with it.

use std::collections::BTreeSet;

use storectl_manifest::{Change, Diagnostic, Edit};
use storectl_model::{FieldPath, LiveField, LiveValue, Module, Segment};

use super::choose::Left;

/// What is tried.
pub(super) struct Round {
    /// Edits of variables, which stay.
    pub(super) variables: Vec<Edit>,
    /// Removals of variables that nothing uses then; they come last.
    pub(super) unused: Vec<Edit>,
    /// What the edits of variables do not make the manifest say.
    pub(super) fields: Vec<LiveField>,
    /// Fields of new languages that the defaults may give.
    pub(super) defaults: Vec<LiveField>,
    pub(super) left: Vec<Left>,
}

impl Round {
    /// Does something about an error in the edited manifest, which had so many packages before; returns whether there is
    /// something to do.
    pub(super) fn answer(&mut self, error: &Diagnostic, packages: usize) -> bool {
        let Some(path) = error.path() else {
            return false;
        };
        if let [Segment::Key(section), Segment::Key(_)] = path.segments()
            && section == "vars"
        {
            // Nothing uses it any more.
            let change = Change::Unset;
            self.variables.retain(|it| it.address != path);
            self.unused.push(Edit {
                address: path,
                change,
            });
            return true;
        }
        let path = self.counted_before(path, packages);
        self.give(&path) || self.leave(&path, &format!("{} ({})", error.message, error.code))
    }

    /// Returns the path of a package as the manifest counted it before, or as the Store's own.
    fn counted_before(&self, path: FieldPath, packages: usize) -> FieldPath {
        let (Some(Module::Packages), Some(Segment::Index(at))) =
            (path.module(), path.segments().get(1))
        else {
            return path;
        };
        let removed = self.removed_packages();
        let mut before = (0..packages).filter(|it| !removed.contains(it));
        if let Some(before) = before.nth(*at) {
            let there = FieldPath::of_package(before);
            return path.rebased(&path.object(), &there).unwrap_or(path);
        }
        let is_new = |it: &&LiveField| matches!(it.value, LiveValue::Package(_));
        let new = self.fields.iter().filter(is_new);
        let mut new = new.skip((at + removed.len()).saturating_sub(packages));
        new.next().map_or(path, |it| it.path.clone())
    }

    /// Does something about a field that still differs; returns whether there is something to do.
    pub(super) fn differs(&mut self, path: &FieldPath) -> bool {
        let is_it = |it: &LiveField| it.path == *path && it.value == LiveValue::Nothing;
        self.give(path)
            || (self.fields.iter().any(is_it)
                && self.leave(
                    path,
                    "the Store holds nothing there, which a manifest cannot say",
                ))
    }

    /// Gives a language its own value in place of the default.
    fn give(&mut self, path: &FieldPath) -> bool {
        let found = self.defaults.iter().position(|it| path.is_within(&it.path));
        if let Some(at) = found {
            self.fields.push(self.defaults.remove(at));
        }
        found.is_some()
    }

    /// Leaves what a fault is about: the field, of a default that of all languages, else what is below or beside it.
    fn leave(&mut self, path: &FieldPath, why: &str) -> bool {
        let is_of_field =
            |it: &LiveField| it.path.object() == path.object() && it.path.field() == path.field();
        let takes_default = |it: &LiveField| match path.segments() {
            [Segment::Key(section), Segment::Key(name), ..] => {
                section == "listingDefaults"
                    && it.path.language().is_some()
                    && it.path.field() == Some(name)
            }
            _ => false,
        };
        let rules: [&dyn Fn(&LiveField) -> bool; 5] = [
            &|it| path.is_within(&it.path) && it.value != LiveValue::Language,
            &is_of_field,
            &takes_default,
            &|it| it.path.is_within(path),
            &|it| it.path.object() == path.object(),
        ];
        let Some(is_meant) = rules.into_iter().find(|it| self.fields.iter().any(it)) else {
            return false;
        };
        let (left, kept) = std::mem::take(&mut self.fields)
            .into_iter()
            .partition(|it| is_meant(it));
        self.fields = kept;
        // What is left may use them.
        self.unused.clear();
        let left: Vec<LiveField> = left;
        self.left.extend(left.into_iter().map(|it| Left {
            path: it.path,
            why: why.to_owned(),
        }));
        true
    }

    /// Returns the manifest's packages that go.
    pub(super) fn removed_packages(&self) -> BTreeSet<usize> {
        let gone = self.fields.iter().filter(|it| it.value == LiveValue::Gone);
        let gone = gone.filter(|it| it.path.module() == Some(Module::Packages));
        let index = |it: &LiveField| match it.path.segments().last() {
            Some(Segment::Index(at)) => Some(*at),
            _ => None,
        };
        gone.filter_map(index).collect()
    }
}
