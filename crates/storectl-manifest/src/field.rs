//! A field of the manifest, as its JSON schema describes it.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::schema::schema;

/// A field and its part of the schema.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its address without languages and indexes, e.g. `listings.description`.
    pub address: String,
    schema: Value,
}

/// Returns every field of the manifest, in the schema's order; parents come before what they hold.
pub fn fields() -> Vec<Field> {
    let schema = schema();
    let mut fields = Vec::new();
    collect(&schema, &schema, "", &mut fields);
    fields
}

/// Finds a field by its address, with or without language, index and item: `listings.en-us.description`,
/// `packages[0].packageUrl`, `listings.*.whatsNew`; a name alone where only one field has it.
pub fn find_field<'a>(fields: &'a [Field], topic: &str) -> Option<&'a Field> {
    let wanted = plain(topic);
    let same = |it: &&Field| it.address.eq_ignore_ascii_case(&wanted);
    let exact = fields.iter().find(same);
    exact
        .or_else(|| without_language(fields, &wanted))
        .or_else(|| {
            let mut named = fields
                .iter()
                .filter(|it| name(&it.address).eq_ignore_ascii_case(&wanted));
            named.next().filter(|_| named.next().is_none())
        })
}

/// What follows `listings` may be a language: `listings.en-us.description` is the field `listings.description`.
fn without_language<'a>(fields: &'a [Field], wanted: &str) -> Option<&'a Field> {
    let rest = wanted.strip_prefix("listings.")?;
    let address = match rest.split_once('.') {
        Some((_, field)) => format!("listings.{field}"),
        None => "listings".to_owned(),
    };
    fields
        .iter()
        .find(|it| it.address.eq_ignore_ascii_case(&address))
}

impl Field {
    /// Returns what the field is for.
    pub fn description(&self) -> Option<&str> {
        self.schema.get("description").and_then(Value::as_str)
    }

    /// Returns what values it takes: a label and what is known, where something is.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let facts = [
            ("Value", Some(kinds(&self.schema))),
            ("One of", words(&self.schema)),
            ("Characters", limit(&self.schema, "minLength", "maxLength")),
            ("Items", limit(&self.schema, "minItems", "maxItems")),
            ("Example", example(&self.schema)),
        ];
        let facts = facts.into_iter();
        let known = facts.filter_map(|(label, fact)| Some((label, fact?)));
        known.filter(|(_, fact)| !fact.is_empty()).collect()
    }

    /// Renders what is known of it, with the names of those of `fields` that it holds.
    pub fn page(&self, fields: &[Self]) -> String {
        let mut page = format!("{}\n", self.address);
        if let Some(text) = self.description() {
            let _ = write!(page, "\n{text}\n");
        }
        page.push('\n');
        for (label, fact) in self.facts() {
            let _ = writeln!(page, "{:<12}{fact}", format!("{label}:"));
        }
        let inside = format!("{}.", self.address);
        let held: Vec<&str> = fields
            .iter()
            .filter_map(|it| it.address.strip_prefix(&inside))
            .filter(|it| !it.contains('.'))
            .collect();
        if !held.is_empty() {
            let _ = writeln!(page, "{:<12}{}", "Fields:", held.join(", "));
        }
        page
    }
}

/// An address without indexes, items and `*`.
fn plain(topic: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_usize;
    for character in topic.chars() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            it if depth == 0 => plain.push(it),
            _ => {}
        }
    }
    plain.replace(".*", "")
}

fn name(address: &str) -> &str {
    address.rsplit('.').next().unwrap_or(address)
}

fn collect(root: &Value, schema: &Value, prefix: &str, fields: &mut Vec<Field>) {
    for part in parts(root, schema) {
        let Some(properties) = part.get("properties").and_then(Value::as_object) else {
            continue;
        };
        for (key, schema) in properties {
            let address = if prefix.is_empty() {
                key.clone()
            } else {
                format!("{prefix}.{key}")
            };
            fields.push(Field {
                address: address.clone(),
                schema: whole(root, schema),
            });
            collect(root, schema, &address, fields);
        }
    }
}

/// The schemas a value may have: what is referred to, alternatives, items of a list, values of a map.
fn parts<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let mut parts = vec![schema];
    let mut index = 0;
    while let Some(part) = parts.get(index).copied() {
        index += 1;
        if let Some(target) = part.get("$ref").and_then(Value::as_str) {
            parts.extend(target.strip_prefix('#').and_then(|it| root.pointer(it)));
        }
        for list in ["allOf", "anyOf", "oneOf"] {
            parts.extend(
                part.get(list)
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten(),
            );
        }
        for one in ["items", "additionalProperties"] {
            parts.extend(part.get(one).filter(|it| it.is_object()));
        }
    }
    parts
}

/// A field's own schema, with what it refers to laid under it and alternatives in parallel.
fn whole(root: &Value, schema: &Value) -> Value {
    let mut merged = Map::new();
    let mut alternatives = Vec::new();
    let mut open = vec![schema];
    while let Some(part) = open.pop() {
        if let Some(target) = part.get("$ref").and_then(Value::as_str) {
            open.extend(target.strip_prefix('#').and_then(|it| root.pointer(it)));
        }
        for list in ["allOf", "anyOf", "oneOf"] {
            let inner = part
                .get(list)
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            if list == "allOf" {
                open.extend(inner);
            } else {
                alternatives.extend(inner.map(|it| whole(root, it)));
            }
        }
        for (key, value) in part.as_object().into_iter().flatten() {
            merged.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
    merged.remove("anyOf");
    merged.remove("oneOf");
    merged.remove("allOf");
    if !alternatives.is_empty() {
        merged.insert("alternatives".to_owned(), Value::Array(alternatives));
    }
    Value::Object(merged)
}

/// The schema and its alternatives.
fn variants(schema: &Value) -> Vec<&Value> {
    let more = schema.get("alternatives").and_then(Value::as_array);
    std::iter::once(schema)
        .chain(more.into_iter().flatten().flat_map(variants))
        .collect()
}

/// What kinds of value it takes, e.g. `a string, or null to clear it`.
fn kinds(schema: &Value) -> String {
    let mut kinds: Vec<&str> = Vec::new();
    let mut is_clearable = false;
    for one in variants(schema) {
        let names = match one.get("type") {
            Some(Value::String(name)) => vec![name.as_str()],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        for name in names {
            let takes = |member: &str| one.pointer(&format!("/properties/{member}")).is_some();
            let kind = match name {
                "string" => "a string",
                "boolean" => "true or false",
                "array" => "a list",
                "object" if takes("file") => "{ file: PATH }",
                "object" if takes("changelog") => "{ changelog: FILE }",
                "object" => "a mapping",
                "integer" => "a whole number",
                "number" => "a number",
                "null" => {
                    is_clearable = true;
                    continue;
                }
                other => other,
            };
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
    }
    let kinds = match kinds.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => kinds.concat(),
    };
    if is_clearable {
        format!("{kinds}; null clears it")
    } else {
        kinds
    }
}

fn words(schema: &Value) -> Option<String> {
    /// A list of every market or language says nothing.
    const MOST: usize = 30;
    let of = |it: &Value| -> Option<Vec<String>> {
        let values = it
            .get("enum")
            .or_else(|| it.pointer("/items/enum"))?
            .as_array()?;
        Some(
            values
                .iter()
                .filter_map(|it| it.as_str().map(str::to_owned))
                .collect(),
        )
    };
    variants(schema)
        .into_iter()
        .find_map(of)
        .filter(|it| it.len() <= MOST)
        .map(|it| it.join(", "))
}

fn limit(schema: &Value, least: &str, most: &str) -> Option<String> {
    let number = |name: &str| {
        variants(schema)
            .into_iter()
            .find_map(|it| it.get(name)?.as_u64())
    };
    match (number(least), number(most)) {
        (Some(least), Some(most)) if least == most => Some(format!("exactly {most}")),
        (_, Some(most)) => Some(format!("at most {most}")),
        (Some(least), None) if least > 1 => Some(format!("at least {least}")),
        (Some(_) | None, None) => None,
    }
}

fn example(schema: &Value) -> Option<String> {
    let first = schema.get("examples")?.as_array()?.first()?;
    Some(match first {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(topic: &str) -> Option<String> {
        find_field(&fields(), topic).map(|it| it.address.clone())
    }

    #[test]
    fn a_field_is_found_with_and_without_language_and_index() {
        for (topic, address) in [
            ("packages.packageUrl", "packages.packageUrl"),
            ("packages[0].packageUrl", "packages.packageUrl"),
            ("listings.description", "listings.description"),
            ("listings.en-us.description", "listings.description"),
            ("listings.*.whatsNew", "listings.whatsNew"),
            ("listings.zh-hans-cn", "listings"),
            ("availability", "availability"),
            ("AVAILABILITY.pricing", "availability.pricing"),
            ("pricing", "availability.pricing"),
            (
                "properties.isSystemFeatureRequired[Touch].isRequired",
                "properties.isSystemFeatureRequired.isRequired",
            ),
        ] {
            assert_eq!(found(topic).as_deref(), Some(address), "{topic}");
        }
    }

    #[test]
    fn what_is_not_a_field_is_not_found() {
        for topic in [
            "listings.en-us.descripton",
            "packages[0].url",
            "",
            "description.x",
        ] {
            assert_eq!(found(topic), None, "{topic}");
        }
    }

    #[test]
    fn a_page_shows_kind_limit_values_and_fields() {
        let fields = fields();
        let page_of = |topic| find_field(&fields, topic).unwrap().page(&fields);
        let description = page_of("listings.en-us.description");
        assert!(description.contains("at most 10000"), "{description}");
        assert!(
            description.contains("a string, { file: PATH } or { changelog: FILE }"),
            "{description}"
        );
        assert!(page_of("packages.packageType").contains("exe, msi"));
        assert!(page_of("packages").contains("packageUrl, packageType"));
    }
}
