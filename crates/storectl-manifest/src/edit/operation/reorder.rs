//! Items of a list that come in another order.

use serde_json::Value;

use super::{Operation, identity::Identity, subsequence::common};

/// The most items of a list that move.
const MOST: usize = 1_000;

/// Moves the items that `new` has in another order, as few as that takes, and returns the list with all that both have in the
/// order of `new`. Of more than 1,000 items that would move, none does.
pub(super) fn reordered(
    at: &str,
    old: &[Value],
    new: &[Value],
    identity: Identity,
    operations: &mut Vec<Operation>,
) -> Vec<Value> {
    let kept = common(old, new, identity);
    if old.len().min(new.len()).saturating_sub(kept.len()) > MOST {
        return old.to_vec();
    }
    let mut is_taken = vec![false; old.len()];
    for (from, _) in &kept {
        is_taken[*from] = true;
    }
    let mut kept = kept.into_iter().peekable();
    let mut current: Vec<usize> = (0..old.len()).collect();
    // The item of both lists that comes before, by its old index.
    let mut previous: Option<usize> = None;
    for (index, value) in new.iter().enumerate() {
        if let Some((from, _)) = kept.next_if(|it| it.1 == index) {
            previous = Some(from);
            continue;
        }
        let is_it = |from: &usize| !is_taken[*from] && identity.is_same(&old[*from], value);
        let Some(old_index) = (0..old.len()).find(is_it) else {
            continue;
        };
        is_taken[old_index] = true;
        let place = |of: usize, list: &[usize]| list.iter().position(|it| *it == of);
        let Some(from) = place(old_index, &current) else {
            continue;
        };
        current.remove(from);
        let to = previous.and_then(|it| place(it, &current));
        let to = to.map_or(0, |it| it + 1);
        current.insert(to, old_index);
        previous = Some(old_index);
        if from != to {
            operations.push(Operation::MoveItem {
                list: at.to_owned(),
                from,
                to,
                value: old[old_index].clone(),
            });
        }
    }
    current.into_iter().map(|it| old[it].clone()).collect()
}
