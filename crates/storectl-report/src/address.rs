//! What a change is shown under, and what it is called there.

use storectl_model::{FieldPath, Module};
use storectl_plan::{Change, ProductPlan, Unmanaged};

/// Changes shown together: those of one listing, one package, or one other module.
pub(crate) struct Group<'a> {
    /// E.g. `listings.en-us`, `packages[0]`, `availability`.
    pub(crate) address: String,
    /// The changes with their index in the plan, in the plan's order.
    pub(crate) changes: Vec<(usize, &'a Change)>,
}

/// Groups the changes of a plan, in order of first appearance.
pub(crate) fn groups(plan: &ProductPlan) -> Vec<Group<'_>> {
    let mut groups: Vec<(FieldPath, Group<'_>)> = Vec::new();
    for (index, change) in plan.changes.iter().enumerate() {
        let object = change.path.object();
        match groups.iter_mut().find(|(it, _)| *it == object) {
            Some((_, group)) => group.changes.push((index, change)),
            None => groups.push((
                object.clone(),
                Group {
                    address: object.to_string(),
                    changes: vec![(index, change)],
                },
            )),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
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

/// How many names one line of unmanaged fields holds before it only counts.
const NAMES: usize = 12;

/// Gathers unmanaged fields by where they are, a line each: `availability: markets, pricing`.
pub(crate) fn gathered(unmanaged: &[&Unmanaged]) -> Vec<(String, String)> {
    let mut lines: Vec<(FieldPath, Vec<String>)> = Vec::new();
    for it in unmanaged {
        let (object, name) = (it.path.object(), it.path.within_object());
        match lines.iter_mut().find(|(at, _)| *at == object) {
            Some((_, names)) => names.push(name),
            None => lines.push((object, vec![name])),
        }
    }
    let line = |(object, names): (FieldPath, Vec<String>)| {
        let more = names.len().saturating_sub(NAMES);
        let first = names.iter().take(NAMES).map(String::as_str);
        let first = first.collect::<Vec<_>>().join(", ");
        let more = match more {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        (object.to_string(), format!("{first}{more}"))
    };
    lines.into_iter().map(line).collect()
}
