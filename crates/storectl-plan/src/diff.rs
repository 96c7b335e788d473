//! Collecting differences of one object and the request body that mends them.

use serde_json::{Map, Value};
use storectl_model::{Acknowledgement, Field, FieldPath};

use crate::{Action, Change, ChangeValue, DestructiveClass, Guard, TextLimit};

/// Whether a shorter text is worth a guard.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prose {
    /// Losing more than half of it is destructive.
    Guarded,
    /// A short label.
    Label,
}

/// One object of the product (a module, a listing, a package) while it is compared.
///
/// Gathers changes and, beside them, the body of the one request that makes them.
pub(crate) struct Diff {
    path: FieldPath,
    pub(crate) changes: Vec<Change>,
    pub(crate) body: Map<String, Value>,
}

impl Diff {
    pub(crate) fn new(path: FieldPath) -> Self {
        Self {
            path,
            changes: Vec::new(),
            body: Map::new(),
        }
    }

    /// Gives the path of the member `name` of this object.
    pub(crate) fn at(&self, name: &'static str) -> FieldPath {
        self.path.clone().key(name)
    }

    /// Records a change without touching the body.
    pub(crate) fn record(
        &mut self,
        path: FieldPath,
        before: ChangeValue,
        after: ChangeValue,
        class: Option<DestructiveClass>,
    ) -> &mut Change {
        let action = match (&before, &after) {
            (_, ChangeValue::Unset) => Action::Clear,
            (ChangeValue::Unset, _) => Action::Add,
            (_, _) => Action::Change,
        };
        self.record_as(path, action, before, after, class)
    }

    pub(crate) fn record_as(
        &mut self,
        path: FieldPath,
        action: Action,
        before: ChangeValue,
        after: ChangeValue,
        class: Option<DestructiveClass>,
    ) -> &mut Change {
        let guard = class.map(|class| guard(class, &path, &before));
        self.changes.push(Change {
            path,
            action,
            origin: None,
            before,
            after,
            guard,
            limit: None,
        });
        let last = self.changes.len() - 1;
        &mut self.changes[last]
    }

    /// Compares a text. An unset text, `null` and `""` are one on read (trap 25); clearing sends `""` (trap 39). Line
    /// endings do not count and nothing is trimmed (trap 29).
    pub(crate) fn text(
        &mut self,
        name: &'static str,
        desired: &Field<String>,
        live: Option<&str>,
        limit: Option<usize>,
        prose: Prose,
    ) {
        let live = live.unwrap_or_default();
        let wanted = match desired {
            Field::Absent => return,
            Field::Clear => "",
            Field::Set(text) => text.as_str(),
        };
        if same_text(wanted, live) {
            return;
        }
        let shrunk = prose == Prose::Guarded && wanted.chars().count() * 2 < live.chars().count();
        let class = shrunk.then_some(DestructiveClass::TextShrunk);
        let path = self.at(name);
        self.record(
            path,
            ChangeValue::text(live),
            ChangeValue::text(wanted),
            class,
        )
        .limit = limit.map(TextLimit);
        self.body.insert(name.to_owned(), wanted.into());
    }

    /// Compares an ordered list of texts.
    pub(crate) fn texts(
        &mut self,
        name: &'static str,
        desired: &Field<Vec<String>>,
        live: &[String],
    ) {
        let wanted: &[String] = match desired {
            Field::Absent => return,
            Field::Clear => &[],
            Field::Set(texts) => texts,
        };
        if wanted.len() == live.len()
            && wanted
                .iter()
                .zip(live)
                .all(|(ours, theirs)| same_text(ours, theirs))
        {
            return;
        }
        let mut sorted = (wanted.to_vec(), live.to_vec());
        sorted.0.sort();
        sorted.1.sort();
        let path = self.at(name);
        let (before, after) = (ChangeValue::items(live), ChangeValue::items(wanted));
        if sorted.0 == sorted.1 {
            self.record_as(path, Action::Reorder, before, after, None);
        } else {
            self.record(path, before, after, None);
        }
        self.body.insert(name.to_owned(), wanted.into());
    }

    /// Compares a word of a vocabulary; such words cannot be cleared, which the manifest's rules hold.
    pub(crate) fn word(
        &mut self,
        name: &'static str,
        desired: Option<&str>,
        live: Option<&str>,
        class: Option<DestructiveClass>,
    ) {
        let Some(wanted) = desired else { return };
        if Some(wanted) == live {
            return;
        }
        let class = class.filter(|_| live.is_some());
        let before = ChangeValue::word(live.unwrap_or_default());
        self.record(self.at(name), before, ChangeValue::word(wanted), class);
        self.body.insert(name.to_owned(), wanted.into());
    }

    /// Compares a switch; `Clear` is `false`, as the service answers what is unset.
    pub(crate) fn switch(&mut self, name: &'static str, desired: &Field<bool>, live: Option<bool>) {
        let wanted = match desired {
            Field::Absent => return,
            Field::Clear => false,
            Field::Set(wanted) => *wanted,
        };
        if live == Some(wanted) {
            return;
        }
        let before = live.map_or(ChangeValue::Unset, ChangeValue::Flag);
        self.record(self.at(name), before, ChangeValue::Flag(wanted), None);
        self.body.insert(name.to_owned(), wanted.into());
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

/// Whether two texts are the same but for line endings.
pub(crate) fn same_text(ours: &str, theirs: &str) -> bool {
    ours == theirs || normal_lines(ours) == normal_lines(theirs)
}

fn normal_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The text under `key` of a raw item, `""` where there is none.
pub(crate) fn raw_text<'a>(item: &'a Map<String, Value>, key: &str) -> &'a str {
    item.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The switch under `key` of a raw item, off where there is none.
pub(crate) fn raw_switch(item: &Map<String, Value>, key: &str) -> bool {
    item.get(key).and_then(Value::as_bool).unwrap_or_default()
}

/// Makes the lock of a destructive change. The token is a short hash of class, address and old value, so it opens this
/// change only and expires with it (design.md §6).
pub(crate) fn guard(class: DestructiveClass, path: &FieldPath, before: &ChangeValue) -> Guard {
    let content = format!(
        "{}\n{}\n{}",
        class.as_str(),
        path.to_string().to_ascii_lowercase(),
        before.to_json()
    );
    Guard {
        class,
        token: Acknowledgement::derive(&content),
        acknowledged: false,
    }
}
