//! The kinds of field a manifest is made of.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use storectl_model::{
    Architecture, Discoverability, ErrorScenario, Field, FreeTrial, HardwareFeature, LANGUAGES,
    PackageType, Pricing, RequirementKind, SubmitMode, WaitFor,
};

/// Absent, `null` or a value.
#[derive(Debug)]
pub(crate) struct Clearable<T>(pub(crate) Field<T>);

impl<T> Default for Clearable<T> {
    fn default() -> Self {
        Self(Field::Absent)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Clearable<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Option::<T>::deserialize(from)?;
        Ok(Self(value.map_or(Field::Clear, Field::Set)))
    }
}

impl<T: JsonSchema> JsonSchema for Clearable<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("Nullable_{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        or_null(generator.subschema_for::<T>())
    }
}

/// Lets a schema take `null` too, without a level of `anyOf` more than needed.
pub(crate) fn or_null(mut schema: Schema) -> Schema {
    let Some(object) = schema.as_object_mut() else {
        return schema;
    };
    if object.contains_key("$ref") {
        return json_schema!({ "anyOf": [schema, { "type": "null" }] });
    }
    if let Some(Value::Array(branches)) = object.get_mut("anyOf") {
        branches.push(json!({ "type": "null" }));
        return schema;
    }
    if let Some(Value::Array(words)) = object.get_mut("enum") {
        words.push(Value::Null);
    }
    if let Some(Value::String(name)) = object.get("type") {
        let both = json!([name, "null"]);
        object.insert("type".to_owned(), both);
    }
    schema
}

/// Absent or a value: the Store has no empty state for it, so `null` is refused.
#[derive(Debug)]
pub(crate) struct NonNull<T>(pub(crate) Option<T>);

impl<T> Default for NonNull<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> NonNull<T> {
    /// Returns the field of the desired state: never `Clear`.
    pub(crate) fn map<U>(self, f: impl FnOnce(T) -> Option<U>) -> Field<U> {
        self.0.and_then(f).map_or(Field::Absent, Field::Set)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for NonNull<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::deserialize(from).map(|it| Self(Some(it)))
    }
}

impl<T: JsonSchema> JsonSchema for NonNull<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A text of up to `MAX` characters, never empty.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Inline<const MAX: usize>(pub(crate) String);

impl<const MAX: usize> JsonSchema for Inline<MAX> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Inline".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut schema = json_schema!({ "type": "string", "minLength": 1 });
        if MAX < usize::MAX {
            schema.insert("maxLength".to_owned(), MAX.into());
        }
        schema
    }
}

/// A list of 1 to `MAX` items.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct List<T, const MAX: usize = { usize::MAX }>(pub(crate) Vec<T>);

impl<T: JsonSchema, const MAX: usize> JsonSchema for List<T, MAX> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("List_{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let items = generator.subschema_for::<T>();
        let mut schema = json_schema!({ "type": "array", "items": items, "minItems": 1 });
        if MAX < usize::MAX {
            schema.insert("maxItems".to_owned(), MAX.into());
        }
        schema
    }
}

/// A closed vocabulary.
pub(crate) trait Vocabulary: Sized {
    fn schema_name() -> &'static str;
    fn words() -> &'static [&'static str];
    fn parse(word: &str) -> Option<Self>;
}

macro_rules! vocabularies {
    ($($name:ident),+ $(,)?) => {$(
        impl Vocabulary for $name {
            fn schema_name() -> &'static str {
                stringify!($name)
            }
            fn words() -> &'static [&'static str] {
                Self::WORDS
            }
            fn parse(word: &str) -> Option<Self> {
                word.parse().ok()
            }
        }
    )+};
}
vocabularies!(
    Architecture,
    Discoverability,
    ErrorScenario,
    FreeTrial,
    HardwareFeature,
    PackageType,
    Pricing,
    RequirementKind,
    SubmitMode,
    WaitFor,
);

/// A word of a vocabulary.
#[derive(Debug)]
pub(crate) struct Word<V>(pub(crate) V);

impl<'de, V: Vocabulary> Deserialize<'de> for Word<V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = String::deserialize(from)?;
        V::parse(&word)
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("an unknown value"))
    }
}

impl<V: Vocabulary> JsonSchema for Word<V> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        V::schema_name().into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": V::words() })
    }
}

/// A listing language.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Language(pub(crate) String);

/// The form of a language code, as a regular expression; the rule of languages holds the same, and a test both.
pub(crate) const LANGUAGE_PATTERN: &str = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$";

/// The schema of a language code: the documented ones for completion, any well-formed one for validation.
pub(crate) fn language_schema() -> Value {
    let known: Vec<&str> = LANGUAGES
        .iter()
        .flat_map(|(_, codes)| codes.iter().copied())
        .collect();
    json!({ "anyOf": [{ "enum": known }, { "pattern": LANGUAGE_PATTERN }] })
}

impl JsonSchema for Language {
    fn schema_name() -> Cow<'static, str> {
        "Language".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut schema = json_schema!({
            "description": "A Store listing language, such as en-us. Case is ignored.",
            "type": "string",
        });
        if let (Some(object), Value::Object(rest)) = (schema.as_object_mut(), language_schema()) {
            object.extend(rest);
        }
        schema
    }
}
