//! Changes by who made the difference.

use super::PlanDetails;
use storectl_plan::{Change, Origin};

use super::{BaseView, Sentence, count, is_locked, thousands};
use crate::value;

/// Says what stands below: `From this change: 7 changes, 1 blocked`; `None` where the manifest made none.
pub(crate) fn from_this_change(plan: &PlanDetails) -> Option<String> {
    let changes = changes_of(plan, is_of_manifest);
    let blocked = changes.iter().filter(|(_, it)| is_locked(it)).count();
    let blocked = match blocked {
        0 => String::new(),
        number => format!(", {} blocked", thousands(number)),
    };
    let number = count(changes.len(), "change");
    (!changes.is_empty()).then(|| format!("From this change: {number}{blocked}"))
}

/// What apply does with a change that the draft alone has.
pub(crate) const REVERTS: &str = "apply reverts it";

/// What apply does where both sides changed a value.
pub(crate) const OVERWRITES: &str =
    "both sides differ from the base; apply writes the manifest's value";

/// Whether the manifest made a change, or nobody can tell.
pub(crate) fn is_of_manifest(change: &Change) -> bool {
    match change.origin {
        Some(Origin::Manifest | Origin::Agreed) | None => true,
        Some(Origin::Drift | Origin::Conflict) => false,
    }
}

/// Whether both sides changed it.
pub(crate) fn is_conflict(change: &Change) -> bool {
    change.origin == Some(Origin::Conflict)
}

/// Whether the draft alone changed.
pub(crate) fn is_drift(change: &Change) -> bool {
    change.origin == Some(Origin::Drift)
}

/// Returns the changes of an origin with their index in the plan.
pub(crate) fn changes_of(plan: &PlanDetails, wanted: fn(&Change) -> bool) -> Vec<(usize, &Change)> {
    let changes = plan.changes.iter().enumerate();
    changes.filter(|(_, it)| wanted(it)).collect()
}

/// Says how much of the draft is not the base's: `The draft differs from submission 115…: 2 drift, 1 conflict`.
pub(crate) fn since(base: &BaseView<'_>, plan: &PlanDetails) -> Sentence {
    base.since().ours(format!(": {}", numbers(plan).join(", ")))
}

/// Counts what is drift and what is in conflict, each where there is some.
pub(crate) fn numbers(plan: &PlanDetails) -> Vec<String> {
    let number = |wanted| changes_of(plan, wanted).len();
    [
        (number(is_drift), "drift"),
        (number(is_conflict), "conflict"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, word)| origin_count(number, word))
    .collect()
}

/// Returns `2 drift` or `2 conflicts`.
pub(crate) fn origin_count(number: usize, word: &str) -> String {
    let plural = if word == "conflict" && number != 1 {
        "s"
    } else {
        ""
    };
    format!("{} {word}{plural}", thousands(number))
}

/// Returns the three sides of a conflict, each in one line.
pub(crate) fn sides(change: &Change) -> [(&'static str, String); 3] {
    let base = match &change.base {
        Some(value) => value::json_in_line(value),
        None => "(not recorded)".to_owned(),
    };
    [
        ("base", base),
        ("live", value::first_line(&change.before)),
        ("manifest", value::first_line(&change.after)),
    ]
}

/// Whether [`sides`] shows both values as they are, so that their difference says no more.
pub(crate) fn are_sides_whole(change: &Change) -> bool {
    [&change.before, &change.after]
        .iter()
        .all(|it| value::is_line(it))
}

/// Returns what a drift is and what apply makes of it, each in short.
pub(crate) fn reverted(change: &Change) -> [(&'static str, String); 2] {
    let [live, manifest] = value::brief_sides(&change.before, &change.after);
    [("live", live), ("manifest", manifest)]
}

/// Says what both sides changed alike; `None` if nothing.
pub(crate) fn agreed(plan: &PlanDetails) -> Option<Sentence> {
    let first = plan.agreed.first()?;
    let mut line = Sentence::labeled("agreed").code(&first.to_string());
    for path in plan.agreed.iter().take(MOST).skip(1) {
        line = line.ours(", ").code(&path.to_string());
    }
    let more = plan.agreed.len().saturating_sub(MOST);
    if more > 0 {
        line = line.ours(format!(", and {} more", thousands(more)));
    }
    Some(line.ours(" (changed alike on both sides)"))
}

/// Most agreed addresses that people are shown; the JSON document has all.
const MOST: usize = 20;
