//! Any bytes as an edit of a manifest: `ADDRESS=VALUE`, or an address to unset; a line end; the manifest.

use serde_json::Value;
use storectl_manifest::{
    Change, Edit, EditArgument, EditError, Variables, edit, format, parse_address, place_edits,
    read,
};
use storectl_model::Segment;

/// The name of the manifest, as people see it.
const PATH: &str = "storectl.yaml";

/// Edits and formats a manifest: the result is read and differs only where it is to, and the same again changes nothing.
pub fn edits(bytes: &[u8]) {
    let end = bytes.iter().position(|it| *it == b'\n');
    let (argument, manifest) = bytes.split_at(end.unwrap_or(bytes.len()));
    let manifest = manifest.strip_prefix(b"\n").unwrap_or(manifest);
    formatted(manifest);
    if let Some(wanted) = parsed(&String::from_utf8_lossy(argument)) {
        edited(manifest, &wanted);
    }
}

/// The canonical layout has the same value, and is its own canonical layout.
fn formatted(manifest: &[u8]) {
    if let (Ok(before), Ok(once)) = (read(PATH, manifest), format(PATH, manifest)) {
        let after = read(PATH, &once).unwrap();
        assert_eq!(before.value(), after.value(), "formatting changed a value");
        let twice = format(PATH, &once).unwrap();
        assert_eq!(
            String::from_utf8(twice),
            String::from_utf8(once),
            "formatting twice is not once"
        );
    }
}

fn parsed(argument: &str) -> Option<Edit> {
    match EditArgument::parse(argument) {
        Ok(EditArgument::Edit(edit)) => Some(edit),
        Ok(EditArgument::FromFile { address, file }) => Some(Edit {
            address,
            change: Change::Set(Value::from(file)),
        }),
        Err(_) => Some(Edit {
            address: parse_address(argument).ok()?,
            change: Change::Unset,
        }),
    }
}

fn edited(manifest: &[u8], wanted: &Edit) {
    let edits = std::slice::from_ref(wanted);
    let Ok(before) = read(PATH, manifest) else {
        let refused = edit(PATH, manifest, edits).unwrap_err();
        return assert!(matches!(refused, EditError::Unreadable(_)));
    };
    if let Ok(placed) = place_edits(&before, &Variables::default(), edits) {
        for file in placed.files {
            let once = file.content(Some(manifest));
            assert_eq!(file.content(Some(&once)), once, "a text twice is not once");
        }
    }
    let bytes = match edit(PATH, manifest, edits) {
        Ok(bytes) => bytes,
        Err(refused) => return assert!(!refused.to_string().is_empty()),
    };
    let after = read(PATH, &bytes).unwrap();
    let segments = wanted.address.segments();
    assert!(
        differs_only_at(before.value(), after.value(), segments),
        "another value changed: {} is now {}",
        before.value(),
        after.value()
    );
    if let Change::Set(value) = &wanted.change {
        let found = segments.iter().try_fold(after.value(), |it, segment| {
            child(it, segment).map(|it| it.1)
        });
        assert!(found.is_some_and(|it| is_same(it, value)), "it is not set");
        let twice = edit(PATH, &bytes, edits).unwrap();
        assert_eq!(
            String::from_utf8(twice),
            String::from_utf8(bytes),
            "twice is not once"
        );
    }
}

/// The final line end of a text is not part of it.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => {
            one.strip_suffix('\n').unwrap_or(one) == other.strip_suffix('\n').unwrap_or(other)
        }
        _ => one == other,
    }
}

/// Whether two values are the same but for what the segments lead to, and what was made or emptied on the way there.
fn differs_only_at(before: &Value, after: &Value, segments: &[Segment]) -> bool {
    let Some((segment, below)) = segments.split_first() else {
        return true;
    };
    match (child(before, segment), child(after, segment)) {
        (Some((at, one)), Some((other_at, other))) => {
            let is_next = without(before, &at) == *after;
            let is_alike = at == other_at && without(before, &at) == without(after, &at);
            (is_alike && differs_only_at(one, other, below)) || (is_next && holds_only(one, below))
        }
        (Some((at, one)), None) => without(before, &at) == *after && holds_only(one, below),
        (None, Some((at, _))) => {
            let rest = without(after, &at);
            rest == *before || is_empty(&rest)
        }
        (None, None) => before == after,
    }
}

/// Where a child is.
#[derive(Clone, PartialEq, Eq)]
enum At {
    Key(String),
    Index(usize),
}

fn child<'v>(value: &'v Value, segment: &Segment) -> Option<(At, &'v Value)> {
    let member = |name: &str| {
        let mut members = value.as_object()?.iter();
        let (name, value) = members.find(|(it, _)| it.eq_ignore_ascii_case(name))?;
        Some((At::Key(name.clone()), value))
    };
    let item = |index: usize| Some((At::Index(index), value.get(index)?));
    match segment {
        Segment::Key(name) => {
            let value = value.as_object()?.get(name.as_ref())?;
            Some((At::Key(name.to_string()), value))
        }
        Segment::Language(language) => member(language.as_str()),
        Segment::Index(index) => item(*index),
        Segment::Item(kind) => {
            let keys = ["hardwareItemType", "errorScenario"];
            let is_it = |it: &Value| {
                keys.iter()
                    .any(|key| it.get(key) == Some(&kind.as_str().into()))
            };
            item(value.as_array()?.iter().position(is_it)?)
        }
    }
}

fn without(value: &Value, at: &At) -> Value {
    let mut value = value.clone();
    match (&mut value, at) {
        (Value::Object(members), At::Key(name)) => drop(members.shift_remove(name)),
        (Value::Array(items), At::Index(index)) => drop(items.remove(*index)),
        _ => {}
    }
    value
}

/// Whether nothing is in a value but what the segments lead to.
fn holds_only(value: &Value, segments: &[Segment]) -> bool {
    let Some((segment, below)) = segments.split_first() else {
        return true;
    };
    child(value, segment)
        .is_some_and(|(at, child)| is_empty(&without(value, &at)) && holds_only(child, below))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}
