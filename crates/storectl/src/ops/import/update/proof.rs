//! Proves that an edited manifest says what was taken, and everything else as before.

use std::collections::BTreeSet;

use storectl_model::{DesiredProduct, FieldPath, Module, RemoteProduct, Scope, Segment};
use storectl_plan::{differences, smallest_selection};

/// What differs between a manifest and the draft, by field; a list of images whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Differences(BTreeSet<FieldPath>);

impl Differences {
    /// Compares everything that the manifest names.
    pub(super) fn of(product: &DesiredProduct, live: &RemoteProduct) -> Self {
        let product = DesiredProduct {
            scope: Scope::EVERYTHING,
            ..product.clone()
        };
        let found = differences(&product, live).into_iter();
        let found = found.map(|it| match it.path.field() {
            Some(_) => smallest_selection(&it.path),
            None => it.path,
        });
        Self(found.collect())
    }

    /// Counts packages as they were counted before some were removed, in order.
    pub(super) fn counted_before(self, removed: &BTreeSet<usize>) -> Self {
        let path = |it: FieldPath| match it.segments().get(1) {
            Some(Segment::Index(at)) if it.module() == Some(Module::Packages) => {
                let mut before = (0..).filter(|it| !removed.contains(it));
                let before = before.nth(*at).unwrap_or(*at);
                let moved = it.rebased(&FieldPath::of_package(*at), &FieldPath::of_package(before));
                moved.unwrap_or(it)
            }
            _ => it,
        };
        Self(self.0.into_iter().map(path).collect())
    }

    /// Returns those that `taken` covers.
    pub(super) fn within(&self, taken: &BTreeSet<FieldPath>) -> Vec<FieldPath> {
        let found = self.0.iter().filter(|it| covers(taken, it));
        found.cloned().collect()
    }

    /// Returns whether a field differs, or something in it.
    pub(super) fn touches(&self, path: &FieldPath) -> bool {
        self.0.iter().any(|it| it.is_within(path))
    }

    /// Returns whether nothing differs.
    pub(super) fn is_subset(&self, other: &Self) -> bool {
        self.0.is_subset(&other.0)
    }

    /// Returns what came to differ since, and what no longer does though nobody took it.
    pub(super) fn moved(&self, before: &Self, taken: &BTreeSet<FieldPath>) -> Vec<FieldPath> {
        let apart = self.0.symmetric_difference(&before.0);
        let moved = apart.filter(|it| !covers(taken, it) && !goes_along(it, taken));
        moved.cloned().collect()
    }
}

/// Returns whether one of these is the field, or something that it is in.
fn covers(taken: &BTreeSet<FieldPath>, path: &FieldPath) -> bool {
    taken.iter().any(|it| path.is_within(it))
}

/// A subcategory that nobody names is cleared with the category.
fn goes_along(path: &FieldPath, taken: &BTreeSet<FieldPath>) -> bool {
    path.field() == Some("subcategory") && taken.contains(&path.object().key("category"))
}
