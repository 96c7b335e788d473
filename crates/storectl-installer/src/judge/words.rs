//! Times, versions and lists in messages.

use storectl_model::Version;

/// Returns the day of a time in seconds of Unix time: `2027-03-01`.
pub(super) fn day(seconds: i64) -> String {
    let time = jiff::Timestamp::from_second(seconds).unwrap_or(if seconds < 0 {
        jiff::Timestamp::MIN
    } else {
        jiff::Timestamp::MAX
    });
    time.strftime("%Y-%m-%d").to_string()
}

/// How many items of a list a message names.
const NAMED: usize = 3;

/// Names items: `` `a`, `b`, `c` and 4 more ``.
pub(super) fn list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let items: Vec<String> = items.into_iter().map(|it| format!("`{it}`")).collect();
    let more = items.len().saturating_sub(NAMED);
    let named = items.get(..NAMED).unwrap_or(&items).join(", ");
    match more {
        0 => named,
        _ => format!("{named} and {more} more"),
    }
}

/// Reads a version as version resources write it, some with commas: `1, 5, 0, 0`.
pub(super) fn version(text: &str) -> Option<Version> {
    let text = text.trim();
    let dotted = text.replace(", ", ".").replace(',', ".");
    dotted.parse().ok()
}

/// Returns whether two texts are the same version; texts that are not versions must be equal.
pub(super) fn same_version(one: &str, other: &str) -> bool {
    match (version(one), version(other)) {
        (Some(one), Some(other)) => one == other,
        (Some(_) | None, None) | (None, Some(_)) => one.trim() == other.trim(),
    }
}
