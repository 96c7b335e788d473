//! What manifest and draft both started from, and who left it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use storectl_model::{
    AssetId, DesiredPackage, Digest, FieldPath, Module, RemotePackage, mask::mask_json,
};

use super::{
    matching::{Identity, matches},
    values::{ChangeValue, sorted},
};
use crate::Origin;

/// The values that manifest and draft once had in common: those of a receipt, or of the manifest at a revision.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Base {
    pub(crate) extent: Extent,
    /// Where a manifest names every object: all packages where it names one, a language that it removes, all languages where
    /// it prunes.
    pub(crate) complete: BTreeSet<FieldPath>,
    pub(crate) values: BTreeMap<FieldPath, BaseValue>,
    /// What of them can be shown.
    pub(crate) shown: BTreeMap<FieldPath, Value>,
    /// Fields of which the base keeps nothing.
    pub(crate) withheld: BTreeSet<FieldPath>,
    /// Fields of which is known what they were not, and not for sure what they were: made of a secret variable, whose value
    /// may have been another one, or left to the Store by the manifest.
    pub(crate) uncertain: BTreeSet<FieldPath>,
    pub(crate) packages: BasePackages,
}

/// The packages of a base, in the order of their addresses.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum BasePackages {
    /// As they were submitted.
    Stored(Vec<RemotePackage>),
    /// As a manifest names them.
    Named(Vec<DesiredPackage>),
}

impl Default for BasePackages {
    fn default() -> Self {
        Self::Stored(Vec::new())
    }
}

impl BasePackages {
    fn identities(&self) -> Vec<Identity<'_>> {
        match self {
            Self::Stored(packages) => packages.iter().map(Identity::of_stored).collect(),
            Self::Named(packages) => packages.iter().map(Identity::of_desired).collect(),
        }
    }
}

/// How much a base says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Extent {
    /// The whole draft: a field that it does not list was unset.
    #[default]
    Whole,
    /// What a manifest named: of any other field it says nothing, unless it says that the object is not there.
    Named,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum BaseValue {
    Digest(Digest),
    Images(Vec<BaseImage>),
}

/// An image of a base: known by its id, by its content, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseImage {
    pub(crate) id: Option<AssetId>,
    pub(crate) content: Option<Digest>,
}

/// An image of the draft, for a comparison with a base.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LiveImage<'a> {
    /// Its id.
    pub(crate) id: &'a AssetId,
    /// Its content, where it is known.
    pub(crate) content: Option<&'a Digest>,
}

/// Where an object of the comparison is in the base.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum BasePlace {
    /// Under the same path.
    Same,
    /// Under another: the index of a package.
    At(FieldPath),
    /// The base does not have it.
    Nowhere,
}

impl Base {
    /// Digests a field's value over its address and the value, in the form in which equal values are equal
    /// (design.md §3, "Equal means equal"). Signatures and passwords in addresses are masked: what is digested is what anybody
    /// may see, so the digest tests no guess of them, and a masked address has the digest of the address.
    pub fn digest(path: &FieldPath, value: &ChangeValue) -> Digest {
        let address = path.to_string().to_ascii_lowercase();
        let value = sorted(mask_json(value.to_json()));
        Digest::of(format!("{address}\n{value}").as_bytes())
    }

    /// Returns the value that the base holds there, where it can be shown; unset is `null`.
    pub(crate) fn value(&self, path: &FieldPath, place: &BasePlace) -> Option<&Value> {
        let there = place.path(path)?;
        if self.withholds(&there) {
            return None;
        }
        if self.values.contains_key(&there) {
            return self.shown.get(&there);
        }
        self.is_unset(path, place).then_some(&Value::Null)
    }

    /// Returns what the base shows of a list of images, or of the one at `path` in it, where it knows more than ids.
    pub(crate) fn images(&self, list: &FieldPath, path: &FieldPath) -> Option<Value> {
        let shown = self.shown.get(list)?;
        if path == list {
            return Some(shown.clone());
        }
        let images = shown.as_array();
        let mut images = images.into_iter().flatten().enumerate();
        let found = images.find(|(at, _)| list.clone().index(*at) == *path);
        Some(found.map_or(Value::Null, |(_, it)| it.clone()))
    }

    /// Returns whether the base keeps nothing of a field, or not of all that is in it.
    fn withholds(&self, there: &FieldPath) -> bool {
        let mut withheld = self.withheld.iter();
        withheld.any(|it| it.is_within(there) || there.is_within(it))
    }

    /// Returns whether the base, for a field that it covers, does not know what it held.
    pub(crate) fn is_silent_on(&self, path: &FieldPath, place: &BasePlace) -> bool {
        let there = place.path(path);
        there.is_some_and(|it| it.field().is_some() && self.withholds(&it))
    }

    /// Returns where each of these packages is in the base, by what they are and not by their order.
    pub(crate) fn places(&self, packages: &[Identity<'_>]) -> Vec<BasePlace> {
        let found = matches(&self.packages.identities(), packages);
        let place = |at: usize| match found.iter().position(|it| *it == Some(at)) {
            Some(there) => BasePlace::At(FieldPath::of_package(there)),
            None => BasePlace::Nowhere,
        };
        (0..packages.len()).map(place).collect()
    }

    /// Returns the packages of the base that neither the draft, at `taken`, nor the manifest has.
    pub(crate) fn packages_gone(
        &self,
        taken: &[BasePlace],
        desired: &[Identity<'_>],
    ) -> Vec<FieldPath> {
        let packages = self.packages.identities();
        let wanted = matches(desired, &packages);
        let free = packages.iter().enumerate().filter(|(at, _)| {
            let place = BasePlace::At(FieldPath::of_package(*at));
            !taken.contains(&place) && !wanted.contains(&Some(*at))
        });
        let list = FieldPath::of_module(Module::Packages);
        free.map(|(_, it)| list.clone().item(it.label())).collect()
    }

    /// Tells who moved a field, both values in the form in which equal values are equal; `None` if nobody did.
    ///
    /// Source: forms.md, "Receipts, base, origins, timeline" 9.
    pub(crate) fn origin(
        &self,
        path: &FieldPath,
        place: &BasePlace,
        desired: &ChangeValue,
        live: &ChangeValue,
    ) -> Option<Origin> {
        if desired == live {
            // With one secret on all sides, what differs is what the manifests say.
            return label(true, None, self.keeps(path, place, live));
        }
        let is_base = |value| self.holds(path, place, value);
        label(false, is_base(desired), is_base(live))
    }

    /// Tells who moved a list of images: `desired` by content; `is_same` says whether the draft shows them.
    pub(crate) fn origin_of_images(
        &self,
        path: &FieldPath,
        desired: &[&Digest],
        live: &[LiveImage<'_>],
        is_same: bool,
    ) -> Option<Origin> {
        let is_desired = |base: &[BaseImage]| {
            let known = base.iter().map(|it| it.content.as_ref());
            all_equal(known, desired.iter().copied())
        };
        let is_live = |base: &[BaseImage]| {
            if base.len() != live.len() {
                return Some(false);
            }
            let mut is_known = true;
            for (base, live) in base.iter().zip(live) {
                match (&base.id, (&base.content, live.content)) {
                    (Some(id), _) if id == live.id => {}
                    (_, (Some(base), Some(live))) if base == live => {}
                    (Some(_), _) | (None, (Some(_), Some(_))) => return Some(false),
                    (None, (Some(_) | None, None) | (None, Some(_))) => is_known = false,
                }
            }
            is_known.then_some(true)
        };
        match self.values.get(path) {
            Some(BaseValue::Images(base)) => label(is_same, is_desired(base), is_live(base)),
            None if self.is_unset(path, &BasePlace::Same) => {
                label(is_same, Some(desired.is_empty()), Some(live.is_empty()))
            }
            Some(BaseValue::Digest(_)) | None => label(is_same, None, None),
        }
    }

    /// Tells who added an object that the draft lacks; `named` is what the manifest says of it.
    pub(crate) fn origin_of_added<'a>(
        &self,
        object: &FieldPath,
        place: &BasePlace,
        named: impl IntoIterator<Item = (&'a FieldPath, &'a ChangeValue)>,
    ) -> Origin {
        if !self.has(object, place) {
            return Origin::Manifest;
        }
        let mut named = named.into_iter();
        if named.all(|(path, value)| self.holds(path, place, value) != Some(false)) {
            Origin::Drift
        } else {
            Origin::Conflict
        }
    }

    /// Tells who removed an object that the manifest lacks; `held` is what the draft holds of it.
    pub(crate) fn origin_of_removed<'a>(
        &self,
        object: &FieldPath,
        place: &BasePlace,
        held: impl IntoIterator<Item = (&'a FieldPath, &'a ChangeValue)>,
    ) -> Origin {
        if !self.has(object, place) {
            return if self.is_unset(object, place) {
                Origin::Drift
            } else {
                Origin::Manifest
            };
        }
        let held: BTreeMap<&FieldPath, &ChangeValue> = held.into_iter().collect();
        let is_base = held
            .iter()
            .all(|(path, value)| self.holds(path, place, value) != Some(false));
        let root = place.path(object);
        let was_there = root.is_some_and(|root| {
            let below = self
                .values
                .keys()
                .filter(|it| **it != root && it.is_within(&root));
            below.filter_map(|it| it.rebased(&root, object)).all(|it| {
                held.contains_key(&it) || self.holds(&it, place, &ChangeValue::Unset) != Some(false)
            })
        });
        if is_base && was_there {
            Origin::Manifest
        } else {
            Origin::Conflict
        }
    }

    /// Returns the listings that the base has.
    pub(crate) fn listings(&self) -> impl Iterator<Item = &FieldPath> {
        let objects = self.values.keys().filter(|it| it.field().is_none());
        objects.filter(|it| it.language().is_some())
    }

    /// Returns whether the base says of a field or an object that it does not list that it was unset.
    fn is_unset(&self, path: &FieldPath, place: &BasePlace) -> bool {
        match self.extent {
            Extent::Whole => true,
            Extent::Named => {
                let object = path.object();
                let mut complete = self.complete.iter();
                !self.has(&object, place) && complete.any(|it| object.is_within(it))
            }
        }
    }

    fn has(&self, object: &FieldPath, place: &BasePlace) -> bool {
        match place {
            BasePlace::Nowhere => false,
            BasePlace::At(_) => true,
            BasePlace::Same => self.values.contains_key(object),
        }
    }

    /// Returns whether the base holds this value there; `None` where it does not say.
    pub(crate) fn holds(
        &self,
        path: &FieldPath,
        place: &BasePlace,
        value: &ChangeValue,
    ) -> Option<bool> {
        let there = place.path(path);
        if there.is_some_and(|it| self.uncertain.contains(&it)) {
            return None;
        }
        self.keeps(path, place, value)
    }

    /// As [`Self::holds`], and of uncertain fields whether this value can be what they were.
    fn keeps(&self, path: &FieldPath, place: &BasePlace, value: &ChangeValue) -> Option<bool> {
        let is_nothing = matches!(value, ChangeValue::Unset | ChangeValue::Flag(false));
        let Some(there) = place.path(path) else {
            return self.is_unset(path, place).then_some(is_nothing);
        };
        if self.withholds(&there) && there.field().is_some() {
            return None;
        }
        match self.values.get(&there) {
            Some(BaseValue::Digest(kept)) => {
                let digest = |value: &ChangeValue| Self::digest(&there, value);
                let is_it = *kept == digest(value);
                // The service answers what is unset as off.
                let is_off = is_nothing
                    && [ChangeValue::Unset, ChangeValue::Flag(false)]
                        .iter()
                        .any(|it| *kept == digest(it));
                Some(is_it || is_off)
            }
            Some(BaseValue::Images(base)) => match value {
                ChangeValue::Items(ids) => {
                    let known = base.iter().map(|it| it.id.as_ref().map(AssetId::as_str));
                    all_equal(known, ids.iter().map(String::as_str))
                }
                _ => Some(base.is_empty() && is_nothing),
            },
            None => self.is_unset(path, place).then_some(is_nothing),
        }
    }
}

/// The label of forms.md, "Receipts" 9; what a base does not say counts as the manifest's.
fn label(is_same: bool, desired: Option<bool>, live: Option<bool>) -> Option<Origin> {
    match (is_same, desired, live) {
        (true, _, Some(false)) => Some(Origin::Agreed),
        (true, _, Some(true) | None) => None,
        (false, Some(true), Some(false) | None) => Some(Origin::Drift),
        (false, Some(false), Some(false)) => Some(Origin::Conflict),
        (false, _, Some(true) | None) | (false, None, Some(false)) => Some(Origin::Manifest),
    }
}

/// Compares two lists of which one may be known in part; `None` if what is known is equal and not all is.
fn all_equal<'a, T: PartialEq + ?Sized + 'a>(
    known: impl ExactSizeIterator<Item = Option<&'a T>>,
    found: impl ExactSizeIterator<Item = &'a T>,
) -> Option<bool> {
    if known.len() != found.len() {
        return Some(false);
    }
    let mut is_known = true;
    for (known, found) in known.zip(found) {
        match known {
            Some(known) if known == found => {}
            Some(_) => return Some(false),
            None => is_known = false,
        }
    }
    is_known.then_some(true)
}

impl BasePlace {
    /// Returns the path in the base of a field of the object; `None` where the base does not have the object.
    pub(crate) fn path(&self, path: &FieldPath) -> Option<FieldPath> {
        match self {
            Self::Same => Some(path.clone()),
            Self::At(there) => path.rebased(&path.object(), there),
            Self::Nowhere => None,
        }
    }
}
