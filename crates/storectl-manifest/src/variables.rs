//! `${name}` in string values.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde_json::Value;

use crate::{
    catalogue::{self, Rule},
    diagnostic::Diagnostic,
    format,
    parse::Document,
    pointer, suggest,
};

/// Values for `${name}`, given from outside the manifest.
///
/// What is given explicitly wins over the environment, which wins over the manifest's own `vars` (design.md §3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variables {
    /// `--var NAME=VALUE`, by name.
    pub explicit: BTreeMap<String, String>,
    /// `STORECTL_VAR_NAME`, by what follows the prefix. `${name}` also finds `STORECTL_VAR_NAME` in capitals.
    pub environment: BTreeMap<String, String>,
}

impl Variables {
    fn get(&self, name: &str) -> Option<&str> {
        let environment = || {
            self.environment
                .get(name)
                .or_else(|| self.environment.get(&name.to_ascii_uppercase()))
        };
        self.explicit
            .get(name)
            .or_else(environment)
            .map(String::as_str)
    }
}

/// A manifest's value with its variables replaced.
pub(crate) struct Expanded {
    pub(crate) value: Value,
    pub(crate) problems: Vec<Diagnostic>,
}

/// Tells whether `name` can be a variable's: a letter or `_`, then letters, digits, `_`.
pub(crate) fn is_name(name: &str) -> bool {
    name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
        && name
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'_')
}

/// Replaces the variables of `document`; nothing inside `vars` itself.
pub(crate) fn expand(document: &Document, vars: &Variables) -> Expanded {
    let mut expander = Expander {
        document,
        vars,
        budget: BUDGET,
        used: BTreeSet::new(),
        problems: Vec::new(),
    };
    let mut value = document.value.clone();
    if let Value::Object(members) = &mut value {
        for (key, member) in members.iter_mut().filter(|(key, _)| *key != "vars") {
            expander.walk(member, &pointer::join("", key));
        }
    }
    expander.check_definitions();
    Expanded {
        value,
        problems: expander.problems,
    }
}

/// How much text variables may bring into one manifest, in bytes: four times the largest manifest. Few texts that name a
/// long variable many times would fill any memory.
const BUDGET: usize = 4 * 1024 * 1024;

struct Expander<'a> {
    document: &'a Document,
    vars: &'a Variables,
    /// How many bytes of it are left.
    budget: usize,
    used: BTreeSet<String>,
    problems: Vec<Diagnostic>,
}

impl<'a> Expander<'a> {
    fn own(&self) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
        let own = self.document.value.get("vars").and_then(Value::as_object);
        own.into_iter().flatten()
    }

    fn lookup(&self, name: &str) -> Option<Cow<'a, str>> {
        if let Some(found) = self.vars.get(name) {
            return Some(Cow::Borrowed(found));
        }
        let (_, value) = self.own().find(|(key, _)| *key == name)?;
        // A definition that is no text is reported by the schema; its spelling keeps that the only fault.
        let spelling = || self.document.source.slice(&self.raw(name)).to_owned();
        Some(
            value
                .as_str()
                .map_or_else(|| Cow::Owned(spelling()), Cow::Borrowed),
        )
    }

    fn raw(&self, name: &str) -> std::ops::Range<usize> {
        let node = self.document.index.get(&pointer::join("/vars", name));
        node.map_or(0..0, |it| it.value.clone())
    }

    fn walk(&mut self, value: &mut Value, at: &str) {
        match value {
            Value::String(text) if text.contains("${") => {
                let replaced = self.replace(text, at);
                *text = replaced;
            }
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.walk(item, &pointer::item(at, index));
                }
            }
            Value::Object(members) => {
                for (key, member) in members.iter_mut() {
                    self.walk(member, &pointer::join(at, key));
                }
            }
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn replace(&mut self, text: &str, at: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            let (before, from) = rest.split_at(start);
            let after = from.get(2..).unwrap_or_default();
            if let Some(literal) = before.strip_suffix('$') {
                out.push_str(literal);
                out.push_str("${");
                rest = after;
                continue;
            }
            out.push_str(before);
            let Some((name, tail)) = after.split_once('}').filter(|(name, _)| is_name(name)) else {
                self.problem(
                    &catalogue::MALFORMED_VARIABLE,
                    at,
                    "${",
                    "`${` begins no variable".to_owned(),
                    None,
                );
                return text.to_owned();
            };
            self.used.insert(name.to_owned());
            match self.lookup(name) {
                Some(value) => {
                    let Some(left) = self.budget.checked_sub(value.len()) else {
                        self.exhausted(name, at);
                        return text.to_owned();
                    };
                    self.budget = left;
                    out.push_str(&value);
                }
                None => self.unknown(name, at),
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }

    /// Reports once that variables bring too much text; no more is replaced.
    fn exhausted(&mut self, name: &str, at: &str) {
        let is_told = self
            .problems
            .iter()
            .any(|it| it.code == catalogue::TOO_LARGE.code);
        self.budget = 0;
        if !is_told {
            self.problem(
                &catalogue::TOO_LARGE,
                at,
                &format!("${{{name}}}"),
                format!("variables bring more than {BUDGET} bytes into the manifest"),
                Some("use shorter values, or name them less often".to_owned()),
            );
        }
    }

    fn unknown(&mut self, name: &str, at: &str) {
        let known: BTreeSet<&str> = self
            .own()
            .map(|(key, _)| key.as_str())
            .chain(self.vars.explicit.keys().map(String::as_str))
            .chain(self.vars.environment.keys().map(String::as_str))
            .collect();
        let hint = suggest::did_you_mean(name, known);
        self.problem(
            &catalogue::UNKNOWN_VARIABLE,
            at,
            &format!("${{{name}}}"),
            format!("no variable `{}` is defined", format::shorten(name)),
            hint,
        );
    }

    /// Reports at the first `needle` in the source of the value at `at`, else at the value.
    fn problem(
        &mut self,
        rule: &Rule,
        at: &str,
        needle: &str,
        message: String,
        hint: Option<String>,
    ) {
        let document = self.document;
        let exact = document.index.get(at).and_then(|node| {
            let within = document.source.slice(&node.value).find(needle)?;
            let start = node.value.start + within;
            Some(document.source.location(&(start..start + needle.len())))
        });
        let place = exact
            .or_else(|| document.location(at))
            .unwrap_or_else(|| document.start());
        let mut found = rule.at(place, message);
        at.clone_into(&mut found.pointer);
        found.hint = hint.or(found.hint);
        self.problems.push(found);
    }

    fn check_definitions(&mut self) {
        for (name, value) in self.own() {
            let at = pointer::join("/vars", name);
            let place = self.document.key_location(&at);
            let place = place.unwrap_or_else(|| self.document.start());
            let report = |rule: &Rule, message: String| {
                let mut found = rule.at(place.clone(), message);
                found.pointer.clone_from(&at);
                found
            };
            let found = if !is_name(name) {
                report(
                    &catalogue::VARIABLE_NAME,
                    format!("`{}` cannot be a variable's name", format::shorten(name)),
                )
            } else if value.as_str().is_some_and(|it| it.contains("${")) {
                report(
                    &catalogue::NESTED_VARIABLE,
                    format!("variable `{}` refers to a variable", format::shorten(name)),
                )
            } else if !self.used.contains(name) {
                report(
                    &catalogue::UNUSED_VARIABLE,
                    format!("variable `{}` is not used", format::shorten(name)),
                )
            } else {
                continue;
            };
            self.problems.push(found);
        }
        for name in self.vars.explicit.keys() {
            if !self.used.contains(name) {
                let message = format!("`--var {name}` is used nowhere in the manifest");
                let mut found = catalogue::UNUSED_FLAG.at(self.document.start(), message);
                let used = self.used.iter().map(String::as_str);
                found.hint = suggest::did_you_mean(name, used).or(found.hint);
                self.problems.push(found);
            }
        }
    }
}
