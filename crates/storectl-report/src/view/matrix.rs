//! Kinds of change × languages: what changes where, at a glance.

use std::collections::{BTreeMap, BTreeSet};

use storectl_model::{FieldPath, LanguageTag, Module};
use storectl_plan::{Action, Change, Origin};

use super::{Extent, PlanDetails, unmanaged::moved};

/// What kind of thing changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Texts, terms and features of a listing.
    Text,
    /// Screenshots and logos.
    Images,
    /// Packages.
    Packages,
    /// Price and trial.
    Price,
    /// Where it is sold.
    Markets,
    /// Who can find it.
    Discoverability,
    /// Properties.
    Properties,
    /// What Partner Center changed since the base.
    PartnerCenter,
}

impl Kind {
    /// Returns the words of its row.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Images => "Images",
            Self::Packages => "Packages",
            Self::Price => "Price",
            Self::Markets => "Markets",
            Self::Discoverability => "Discoverability",
            Self::Properties => "Properties",
            Self::PartnerCenter => "Partner Center",
        }
    }

    fn of(change: &Change) -> Self {
        if matches!(change.origin, Some(Origin::Drift | Origin::Conflict)) {
            return Self::PartnerCenter;
        }
        let all = Self::all_of(&change.path);
        all.first().copied().unwrap_or(Self::Properties)
    }

    /// Returns the kinds of what is at a path or below it, the main one first.
    fn all_of(path: &FieldPath) -> &'static [Self] {
        match (path.module(), path.field()) {
            (Some(Module::Listings), None) => &[Self::Text, Self::Images],
            (Some(Module::Listings), Some("screenshots" | "storeLogos")) => &[Self::Images],
            (Some(Module::Listings), Some(_)) => &[Self::Text],
            (Some(Module::Packages), _) => &[Self::Packages],
            (Some(Module::Availability), None) => {
                &[Self::Markets, Self::Price, Self::Discoverability]
            }
            (Some(Module::Availability), Some("pricing" | "freeTrial")) => &[Self::Price],
            (Some(Module::Availability), Some("discoverability")) => &[Self::Discoverability],
            (Some(Module::Availability), Some(_)) => &[Self::Markets],
            (Some(Module::Properties) | None, _) => &[Self::Properties],
        }
    }

    /// Returns the kinds of which nothing changes, in their order: neither by the plans, nor by what moved in the draft beside
    /// them, nor by what the draft has already as the manifest says, and nobody published yet.
    pub(crate) fn unchanged(plans: &[&PlanDetails]) -> Vec<Self> {
        let changed = plans.iter().flat_map(|plan| {
            let changes = plan.changes.iter().map(|it| &it.path);
            let moved = moved(plan).into_iter().map(|(it, _)| &it.path);
            changes.chain(moved).chain(&plan.agreed)
        });
        let changed: BTreeSet<Self> = changed.flat_map(Self::all_of).copied().collect();
        let all = [
            Self::Text,
            Self::Images,
            Self::Packages,
            Self::Price,
            Self::Markets,
            Self::Discoverability,
            Self::Properties,
        ];
        all.into_iter().filter(|it| !changed.contains(it)).collect()
    }
}

/// What happens to things of one kind in one language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Tally {
    /// Everything goes, with its language; of images so many.
    pub(crate) gone: Option<usize>,
    /// Everything is new, with its language.
    pub(crate) is_new: bool,
    /// So many come.
    pub(crate) added: usize,
    /// So many change.
    pub(crate) changed: usize,
    /// So many go.
    pub(crate) removed: usize,
    /// So many lists get another order.
    pub(crate) reordered: usize,
    /// So many are reverted.
    pub(crate) drift: usize,
    /// So many changed on both sides.
    pub(crate) conflict: usize,
    /// So many wait for a token, or have none.
    pub(crate) blocked: usize,
    /// So many are destructive and acknowledged.
    pub(crate) acknowledged: usize,
}

/// The cells of one language, or of what has none.
pub(crate) struct Column<'a> {
    /// The language; `None` for the product itself.
    pub(crate) language: Option<&'a LanguageTag>,
    pub(crate) cells: BTreeMap<Kind, Tally>,
}

/// What changes where. Languages come in the plan's order, the product itself last.
pub(crate) struct ChangeMatrix<'a> {
    pub(crate) columns: Vec<Column<'a>>,
}

impl<'a> ChangeMatrix<'a> {
    /// Counts the changes of a plan.
    pub(crate) fn of(plan: &'a PlanDetails) -> Self {
        let mut order: Vec<Option<&LanguageTag>> = Vec::new();
        let mut columns: BTreeMap<Option<&LanguageTag>, BTreeMap<Kind, Tally>> = BTreeMap::new();
        for change in &plan.changes {
            let language = change.path.language();
            let cells = columns.entry(language).or_insert_with(|| {
                order.push(language);
                BTreeMap::new()
            });
            cells.entry(Kind::of(change)).or_default().count(change);
        }
        for part in &plan.removed {
            let is_images = matches!(part.path.field(), Some("screenshots" | "storeLogos"));
            let cells = columns.get_mut(&part.path.language());
            if let (true, Extent::Items(items), Some(cells)) = (is_images, part.extent, cells) {
                let whole = cells.get(&Kind::Text).copied().unwrap_or_default();
                let images = cells.entry(Kind::Images).or_default();
                images.gone = Some(images.gone.unwrap_or_default() + items);
                images.blocked = whole.blocked;
                images.acknowledged = whole.acknowledged;
            }
        }
        order.sort_by_key(Option::is_none);
        let column = |language| {
            Some(Column {
                language,
                cells: columns.remove(&language)?,
            })
        };
        Self {
            columns: order.into_iter().filter_map(column).collect(),
        }
    }

    /// Returns the kinds that occur, in their order.
    pub(crate) fn kinds(&self) -> Vec<Kind> {
        let kinds = self.columns.iter().flat_map(|it| it.cells.keys().copied());
        let kinds: BTreeSet<Kind> = kinds.collect();
        kinds.into_iter().collect()
    }

    /// Returns the cells of all languages together, for what is said of signs.
    pub(crate) fn tallies(&self) -> impl Iterator<Item = &Tally> {
        self.columns.iter().flat_map(|it| it.cells.values())
    }
}

impl Tally {
    fn count(&mut self, change: &Change) {
        let is_listing = change.path.language().is_some() && change.path.field().is_none();
        match (change.origin, change.action) {
            (Some(Origin::Drift), _) => self.drift += 1,
            (Some(Origin::Conflict), _) => self.conflict += 1,
            (_, Action::Add) if is_listing => self.is_new = true,
            (_, Action::Remove) if is_listing => self.gone = Some(0),
            (_, Action::Add) => self.added += 1,
            (_, Action::Change) => self.changed += 1,
            (_, Action::Remove | Action::Clear) => self.removed += 1,
            (_, Action::Reorder) => self.reordered += 1,
        }
        match &change.guard {
            Some(guard) if guard.is_acknowledged() => self.acknowledged += 1,
            Some(_) => self.blocked += 1,
            None => {}
        }
    }
}
