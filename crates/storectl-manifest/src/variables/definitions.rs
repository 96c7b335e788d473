//! What each variable stands for, and whether its definition is right.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde_json::Value;

use super::{
    LANGUAGE, Precedence, UnsetSecrets, UnusedExplicit, UsedVariable, VariableSource, Variables,
    template::is_name,
};
use crate::{
    catalogue::{self, Rule},
    diagnostic::Diagnostic,
    format,
    parse::Document,
    pointer, suggest,
};

/// Whether a value may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visibility {
    Public,
    Secret,
}

/// What a name stands for.
pub(super) enum Lookup<'a> {
    Value(&'a str, Visibility),
    /// A secret variable that nobody gave a value.
    Unset,
    Unknown,
}

/// One variable.
struct Definition<'a> {
    value: Option<Cow<'a, str>>,
    source: VariableSource,
    visibility: Visibility,
    overridden: Option<Cow<'a, str>>,
}

/// Every variable there is, by name, and which of them were used.
pub(super) struct Definitions<'a> {
    document: &'a Document,
    vars: &'a Variables,
    known: BTreeMap<&'a str, Definition<'a>>,
    /// Names in the environment by lower case, with their values.
    environment: BTreeMap<String, &'a str>,
    used: BTreeSet<String>,
}

impl<'a> Definitions<'a> {
    pub(super) fn new(document: &'a Document, vars: &'a Variables) -> Self {
        let environment = vars.environment.iter();
        let mut definitions = Self {
            document,
            vars,
            known: BTreeMap::new(),
            environment: environment
                .map(|(name, value)| (name.to_ascii_lowercase(), value.as_str()))
                .collect(),
            used: BTreeSet::new(),
        };
        for (name, value) in own(document) {
            let definition = definitions.define(name, value);
            definitions.known.insert(name, definition);
        }
        let explicit = vars.explicit.iter();
        let explicit = explicit.map(|(name, value)| (name, value, VariableSource::Flag));
        let recorded = vars.recorded.iter();
        let recorded = recorded.map(|(name, it)| (name, &it.value, it.source));
        for (name, value, source) in explicit.chain(recorded) {
            definitions.known.entry(name).or_insert(Definition {
                value: Some(Cow::Borrowed(value)),
                source,
                visibility: Visibility::Public,
                overridden: None,
            });
        }
        definitions
    }

    fn define(&self, name: &'a str, value: &'a Value) -> Definition<'a> {
        let explicit = self.vars.explicit.get(name).map(String::as_str);
        let from_environment = || self.environment.get(&name.to_ascii_lowercase()).copied();
        let recorded = || self.vars.recorded.get(name);
        let given = explicit
            .map(|it| (it, VariableSource::Flag))
            .or_else(|| recorded().map(|it| (it.value.as_str(), it.source)))
            .or_else(|| from_environment().map(|it| (it, VariableSource::Environment)));
        let own = match value {
            Value::String(text) => Some(Cow::Borrowed(text.as_str())),
            Value::Object(_) => None,
            // A definition of another kind is reported by the schema; its spelling keeps that the only error.
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
                let at = pointer::join("/vars", name);
                let node = self.document.index.get(&at);
                let spelling = node.map_or("", |it| self.document.source.slice(&it.value));
                Some(Cow::Borrowed(spelling))
            }
        };
        let visibility = if value.is_object() {
            Visibility::Secret
        } else {
            Visibility::Public
        };
        let (own, unset) = match self.vars.precedence {
            Precedence::Given => (own, None),
            Precedence::Manifest if own.is_some() => {
                return Definition {
                    value: own,
                    source: VariableSource::Manifest,
                    visibility,
                    overridden: None,
                };
            }
            Precedence::Manifest => (None, Some(Cow::Borrowed(UnsetSecrets::STAND_IN))),
        };
        match given {
            Some((value, source)) => Definition {
                value: Some(Cow::Borrowed(value)),
                source,
                visibility,
                overridden: own,
            },
            None => Definition {
                value: own.or(unset).or_else(|| self.stand_in()),
                source: VariableSource::Manifest,
                visibility,
                overridden: None,
            },
        }
    }

    /// What a secret variable is taken for that nobody gave a value.
    fn stand_in(&self) -> Option<Cow<'a, str>> {
        match self.vars.unset_secrets {
            UnsetSecrets::Refused => None,
            UnsetSecrets::StandIn => Some(Cow::Borrowed(UnsetSecrets::STAND_IN)),
        }
    }

    /// Returns what `name` stands for, and remembers that it is used.
    pub(super) fn look_up(&mut self, name: &str) -> Lookup<'_> {
        if !self.used.contains(name) {
            self.used.insert(name.to_owned());
        }
        if let Some(known) = self.known.get(name) {
            return match &known.value {
                Some(value) => Lookup::Value(value, known.visibility),
                None => Lookup::Unset,
            };
        }
        match self.environment.get(&name.to_ascii_lowercase()) {
            Some(value) => Lookup::Value(value, Visibility::Public),
            None => Lookup::Unknown,
        }
    }

    /// Returns the variable that was probably meant by one that is unknown.
    pub(super) fn nearest(&self, name: &str) -> Option<&str> {
        let known = self.known.keys().copied();
        let environment = self.environment.keys().map(String::as_str);
        suggest::nearest(name, known.chain(environment))
    }

    /// Returns the variables that were used and are defined, by name.
    pub(super) fn report(&self) -> Vec<UsedVariable> {
        let describe = |name: &String| {
            let (value, source, secret, overridden) = match self.known.get(name.as_str()) {
                Some(it) => (
                    it.value.as_deref()?,
                    it.source,
                    it.visibility,
                    it.overridden.as_deref(),
                ),
                None => (
                    *self.environment.get(&name.to_ascii_lowercase())?,
                    VariableSource::Environment,
                    Visibility::Public,
                    None,
                ),
            };
            Some(UsedVariable {
                name: name.clone(),
                value: (secret == Visibility::Public).then(|| value.to_owned()),
                source,
                overridden: overridden.filter(|it| *it != value).map(str::to_owned),
            })
        };
        self.used.iter().filter_map(describe).collect()
    }

    /// Returns the values of the secret variables that were used.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &str> {
        let secrets = self
            .known
            .iter()
            .filter(|(name, it)| it.visibility == Visibility::Secret && self.used.contains(**name));
        secrets.filter_map(|(_, it)| it.value.as_deref())
    }

    /// Returns the values of the other variables that were used and that the manifest itself holds.
    pub(super) fn public(&self) -> impl Iterator<Item = &str> {
        let used = self.used_publicly();
        used.filter_map(|(value, source)| match source {
            VariableSource::Manifest => Some(value),
            VariableSource::Flag | VariableSource::Environment => None,
        })
    }

    /// Returns the values of the other variables that were used and that the run was given: nobody can read them in the
    /// manifest.
    pub(super) fn given(&self) -> impl Iterator<Item = &str> {
        let used = self.used_publicly();
        used.filter_map(|(value, source)| match source {
            VariableSource::Flag | VariableSource::Environment => Some(value),
            VariableSource::Manifest => None,
        })
    }

    fn used_publicly(&self) -> impl Iterator<Item = (&str, VariableSource)> {
        self.used.iter().filter_map(|name| {
            if let Some(it) = self.known.get(name.as_str()) {
                let value = it.value.as_deref();
                let value = value.filter(|_| it.visibility == Visibility::Public);
                return Some((value?, it.source));
            }
            let value = self.environment.get(&name.to_ascii_lowercase());
            Some((*value?, VariableSource::Environment))
        })
    }

    /// Returns the names that were used.
    pub(super) fn used(&self) -> &BTreeSet<String> {
        &self.used
    }

    /// Checks the definitions, once everything that could use them was seen.
    pub(super) fn check(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (name, value) in own(self.document) {
            let shown = format::shorten(name);
            let (rule, message): (&Rule, String) = if !is_name(name) {
                (
                    &catalogue::VARIABLE_NAME,
                    format!("`{shown}` is not a valid variable name"),
                )
            } else if name == LANGUAGE {
                (
                    &catalogue::VARIABLE_NAME,
                    "`language` is built in: it is the code of each listing".to_owned(),
                )
            } else if value.as_str().is_some_and(|it| it.contains("${")) {
                (
                    &catalogue::NESTED_VARIABLE,
                    format!("variable `{shown}` refers to a variable"),
                )
            } else if !self.used.contains(name.as_str()) {
                (
                    &catalogue::UNUSED_VARIABLE,
                    format!("variable `{shown}` is not used"),
                )
            } else {
                continue;
            };
            let at = pointer::join("/vars", name);
            let place = self.document.key_location(&at);
            let place = place.unwrap_or_else(|| self.document.start());
            let mut diagnostic = rule.at(place, message);
            diagnostic.pointer = at;
            found.push(diagnostic);
        }
        if self.vars.unused == UnusedExplicit::Refused {
            found.extend(self.unused_explicit());
        }
        found
    }

    fn unused_explicit(&self) -> impl Iterator<Item = Diagnostic> + '_ {
        let unused = self.vars.explicit.keys();
        let unused = unused.filter(|it| !self.used.contains(it.as_str()));
        unused.map(|name| {
            let message = format!("`--var {name}` is not used by the manifest");
            let mut found = catalogue::UNUSED_FLAG.at(self.document.start(), message);
            let used = self.used.iter().map(String::as_str);
            found.hinted(suggest::did_you_mean(name, used));
            found
        })
    }
}

/// The manifest's own definitions, by name.
fn own(document: &Document) -> impl Iterator<Item = (&String, &Value)> {
    let own = document.value.get("vars").and_then(Value::as_object);
    own.into_iter().flatten()
}
