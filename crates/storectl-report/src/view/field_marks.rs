//! What a plan does with a field, and whether anybody manages it.

use std::collections::BTreeSet;

use storectl_model::FieldPath;

use super::PlanDetails;

/// What is known of the field a value belongs to, beside the value.
pub(crate) struct FieldMarks<'a> {
    unmanaged: BTreeSet<&'a FieldPath>,
    changed: BTreeSet<FieldPath>,
}

impl<'a> FieldMarks<'a> {
    /// Takes them from what people see of a plan.
    pub(crate) fn of(plan: &'a PlanDetails) -> Self {
        let unmanaged = plan.unmanaged.iter().map(|it| &it.path);
        let changed = plan.changes.iter().map(|it| field_of(&it.path));
        Self {
            unmanaged: unmanaged.collect(),
            changed: changed.collect(),
        }
    }

    /// Returns whether the manifest does not name the field, or nothing around it.
    pub(crate) fn is_unmanaged(&self, path: &FieldPath) -> bool {
        let mut around = Some(path.clone());
        while let Some(path) = around {
            if self.unmanaged.contains(&path) {
                return true;
            }
            around = path.parent();
        }
        false
    }

    /// Returns whether the plan changes the field, or adds what it is in.
    pub(crate) fn is_changed(&self, path: &FieldPath) -> bool {
        self.changed.contains(&field_of(path)) || self.changed.contains(&path.object())
    }
}

/// Returns the field that a place is in, without its place in a list: `listings.en-us.screenshots` of the second screenshot.
fn field_of(path: &FieldPath) -> FieldPath {
    match path.field() {
        Some(field) => path.object().key(field.to_owned()),
        None => path.object(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_list_is_in_its_field() {
        let field = |path: &str| field_of(&path.parse().unwrap()).to_string();
        assert_eq!(
            field("listings.en-us.screenshots[1]"),
            "listings.en-us.screenshots"
        );
        assert_eq!(
            field("properties.isSystemFeatureRequired[Touch].isRequired"),
            "properties.isSystemFeatureRequired"
        );
        assert_eq!(field("listings.fr-fr"), "listings.fr-fr");
    }
}
