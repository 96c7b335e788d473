//! What there is to show of a change's two values, whatever the format.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use storectl_model::limits::Length;
use storectl_plan::{Action, Change};

use crate::{
    diff::{Line, Piece, lines, readable_words},
    view::{bytes, count, thousands},
};

/// The difference of two values. Nothing in it is escaped.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Body<'a> {
    /// Two short values.
    Scalars { before: String, after: String },
    /// A text of one line on both sides.
    Words(Vec<Piece<'a>>),
    /// A text of several lines.
    Lines(Vec<Line<'a>>),
    /// A text that is new.
    Added(&'a str),
    /// A text that goes.
    Removed(&'a str),
    /// Items of a list that go and come.
    Items {
        gone: Vec<String>,
        added: Vec<String>,
    },
    /// The same items in another order; `before` is empty where the two sides name them differently.
    Order {
        before: Vec<String>,
        after: Vec<String>,
    },
    /// Fields of an object that differ.
    Fields(Vec<FieldLine>),
    /// What goes with a removed object, as far as it is known.
    Loses(Vec<String>),
}

/// One field within an object; `None` where that side has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldLine {
    pub(crate) path: String,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

/// Longest text shown as a scalar, in bytes.
const SCALAR: usize = 40;

/// Compares the two values of a change.
pub(crate) fn body(change: &Change) -> Body<'_> {
    let (before, after) = (&change.before, &change.after);
    if let Some(body) = images(before, after) {
        return body;
    }
    if let Some((old, new)) = lists(before, after) {
        return match change.action {
            // Images are named by id on the Store and by path here: only the new order says something.
            Action::Reorder if !without(&new, &old).is_empty() => Body::Order {
                before: Vec::new(),
                after: new,
            },
            Action::Reorder => Body::Order {
                before: old,
                after: new,
            },
            Action::Add | Action::Change | Action::Remove | Action::Clear => {
                let (gone, added) = (without(&old, &new), without(&new, &old));
                if gone.is_empty() && added.is_empty() {
                    Body::Order {
                        before: old,
                        after: new,
                    }
                } else {
                    Body::Items { gone, added }
                }
            }
        };
    }
    match (before, after) {
        (Value::String(old), Value::String(new)) if is_word(old) && is_word(new) => Body::Scalars {
            before: word(before),
            after: word(after),
        },
        (Value::String(old), Value::String(new)) if old.contains('\n') || new.contains('\n') => {
            Body::Lines(lines(old, new))
        }
        (Value::String(old), Value::String(new)) => Body::Words(readable_words(old, new)),
        (Value::Null, Value::String(new)) => Body::Added(new),
        // A removed language is told by its address already.
        (Value::String(old), Value::Null) if change.address.ends_with(old.as_str()) => {
            Body::Loses(Vec::new())
        }
        (Value::String(old), Value::Null) => Body::Removed(old),
        (Value::Object(_) | Value::Array(_), Value::Null) => Body::Loses(loses(before)),
        (Value::Object(_) | Value::Array(_), _) | (_, Value::Object(_) | Value::Array(_)) => {
            Body::Fields(fields(before, after))
        }
        _ => Body::Scalars {
            before: word(before),
            after: word(after),
        },
    }
}

/// Compares two images by what a person knows them by; `None` where neither side is one.
fn images(before: &Value, after: &Value) -> Option<Body<'static>> {
    match (image(before), image(after)) {
        (Some(before), Some(after)) => Some(Body::Scalars { before, after }),
        (gone @ Some(_), None) if after.is_null() => Some(Body::Items {
            gone: gone.into_iter().collect(),
            added: Vec::new(),
        }),
        (None, added @ Some(_)) if before.is_null() => Some(Body::Items {
            gone: Vec::new(),
            added: added.into_iter().collect(),
        }),
        _ => None,
    }
}

/// Gives `"images/1.png", 2560×1440, 1.1 MB` for an image file or `image 11529, 1920×1080` for an image of the Store.
fn image(value: &Value) -> Option<String> {
    let object = value.as_object()?;
    let text = |key| object.get(key).and_then(Value::as_str);
    let number = |key| object.get(key).and_then(Value::as_u64);
    let known = ["id", "path", "sha256", "bytes", "width", "height"];
    if !object.keys().all(|key| known.contains(&key.as_str())) {
        return None;
    }
    let name = match (text("path"), text("id")) {
        (Some(path), _) => format!("\"{path}\""),
        (None, Some(id)) => format!("image {id}"),
        (None, None) => return None,
    };
    let size = number("width").zip(number("height"));
    let size = size.map(|(width, height)| format!("{width}×{height}"));
    let parts = [Some(name), size, number("bytes").map(bytes)];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// Gives `1,204/10,000` for a text whose limit is known.
pub(crate) fn length(change: &Change) -> Option<String> {
    let (Some(limit), Some(text)) = (change.limit, change.after.as_str()) else {
        return None;
    };
    let length = Length::of(text).code_points;
    Some(format!("{}/{}", thousands(length), thousands(limit.0)))
}

/// Gives a short value; a text is always quoted.
fn word(value: &Value) -> String {
    match value {
        Value::Null => "unset".to_owned(),
        Value::String(text) => format!("\"{text}\""),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn is_word(text: &str) -> bool {
    text.len() <= SCALAR && !text.contains(char::is_whitespace) && !text.contains("://")
}

/// Gives the items of two lists of scalars; an unset list has none.
fn lists(before: &Value, after: &Value) -> Option<(Vec<String>, Vec<String>)> {
    match (before, after) {
        (Value::Array(old), Value::Array(new)) => Some((items(old)?, items(new)?)),
        (Value::Array(old), Value::Null) => Some((items(old)?, Vec::new())),
        (Value::Null, Value::Array(new)) => Some((Vec::new(), items(new)?)),
        _ => None,
    }
}

fn items(list: &[Value]) -> Option<Vec<String>> {
    list.iter()
        .map(|it| (!it.is_array() && !it.is_object()).then(|| word(it)))
        .collect()
}

/// Gives the items of `these` that are not in `those`, each as often as it is in excess.
fn without(these: &[String], those: &[String]) -> Vec<String> {
    let mut left: Vec<&String> = those.iter().collect();
    let in_excess = |it: &&String| match left.iter().position(|other| other == it) {
        Some(at) => {
            left.swap_remove(at);
            false
        }
        None => true,
    };
    these.iter().filter(in_excess).cloned().collect()
}

/// Gives the leaves that differ, in the order of the newer side and then of the older.
fn fields(before: &Value, after: &Value) -> Vec<FieldLine> {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    leaves(String::new(), before, &mut old);
    leaves(String::new(), after, &mut new);
    let was: BTreeMap<&str, &str> = old.iter().map(|(path, it)| (&**path, &**it)).collect();
    let is: BTreeSet<&str> = new.iter().map(|(path, _)| &**path).collect();
    let here = new.iter().map(|(path, value)| FieldLine {
        path: path.clone(),
        before: was.get(&**path).map(|&it| it.to_owned()),
        after: Some(value.clone()),
    });
    let gone = old.iter().filter(|(path, _)| !is.contains(&**path));
    let gone = gone.map(|(path, value)| FieldLine {
        path: path.clone(),
        before: Some(value.clone()),
        after: None,
    });
    here.chain(gone)
        .filter(|it| it.before != it.after)
        .collect()
}

fn leaves(path: String, value: &Value, out: &mut Vec<(String, String)>) {
    if let Some(image) = image(value) {
        out.push((path, image));
        return;
    }
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                let dot = if path.is_empty() { "" } else { "." };
                leaves(format!("{path}{dot}{key}"), value, out);
            }
        }
        Value::Array(list) if !list.is_empty() => match items(list) {
            Some(words) => out.push((path, words.join(", "))),
            None => {
                for (index, value) in list.iter().enumerate() {
                    leaves(format!("{path}[{index}]"), value, out);
                }
            }
        },
        Value::Object(_) | Value::Array(_) => out.push((path, "empty".to_owned())),
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) | Value::String(_) => out.push((path, word(value))),
    }
}

/// Names what a removed value holds: its fields, and how many items a list has.
fn loses(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => map
            .iter()
            .filter_map(|(key, value)| match value {
                Value::Null => None,
                Value::Array(list) if list.is_empty() => None,
                Value::String(text) if text.is_empty() => None,
                Value::Array(list) => Some(format!("{key} ({})", list.len())),
                Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                    Some(key.clone())
                }
            })
            .collect(),
        Value::Array(list) => vec![count(list.len(), "item")],
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => vec![word(value)],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use storectl_plan::Origin;

    use super::*;

    fn change(action: Action, before: Value, after: Value) -> Change {
        Change {
            address: "availability.markets".to_owned(),
            pointer: "/availability/markets".to_owned(),
            action,
            origin: Origin::Manifest,
            before,
            after,
            guard: None,
            limit: None,
        }
    }

    fn texts(items: &[&str]) -> Vec<String> {
        items.iter().map(|&it| it.to_owned()).collect()
    }

    #[test]
    fn a_list_shows_what_goes_and_what_comes() {
        let change = change(
            Action::Change,
            json!(["US", "CN", "NO"]),
            json!(["NO", "US", "SE"]),
        );
        let expected = Body::Items {
            gone: texts(&["\"CN\""]),
            added: texts(&["\"SE\""]),
        };
        assert_eq!(body(&change), expected);
    }

    #[test]
    fn an_unset_list_has_no_items() {
        let change = change(Action::Add, Value::Null, json!(["two words"]));
        let expected = Body::Items {
            gone: vec![],
            added: texts(&["\"two words\""]),
        };
        assert_eq!(body(&change), expected);
    }

    #[test]
    fn an_object_shows_the_fields_that_differ() {
        let change = change(
            Action::Change,
            json!({"a": 1, "b": {"c": "x"}, "d": true}),
            json!({"a": 1, "b": {"c": "y"}}),
        );
        let Body::Fields(fields) = body(&change) else {
            panic!("not fields")
        };
        let paths: Vec<&str> = fields.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(paths, ["b.c", "d"]);
    }

    #[test]
    fn an_image_is_named_by_path_or_id_with_its_size() {
        let change = change(
            Action::Change,
            json!({"id": "11529", "width": 1920, "height": 1080}),
            json!({"path": "1.png", "sha256": "ab", "bytes": 1_120_000, "width": 2560, "height": 1440}),
        );
        let expected = Body::Scalars {
            before: "image 11529, 1920×1080".to_owned(),
            after: "\"1.png\", 2560×1440, 1.1 MB".to_owned(),
        };
        assert_eq!(body(&change), expected);
    }

    #[test]
    fn a_new_language_names_its_images_by_their_places() {
        let image =
            json!({"path": "1.png", "sha256": "ab", "bytes": 900, "width": 64, "height": 36});
        let after = json!({"description": "Gears", "screenshots": [image]});
        let change = change(Action::Add, Value::Null, after);
        let line = |path: &str, after: &str| FieldLine {
            path: path.to_owned(),
            before: None,
            after: Some(after.to_owned()),
        };
        let expected = Body::Fields(vec![
            line("description", "\"Gears\""),
            line("screenshots[0]", "\"1.png\", 64×36, 900 B"),
        ]);
        assert_eq!(body(&change), expected);
    }

    #[test]
    fn images_in_another_order_show_the_new_one() {
        let change = change(
            Action::Reorder,
            json!(["11", "12"]),
            json!(["b.png", "a.png"]),
        );
        let expected = Body::Order {
            before: vec![],
            after: texts(&["\"b.png\"", "\"a.png\""]),
        };
        assert_eq!(body(&change), expected);
    }

    #[test]
    fn an_image_that_goes_has_no_other_side() {
        let change = change(Action::Remove, json!({"id": "11529"}), Value::Null);
        let expected = Body::Items {
            gone: texts(&["image 11529"]),
            added: vec![],
        };
        assert_eq!(body(&change), expected);
    }

    #[test]
    fn a_removed_object_names_what_goes_with_it() {
        let value = json!({"description": "…", "searchTerms": ["a", "b"], "copyright": null});
        let change = change(Action::Remove, value, Value::Null);
        assert_eq!(
            body(&change),
            Body::Loses(texts(&["description", "searchTerms (2)"]))
        );
    }
}
