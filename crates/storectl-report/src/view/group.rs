//! What a change is shown under, what it is called there, and which changes are shown as one.

use super::PlanDetails;
use std::collections::{HashMap, hash_map::Entry};

use storectl_model::{FieldPath, LanguageTag, Module};
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

/// The same change of a field, in one place or in several languages.
pub(crate) struct Edit<'a> {
    /// Its index in the plan; of several changes that of the first.
    pub(crate) index: usize,
    /// The change; of several the first.
    pub(crate) change: &'a Change,
    /// The other languages that it is the same in, with the index of each change.
    pub(crate) others: Vec<(usize, &'a LanguageTag)>,
}

impl<'a> Edit<'a> {
    fn languages(&self) -> Vec<&'a LanguageTag> {
        let first = self.change.path.language();
        let others = self.others.iter().map(|(_, it)| *it);
        first.into_iter().chain(others).collect()
    }
}

/// Where edits that are shown together are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Place<'a> {
    /// In one listing, one package or one other module: `listings.en-us`, `packages[0]`, `availability`.
    One(String),
    /// In several languages, all of them alike.
    Languages(Vec<&'a LanguageTag>),
}

/// Edits of the same place, in the plan's order.
pub(crate) struct EditGroup<'a> {
    pub(crate) place: Place<'a>,
    pub(crate) edits: Vec<Edit<'a>>,
}

/// Groups the changes that are wanted by where they are, and those that are the same in several languages as one (forms.md, "In
/// the pull request" 9). In order of first appearance.
pub(crate) fn edits_of(plan: &PlanDetails, wanted: fn(&Change) -> bool) -> Vec<EditGroup<'_>> {
    let mut places: HashMap<Place<'_>, usize> = HashMap::new();
    let mut groups: Vec<EditGroup<'_>> = Vec::new();
    for edit in merged(plan, wanted) {
        let place = match edit.languages().as_slice() {
            [] | [_] => Place::One(edit.change.path.object().to_string()),
            several => Place::Languages(several.to_vec()),
        };
        match places.entry(place) {
            Entry::Occupied(known) => {
                if let Some(group) = groups.get_mut(*known.get()) {
                    group.edits.push(edit);
                }
            }
            Entry::Vacant(new) => {
                groups.push(EditGroup {
                    place: new.key().clone(),
                    edits: vec![edit],
                });
                new.insert(groups.len() - 1);
            }
        }
    }
    groups
}

/// Merges changes that are the same in several languages.
fn merged(plan: &PlanDetails, wanted: fn(&Change) -> bool) -> Vec<Edit<'_>> {
    let mut alike: HashMap<(String, &'static str), Vec<usize>> = HashMap::new();
    let mut edits: Vec<Edit<'_>> = Vec::new();
    let changes = plan.changes.iter().enumerate();
    for (index, change) in changes.filter(|(_, it)| wanted(it)) {
        let edit = Edit {
            index,
            change,
            others: Vec::new(),
        };
        let field = change.path.within_object();
        let Some(language) = change.path.language().filter(|_| !field.is_empty()) else {
            edits.push(edit);
            continue;
        };
        let known = alike.entry((field, change.action.as_str())).or_default();
        let same = known.iter().copied().find(|at| {
            let first = edits.get(*at);
            first.is_some_and(|it| is_same(it.change, change))
        });
        if let Some(first) = same.and_then(|at| edits.get_mut(at)) {
            first.others.push((index, language));
        } else {
            known.push(edits.len());
            edits.push(edit);
        }
    }
    edits
}

/// Whether two changes of the same field say the same to whoever reads them.
fn is_same(one: &Change, other: &Change) -> bool {
    let Change {
        path: _, // the field is the same, and the language is what differs
        action,
        origin,
        base,
        before,
        after,
        guard,
        limit,
    } = one;
    *action == other.action
        && *origin == other.origin
        && *limit == other.limit
        && *guard == other.guard
        && *base == other.base
        && *before == other.before
        && *after == other.after
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
