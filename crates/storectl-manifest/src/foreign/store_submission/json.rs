//! JSON in which no key is lost.

use std::{collections::HashSet, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

use super::SubmissionError;
use crate::format;

/// Reads JSON of one value. A key that is there twice is an error, also in another case, which the Store ignores.
///
/// # Errors
/// What is no JSON, or nested more than 127 deep.
pub(super) fn read(text: &str) -> Result<Value, SubmissionError> {
    let read = serde_json::from_str::<UniqueKeys>(text);
    read.map(|it| it.value).map_err(|error| {
        let message = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        SubmissionError::Json {
            line: error.line(),
            column: error.column().max(1),
            message: message.strip_suffix(&place).unwrap_or(&message).to_owned(),
        }
    })
}

/// A value whose objects have each key once.
struct UniqueKeys {
    value: Value,
}

impl<'de> Deserialize<'de> for UniqueKeys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = deserializer.deserialize_any(Values)?;
        Ok(Self { value })
    }
}

struct Values;

impl<'de> Visitor<'de> for Values {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(UniqueKeys { value }) = items.next_element()? {
            list.push(value);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        let mut seen = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if !seen.insert(key.to_ascii_lowercase()) {
                let key = format::shorten(&key);
                return Err(A::Error::custom(format!("duplicate key `{key}`")));
            }
            let UniqueKeys { value } = entries.next_value()?;
            members.insert(key, value);
        }
        Ok(members.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn a_fault_has_its_line_and_column() {
        assert_eq!(
            error("{\n  \"a\": 1,\n  b: 2\n}"),
            "3:3: not valid JSON: key must be a string"
        );
        assert_eq!(
            error("{\"a\": {\"b\": 1, \"B\": 2}}"),
            "1:18: not valid JSON: duplicate key `B`"
        );
        assert!(error("").starts_with("1:1: not valid JSON: EOF"));
        assert!(error("{} {}").contains("trailing characters"));
        assert!(error("\"\\ud83d\"").contains("hex escape"));
    }

    #[test]
    fn deep_nesting_is_an_error_and_no_overflow() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(error(&deep).contains("recursion limit"));
    }

    #[test]
    fn values_are_read_as_they_are() {
        let text = r#"{"z": [1, -2, 1.5, null, true, "\ud83d\ude00"], "a": {}}"#;
        let expected: Value = serde_json::from_str(text).unwrap();
        assert_eq!(read(text).unwrap(), expected);
    }
}
