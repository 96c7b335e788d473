//! Objects of answers, read field by field and tolerantly.

use serde_json::{Map, Value};

/// A field that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DecodeError {
    pub(crate) field: String,
    pub(crate) what: String,
}

impl DecodeError {
    fn expected(field: String, expected: &str, value: &Value) -> Self {
        let found = match value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        Self {
            field,
            what: format!("expected {expected}, found {found}"),
        }
    }
}

/// An object whose fields are taken one by one, by name in any case; what stays is what this tool does not know.
pub(crate) struct ObjectReader {
    map: Map<String, Value>,
    at: String,
}

impl ObjectReader {
    /// Takes `value` as an object; `at` is its path. Null is an empty object.
    pub(crate) fn of(value: Value, at: impl Into<String>) -> Result<Self, DecodeError> {
        let at = at.into();
        match value {
            Value::Object(map) => Ok(Self { map, at }),
            Value::Null => Ok(Self {
                map: Map::new(),
                at,
            }),
            other @ (Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
                Err(DecodeError::expected(at, "an object", &other))
            }
        }
    }

    /// Gives the path of a field, in the contract's spelling.
    pub(crate) fn path(&self, key: &str) -> String {
        if self.at.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.at)
        }
    }

    /// Returns whether a field is there and not null.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.map
            .iter()
            .any(|(name, value)| name.eq_ignore_ascii_case(key) && !value.is_null())
    }

    /// Takes a field, every spelling of it; `None` where it is absent or null. The contract's spelling counts first.
    pub(crate) fn take(&mut self, key: &str) -> Option<Value> {
        let names = self.map.keys().filter(|it| it.eq_ignore_ascii_case(key));
        let mut names: Vec<String> = names.cloned().collect();
        names.sort_by_key(|it| it != key);
        let values = names.iter().filter_map(|it| self.map.shift_remove(it));
        let mut values: Vec<Value> = values.filter(|it| !it.is_null()).collect();
        (!values.is_empty()).then(|| values.swap_remove(0))
    }

    /// Takes a text; empty is unset (trap 25), a number or a boolean is its own spelling.
    pub(crate) fn text(&mut self, key: &str) -> Result<Option<String>, DecodeError> {
        self.take(key)
            .map(|value| text(value, || self.path(key)))
            .transpose()
            .map(|it| it.filter(|text| !text.is_empty()))
    }

    /// Takes a boolean, also one written as a text.
    pub(crate) fn flag(&mut self, key: &str) -> Result<Option<bool>, DecodeError> {
        let Some(value) = self.take(key) else {
            return Ok(None);
        };
        match &value {
            Value::Bool(flag) => Ok(Some(*flag)),
            Value::String(text) if text.is_empty() => Ok(None),
            Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            _ => Err(DecodeError::expected(self.path(key), "a boolean", &value)),
        }
    }

    /// Takes an id; absent, null and empty are the same (trap 76).
    pub(crate) fn id<T>(&mut self, key: &str) -> Result<Option<T>, DecodeError>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        let Some(value) = self.take(key) else {
            return Ok(None);
        };
        let text = text(value, || self.path(key))?;
        match text.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|error: T::Err| DecodeError {
                field: self.path(key),
                what: error.to_string(),
            }),
        }
    }

    /// Takes an id that must be there.
    pub(crate) fn required_id<T>(&mut self, key: &str) -> Result<T, DecodeError>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        let field = self.path(key);
        self.id(key)?.ok_or_else(|| DecodeError {
            field,
            what: "it is missing".to_owned(),
        })
    }

    /// Takes the items of a list that the contract always answers. Absent or null is not the same as empty: what was not
    /// answered must not be taken for what the draft does not have.
    pub(crate) fn required_items(
        &mut self,
        key: &str,
    ) -> Result<Vec<(String, Value)>, DecodeError> {
        if self.has(key) {
            Ok(self.items(key))
        } else {
            Err(DecodeError {
                field: self.path(key),
                what: "it is missing".to_owned(),
            })
        }
    }

    /// Takes the items of a list with their paths; null items are none, and a single value is a list of one.
    pub(crate) fn items(&mut self, key: &str) -> Vec<(String, Value)> {
        let items = match self.take(key) {
            None => Vec::new(),
            Some(Value::Array(items)) => items,
            Some(single) => vec![single],
        };
        let path = self.path(key);
        items
            .into_iter()
            .enumerate()
            .filter(|(_, item)| !item.is_null())
            .map(|(index, item)| (format!("{path}[{index}]"), item))
            .collect()
    }

    /// Takes a list of texts.
    pub(crate) fn texts(&mut self, key: &str) -> Result<Vec<String>, DecodeError> {
        self.items(key)
            .into_iter()
            .map(|(at, item)| text(item, || at))
            .collect()
    }

    /// Takes a list of objects as they stand, their `known` names in the contract's spelling.
    pub(crate) fn objects(
        &mut self,
        key: &str,
        known: &[&str],
    ) -> Result<Vec<Map<String, Value>>, DecodeError> {
        self.items(key)
            .into_iter()
            .map(|(at, item)| match item {
                Value::Object(map) => Ok(with_known_names(map, known)),
                other => Err(DecodeError::expected(at, "an object", &other)),
            })
            .collect()
    }

    /// Takes an object as it stands, its `known` names in the contract's spelling.
    pub(crate) fn object(
        &mut self,
        key: &str,
        known: &[&str],
    ) -> Result<Map<String, Value>, DecodeError> {
        match self.take(key) {
            None => Ok(Map::new()),
            Some(Value::Object(map)) => Ok(with_known_names(map, known)),
            Some(other) => Err(DecodeError::expected(self.path(key), "an object", &other)),
        }
    }

    /// Takes an object to be read field by field; empty where there is none.
    pub(crate) fn fields(&mut self, key: &str) -> Result<Self, DecodeError> {
        let value = self.take(key).unwrap_or_default();
        Self::of(value, self.path(key))
    }

    /// Gives what was not taken and is not null, in its own spelling.
    pub(crate) fn rest(self) -> Map<String, Value> {
        self.map
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .collect()
    }
}

pub(crate) fn text(value: Value, at: impl FnOnce() -> String) -> Result<String, DecodeError> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        other @ (Value::Null | Value::Array(_) | Value::Object(_)) => {
            Err(DecodeError::expected(at(), "a string", &other))
        }
    }
}

/// Spells the `known` names of `map`, and of the objects in its lists, as the contract does, and drops nulls.
fn with_known_names(map: Map<String, Value>, known: &[&str]) -> Map<String, Value> {
    map.into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| {
            let name = known
                .iter()
                .find(|it| it.eq_ignore_ascii_case(&name))
                .map_or(name, |it| (*it).to_owned());
            let value = match value {
                Value::Array(items) => items
                    .into_iter()
                    .map(|item| match item {
                        Value::Object(map) => Value::Object(with_known_names(map, known)),
                        other => other,
                    })
                    .collect(),
                other => other,
            };
            (name, value)
        })
        .collect()
}
