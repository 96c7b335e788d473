//! Names in a sentence.

/// The most names in one sentence.
const MOST_NAMED: usize = 20;

/// Names the first of several.
pub(crate) fn listed(names: impl ExactSizeIterator<Item = String>) -> String {
    let more = names.len().saturating_sub(MOST_NAMED);
    let mut named: Vec<String> = names.take(MOST_NAMED).collect();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    named.join(", ")
}
