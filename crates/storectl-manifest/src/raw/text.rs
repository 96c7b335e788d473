//! Where a text stands: inline, in a file, in a changelog.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::json;

use super::fields::{Inline, NonNull, Vocabulary, Word};

/// A text of up to `MAX` characters, inline, in a file or in a changelog. `usize::MAX` is no known limit.
#[derive(Debug)]
pub(crate) enum Text<const MAX: usize> {
    Inline(String),
    File(TextFile),
    Changelog(TextChangelog),
}

/// Text from a file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("required" = ["file"]))]
pub(crate) struct TextFile {
    /// Path of the file, relative to the manifest's folder. The file is UTF-8; one final newline is removed. Of a list of
    /// paths, the first that exists.
    #[serde(default)]
    #[schemars(extend("examples" = [
        "listings/en-us/description.md",
        ["listings/${language}/description.md", "listings/en-us/description.md"],
    ]))]
    pub(crate) file: NonNull<Paths>,
}

/// Release notes from a changelog: the section of `vars.version`, as plain text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("required" = ["changelog"]))]
pub(crate) struct TextChangelog {
    /// Path of the changelog, relative to the manifest's folder: Markdown with a heading for each version, such as
    /// `## 1.5.0`. Variables in it are not replaced.
    #[serde(default)]
    #[schemars(extend("minLength" = 1, "examples" = ["CHANGELOG.md"]))]
    pub(crate) changelog: NonNull<String>,
    /// What to do with notes over the limit: `truncate` (the default) ends them after the last paragraph or list item that
    /// fits, with a warning; `error` refuses them.
    #[serde(default)]
    pub(crate) overflow: NonNull<Word<Overflow>>,
}

/// One path, or several of which the first that exists counts.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Paths {
    One(String),
    FirstOf(Vec<String>),
}

/// What happens to notes over the limit of their field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overflow {
    Error,
    Truncate,
}

impl Vocabulary for Overflow {
    fn schema_name() -> &'static str {
        "Overflow"
    }
    fn words() -> &'static [&'static str] {
        &["error", "truncate"]
    }
    fn parse(word: &str) -> Option<Self> {
        match word {
            "error" => Some(Self::Error),
            "truncate" => Some(Self::Truncate),
            _ => None,
        }
    }
}

/// Takes an inline text as it is, where an untagged enum would copy it to find out what it is.
impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(TextVisitor::<MAX>)
    }
}

struct TextVisitor<const MAX: usize>;

impl<'de, const MAX: usize> Visitor<'de> for TextVisitor<MAX> {
    type Value = Text<MAX>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, a file or a changelog")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Text::Inline(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Named {
            File(TextFile),
            Changelog(TextChangelog),
        }
        Ok(
            match Named::deserialize(MapAccessDeserializer::new(members))? {
                Named::File(file) => Text::File(file),
                Named::Changelog(changelog) => Text::Changelog(changelog),
            },
        )
    }
}

impl<const MAX: usize> JsonSchema for Text<MAX> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let inline = generator.subschema_for::<Inline<MAX>>();
        let file = generator.subschema_for::<TextFile>();
        let changelog = generator.subschema_for::<TextChangelog>();
        json_schema!({ "anyOf": [inline, file, changelog] })
    }
}

impl JsonSchema for Paths {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Paths".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let path = json!({ "type": "string", "minLength": 1 });
        let list = json!({ "type": "array", "items": path, "minItems": 1 });
        json_schema!({ "anyOf": [path, list] })
    }
}
