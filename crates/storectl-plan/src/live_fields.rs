//! What the Store holds where changes would write: what a manifest says that takes them over.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use storectl_model::{
    DesiredProduct, FieldPath, HeldField, LiveField, LiveValue, Module, RemoteAsset, RemoteAssets,
    RemoteProduct, Segment,
};

use crate::{
    Action, Change, ChangeValue,
    compare::{Identity, label_of_package, matches},
    held,
};

/// Returns what the Store holds at the places of these changes, exactly as it is there: each place once, a list of images
/// whole. A language or package that the manifest lacks comes with its fields.
///
/// A subcategory that is cleared because its category has none is left out: it goes with the category.
pub fn live_fields<'a>(
    desired: &DesiredProduct,
    live: &RemoteProduct,
    changes: impl IntoIterator<Item = &'a Change>,
) -> Vec<LiveField> {
    let held = held(live);
    let mut fields = Fields {
        desired,
        live,
        values: held.iter().map(|it| (&it.path, &it.value)).collect(),
        packages: Packages::of(desired, live),
        seen: BTreeSet::new(),
        found: Vec::new(),
    };
    for change in changes {
        fields.add(change);
    }
    fields.found
}

/// Returns what a run selects to take over a change at `path`, and as little else as possible: lists of images and the set of
/// packages are compared whole.
pub fn smallest_selection(path: &FieldPath) -> FieldPath {
    let is_list = |field: &&str| IMAGES.iter().any(|(it, _)| it == field);
    match (path.module(), path.field()) {
        (Some(Module::Packages), None) => FieldPath::of_module(Module::Packages),
        (Some(Module::Listings), Some(field)) if is_list(&field) => {
            path.object().key(field.to_owned())
        }
        _ => path.clone(),
    }
}

/// One list of images of a listing.
type List = fn(&RemoteAssets) -> &Vec<RemoteAsset>;

/// The lists of images of a listing.
const IMAGES: [(&str, List); 2] = [
    ("screenshots", |it| &it.screenshots),
    ("storeLogos", |it| &it.store_logos),
];

struct Fields<'a> {
    desired: &'a DesiredProduct,
    live: &'a RemoteProduct,
    /// What the Store holds, packages by its own count.
    values: BTreeMap<&'a FieldPath, &'a Value>,
    packages: Packages,
    seen: BTreeSet<FieldPath>,
    found: Vec<LiveField>,
}

impl Fields<'_> {
    fn add(&mut self, change: &Change) {
        let path = &change.path;
        match (path.module(), path.field()) {
            (Some(Module::Listings), None) => self.language(change),
            (Some(Module::Packages), None) => self.package(change),
            (Some(Module::Packages), Some(_)) => {
                let stored = self.packages.stored(path);
                self.value(change, stored.as_ref());
            }
            (Some(Module::Listings), Some(field)) => {
                let list = path.object().key(field.to_owned());
                if !self.images(&list) {
                    self.value(change, Some(path));
                }
            }
            (Some(Module::Availability | Module::Properties) | None, _) => {
                let is_unnamed_subcategory = path.field() == Some("subcategory")
                    && !self.desired.properties.subcategory.is_managed();
                if !is_unnamed_subcategory {
                    self.value(change, Some(path));
                }
            }
        }
    }

    /// Adds a place, where it is not there yet.
    fn push(&mut self, path: FieldPath, value: LiveValue) {
        if self.seen.insert(path.clone()) {
            self.found.push(LiveField { path, value });
        }
    }

    /// Adds a field; `stored` is where the Store has it.
    fn value(&mut self, change: &Change, stored: Option<&FieldPath>) {
        let held = stored.and_then(|it| self.values.get(it));
        let value = match (&change.before, held) {
            // One that is off counts as nothing where nobody asks.
            (ChangeValue::Flag(flag), _) => LiveValue::Value((*flag).into()),
            (_, Some(held)) => LiveValue::Value((*held).clone()),
            (_, None) => LiveValue::Nothing,
        };
        self.push(change.path.clone(), value);
    }

    /// Adds a list of images, if it is one.
    fn images(&mut self, list: &FieldPath) -> bool {
        let kind = IMAGES.iter().find(|(name, _)| list.field() == Some(name));
        let Some((_, images)) = kind else {
            return false;
        };
        let assets = list.language().and_then(|it| self.live.assets.get(it));
        let images = assets.map(images).cloned().unwrap_or_default();
        self.push(list.clone(), LiveValue::Images(images));
        true
    }

    fn language(&mut self, change: &Change) {
        let listing = &change.path;
        if change.action != Action::Remove {
            self.push(listing.clone(), LiveValue::Gone);
            return;
        }
        self.push(listing.clone(), LiveValue::Language);
        let values = self.values.iter();
        let fields = values.filter(|(path, _)| path.is_within(listing));
        let fields: Vec<_> = fields
            .map(|(path, value)| ((*path).clone(), LiveValue::Value((*value).clone())))
            .collect();
        for (path, value) in fields {
            self.push(path, value);
        }
        let assets = listing.language().and_then(|it| self.live.assets.get(it));
        for (name, list) in IMAGES {
            if assets.is_some_and(|it| !list(it).is_empty()) {
                self.images(&listing.clone().key(name));
            }
        }
    }

    fn package(&mut self, change: &Change) {
        if let Some(Segment::Index(_)) = change.path.segments().last() {
            self.push(change.path.clone(), LiveValue::Gone);
            return;
        }
        let Some(at) = self.packages.take_unmatched(self.live, &change.path) else {
            return;
        };
        let object = FieldPath::of_package(at);
        let fields = self.values.iter();
        let fields = fields.filter_map(|(path, value)| {
            Some(HeldField {
                path: path.rebased(&object, &FieldPath::root())?,
                value: (*value).clone(),
            })
        });
        let value = LiveValue::Package(fields.collect());
        // Two packages may have the same name.
        self.found.push(LiveField {
            path: change.path.clone(),
            value,
        });
    }
}

/// Which of the Store's packages is which of the manifest's.
struct Packages {
    /// By the manifest's index.
    matched: Vec<Option<usize>>,
    /// Those that no package of the manifest is, in order, each until it was taken.
    unmatched: Vec<usize>,
}

impl Packages {
    fn of(desired: &DesiredProduct, live: &RemoteProduct) -> Self {
        let ours = desired.packages.iter().flatten();
        let ours: Vec<Identity<'_>> = ours.map(Identity::of_desired).collect();
        let theirs: Vec<Identity<'_>> = live.packages.iter().map(Identity::of_stored).collect();
        let matched = matches(&ours, &theirs);
        let unmatched = (0..theirs.len()).filter(|it| !matched.contains(&Some(*it)));
        Self {
            unmatched: unmatched.collect(),
            matched,
        }
    }

    /// Returns where the Store has a field of the manifest's package.
    fn stored(&self, path: &FieldPath) -> Option<FieldPath> {
        let object = path.object();
        let Some(Segment::Index(at)) = object.segments().last() else {
            return None;
        };
        let stored = self.matched.get(*at).copied().flatten()?;
        path.rebased(&object, &FieldPath::of_package(stored))
    }

    /// Takes the first package of the Store's own that has the name at `path`.
    fn take_unmatched(&mut self, live: &RemoteProduct, path: &FieldPath) -> Option<usize> {
        let Some(Segment::Item(label)) = path.segments().last() else {
            return None;
        };
        let is_it = |at: &usize| {
            let package = live.packages.get(*at);
            package.is_some_and(|it| label_of_package(it) == *label)
        };
        let found = self.unmatched.iter().position(is_it)?;
        Some(self.unmatched.remove(found))
    }
}
