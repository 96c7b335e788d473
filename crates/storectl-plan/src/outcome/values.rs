//! Everything a draft publishes, field by field, in the form in which equal values are equal.
//!
//! One pass of the one comparison with nothing managed flattens a draft, as it is or as it will be: so an approval, a
//! digest of a draft and a read-back agree on what is the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
};

use serde_json::{Map, Value, json};
use storectl_model::{
    DesiredProduct, Digest, FieldPath, Module, RemoteProduct, SECRET, SecretValues, mask::mask_json,
};

use crate::{
    Change, ChangeValue, Step, StepAction, Withheld,
    compare::{Held, ImagePolicy, Sides, compare, sorted},
    findings::Findings,
};

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

    /// Adds a value, unless it is off, empty or unset.
    pub(super) fn add(&mut self, held: Held) {
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

    /// Withholds what uses a secret variable: of it only that counts.
    pub(crate) fn hide(&mut self, desired: &DesiredProduct) {
        self.secrets.clone_from(&desired.secrets);
        for (path, value) in &mut self.values {
            if *path != path.object() && desired.uses_secret(path) {
                let hidden = ChangeValue::Withheld(Withheld::PRESENT);
                *value = PublishedValue {
                    shown: hidden.clone(),
                    canonical: hidden,
                };
            }
        }
    }

    /// Shows no value that is a secret or holds one. What is compared and digested stays.
    pub(crate) fn hide_values(&mut self, secrets: &SecretValues) {
        for value in self.values.values_mut() {
            value.shown = mem::take(&mut value.shown).without(secrets);
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

    /// Digests all of it as documents may show it: of certification notes and of a secret only that they are there, and
    /// signatures and passwords in addresses masked. Whoever reads the digest can test a guess of what it covers.
    pub fn digest(&self) -> Digest {
        digest_of(self.iter().map(|(path, it)| (path, public(&it.canonical))))
    }

    /// Digests all of it as it is, certification notes included. It goes into no document.
    pub(crate) fn exact_digest(&self) -> Digest {
        digest_of(self.iter().map(|(path, it)| (path, exact(&it.canonical))))
    }

    /// Puts `(secret)` in place of what uses a secret variable in a change of an object as a whole. Which package of the Store
    /// is which of the manifest's is not decided where one goes: a field of one is a field of all.
    pub(crate) fn mask(&self, change: &mut Change) {
        if change.path != change.path.object() {
            return;
        }
        if let ChangeValue::Object(Value::Object(members)) = &mut change.after {
            self.mask_members(&change.path, members);
        }
        if change.path.module() == Some(Module::Packages)
            && let ChangeValue::Object(Value::Object(members)) = &mut change.before
        {
            let packages = self.secrets.iter();
            let packages = packages.filter(|it| it.module() == Some(Module::Packages));
            let names: BTreeSet<&str> = packages.filter_map(FieldPath::field).collect();
            for (_, value) in members
                .iter_mut()
                .filter(|it| names.contains(it.0.as_str()))
            {
                *value = SECRET.into();
            }
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
    /// Returns the value in the form in which equal values are equal.
    pub(crate) fn canonical(&self) -> &ChangeValue {
        &self.canonical
    }

    /// Digests the value under its address, short; `None` for what is withheld, whose digest could be searched for.
    pub fn digest(&self, path: &FieldPath) -> Option<String> {
        let value = public(&self.canonical);
        (value != SECRET).then(|| short_digest(&address(path), &value))
    }

    /// Returns whether this is `other`, given in the form in which equal values are equal.
    pub(crate) fn is(&self, other: &ChangeValue) -> bool {
        self.canonical == *other
    }
}

/// Digests a value under its address: 64 bits, which name it among the values of one product. The whole is pinned by the
/// full digest beside them. Signatures and passwords in addresses are masked.
pub(crate) fn short_digest(address: &str, value: &Value) -> String {
    let value = sorted(mask_json(value.clone()));
    let digest = Digest::of(json!([address, value]).to_string().as_bytes());
    digest.as_str()[..16].to_owned()
}

fn address(path: &FieldPath) -> String {
    path.to_string()
}

fn digest_of<'a>(values: impl Iterator<Item = (&'a FieldPath, Value)>) -> Digest {
    let values: Vec<Value> = values
        .map(|(path, it)| json!([address(path), it]))
        .collect();
    Digest::of(Value::from(values).to_string().as_bytes())
}

/// Returns a value as documents and their digests may hold it.
fn public(value: &ChangeValue) -> Value {
    sorted(mask_json(value.to_json()))
}

fn exact(value: &ChangeValue) -> Value {
    match value {
        ChangeValue::Withheld(withheld) => match withheld.digest() {
            Some(digest) => digest.as_str().into(),
            None => SECRET.into(),
        },
        value => sorted(value.to_json()),
    }
}
