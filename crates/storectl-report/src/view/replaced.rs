//! Images that are replaced and get another place at once. A plan removes one and adds another, for it knows images by their
//! content; for people it is the same file.

use std::collections::BTreeMap;

use storectl_model::LanguageTag;
use storectl_plan::{Change, ChangeValue, ImageValue};

use super::{PlanDetails, ProductView, file_beside};

/// Which change adds what another one removes, by their indexes in a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Replaced {
    removed_by_added: BTreeMap<usize, usize>,
    added_by_removed: BTreeMap<usize, usize>,
}

impl Replaced {
    /// Pairs the images of a plan that a list had in the same file before. Where it is not known which file that was, none is.
    pub(crate) fn of(product: &ProductView<'_>, plan: &PlanDetails) -> Self {
        let mut removed = BTreeMap::new();
        for (at, change) in plan.changes.iter().enumerate() {
            if let (ChangeValue::Image(_), ChangeValue::Unset, Some(file)) =
                (&change.before, &change.after, product.file_before(at))
            {
                removed.insert((list(change), file.path.clone()), at);
            }
        }
        let mut replaced = Self::default();
        for (at, change) in plan.changes.iter().enumerate() {
            if let (ChangeValue::Unset, ChangeValue::Image(ImageValue::File { path, .. })) =
                (&change.before, &change.after)
                && let Some(path) = file_beside(product.manifest.as_raw(), path)
                && let Some(gone) = removed.remove(&(list(change), path))
            {
                replaced.removed_by_added.insert(at, gone);
                replaced.added_by_removed.insert(gone, at);
            }
        }
        replaced
    }

    /// Returns the change that removes what this one replaces.
    pub(crate) fn removed_by(&self, added: usize) -> Option<usize> {
        self.removed_by_added.get(&added).copied()
    }

    /// Returns the change that adds what replaces the image that this one removes.
    pub(crate) fn added_by(&self, removed: usize) -> Option<usize> {
        self.added_by_removed.get(&removed).copied()
    }
}

fn list(change: &Change) -> (Option<&LanguageTag>, Option<&str>) {
    (change.path.language(), change.path.field())
}
