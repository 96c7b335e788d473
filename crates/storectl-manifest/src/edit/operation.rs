//! The steps from one value to another, each of which is one change of the text.

mod identity;
mod reorder;
mod subsequence;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use self::{
    identity::{Identity, is_equal},
    subsequence::common,
};
use crate::{pointer, schema::Place, write};

/// One change of a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operation {
    /// Another value in place of one.
    Replace { pointer: String, value: Value },
    /// A new member of a mapping.
    InsertMember {
        mapping: String,
        name: String,
        value: Value,
    },
    /// A new item of a list, before that which has this index, or at the end.
    InsertItem {
        list: String,
        index: usize,
        value: Value,
    },
    /// An item of a list goes to another place in it.
    MoveItem {
        list: String,
        /// Its index.
        from: usize,
        /// Its index then.
        to: usize,
        value: Value,
    },
    /// A member or an item goes.
    Remove { pointer: String },
}

/// Returns the changes that make `new` of `old`, in an order in which each finds what it names.
pub(super) fn between(old: &Value, new: &Value) -> Vec<Operation> {
    let mut operations = Vec::new();
    compare("", old, new, &mut operations);
    operations
}

/// Returns whether each change finds what it names though none was made yet: no item comes or goes before another change in
/// the same list, and nothing is added to the same mapping twice, where order counts. An item moves by itself.
pub(super) fn are_independent(operations: &[Operation]) -> bool {
    if let [_, _, ..] = operations
        && operations.iter().any(Operation::is_move)
    {
        return false;
    }
    let mut shifted: Vec<&str> = Vec::new();
    let mut grown = BTreeSet::new();
    operations.iter().all(|operation| {
        let is_in_place = !shifted.iter().any(|it| operation.is_below(it));
        match operation {
            Operation::InsertMember { mapping, .. } => is_in_place && grown.insert(mapping),
            Operation::InsertItem { list, .. } => {
                shifted.push(list);
                is_in_place
            }
            Operation::Remove { .. } | Operation::MoveItem { .. } => {
                shifted.push(operation.pointer());
                is_in_place
            }
            Operation::Replace { .. } => is_in_place,
        }
    })
}

fn compare(at: &str, old: &Value, new: &Value, operations: &mut Vec<Operation>) {
    match (old, new) {
        (old, new) if is_equal(old, new) => {}
        (Value::Object(old), Value::Object(new)) if keeps_any(old, new) => {
            for name in old.keys().filter(|it| !new.contains_key(*it)) {
                let pointer = pointer::join(at, name);
                operations.push(Operation::Remove { pointer });
            }
            for (name, value) in new {
                match old.get(name) {
                    Some(old) => compare(&pointer::join(at, name), old, value, operations),
                    None => operations.push(Operation::InsertMember {
                        mapping: at.to_owned(),
                        name: name.clone(),
                        value: value.clone(),
                    }),
                }
            }
        }
        (Value::Array(old), Value::Array(new)) if !old.is_empty() && !new.is_empty() => {
            compare_lists(at, old, new, operations);
        }
        (_, new) => operations.push(Operation::Replace {
            pointer: at.to_owned(),
            value: new.clone(),
        }),
    }
}

/// Whether a mapping is worth keeping; one that loses every member is another.
fn keeps_any(old: &Map<String, Value>, new: &Map<String, Value>) -> bool {
    old.is_empty() == new.is_empty() && old.keys().any(|it| new.contains_key(it))
}

/// Keeps the items that both lists have: first those move that come in another order, each with its comments. Between them,
/// objects are compared one by one where nothing tells them apart, and everything else comes and goes with its comment: first
/// what comes, so that the list is never empty.
fn compare_lists(at: &str, old: &[Value], new: &[Value], operations: &mut Vec<Operation>) {
    let identity = Identity::of(at);
    let old = &reorder::reordered(at, old, new, identity, operations);
    let kept = common(old, new, identity);
    // One value in place of another, rather than one that goes and one that comes: where what stays is in its place.
    let is_in_place = old.len() == new.len() && kept.iter().all(|(from, to)| from == to);
    if is_in_place && identity.may_replace() {
        for (index, (old, new)) in old.iter().zip(new).enumerate() {
            compare(&pointer::item(at, index), old, new, operations);
        }
        return;
    }
    let (mut from, mut index) = (0, 0);
    for (old_kept, new_kept) in kept.into_iter().chain([(old.len(), new.len())]) {
        while from < old_kept || index < new_kept {
            let pointer = pointer::item(at, index);
            match (old.get(from..old_kept), new.get(index..new_kept)) {
                (Some([before @ Value::Object(_), ..]), Some([after @ Value::Object(_), ..]))
                    if identity.may_replace() =>
                {
                    compare(&pointer, before, after, operations);
                    from += 1;
                    index += 1;
                }
                (_, Some([value, ..])) => {
                    operations.push(Operation::InsertItem {
                        list: at.to_owned(),
                        index,
                        value: value.clone(),
                    });
                    index += 1;
                }
                (Some([_, ..]), _) => {
                    operations.push(Operation::Remove { pointer });
                    from += 1;
                }
                _ => break,
            }
        }
        if let (Some(before), Some(after)) = (old.get(old_kept), new.get(new_kept)) {
            compare(&pointer::item(at, new_kept), before, after, operations);
        }
        from = old_kept + 1;
        index = new_kept + 1;
    }
}

impl Operation {
    /// Returns the pointer of the value that is changed: the parent's where an entry comes or goes.
    pub(super) fn pointer(&self) -> &str {
        match self {
            Self::Replace { pointer, value: _ } => pointer,
            Self::InsertMember { mapping, .. } => mapping,
            Self::InsertItem { list, .. } | Self::MoveItem { list, .. } => list,
            Self::Remove { pointer } => pointer::split(pointer).map_or("", |it| it.0),
        }
    }

    /// Returns whether it moves an item.
    pub(super) fn is_move(&self) -> bool {
        match self {
            Self::MoveItem { .. } => true,
            Self::Replace { .. }
            | Self::InsertMember { .. }
            | Self::InsertItem { .. }
            | Self::Remove { .. } => false,
        }
    }

    /// Returns whether it changes a value that is in a collection, at any depth.
    fn is_below(&self, collection: &str) -> bool {
        match self {
            Self::Replace { pointer, value: _ } | Self::Remove { pointer } => {
                pointer::is_within(pointer, collection)
            }
            Self::InsertMember { mapping, .. } => pointer::is_within(mapping, collection),
            Self::InsertItem { list, .. } | Self::MoveItem { list, .. } => {
                pointer::is_within(list, collection)
            }
        }
    }

    /// Says what to do by hand.
    pub(super) fn written(&self) -> String {
        match self {
            Self::Replace { pointer, value } => {
                format!("write `{}`", write::flow(value, &Place::at(pointer)))
            }
            Self::InsertMember {
                mapping,
                name,
                value,
            } => {
                let place = Place::at(mapping).below(name);
                format!("add `{}`", write::flow_member(name, value, &place))
            }
            Self::InsertItem {
                list,
                index: _,
                value,
            } => {
                format!(
                    "add the item `{}`",
                    write::flow(value, &Place::at(list).item())
                )
            }
            Self::MoveItem {
                list,
                from: _,
                to,
                value,
            } => {
                format!(
                    "write the item `{}` at {}",
                    write::flow(value, &Place::at(list).item()),
                    pointer::address(&pointer::item(list, *to))
                )
            }
            Self::Remove { pointer } => format!("remove `{}`", pointer::address(pointer)),
        }
    }

    /// Carries the change out on a value; one that names nothing changes nothing.
    pub(super) fn apply(&self, root: &mut Value) {
        match self {
            Self::Replace { pointer, value } => {
                if let Some(slot) = root.pointer_mut(pointer) {
                    slot.clone_from(value);
                }
            }
            Self::InsertMember {
                mapping,
                name,
                value,
            } => {
                if let Some(Value::Object(members)) = root.pointer_mut(mapping) {
                    members.insert(name.clone(), value.clone());
                }
            }
            Self::InsertItem { list, index, value } => {
                if let Some(Value::Array(items)) = root.pointer_mut(list) {
                    items.insert((*index).min(items.len()), value.clone());
                }
            }
            Self::MoveItem { list, from, to, .. } => {
                if let Some(Value::Array(items)) = root.pointer_mut(list)
                    && *from < items.len()
                {
                    let item = items.remove(*from);
                    items.insert((*to).min(items.len()), item);
                }
            }
            Self::Remove { pointer } => {
                let Some((parent, name)) = pointer::split(pointer) else {
                    return;
                };
                match root.pointer_mut(parent) {
                    Some(Value::Object(members)) => drop(members.shift_remove(&name)),
                    Some(Value::Array(items)) => {
                        if let Some(index) = name.parse().ok().filter(|it| *it < items.len()) {
                            items.remove(index);
                        }
                    }
                    _ => {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            (0..3).prop_map(Value::from),
            "[ab]".prop_map(Value::from)
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-c/~]", inner, 0..4)
                    .prop_map(|it| Value::Object(it.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_changes_make_the_new_value_of_the_old(old in values(), new in values()) {
            let mut changed = old.clone();
            for operation in between(&old, &new) {
                operation.apply(&mut changed);
            }
            prop_assert_eq!(changed, new);
        }
    }

    #[test]
    fn items_that_stay_are_not_touched() {
        let old = json!({ "markets": ["US", "CA", "NO"] });
        let new = json!({ "markets": ["CA", "NO", "SE"] });
        assert_eq!(
            between(&old, &new),
            [
                Operation::Remove {
                    pointer: "/markets/0".to_owned()
                },
                Operation::InsertItem {
                    list: "/markets".to_owned(),
                    index: 2,
                    value: json!("SE"),
                },
            ]
        );
    }

    #[test]
    fn an_object_in_a_list_is_changed_in_its_place() {
        let old = json!([{ "a": 1, "b": 2 }, "x"]);
        let new = json!([{ "a": 1, "b": 3 }, "x"]);
        let replace = Operation::Replace {
            pointer: "/0/b".to_owned(),
            value: json!(3),
        };
        assert_eq!(between(&old, &new), [replace]);
    }
}
