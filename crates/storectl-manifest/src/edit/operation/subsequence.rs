//! What two lists have in common, in the same order.

use serde_json::Value;

use super::identity::Identity;

/// The most items of two lists that are compared with each other, as a product: 1,000 each.
const MOST_PAIRS: usize = 1_000_000;

/// Returns the positions of a longest common subsequence, in which what both lists begin and end with stays in its place. Of
/// very long lists, only that is looked for.
pub(super) fn common(old: &[Value], new: &[Value], identity: Identity) -> Vec<(usize, usize)> {
    let equal = |(one, other): &(&Value, &Value)| identity.is_same(one, other);
    let start = old.iter().zip(new).take_while(equal).count();
    let ends = old.iter().skip(start).rev();
    let ends = ends.zip(new.iter().skip(start).rev());
    let end = ends.take_while(equal).count();
    let (old_end, new_end) = (old.len() - end, new.len() - end);
    let middle = match (old.get(start..old_end), new.get(start..new_end)) {
        (Some(old), Some(new)) => subsequence(old, new, identity),
        _ => Vec::new(),
    };
    let middle = middle.into_iter().map(|(i, j)| (start + i, start + j));
    let end = (old_end..).zip(new_end..).take(end);
    (0..start).zip(0..start).chain(middle).chain(end).collect()
}

/// Returns the positions of a longest common subsequence; of very long lists none.
fn subsequence(old: &[Value], new: &[Value], identity: Identity) -> Vec<(usize, usize)> {
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        return Vec::new();
    }
    let width = new.len() + 1;
    let mut lengths = vec![0_usize; (old.len() + 1) * width];
    let length = |lengths: &[usize], i: usize, j: usize| {
        lengths.get(i * width + j).copied().unwrap_or_default()
    };
    for (i, one) in old.iter().enumerate().rev() {
        for (j, other) in new.iter().enumerate().rev() {
            let longest = if identity.is_same(one, other) {
                length(&lengths, i + 1, j + 1) + 1
            } else {
                length(&lengths, i + 1, j).max(length(&lengths, i, j + 1))
            };
            if let Some(slot) = lengths.get_mut(i * width + j) {
                *slot = longest;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut found = Vec::new();
    while let (Some(one), Some(other)) = (old.get(i), new.get(j)) {
        if identity.is_same(one, other) {
            found.push((i, j));
            i += 1;
            j += 1;
        } else if length(&lengths, i + 1, j) >= length(&lengths, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
}
