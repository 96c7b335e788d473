//! Everything a draft publishes, field by field, in the form in which equal values are equal.
//!
//! One pass of the one comparison with nothing managed flattens a draft, as it is or as it will be: so an approval, a
//! digest of a draft and a read-back agree on what is the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
    sync::OnceLock,
};

use serde_json::{Map, Value};
use storectl_model::{
    DesiredProduct, Digest, FieldPath, Module, RememberedSecrets, RemoteProduct, SECRET,
    SecretValues, mask::mask_json,
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
    /// Those that an earlier submission filled from one.
    remembered: RememberedSecrets,
    digests: Digests,
}

/// What [`OutcomeValues::digests`] gives, kept: a run digests one plan several times.
#[derive(Clone, Debug, Default)]
struct Digests(OnceLock<(Digest, BTreeMap<String, String>)>);

/// They follow from the values, whoever has asked for them.
impl PartialEq for Digests {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// One value that is published.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedValue {
    /// As it is shown; a secret and certification notes are withheld.
    pub shown: ChangeValue,
    canonical: ChangeValue,
    secrecy: Secrecy,
}

/// Whether a digest of a value may be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Secrecy {
    Public,
    /// It may hold a secret, which could be searched for.
    Secret,
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
            self.digests = Digests::default();
            self.values.insert(
                path,
                PublishedValue {
                    shown,
                    canonical,
                    secrecy: Secrecy::Public,
                },
            );
        }
    }

    /// Withholds what uses a secret variable: of it only that counts.
    pub(crate) fn hide(&mut self, desired: &DesiredProduct) {
        self.digests = Digests::default();
        self.secrets.clone_from(&desired.secrets);
        self.remembered.clone_from(&desired.remembered_secrets);
        for (path, value) in &mut self.values {
            if *path != path.object() && desired.leaves_secret(path) {
                value.shown = ChangeValue::Withheld(Withheld::PRESENT);
                value.secrecy = Secrecy::Secret;
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
    /// signatures and passwords in addresses masked. Whoever reads the digest can test a guess of what it covers. With it
    /// comes a short digest of each value that is not withheld, by its address.
    pub(crate) fn digests(&self) -> &(Digest, BTreeMap<String, String>) {
        self.digests.0.get_or_init(|| self.digested())
    }

    fn digested(&self) -> (Digest, BTreeMap<String, String>) {
        let mut each = BTreeMap::new();
        let all = self.iter().map(|(path, it)| {
            let named = named(address(path), it.public());
            if !it.is_withheld() {
                each.insert(address(path), short(&named));
            }
            named
        });
        let all = Digest::of_json(&all.collect());
        (all, each)
    }

    /// Digests all of it as it is, certification notes included. It goes into no document.
    pub(crate) fn exact_digest(&self) -> Digest {
        digest_of(self.iter().map(|(path, it)| (path, exact(&it.canonical))))
    }

    /// Puts `(secret)` in place of secrets in a change of an object as a whole; `desired` says of which fields the draft
    /// holds one.
    pub(crate) fn mask(&self, change: &mut Change, desired: &DesiredProduct) {
        if change.path != change.path.object() {
            return;
        }
        if let ChangeValue::Object(Value::Object(members)) = &mut change.before {
            // Which package of the manifest one that goes was is not known: a secret of one is a secret of all.
            let is_ours = |it: &FieldPath, path: &FieldPath| {
                let is_package = path.module() == Some(Module::Packages);
                is_package && it.module() == path.module() && it.field() == path.field()
            };
            mask_members(&change.path, members, |path| {
                desired.holds_secret(path) || self.secrets.iter().any(|it| is_ours(it, path))
            });
        }
        if let ChangeValue::Object(Value::Object(members)) = &mut change.after {
            self.mask_members(&change.path, members);
        }
    }

    /// Returns the body of a step as it is shown: what uses a secret variable is `(secret)`.
    pub fn shown_body(&self, step: &Step, changes: &[Change]) -> Option<Value> {
        let mut body = step.action.body()?;
        if self.secrets.is_empty() && self.remembered.is_empty() {
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
        mask_members(object, members, |path| {
            self.secrets.iter().any(|it| it.is_within(path)) || self.remembered.outlasts(path)
        });
    }
}

fn mask_members(
    object: &FieldPath,
    members: &mut Map<String, Value>,
    is_secret: impl Fn(&FieldPath) -> bool,
) {
    for (name, value) in members {
        if is_secret(&object.clone().key(name.clone())) {
            *value = SECRET.into();
        }
    }
}

impl PublishedValue {
    /// Returns the value as documents and their digests may hold it.
    fn public(&self) -> Value {
        match self.secrecy {
            Secrecy::Public => sorted(mask_json(self.canonical.to_json())),
            Secrecy::Secret => SECRET.into(),
        }
    }

    /// Returns the value in the form in which equal values are equal.
    pub(crate) fn canonical(&self) -> &ChangeValue {
        &self.canonical
    }

    /// Returns whether the value is withheld: its digest could be searched for.
    pub(crate) fn is_withheld(&self) -> bool {
        match (&self.canonical, self.secrecy) {
            (ChangeValue::Withheld(_), _) | (_, Secrecy::Secret) => true,
            (_, Secrecy::Public) => false,
        }
    }

    /// Returns whether the value uses a secret variable.
    pub(crate) fn is_secret(&self) -> bool {
        self.secrecy == Secrecy::Secret
    }

    /// Returns whether this is `other`, given in the form in which equal values are equal.
    pub(crate) fn is(&self, other: &ChangeValue) -> bool {
        self.canonical == *other
    }
}

/// Digests a value under its address: 64 bits, which name it among the values of one product. The whole is pinned by the
/// full digest beside them. Signatures and passwords in addresses are masked in `value`.
pub(crate) fn short_digest(address: &str, value: Value) -> String {
    short(&named(address.to_owned(), sorted(value)))
}

fn short(named: &Value) -> String {
    Digest::of_json(named).as_str()[..16].to_owned()
}

/// A value with its address.
fn named(address: String, value: Value) -> Value {
    vec![address.into(), value].into()
}

/// The same address however manifest and Store spell a language.
fn address(path: &FieldPath) -> String {
    path.in_lower_case().to_string()
}

fn digest_of<'a>(values: impl Iterator<Item = (&'a FieldPath, Value)>) -> Digest {
    let values = values.map(|(path, it)| named(address(path), it));
    Digest::of_json(&values.collect())
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
