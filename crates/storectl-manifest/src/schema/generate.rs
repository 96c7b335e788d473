//! The JSON schema of a manifest, generated from the types it is read into.

use std::sync::OnceLock;

use jsonschema::{Draft, Validator};
use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::raw::Manifest;

/// Returns the JSON schema (draft-07) of a manifest, for editors and for [`check`](crate::check()).
pub fn schema() -> Value {
    get().clone()
}

/// Returns a schema's address: the raw file of the repository that the package names.
pub fn schema_id(name: &str) -> String {
    let repository = env!("CARGO_PKG_REPOSITORY");
    let path = repository
        .strip_prefix("https://github.com/")
        .unwrap_or(repository);
    format!("https://raw.githubusercontent.com/{path}/main/schema/{name}.v1.schema.json")
}

pub(crate) fn get() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let generator = SchemaSettings::draft07().into_generator();
        let mut schema = generator.into_root_schema_for::<Manifest>();
        schema.insert("$id".to_owned(), schema_id("storectl").into());
        schema.to_value()
    })
}

/// Returns the compiled schema; `None` only if the generated schema were none, which a test excludes.
pub(crate) fn validator() -> Option<&'static Validator> {
    static VALIDATOR: OnceLock<Option<Validator>> = OnceLock::new();
    let build = || {
        jsonschema::options()
            .with_draft(Draft::Draft7)
            .build(get())
            .ok()
    };
    VALIDATOR.get_or_init(build).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_compiles() {
        assert!(validator().is_some());
    }

    #[test]
    fn every_key_is_described() {
        fn walk(value: &Value, at: &str) {
            if let Some(properties) = value.get("properties").and_then(Value::as_object) {
                for (key, member) in properties {
                    assert!(
                        member.get("description").is_some(),
                        "{at}/{key} has no description"
                    );
                    walk(member, &format!("{at}/{key}"));
                }
            }
            if let Some(members) = value.as_object() {
                for (key, member) in members.iter().filter(|(key, _)| *key != "properties") {
                    walk(member, &format!("{at}/{key}"));
                }
            }
        }
        walk(get(), "");
    }
}
