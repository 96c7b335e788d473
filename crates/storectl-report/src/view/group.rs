//! What a change is shown under, and what it is called there.

use super::PlanDetails;
use std::collections::HashMap;

use storectl_model::{FieldPath, Module};
use storectl_plan::Change;

/// Changes shown together: those of one listing, one package, or one other module.
pub(crate) struct Group<'a> {
    /// E.g. `listings.en-us`, `packages[0]`, `availability`.
    pub(crate) address: String,
    /// The changes with their index in the plan, in the plan's order.
    pub(crate) changes: Vec<(usize, &'a Change)>,
}

/// Groups the changes of a plan, in order of first appearance.
pub(crate) fn groups(plan: &PlanDetails) -> Vec<Group<'_>> {
    groups_of(plan, |_| true)
}

/// Groups the changes that are wanted.
pub(crate) fn groups_of(plan: &PlanDetails, wanted: fn(&Change) -> bool) -> Vec<Group<'_>> {
    let mut places: HashMap<FieldPath, usize> = HashMap::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    let changes = plan.changes.iter().enumerate();
    for (index, change) in changes.filter(|(_, it)| wanted(it)) {
        let object = change.path.object();
        let place = *places.entry(object).or_insert_with_key(|object| {
            groups.push(Group {
                address: object.to_string(),
                changes: Vec::new(),
            });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(place) {
            group.changes.push((index, change));
        }
    }
    groups
}

/// Names a change within its group: the rest of its address, or what the group itself is.
pub(crate) fn field(path: &FieldPath) -> String {
    let within = path.within_object();
    if !within.is_empty() {
        return within;
    }
    match path.module() {
        Some(Module::Listings) => "(listing)",
        Some(Module::Packages) => "(package)",
        Some(Module::Availability | Module::Properties) | None => "(all)",
    }
    .to_owned()
}
