//! What lists share: their size, and lists keyed by type.

use std::collections::BTreeMap;

use storectl_model::Field;

use crate::{
    catalogue,
    checker::Checker,
    format, pointer,
    raw::{Clearable, List},
};

/// Returns the items of a list that may be cleared, after checking its size.
pub(super) fn list<T, const MAX: usize>(
    checker: &mut Checker<'_>,
    at: &str,
    raw: Clearable<List<T, MAX>>,
) -> Field<Vec<T>> {
    match raw.0 {
        Field::Absent => Field::Absent,
        Field::Clear => Field::Clear,
        Field::Set(list) => items(checker, at, list).map_or(Field::Absent, Field::Set),
    }
}

/// Returns the items of a list after checking its size; `None` if it has none, and no more of them than its limit.
pub(super) fn items<T, const MAX: usize>(
    checker: &mut Checker<'_>,
    at: &str,
    list: List<T, MAX>,
) -> Option<Vec<T>> {
    if report_empty(checker, at, &list) {
        return None;
    }
    let count = list.0.len();
    if count > MAX {
        let message = format!(
            "`{}` {}",
            pointer::address(at),
            format::over_limit(count, "items", MAX)
        );
        checker.report(&catalogue::TOO_MANY, at, message);
    }
    let mut items = list.0;
    items.truncate(MAX);
    Some(items)
}

/// Reports an empty list of a field that `null` clears; tells whether it was.
fn report_empty<T, const MAX: usize>(
    checker: &mut Checker<'_>,
    at: &str,
    list: &List<T, MAX>,
) -> bool {
    if list.0.is_empty() {
        let message = format!("`{}` is an empty list", pointer::address(at));
        let required = at.ends_with("/screenshots") || at.ends_with("/storeLogos");
        let hint = required.then(|| {
            "add at least one image, or delete the key to keep the current images".to_owned()
        });
        checker
            .report(&catalogue::EMPTY_LIST, at, message)
            .hinted(hint);
    }
    list.0.is_empty()
}

/// Reports an item whose key an earlier one has.
fn report_twice(checker: &mut Checker<'_>, at: &str, key: &str, first: &str) {
    let first = checker.place(first);
    checker
        .report(
            &catalogue::DUPLICATE_KIND,
            at,
            format!("`{key}` is listed twice"),
        )
        .with(first, "first used here");
}

/// Reads a list keyed by kind: `null` is all cleared, an empty list names nothing.
pub(super) fn keyed<T, K: Ord + Copy + std::fmt::Display, V>(
    checker: &mut Checker<'_>,
    at: &str,
    key_name: &str,
    raw: Clearable<List<T>>,
    mut read: impl FnMut(&mut Checker<'_>, &str, T) -> Option<(K, V)>,
) -> Field<BTreeMap<K, V>> {
    let list = match raw.0 {
        Field::Absent => return Field::Absent,
        Field::Clear => return Field::Clear,
        Field::Set(list) => list,
    };
    if report_empty(checker, at, &list) {
        return Field::Absent;
    }
    let mut items: BTreeMap<K, V> = BTreeMap::new();
    let mut places: BTreeMap<K, String> = BTreeMap::new();
    for (index, item) in list.0.into_iter().enumerate() {
        let at = pointer::item(at, index);
        let Some((key, value)) = read(checker, &at, item) else {
            continue;
        };
        let key_at = pointer::join(&at, key_name);
        if let Some(first) = places.get(&key) {
            report_twice(checker, &key_at, &key.to_string(), first);
        } else {
            places.insert(key, key_at);
            items.insert(key, value);
        }
    }
    Field::Set(items)
}
