//! A value of the Store as the manifest writes it, with what of it the manifest says already.

use serde_json::{Map, Value};
use storectl_model::FieldPath;

use super::packages;
use crate::{
    adopt::{escape, known, market_words, with_variable},
    edit::pointer_of,
    format,
    parse::Document,
    pointer,
    schema::Place,
    source_map::DEFAULTS,
    variables::Expanded,
};

/// The most markets a product may lack for all but those to replace the word `all`.
const FEW_MARKETS: usize = 20;

/// Lists without an order of their own.
const SETS: [&str; 3] = ["markets", "languages", "architectures"];

/// Returns what the Store holds at `address` as the manifest writes it. Parts that the manifest says already stay as it writes
/// them, with their variables; a set keeps its order.
pub(super) fn said(
    document: &Document,
    expanded: &Expanded,
    address: &FieldPath,
    held: &Value,
) -> Value {
    let at = pointer_of(document, address).unwrap_or_else(|_| address.pointer());
    let held = known(held, &Place::at(&at), address, &mut Vec::new());
    let now = Now::at(document, expanded, &at);
    if address.field() == Some("markets") {
        return markets(&now, held);
    }
    let is_set = address.last_key().is_some_and(|it| SETS.contains(&it));
    let held = if is_set {
        in_order(now.value, held)
    } else {
        held
    };
    let said = keeping(now.written, now.value, held);
    if address.last_key() == Some("packageUrl") {
        return with_version(document, said);
    }
    said
}

/// Writes the version in the address of a package as the manifest's packages do.
fn with_version(document: &Document, url: Value) -> Value {
    match (url.as_str(), packages::version(document)) {
        (Some(url), Some(version)) => with_variable(url, version).into(),
        _ => url,
    }
}

/// What the manifest says at a place.
struct Now<'a> {
    /// As it writes it.
    written: Option<&'a Value>,
    /// Variables replaced.
    value: Option<&'a Value>,
}

impl<'a> Now<'a> {
    fn at(document: &'a Document, expanded: &'a Expanded, at: &str) -> Self {
        if let Some(written) = document.value.pointer(at) {
            let value = expanded.value.pointer(at);
            return Self {
                written: Some(written),
                value,
            };
        }
        let default = default_of(at);
        let default = default.as_deref();
        let written = default.and_then(|it| document.value.pointer(it));
        // One that differs by language was copied.
        let copied = expanded.value.pointer(at);
        let value = copied.or_else(|| default.and_then(|it| expanded.value.pointer(it)));
        Self { written, value }
    }
}

/// Returns the pointer of the default of a field of a listing.
pub(super) fn default_of(field: &str) -> Option<String> {
    let (listing, name) = pointer::split(field)?;
    let (listings, _) = pointer::split(listing)?;
    (listings == "/listings").then(|| pointer::join(DEFAULTS, &name))
}

/// Returns markets in the manner in which the manifest says them now: by name, or all but some.
fn markets(now: &Now<'_>, held: Value) -> Value {
    let most = match now.value {
        Some(Value::Array(_)) => 0,
        Some(Value::Object(_)) => usize::MAX,
        _ => FEW_MARKETS,
    };
    match (market_words(&held, most), now.value) {
        (Some(mut words), now) => {
            let before = now.and_then(|it| it.get("allExcept"));
            if let Some(except) = words.get_mut("allExcept") {
                *except = in_order(before, except.take());
            }
            words
        }
        (None, now) => in_order(now, held),
    }
}

/// Returns a set with the items of `before` first, in their order and spelling.
fn in_order(before: Option<&Value>, held: Value) -> Value {
    let (Some(before), Some(items)) = (before.and_then(Value::as_array), held.as_array()) else {
        return held;
    };
    let is_in = |list: &[Value], it: &Value| list.iter().any(|other| is_same_word(other, it));
    let kept = before.iter().filter(|it| is_in(items, it));
    let new = items.iter().filter(|it| !is_in(before, it));
    kept.chain(new).cloned().collect()
}

fn is_same_word(one: &Value, other: &Value) -> bool {
    match (one.as_str(), other.as_str()) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => one == other,
    }
}

/// Writes what the Store holds: what equals a part of the manifest as that is written, everything else so that it is read back
/// exactly.
fn keeping(written: Option<&Value>, now: Option<&Value>, held: Value) -> Value {
    if let (Some(written), Some(now)) = (written, now)
        && is_same(now, &held)
    {
        return written.clone();
    }
    match held {
        Value::Array(items) => keeping_items(written, now, items),
        Value::Object(members) => {
            let part = |of: Option<&'_ Value>, name: &str| of.and_then(|it| it.get(name)).cloned();
            let members = members.into_iter().map(|(name, it)| {
                let (written, now) = (part(written, &name), part(now, &name));
                let it = keeping(written.as_ref(), now.as_ref(), it);
                (name, it)
            });
            Value::Object(members.collect::<Map<String, Value>>())
        }
        mut other => {
            escape(&mut other);
            // One final line end does not count; a block of lines keeps its form.
            let ends = |it: &Value| it.as_str().is_some_and(|it| it.ends_with('\n'));
            if let (true, Value::String(text)) = (written.is_some_and(ends), &mut other)
                && !text.ends_with('\n')
            {
                text.push('\n');
            }
            other
        }
    }
}

/// Writes a list: each item as an equal one is written now, wherever it stands, else with what the item in its place says.
fn keeping_items(written: Option<&Value>, now: Option<&Value>, items: Vec<Value>) -> Value {
    let list = |it: Option<&Value>| it.and_then(Value::as_array).cloned().unwrap_or_default();
    let (written, now) = (list(written), list(now));
    let mut taken = vec![false; now.len()];
    let mut same = |item: &Value| {
        let free = now.iter().zip(&taken).enumerate();
        let at = free.filter(|(_, (it, taken))| !**taken && is_same(it, item));
        let at = at.map(|it| it.0).next()?;
        *taken.get_mut(at)? = true;
        Some(at)
    };
    let found: Vec<Option<usize>> = items.iter().map(&mut same).collect();
    let items = items.into_iter().zip(found).enumerate();
    let items = items.map(|(place, (item, found))| {
        // An item that stays elsewhere says nothing of another one.
        let at = found.or(Some(place).filter(|it| taken.get(*it) == Some(&false)));
        let part = |list: &'_ [Value]| at.and_then(|at| list.get(at)).cloned();
        let (written, now) = (part(&written), part(&now));
        let is_alike = found.is_some() || item.is_object();
        keeping(
            written.as_ref().filter(|_| is_alike),
            now.as_ref().filter(|_| is_alike),
            item,
        )
    });
    items.collect()
}

/// Returns whether two values say the same; line ends do not count, nor does one at the end of a text.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => canonical(one) == canonical(other),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let is_in = |(name, it): (&String, &Value)| {
                other.get(name).is_some_and(|other| is_same(it, other))
            };
            one.len() == other.len() && one.iter().all(is_in)
        }
        (one, other) => one == other,
    }
}

fn canonical(text: &str) -> String {
    let text = format::normalize_line_ends(text);
    format::without_final_line_end(&text).to_owned()
}
