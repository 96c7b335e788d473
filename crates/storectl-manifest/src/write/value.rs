//! Collections as YAML.

use serde_json::{Map, Value};

use super::{
    scalar::{ScalarForm, double_quoted, scalar},
    written::{Written, indented},
};
use crate::schema::Place;

/// The longest line of a collection between brackets, in characters, without its indentation and key.
const LONGEST: usize = 90;

/// Writes a value in lines of its own where it is large, and on its key's line where it is small.
pub(crate) fn block(value: &Value, place: &Place) -> Written {
    match value {
        Value::Array(items) if !fits(value, place) => {
            let below = place.item();
            let items = items.iter().flat_map(|it| item(it, &below));
            Written {
                inline: String::new(),
                lines: items.collect(),
            }
        }
        Value::Object(members) if !fits(value, place) => {
            let members = in_order(members, place);
            let members = members.into_iter();
            let members = members.flat_map(|(name, it)| member(name, it, &place.below(name)));
            Written {
                inline: String::new(),
                lines: members.collect(),
            }
        }
        Value::Array(_) | Value::Object(_) => Written::line(flow(value, place)),
        other => scalar(other, ScalarForm::Best),
    }
}

/// Writes a member in lines.
pub(crate) fn member(name: &str, value: &Value, place: &Place) -> Vec<String> {
    entry(&format!("{}:", key(name)), &block(value, place))
}

/// Writes an item of a list in lines.
pub(crate) fn item(value: &Value, place: &Place) -> Vec<String> {
    let written = block(value, place);
    // The first member of a mapping stands beside the dash.
    if written.inline.is_empty() && value.is_object() {
        let mut lines = written.lines.iter();
        let first = lines.next().map(|it| format!("- {it}"));
        let rest = lines.map(|it| indented(it, 2));
        return first.into_iter().chain(rest).collect();
    }
    entry("-", &written)
}

fn entry(head: &str, written: &Written) -> Vec<String> {
    let first = if written.inline.is_empty() {
        head.to_owned()
    } else {
        format!("{head} {}", written.inline)
    };
    std::iter::once(first).chain(written.below(2)).collect()
}

/// Writes a value on one line.
pub(crate) fn flow(value: &Value, place: &Place) -> String {
    match value {
        Value::Array(items) => {
            let below = place.item();
            let items: Vec<String> = items.iter().map(|it| flow(it, &below)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let members = in_order(members, place).into_iter();
            let members = members.map(|(name, it)| flow_member(name, it, &place.below(name)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        other => scalar(other, ScalarForm::Flow).inline,
    }
}

/// Writes a member on one line.
pub(crate) fn flow_member(name: &str, value: &Value, place: &Place) -> String {
    format!("{}: {}", key(name), flow(value, place))
}

/// Writes a value on one line, as JSON.
pub(crate) fn json(value: &Value, place: &Place) -> String {
    match value {
        Value::Array(items) => {
            let below = place.item();
            let items: Vec<String> = items.iter().map(|it| json(it, &below)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let members = in_order(members, place).into_iter();
            let members = members.map(|(name, it)| json_member(name, it, &place.below(name)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        Value::String(text) => double_quoted(text),
        other => other.to_string(),
    }
}

/// Writes a member on one line, as JSON.
pub(crate) fn json_member(name: &str, value: &Value, place: &Place) -> String {
    format!("{}: {}", double_quoted(name), json(value, place))
}

fn key(name: &str) -> String {
    let Written { inline, lines } = scalar(&Value::from(name), ScalarForm::Flow);
    if lines.is_empty() && !inline.contains(": ") {
        inline
    } else {
        double_quoted(name)
    }
}

/// Returns the members in the manifest's order; those without one stay as they are, after the others.
fn in_order<'a>(members: &'a Map<String, Value>, place: &Place) -> Vec<(&'a str, &'a Value)> {
    let mut members: Vec<_> = members
        .iter()
        .map(|(name, it)| (name.as_str(), it))
        .collect();
    members.sort_by_key(|(name, _)| place.rank(name));
    members
}

/// Returns whether a collection stands on the line of its key: an empty one, a list of short words, and a mapping of few
/// words that never holds more.
fn fits(value: &Value, place: &Place) -> bool {
    let is_short = || {
        let written = flow(value, place);
        written.chars().count() <= LONGEST && !written.contains("\\n")
    };
    match value {
        Value::Array(items) => {
            let is_word = |it: &Value| !it.is_array() && !it.is_object();
            items.is_empty() || (items.iter().all(is_word) && is_short())
        }
        Value::Object(members) => members.is_empty() || (place.is_leaf() && is_short()),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_manifest_is_written_as_a_person_writes_it() {
        let value = json!({
            "packages": [{
                "packageType": "exe",
                "packageUrl": "https://contoso.com/${version}/setup.exe",
                "architectures": ["X64"],
                "errorDetails": [{
                    "errorScenario": "rebootRequired",
                    "errorScenarioDetails": [{ "errorValue": "3010" }],
                }],
            }],
            "productId": "3e31a9f9-84e8-4d2d-9eba-487878d02ebf",
            "apiVersion": "storectl/v1",
            "vars": { "version": "1.10" },
            "properties": {
                "productDeclarations": { "penAndInkSupport": false },
                "isSystemFeatureRequired": [{ "hardwareItemType": "Touch", "isRequired": true }],
            },
            "listings": {
                "fr-fr": null,
                "en-us": {
                    "shortDescription": "Gears: for everyone",
                    "description": "One\n\nTwo\n",
                    "whatsNew": { "file": "news.txt" },
                },
                "de-de": {},
            },
        });
        let lines = block(&value, &Place::root()).lines;
        insta::assert_snapshot!(lines.join("\n"), @r#"
        apiVersion: storectl/v1
        productId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf
        vars:
          version: "1.10"
        properties:
          productDeclarations: { penAndInkSupport: false }
          isSystemFeatureRequired:
            - { hardwareItemType: Touch, isRequired: true }
        listings:
          fr-fr: null
          en-us:
            description: |
              One

              Two
            whatsNew: { file: news.txt }
            shortDescription: "Gears: for everyone"
          de-de: {}
        packages:
          - packageUrl: https://contoso.com/${version}/setup.exe
            packageType: exe
            architectures: [X64]
            errorDetails:
              - errorScenario: rebootRequired
                errorScenarioDetails:
                  - { errorValue: "3010" }
        "#);
    }
}
