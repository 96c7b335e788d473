//! Which of the manifest's fields one run manages.

use std::{collections::BTreeSet, iter};

use crate::{FieldPath, Selector};

/// The fields a run manages of those the manifest names; the rest counts as unmanaged, but for those that cannot be compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// What `--only` picks; empty where the run manages everything.
    only: Vec<Selector>,
    /// Fields that cannot be compared, because what the Store holds in them is not known.
    except: BTreeSet<FieldPath>,
}

impl Scope {
    /// Everything that the manifest names.
    pub const EVERYTHING: Self = Self {
        only: Vec::new(),
        except: BTreeSet::new(),
    };

    /// Restricts a run to what `selectors` pick; none of them restricts nothing.
    pub fn only(selectors: Vec<Selector>) -> Self {
        Self {
            only: selectors,
            ..Self::EVERYTHING
        }
    }

    /// Leaves out these fields, with everything below them.
    #[must_use]
    pub fn without(mut self, fields: impl IntoIterator<Item = FieldPath>) -> Self {
        self.except.extend(fields);
        self
    }

    /// Returns the selectors of the run.
    pub fn selectors(&self) -> &[Selector] {
        &self.only
    }

    /// Returns whether the run manages `path` where the manifest names it.
    pub fn manages(&self, path: &FieldPath) -> bool {
        self.is_picked(|it| it.picks(path)) && !self.is_left_out(path)
    }

    /// Returns whether `path` can be compared, or would not be in this run: what the Store holds in it is known.
    pub fn compares(&self, path: &FieldPath) -> bool {
        !self.is_left_out(path) || !self.is_picked(|it| it.picks(path))
    }

    /// Returns whether the run manages `path` or something below it.
    pub fn touches(&self, path: &FieldPath) -> bool {
        self.is_picked(|it| it.touches(path)) && !self.is_left_out(path)
    }

    fn is_picked(&self, picks: impl Fn(&Selector) -> bool) -> bool {
        self.only.is_empty() || self.only.iter().any(picks)
    }

    fn is_left_out(&self, path: &FieldPath) -> bool {
        // There may be many of them: a snapshot names them.
        let mut above = iter::successors(Some(path.clone()), FieldPath::parent);
        !self.except.is_empty() && above.any(|it| self.except.contains(&it))
    }
}
