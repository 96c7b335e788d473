//! What goes with a removed language.

use storectl_model::FieldPath;
use storectl_plan::{ChangeValue, ProductPlan};

/// A field that goes with its language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RemovedPart {
    /// Where, e.g. `listings.fr-fr.description`.
    pub(crate) path: FieldPath,
    /// How much it is.
    pub(crate) extent: Extent,
}

/// How much a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// A text of so many characters (Unicode code points).
    Characters(usize),
    /// A list of so many items.
    Items(usize),
    /// A value that has no length, or whose length nobody is shown.
    Present,
}

impl RemovedPart {
    /// Takes every field of the removed languages of a plan.
    pub(super) fn all(plan: &ProductPlan) -> Vec<Self> {
        let parts = plan.removed_fields.iter();
        let parts = parts.filter(|it| !it.value.is_unset());
        parts
            .map(|it| Self {
                path: it.path.clone(),
                extent: Extent::of(&it.value),
            })
            .collect()
    }
}

impl Extent {
    fn of(value: &ChangeValue) -> Self {
        match value {
            ChangeValue::Word(text) | ChangeValue::Text(text) => {
                Self::Characters(text.chars().count())
            }
            ChangeValue::Items(items) => Self::Items(items.len()),
            ChangeValue::Images(images) => Self::Items(images.len()),
            ChangeValue::Image(_) => Self::Items(1),
            ChangeValue::Object(value) => match value.as_array() {
                Some(items) => Self::Items(items.len()),
                None => Self::Present,
            },
            ChangeValue::Unset | ChangeValue::Flag(_) | ChangeValue::Withheld(_) => Self::Present,
        }
    }
}
