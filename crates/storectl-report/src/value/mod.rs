//! What there is to show of a change's two values, whatever the format.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use storectl_model::{ImageSize, SECRET, limits::Length};
use storectl_plan::{Action, Change, ChangeValue, ImageValue, SECRET_CHANGED};

use crate::{
    diff::{Kind, Line, Piece, head, lines, readable_words},
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
    /// The same items in another order; `before` is empty if the two sides name them differently.
    Order {
        before: Vec<String>,
        after: Vec<String>,
    },
    /// Fields of an object that differ.
    Fields(Vec<FieldLine>),
    /// What goes with a removed object, as far as it is known.
    Loses(Vec<String>),
}

/// One field within an object; `None` if that side has none.
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
    use ChangeValue::{Flag, Image, Images, Items, Object, Text, Unset, Withheld, Word};
    let (before, after) = (&change.before, &change.after);
    match (before, after) {
        // A removed language is clear from its address.
        (Word(_), Unset) if change.path.language().is_some() && change.path.field().is_none() => {
            Body::Loses(Vec::new())
        }
        (Word(old) | Text(old), Word(new) | Text(new)) => texts(old, new),
        (Unset, Word(new) | Text(new)) => Body::Added(new),
        (Word(old) | Text(old), Unset) => Body::Removed(old),
        (Images(images), Unset) => Body::Loses(vec![count(images.len(), "item")]),
        (Items(_) | Unset, Items(_) | Unset) if change.action == Action::Reorder => Body::Order {
            // Images are named by id on the Store and by path here: only the new order says something.
            before: if without(&items(after), &items(before)).is_empty() {
                items(before)
            } else {
                Vec::new()
            },
            after: items(after),
        },
        (Items(_), Items(_) | Unset) | (Unset, Items(_)) => {
            let (old, new) = (items(before), items(after));
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
        (Image(gone), Unset) => Body::Items {
            gone: vec![image(gone)],
            added: Vec::new(),
        },
        (Unset, Image(added)) => Body::Items {
            gone: Vec::new(),
            added: vec![image(added)],
        },
        (Object(value), Unset) => Body::Loses(loses(value)),
        (Object(_), _) | (_, Object(_)) => {
            Body::Fields(fields(&before.to_json(), &after.to_json()))
        }
        (
            Unset | Flag(_) | Word(_) | Text(_) | Items(_) | Image(_) | Images(_) | Withheld(_),
            Unset | Flag(_) | Word(_) | Text(_) | Items(_) | Image(_) | Images(_) | Withheld(_),
        ) => Body::Scalars {
            before: scalar(before),
            after: if change.is_changed_secret() {
                SECRET_CHANGED.to_owned()
            } else {
                scalar(after)
            },
        },
    }
}

/// Compares two texts: short words as scalars, others by lines or words.
fn texts<'a>(old: &'a str, new: &'a str) -> Body<'a> {
    if is_word(old) && is_word(new) {
        Body::Scalars {
            before: quoted(old),
            after: quoted(new),
        }
    } else if old.contains('\n') || new.contains('\n') {
        Body::Lines(lines(old, new))
    } else {
        Body::Words(readable_words(old, new))
    }
}

/// Longest value shown in one line, in characters.
const LINE: usize = 200;

/// Longest value shown beside another, in characters.
const BRIEF: usize = 60;

/// How much of what two lines have in common is shown before their difference, in characters.
const LEAD: usize = 20;

/// Returns a value in one line, cut where it is long.
pub(crate) fn in_line(value: &ChangeValue) -> String {
    clipped(scalar(value), LINE)
}

/// Returns a value of JSON in one line, cut where it is long: of a text of several lines the first.
pub(crate) fn json_in_line(value: &Value) -> String {
    let images = |list: &[Value]| list.iter().map(image_of_json).collect::<Option<Vec<_>>>();
    let items = value.as_array();
    let items = items.and_then(|it| words(it).or_else(|| images(it)));
    match (items, value.as_str()) {
        (Some(items), _) => clipped(items.join(", "), LINE),
        (None, Some(text)) => beginning(text, LINE),
        (None, None) => clipped(image_of_json(value).unwrap_or_else(|| word(value)), LINE),
    }
}

/// Returns a value in one line, cut where it is long: of a text of several lines the first.
pub(crate) fn first_line(value: &ChangeValue) -> String {
    match value.as_str() {
        Some(text) => beginning(text, LINE),
        None => in_line(value),
    }
}

/// Whether [`first_line`] cuts nothing of a word or a text.
pub(crate) fn is_line(value: &ChangeValue) -> bool {
    let text = value.as_str();
    text.is_none_or(|it| !it.contains('\n') && it.chars().count() <= LINE)
}

/// Returns a value as [`first_line`] does, in less room.
pub(crate) fn brief(value: &ChangeValue) -> String {
    match value.as_str() {
        Some(text) => beginning(text, BRIEF),
        None => clipped(scalar(value), BRIEF),
    }
}

/// Returns two values as [`brief`] does, but of two texts the first line in which they differ, from shortly before the
/// difference.
pub(crate) fn brief_sides(before: &ChangeValue, after: &ChangeValue) -> [String; 2] {
    let (Some(old), Some(new)) = (before.as_str(), after.as_str()) else {
        return [brief(before), brief(after)];
    };
    let same = old.lines().zip(new.lines());
    let same = same.take_while(|(old, new)| old == new).count();
    let lines = [old, new].map(|it| it.lines().nth(same).unwrap_or_default());
    let [old_line, new_line] = lines;
    let common = old_line.chars().zip(new_line.chars());
    let common = common.take_while(|(old, new)| old == new).count();
    let is_short = lines.iter().all(|it| it.chars().count() <= BRIEF);
    let from = match common.checked_sub(LEAD).filter(|_| !is_short) {
        None => 0,
        // At the beginning of a word, where one begins there.
        Some(from) => {
            let mut lead = old_line.chars().skip(from).take(LEAD);
            from + lead.position(char::is_whitespace).map_or(0, |it| it + 1)
        }
    };
    let side = |text: &str, line: &str| {
        let all = text.lines().count();
        if same > 0 && same >= all {
            return format!("(ends after {})", count(all, "line"));
        }
        let lead = if from > 0 { "…" } else { "" };
        let rest: String = line.chars().skip(from).collect();
        let piece = head(Kind::New, &rest, BRIEF);
        let end = if piece.cut > 0 { "…" } else { "" };
        let shown = quoted(&format!("{lead}{}{end}", piece.text));
        let line = (all > 1).then(|| format!("line {} of {all}", same + 1));
        let more = (piece.cut > 0).then(|| count(piece.cut, "more character"));
        let notes: Vec<String> = line.into_iter().chain(more).collect();
        if notes.is_empty() {
            shown
        } else {
            format!("{shown} ({})", notes.join(", "))
        }
    };
    [side(old, old_line), side(new, new_line)]
}

fn beginning(text: &str, most: usize) -> String {
    match text.split_once('\n') {
        Some((first, rest)) => {
            let lines = count(rest.lines().count(), "more line");
            format!("{} ({lines})", clipped(quoted(first), most))
        }
        None => clipped(quoted(text), most),
    }
}

fn clipped(text: String, most: usize) -> String {
    let piece = head(Kind::New, &text, most);
    match piece.cut {
        0 => text,
        cut => format!("{}… ({})", piece.text, count(cut, "more character")),
    }
}

/// Returns a value in one line.
fn scalar(value: &ChangeValue) -> String {
    match value {
        ChangeValue::Unset => "unset".to_owned(),
        ChangeValue::Flag(flag) => flag.to_string(),
        ChangeValue::Word(text) | ChangeValue::Text(text) => quoted(text),
        ChangeValue::Items(items) => items
            .iter()
            .map(|it| quoted(it))
            .collect::<Vec<_>>()
            .join(", "),
        ChangeValue::Image(one) => image(one),
        ChangeValue::Images(all) => count(all.len(), "image"),
        ChangeValue::Object(value) => value.to_string(),
        ChangeValue::Withheld(_) => SECRET.to_owned(),
    }
}

/// Returns `"images/1.png", 2560×1440, 1.1 MB` for an image file or `image 11529, 1920×1080` for an image of the Store.
fn image(value: &ImageValue) -> String {
    let pixels = |size: &ImageSize| format!("{}×{}", size.width, size.height);
    match value {
        ImageValue::Stored { id, size } => match size {
            Some(size) => format!("image {id}, {}", pixels(size)),
            None => format!("image {id}"),
        },
        ImageValue::File {
            path,
            digest: _,
            bytes: length,
            size,
        } => format!("{}, {}, {}", quoted(path), pixels(size), bytes(*length)),
    }
}

/// Returns an image within the JSON of a new listing in one line; `None` if it is something else.
fn image_of_json(value: &Value) -> Option<String> {
    let object = value.as_object()?;
    let number = |key| object.get(key).and_then(Value::as_u64);
    let path = object.get("path").and_then(Value::as_str)?;
    let (width, height) = number("width").zip(number("height"))?;
    Some(format!(
        "{}, {width}×{height}, {}",
        quoted(path),
        bytes(number("bytes")?)
    ))
}

/// Returns `1,204/10,000` for a text whose limit is known.
pub(crate) fn length(change: &Change) -> Option<String> {
    let (Some(limit), Some(text)) = (change.limit, change.after.as_str()) else {
        return None;
    };
    let length = Length::of(text).code_points;
    Some(format!(
        "{}/{}",
        thousands(length),
        thousands(limit.characters())
    ))
}

/// Quotes a short text; always, so that no two values read alike.
fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// Returns a scalar of JSON as a word.
fn word(value: &Value) -> String {
    match value {
        Value::Null => "unset".to_owned(),
        Value::String(text) => quoted(text),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn is_word(text: &str) -> bool {
    text.len() <= SCALAR && !text.contains(char::is_whitespace) && !text.contains("://")
}

/// Returns the items of a list; an unset list has none.
fn items(value: &ChangeValue) -> Vec<String> {
    match value {
        ChangeValue::Items(items) => items.iter().map(|it| quoted(it)).collect(),
        ChangeValue::Unset
        | ChangeValue::Flag(_)
        | ChangeValue::Word(_)
        | ChangeValue::Text(_)
        | ChangeValue::Image(_)
        | ChangeValue::Images(_)
        | ChangeValue::Object(_)
        | ChangeValue::Withheld(_) => Vec::new(),
    }
}

/// Returns a list of scalars in one line; `None` if an item is a list or an object.
fn words(list: &[Value]) -> Option<Vec<String>> {
    list.iter()
        .map(|it| (!it.is_array() && !it.is_object()).then(|| word(it)))
        .collect()
}

/// Returns the items of `these` that are not in `those`, each as often as it is in excess.
fn without(these: &[String], those: &[String]) -> Vec<String> {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for it in those {
        *left.entry(it).or_default() += 1;
    }
    let in_excess = |it: &&String| match left.get_mut(it.as_str()) {
        Some(number) if *number > 0 => {
            *number -= 1;
            false
        }
        Some(_) | None => true,
    };
    these.iter().filter(in_excess).cloned().collect()
}

/// Returns what a removed object holds, member by member.
pub(crate) fn members(value: &Value) -> Vec<FieldLine> {
    fields(value, &Value::Null)
}

/// Returns the leaves that differ, in the order of the newer side and then of the older.
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
    if let Some(image) = image_of_json(value) {
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
        Value::Array(list) if !list.is_empty() => match words(list) {
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
mod tests;
