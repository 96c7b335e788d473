//! In which order the images of a list come.

use storectl_model::{AssetId, FieldPath};
use storectl_plan::{AssetPlacement, ProductPlan, StepAction};

/// The images of a list in their new order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ImageOrder {
    /// The list, e.g. `listings.en-us.screenshots`.
    pub(crate) list: FieldPath,
    /// How many images the Store has.
    pub(crate) before: usize,
    /// Each by its place before, from 1; `None` for one that is uploaded.
    pub(crate) after: Vec<Option<usize>>,
}

impl ImageOrder {
    /// Returns the new order of each list in which an image that stays gets another place. The changes name such images by id
    /// before and by file after; only the step that commits them tells which is which.
    pub(super) fn all(plan: &ProductPlan) -> Vec<Self> {
        let mut orders = Vec::new();
        for step in &plan.steps {
            let StepAction::CommitAssets {
                language,
                screenshots,
                store_logos,
            } = &step.action
            else {
                continue;
            };
            let Some(ids) = plan.images.get(language) else {
                continue;
            };
            for (name, placements, ids) in [
                ("screenshots", screenshots, &ids.screenshots),
                ("storeLogos", store_logos, &ids.store_logos),
            ] {
                let list = FieldPath::of_listing(language).key(name);
                orders.extend(Some(Self::of(list, placements, ids)).filter(Self::is_news));
            }
        }
        orders
    }

    fn of(list: FieldPath, placements: &[AssetPlacement], ids: &[AssetId]) -> Self {
        let place = |it: &AssetPlacement| match it {
            AssetPlacement::Keep { id, url: _ } => {
                let at = ids.iter().position(|before| before == id)?;
                Some(at + 1)
            }
            AssetPlacement::Uploaded { index: _ } => None,
        };
        Self {
            list,
            before: ids.len(),
            after: placements.iter().map(place).collect(),
        }
    }

    /// Whether an image that stays gets another place.
    fn is_news(&self) -> bool {
        let after = self.after.iter().enumerate();
        let mut places = after.filter_map(|(at, it)| Some((at + 1, (*it)?)));
        places.any(|(now, before)| now != before)
    }
}
