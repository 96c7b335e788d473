//! Every fault of a policy.

use std::collections::HashMap;

use serde_json::{Map, Value};
use storectl_model::{Allowed, PlacedRule, Policy, PolicyPlace, PolicyRule};

use super::{
    API_VERSION, POLICY_API_VERSION,
    entry::{self, Entry, Refusal},
};
use crate::{
    catalogue::{self, Rule},
    diagnostic::{Diagnostic, Location},
    format,
    parse::Document,
    pointer,
};

/// Most faults that are reported of one policy: as many diagnostics are shown (forms, Outputs 6).
const MOST: usize = 100;

/// Checks a policy, and returns it where it has no fault.
pub(super) fn check(document: &Document) -> Result<Policy, Vec<Diagnostic>> {
    let mut checker = Checker {
        document,
        found: Vec::new(),
    };
    let policy = if let Value::Object(members) = document.value() {
        checker.policy(members)
    } else {
        let message = "the policy is not a mapping".to_owned();
        checker.report(&catalogue::NOT_A_POLICY, "", message);
        Policy::default()
    };
    let mut found = checker.found;
    if found.is_empty() {
        return Ok(policy);
    }
    found.sort_by_key(|it| (it.location.line, it.location.column, it.code));
    Err(found)
}

struct Checker<'a> {
    document: &'a Document,
    found: Vec<Diagnostic>,
}

/// A list as it was read: where its key is, and its items with their places.
struct List<T> {
    place: PolicyPlace,
    items: Vec<PlacedRule<T>>,
}

impl Checker<'_> {
    fn policy(&mut self, members: &Map<String, Value>) -> Policy {
        self.version(members.get(API_VERSION));
        for key in members.keys() {
            let is_known = PolicyRule::ALL.iter().any(|it| it.key() == key);
            if !is_known && key != API_VERSION {
                let at = pointer::join("", key);
                let place = self.document.key_location(&at);
                let message = format!("unknown key `{}`", format::shorten(key));
                let hint = (self.found.len() < MOST).then(|| entry::nearest_key(key));
                let place = place.unwrap_or_else(|| self.document.start());
                self.report_at(&catalogue::POLICY_KEY, &at, place, message)
                    .map(|it| it.hinted(hint.flatten()));
            }
        }
        Policy {
            products: self.list(members, PolicyRule::Products).map(allowed),
            sellers: self.list(members, PolicyRule::Sellers).map(allowed),
            installer_hosts: self.list(members, PolicyRule::InstallerHosts).map(allowed),
            signers: self.list(members, PolicyRule::Signers).map(allowed),
            never_acknowledge: self.rules(members, PolicyRule::NeverAcknowledge),
            required_languages: self.rules(members, PolicyRule::RequiredLanguages),
        }
    }

    fn version(&mut self, version: Option<&Value>) {
        let (at, message) = match version {
            Some(Value::String(it)) if it == POLICY_API_VERSION => return,
            Some(Value::String(it)) => (
                "/apiVersion",
                format!(
                    "the version is `{}`, expected `{POLICY_API_VERSION}`",
                    format::shorten(it)
                ),
            ),
            Some(_) => (
                "/apiVersion",
                format!("the version is not a string, expected `{POLICY_API_VERSION}`"),
            ),
            None => ("", "`apiVersion` is missing".to_owned()),
        };
        self.report(&catalogue::NOT_A_POLICY, at, message);
    }

    fn rules<T: Entry>(
        &mut self,
        members: &Map<String, Value>,
        rule: PolicyRule,
    ) -> Vec<PlacedRule<T>> {
        self.list(members, rule)
            .map(|it| it.items)
            .unwrap_or_default()
    }

    /// Reads a list; `None` if there is none.
    fn list<T: Entry>(
        &mut self,
        members: &Map<String, Value>,
        rule: PolicyRule,
    ) -> Option<List<T>> {
        let key = rule.key();
        let at = pointer::join("", key);
        let value = members.get(key)?;
        let Value::Array(values) = value else {
            let found = describe(value);
            let message = format!("`{key}` is {found}, expected a list of strings");
            self.report(&catalogue::POLICY_TYPE, &at, message);
            return None;
        };
        let mut known: HashMap<String, PolicyPlace> = HashMap::new();
        let mut items = Vec::new();
        for (index, value) in values.iter().enumerate() {
            let at = pointer::item(&at, index);
            let Some(item) = self.entry::<T>(&at, key, value) else {
                continue;
            };
            let place = self.place(&at);
            if let Some(first) = known.get(&item.identity()) {
                let message = format!(
                    "`{key}` has `{}` twice, first on line {}",
                    format::shorten(value.as_str().unwrap_or_default()),
                    first.line
                );
                self.report(&catalogue::POLICY_DUPLICATE, &at, message);
            } else {
                known.insert(item.identity(), place);
                items.push(PlacedRule { place, item });
            }
        }
        let key = self.document.key_location(&at);
        let place = key.unwrap_or_else(|| self.document.start());
        Some(List {
            place: placed(&place),
            items,
        })
    }

    fn entry<T: Entry>(&mut self, at: &str, key: &str, value: &Value) -> Option<T> {
        let Value::String(text) = value else {
            let message = format!(
                "an item of `{key}` is {}, expected a string",
                describe(value)
            );
            let hint = match value {
                Value::Number(_) | Value::Bool(_) => Some("write it in quotes".to_owned()),
                Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
            };
            self.report(&catalogue::POLICY_TYPE, at, message)
                .map(|it| it.hinted(hint));
            return None;
        };
        // Suggestions compare with every word of a table: a fault that is not shown needs none.
        if self.found.len() >= MOST {
            return None;
        }
        match T::read(text) {
            Ok(item) => Some(item),
            Err(Refusal {
                rule,
                message,
                hint,
            }) => {
                self.report(rule, at, message).map(|it| it.hinted(hint));
                None
            }
        }
    }

    fn place(&self, at: &str) -> PolicyPlace {
        let place = self.document.location(at);
        placed(&place.unwrap_or_else(|| self.document.start()))
    }

    fn report(&mut self, rule: &Rule, at: &str, message: String) -> Option<&mut Diagnostic> {
        let place = self.document.location(at).filter(|_| !at.is_empty());
        let place = place.unwrap_or_else(|| self.document.start());
        self.report_at(rule, at, place, message)
    }

    /// Reports a fault, unless there are as many as are shown.
    fn report_at(
        &mut self,
        rule: &Rule,
        at: &str,
        place: Location,
        message: String,
    ) -> Option<&mut Diagnostic> {
        if self.found.len() >= MOST {
            return None;
        }
        let mut found = rule.at(place, message);
        at.clone_into(&mut found.pointer);
        self.found.push(found);
        self.found.last_mut()
    }
}

fn placed(place: &Location) -> PolicyPlace {
    PolicyPlace {
        line: place.line,
        column: place.column,
    }
}

fn allowed<T>(list: List<T>) -> Allowed<T> {
    Allowed {
        place: list.place,
        items: list.items.into_iter().map(|it| it.item).collect(),
    }
}

fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}
