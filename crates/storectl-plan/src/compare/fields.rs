//! One object of the product while its fields are visited.

use serde_json::{Map, Value};
use storectl_model::{Field, FieldPath};

use super::{
    base::{Base, BasePlace},
    equality::Equality,
    sides::Sides,
};
use crate::{Action, Change, ChangeValue, Origin, TextLimit};

/// What visiting the fields of one object (a module, a listing, a package) found.
///
/// Each field is visited once, with what the manifest says of it and what the Store holds. From that one visit come the
/// change, the body of the request that makes it, who made the difference, and what is unmanaged.
pub(crate) struct Fields<'a> {
    path: FieldPath,
    sides: Sides<'a>,
    /// Where the object is in the base.
    place: BasePlace,
    /// What differs.
    pub(crate) changes: Vec<Change>,
    /// The members of the request that makes the changes.
    pub(crate) body: Map<String, Value>,
    /// What the manifest does not name and the Store holds.
    pub(crate) unmanaged: Vec<Held>,
    /// What the manifest names, and what it says.
    pub(crate) named: Vec<Named>,
    /// What manifest and Store changed alike since the base.
    pub(crate) agreed: Vec<FieldPath>,
}

/// What the manifest says of a field, in the form in which equal values are equal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Named {
    pub(crate) path: FieldPath,
    pub(crate) canonical: ChangeValue,
}

/// A value as it is shown, and in the form in which equal values are equal.
pub(crate) struct Sided {
    shown: ChangeValue,
    canonical: ChangeValue,
}

/// What the Store holds in a field that the manifest does not name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Held {
    pub(crate) path: FieldPath,
    /// As it is shown.
    pub(crate) shown: ChangeValue,
    /// In the form in which equal values are equal.
    pub(crate) canonical: ChangeValue,
}

impl Held {
    /// Takes a value that equals itself alone.
    pub(crate) fn exact(path: FieldPath, value: ChangeValue) -> Self {
        Self {
            path,
            canonical: value.clone(),
            shown: value,
        }
    }
}

impl Sided {
    /// Takes a value that has an equality of its own.
    pub(crate) fn new(shown: ChangeValue, canonical: ChangeValue) -> Self {
        Self { shown, canonical }
    }

    fn of(value: ChangeValue, equality: Equality) -> Self {
        Self {
            canonical: equality.canonical(&value),
            shown: value,
        }
    }
}

impl<'a> Fields<'a> {
    /// Begins an object.
    pub(crate) fn new(path: FieldPath, sides: Sides<'a>) -> Self {
        Self {
            path,
            sides,
            place: BasePlace::Same,
            changes: Vec::new(),
            body: Map::new(),
            unmanaged: Vec::new(),
            named: Vec::new(),
            agreed: Vec::new(),
        }
    }

    /// Begins a package, which may be elsewhere in the base.
    pub(crate) fn of_package(path: FieldPath, sides: Sides<'a>, place: BasePlace) -> Self {
        Self {
            place,
            ..Self::new(path, sides)
        }
    }

    /// Returns where the object is in the base.
    pub(crate) fn place(&self) -> &BasePlace {
        &self.place
    }

    /// Returns the base.
    pub(crate) fn base(&self) -> Option<&'a Base> {
        self.sides.base
    }

    /// Returns the path of the object.
    pub(crate) fn path(&self) -> &FieldPath {
        &self.path
    }

    /// Returns the path of the member `name`.
    pub(crate) fn at(&self, name: &'static str) -> FieldPath {
        self.path.clone().key(name)
    }

    /// Returns whether this run manages the field where the manifest names it (`--only`).
    pub(crate) fn is_in_scope(&self, path: &FieldPath) -> bool {
        self.sides.desired.scope.manages(path)
    }

    /// Returns whether what the Store holds in the field is known.
    pub(crate) fn is_compared(&self, path: &FieldPath) -> bool {
        self.sides.desired.scope.compares(path)
    }

    /// Visits a field; `desired` is `None` if the manifest does not name it. Gives the change where there is one.
    pub(crate) fn visit(
        &mut self,
        path: FieldPath,
        desired: Option<Sided>,
        live: Sided,
    ) -> Option<&mut Change> {
        let is_named = desired.is_some();
        let Some(desired) = desired.filter(|_| self.is_in_scope(&path)) else {
            // What the manifest manages and nothing is known of is neither a change nor unmanaged.
            let is_compared = !is_named || self.is_compared(&path);
            if is_compared && !live.shown.is_unset() {
                self.unmanaged.push(Held {
                    path,
                    shown: live.shown,
                    canonical: live.canonical,
                });
            }
            return None;
        };
        let base = self.sides.base;
        let origin =
            base.and_then(|it| it.origin(&path, &self.place, &desired.canonical, &live.canonical));
        self.named.push(Named {
            path: path.clone(),
            canonical: desired.canonical.clone(),
        });
        if desired.canonical == live.canonical {
            if origin == Some(Origin::Agreed) {
                self.agreed.push(path);
            }
            return None;
        }
        let (mut before, mut after) = (live.shown, desired.shown);
        let action = match (&before, &after) {
            (_, ChangeValue::Unset) => Action::Clear,
            (ChangeValue::Unset, _) => Action::Add,
            (_, _) => Action::Change,
        };
        // What an earlier submission filled from a secret is one, also where the manifest makes it public now.
        let is_secret = self.sides.desired.holds_secret(&path);
        if is_secret {
            before = before.into_secret();
        }
        if self.sides.desired.leaves_secret(&path) {
            after = after.into_secret();
        }
        let known = base.filter(|_| origin == Some(Origin::Conflict) && !is_secret);
        let base = known.and_then(|it| it.value(&path, &self.place).cloned());
        self.changes.push(Change {
            path,
            action,
            origin,
            base,
            before,
            after,
            guard: None,
            limit: None,
        });
        self.changes.last_mut()
    }

    /// Records a change that no single field explains, of a list's items or of an object as a whole, with who made the
    /// difference.
    pub(crate) fn record(
        &mut self,
        path: FieldPath,
        action: Action,
        origin: Option<Origin>,
        before: ChangeValue,
        after: ChangeValue,
    ) {
        self.changes.push(Change {
            path,
            action,
            origin,
            base: None,
            before,
            after,
            guard: None,
            limit: None,
        });
    }

    /// Begins the same object again, to be recorded as one change instead of its fields'.
    pub(crate) fn for_whole(&self) -> Self {
        Self::of_package(self.path.clone(), self.sides, self.place.clone())
    }

    /// Visits a member that is sent as it is compared.
    fn member(
        &mut self,
        name: &'static str,
        desired: Option<(ChangeValue, Value)>,
        live: ChangeValue,
        equality: Equality,
    ) -> Option<&mut Change> {
        let (desired, sent) = desired.map_or((None, Value::Null), |(shown, sent)| {
            (Some(Sided::of(shown, equality)), sent)
        });
        let path = self.at(name);
        if self
            .visit(path, desired, Sided::of(live, equality))
            .is_some()
        {
            self.body.insert(name.to_owned(), sent);
            return self.changes.last_mut();
        }
        None
    }

    /// Visits prose of at most `limit` characters, and gives it as it will be. An unset text, `null` and `""` are one on read (trap 25); clearing sends
    /// `""` (trap 39).
    pub(crate) fn text(
        &mut self,
        name: &'static str,
        desired: &Field<String>,
        live: Option<&str>,
        limit: usize,
    ) -> Option<String> {
        let desired = desired
            .or_clear(String::new())
            .map(|it| (ChangeValue::text(&it), it.into()));
        let held = ChangeValue::text(live.unwrap_or_default());
        if let Some(change) = self.member(name, desired, held, Equality::Text) {
            change.limit = Some(TextLimit::new(limit));
        }
        self.text_after(name, live)
    }

    /// Visits a short text that can be cleared, a URL, a contact, a name, and gives it as it will be.
    pub(crate) fn label(
        &mut self,
        name: &'static str,
        desired: &Field<String>,
        live: Option<&str>,
    ) -> Option<String> {
        let desired = desired
            .or_clear(String::new())
            .map(|it| (ChangeValue::word(&it), it.into()));
        let held = ChangeValue::word(live.unwrap_or_default());
        self.member(name, desired, held, Equality::Text);
        self.text_after(name, live)
    }

    /// Visits a word that cannot be cleared, which the manifest's rules hold, and gives it as it will be.
    pub(crate) fn word(
        &mut self,
        name: &'static str,
        desired: Option<&str>,
        live: Option<&str>,
    ) -> Option<String> {
        let desired = desired.map(|it| (ChangeValue::word(it), it.into()));
        let held = ChangeValue::word(live.unwrap_or_default());
        self.member(name, desired, held, Equality::Exact);
        self.text_after(name, live)
    }

    /// Visits a switch, and gives it as it will be; `Clear` is off, as the service answers what is unset.
    pub(crate) fn flag(
        &mut self,
        name: &'static str,
        desired: &Field<bool>,
        live: Option<bool>,
    ) -> Option<bool> {
        let desired = desired
            .or_clear(false)
            .map(|it| (ChangeValue::Flag(it), it.into()));
        let held = live.map_or(ChangeValue::Unset, ChangeValue::Flag);
        self.member(name, desired, held, Equality::Exact);
        self.flag_after(name, live)
    }

    /// Visits an ordered list of texts, and gives it as it will be.
    pub(crate) fn texts(
        &mut self,
        name: &'static str,
        desired: &Field<Vec<String>>,
        live: &[String],
    ) -> Vec<String> {
        let desired = desired
            .or_clear(Vec::new())
            .map(|it| (ChangeValue::items(it.clone()), it.into()));
        if let Some(change) = self.member(name, desired, ChangeValue::items(live), Equality::Text) {
            let sorted = |value: &ChangeValue| match value {
                ChangeValue::Items(items) => {
                    let mut items = items.clone();
                    items.sort();
                    items
                }
                _ => Vec::new(),
            };
            if sorted(&change.before) == sorted(&change.after) {
                change.action = Action::Reorder;
            }
        }
        self.texts_after(name, live)
    }

    /// Visits a set of codes, and gives it as it will be; `desired` is shown and sent in its own order.
    pub(crate) fn set(
        &mut self,
        name: &'static str,
        desired: Option<Vec<String>>,
        live: &[String],
        equality: Equality,
    ) -> Vec<String> {
        let desired = desired.map(|it| (ChangeValue::items(it.clone()), it.into()));
        self.member(name, desired, ChangeValue::items(live), equality);
        self.texts_after(name, live)
    }

    /// Lists members under keys that this tool does not know.
    pub(crate) fn unknown(&mut self, path: &FieldPath, members: &Map<String, Value>) {
        for (name, value) in members.iter().filter(|(_, value)| is_something(value)) {
            let value = ChangeValue::object(value.clone());
            let path = path.clone().key(name.clone());
            self.unmanaged.push(Held::exact(path, value));
        }
    }

    /// Sends `names` together when one of them is sent: the service validates them as one (trap 40). Values come from the
    /// body where it has them, else from `live`.
    pub(crate) fn together(&mut self, names: &[(&str, Value)]) {
        if !names.iter().any(|(name, _)| self.body.contains_key(*name)) {
            return;
        }
        for (name, live) in names {
            if !self.body.contains_key(*name) && !live.is_null() {
                self.body.insert((*name).to_owned(), live.clone());
            }
        }
    }
}

/// Returns whether a value under an unknown key says anything.
pub(crate) fn is_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Bool(true) | Value::Number(_) => true,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

/// The text under `key` of a raw item, `""` where there is none.
pub(crate) fn raw_text<'a>(item: &'a Map<String, Value>, key: &str) -> &'a str {
    item.get(key).and_then(Value::as_str).unwrap_or_default()
}
