//! Everything a draft publishes, field by field, in the form in which equal values are equal.
//!
//! One pass of the one comparison with nothing managed flattens a draft, as it is or as it will be: so an approval, a
//! digest of a draft and a read-back agree on what is the same.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use storectl_model::{
    AssetContent, AssetId, DesiredImage, DesiredProduct, Digest, Field, FieldPath, LanguageTag,
    ListingIntent, PackageId, RemoteAssets, RemoteProduct,
};

use crate::{
    AssetPlacement, Change, ChangeValue, Outcome, Step, StepAction, Withheld, WithheldReason,
    compare::{
        Comparison, Held, ImagePolicy, ImageSet, ListingImages, Sides, compare, stored_package,
    },
    findings::Findings,
};

/// What is written in place of a secret.
const SECRET: &str = "(secret)";

/// Every value that is published, by field. What is off, empty or unset is not listed: the service fills it in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutcomeValues {
    values: BTreeMap<FieldPath, PublishedValue>,
    /// Fields whose value uses a secret variable.
    secrets: BTreeSet<FieldPath>,
}

/// One value that is published.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedValue {
    /// As it is shown; a secret and certification notes are withheld.
    pub shown: ChangeValue,
    canonical: ChangeValue,
}

impl OutcomeValues {
    /// Flattens a draft that was read.
    pub fn of_draft(remote: &RemoteProduct) -> Self {
        let desired = DesiredProduct::naming_nothing();
        let sides = Sides {
            base: None,
            desired: &desired,
            live: remote,
        };
        let comparison = compare(sides, ImagePolicy::Content, &mut Findings::default());
        let mut values = Self::default();
        for one in &comparison.listings {
            let path = FieldPath::of_listing(&one.language);
            let language = ChangeValue::word(one.language.key());
            values.add(Held::exact(path, language));
        }
        comparison.unmanaged().for_each(|it| values.add(it.clone()));
        values
    }

    /// Flattens a draft as it will be.
    pub(crate) fn of_outcome(
        outcome: &Outcome,
        comparison: &Comparison<'_>,
        sides: Sides<'_>,
    ) -> Self {
        let packages = outcome.packages.iter().map(|it| {
            let id = it.stored.clone().unwrap_or_else(PackageId::unassigned);
            stored_package(id, &it.fields)
        });
        let listings = outcome.listings.iter();
        let draft = RemoteProduct {
            availability: outcome.availability.clone(),
            properties: outcome.properties.clone(),
            listings: listings
                .map(|(language, it)| (language.clone(), it.texts.clone()))
                .collect(),
            packages: packages.collect(),
            ..RemoteProduct::default()
        };
        let mut values = Self::of_draft(&draft);
        let stays = comparison
            .listings
            .iter()
            .map(|it| (&it.language, &it.images));
        let added = comparison.added.iter().map(|it| (it.language, &it.images));
        for (language, images) in stays.chain(added) {
            values.add_images(language, images, outcome, sides);
        }
        values.hide(sides.desired);
        values
    }

    fn add(&mut self, held: Held) {
        let Held {
            path,
            shown,
            canonical,
        } = held;
        // The service answers what is unset as off.
        if !matches!(canonical, ChangeValue::Unset | ChangeValue::Flag(false)) {
            self.values
                .insert(path, PublishedValue { shown, canonical });
        }
    }

    fn add_images(
        &mut self,
        language: &LanguageTag,
        images: &ListingImages,
        outcome: &Outcome,
        sides: Sides<'_>,
    ) {
        let Some(listing) = outcome.listings.get(language) else {
            return;
        };
        let managed =
            |pick: fn(&storectl_model::DesiredListing) -> &Field<Vec<DesiredImage>>| match sides
                .desired
                .listings
                .get(language)
            {
                Some(ListingIntent::Present(it)) => pick(it).is_managed(),
                Some(ListingIntent::Removed) | None => false,
            };
        let lists = [
            (
                "screenshots",
                &images.screenshots,
                &listing.screenshots,
                managed(|it| &it.screenshots),
            ),
            (
                "storeLogos",
                &images.store_logos,
                &listing.store_logos,
                managed(|it| &it.store_logos),
            ),
        ];
        for (name, set, shown, is_named) in lists {
            let path = FieldPath::of_listing(language).key(name);
            let is_managed = is_named && sides.desired.scope.manages(&path);
            let contents = identities(set, is_managed, sides.live.assets.get(language));
            self.add(Held {
                path,
                shown: ChangeValue::images(shown.iter().cloned()),
                canonical: ChangeValue::items(contents),
            });
        }
    }

    /// Withholds what uses a secret variable: of it only that counts.
    fn hide(&mut self, desired: &DesiredProduct) {
        self.secrets.clone_from(&desired.secrets);
        for (path, value) in &mut self.values {
            if *path != path.object() && desired.uses_secret(path) {
                let hidden = ChangeValue::Withheld(Withheld::new(WithheldReason::Secret, ""));
                *value = PublishedValue {
                    shown: hidden.clone(),
                    canonical: hidden,
                };
            }
        }
    }

    /// Returns the value of a field.
    pub fn get(&self, path: &FieldPath) -> Option<&PublishedValue> {
        self.values.get(path)
    }

    /// Returns every field that holds something, by its address.
    pub fn iter(&self) -> impl Iterator<Item = (&FieldPath, &PublishedValue)> {
        self.values.iter()
    }

    /// Digests all of it, certification notes included; of a secret only that it is there.
    pub fn digest(&self) -> Digest {
        let values: Vec<Value> = self
            .values
            .iter()
            .map(|(path, it)| json!([address(path), canonical(&it.canonical)]))
            .collect();
        Digest::of(Value::from(values).to_string().as_bytes())
    }

    /// Puts `(secret)` in place of what uses a secret variable in a change of an object as a whole.
    pub(crate) fn mask(&self, change: &mut Change) {
        if change.path == change.path.object()
            && let ChangeValue::Object(Value::Object(members)) = &mut change.after
        {
            self.mask_members(&change.path, members);
        }
    }

    /// Returns the body of a step as it is shown: what uses a secret variable is `(secret)`.
    pub fn shown_body(&self, step: &Step, changes: &[Change]) -> Option<Value> {
        let mut body = step.action.body()?;
        if self.secrets.is_empty() {
            return Some(body);
        }
        match &step.action {
            StepAction::PatchPackage { .. } => {
                let mut changed = step.changes.iter().filter_map(|it| changes.get(*it));
                if let (Some(change), Some(members)) = (changed.next(), body.as_object_mut()) {
                    self.mask_members(&change.path.object(), members);
                }
            }
            StepAction::ReplacePackages { .. } => {
                let packages = body.get_mut("packages").and_then(Value::as_array_mut);
                for (at, package) in packages.into_iter().flatten().enumerate() {
                    if let Some(members) = package.as_object_mut() {
                        self.mask_members(&FieldPath::of_package(at), members);
                    }
                }
            }
            StepAction::PatchMetadata { language, .. } => {
                let listing = language.as_ref().map(FieldPath::of_listing);
                let objects = [
                    ("availability", Some(FieldPath::root().key("availability"))),
                    ("properties", Some(FieldPath::root().key("properties"))),
                    ("listings", listing),
                ];
                for (name, path) in objects {
                    let members = body.get_mut(name).and_then(Value::as_object_mut);
                    if let (Some(members), Some(path)) = (members, path) {
                        self.mask_members(&path, members);
                    }
                }
            }
            StepAction::UploadAssets(_)
            | StepAction::CommitPackages
            | StepAction::AwaitPackages
            | StepAction::CommitAssets { .. }
            | StepAction::AwaitReady
            | StepAction::Verify
            | StepAction::Submit
            | StepAction::AwaitPublication => {}
        }
        Some(body)
    }

    fn mask_members(&self, object: &FieldPath, members: &mut Map<String, Value>) {
        for (name, value) in members {
            let path = object.clone().key(name.clone());
            if self.secrets.iter().any(|it| it.is_within(&path)) {
                *value = SECRET.into();
            }
        }
    }
}

impl PublishedValue {
    /// Digests the value under its address, short; `None` for what is withheld, whose digest could be searched for.
    pub fn digest(&self, path: &FieldPath) -> Option<String> {
        match &self.canonical {
            ChangeValue::Withheld(_) => None,
            value => Some(short_digest(&address(path), &canonical(value))),
        }
    }

    /// Returns whether this is `other`, given in the form in which equal values are equal.
    pub(crate) fn is(&self, other: &ChangeValue) -> bool {
        self.canonical == *other
    }
}

/// Digests a value under its address: 64 bits, which name it among the values of one product. The whole is pinned by the
/// full digest beside them.
pub(crate) fn short_digest(address: &str, value: &Value) -> String {
    let value = sorted(value.clone());
    let digest = Digest::of(json!([address, value]).to_string().as_bytes());
    digest.as_str()[..16].to_owned()
}

fn address(path: &FieldPath) -> String {
    path.to_string()
}

/// Names each image of a list: one of the manifest's by its content, any other by its id, under which the content never
/// changes (field note 22). One that could not be looked at is known by its id alone.
fn identities(set: &ImageSet, is_managed: bool, live: Option<&RemoteAssets>) -> Vec<String> {
    let content = |id: &AssetId| {
        let mut all = live
            .into_iter()
            .flat_map(|it| it.screenshots.iter().chain(&it.store_logos));
        match all.find(|it| it.id == *id).map(|it| &it.content) {
            Some(AssetContent::Equals(digest)) if is_managed => Some(digest.to_string()),
            _ => None,
        }
    };
    let place = |it: &AssetPlacement| match it {
        AssetPlacement::Keep { id, url: _ } => Some(content(id).unwrap_or_else(|| id.to_string())),
        AssetPlacement::Uploaded { index } => {
            set.uploads.get(*index).map(|it| it.digest.to_string())
        }
    };
    set.placements.iter().filter_map(place).collect()
}

fn canonical(value: &ChangeValue) -> Value {
    match value {
        ChangeValue::Withheld(withheld) => match withheld.reason() {
            WithheldReason::Secret => SECRET.into(),
            WithheldReason::CertificationNotes => withheld.digest().as_str().into(),
        },
        value => sorted(value.to_json()),
    }
}

/// The members of objects by name: their order on the wire is not promised.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<String, Value> = members
                .into_iter()
                .map(|(name, it)| (name, sorted(it)))
                .collect();
            members.into_iter().collect()
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        scalar => scalar,
    }
}
