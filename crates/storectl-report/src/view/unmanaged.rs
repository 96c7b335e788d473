//! What the manifest does not name and the submission publishes all the same.

use serde_json::Value;
use storectl_plan::{MovedValue, Unmanaged};

use super::{PlanDetails, count, thousands};
use crate::value::{in_line, json_in_line};

/// Returns what the submission publishes of it; what is gone is not published.
pub(crate) fn published(plan: &PlanDetails) -> Vec<&Unmanaged> {
    let values = plan.unmanaged.iter();
    values
        .filter(|it| it.will_publish && !it.value.is_unset())
        .collect()
}

/// Returns what it leaves alone.
pub(crate) fn kept(plan: &PlanDetails) -> Vec<&Unmanaged> {
    let values = plan.unmanaged.iter();
    values
        .filter(|it| !it.will_publish && !it.value.is_unset())
        .collect()
}

/// Returns what changed in the draft since the last submission, published or not.
pub(crate) fn moved(plan: &PlanDetails) -> Vec<(&Unmanaged, &MovedValue)> {
    let values = plan.unmanaged.iter();
    values
        .filter_map(|it| Some((it, it.moved.as_ref()?)))
        .collect()
}

/// Says in one line what is published of it and how much of that is news; `None` where there is nothing to say.
pub(crate) fn folded(plan: &PlanDetails) -> Option<String> {
    let (published, moved) = (published(plan).len(), moved(plan).len());
    let news = match (&plan.compared_since, moved) {
        (None, _) => " (not compared: no receipt yet)".to_owned(),
        (Some(submission), 0) => format!(", none changed since submission {submission}"),
        (Some(submission), moved) => format!(
            ", {} changed since submission {submission}",
            thousands(moved)
        ),
    };
    let will_publish = plan.unmanaged.iter().any(|it| it.will_publish);
    match (will_publish, moved) {
        (true, _) => Some(format!(
            "Unmanaged values that will be published: {}{news}",
            thousands(published)
        )),
        (false, 0) => None,
        (false, _) => Some(format!(
            "Unmanaged values: {}{news}; this plan does not submit",
            thousands(kept(plan).len())
        )),
    }
}

/// Says the same of the plans of several products; `None` where none publishes any.
pub(crate) fn of_several(plans: &[&PlanDetails]) -> Option<String> {
    let plans: Vec<&PlanDetails> = plans
        .iter()
        .copied()
        .filter(|plan| plan.unmanaged.iter().any(|it| it.will_publish))
        .collect();
    let values: usize = plans.iter().map(|it| published(it).len()).sum();
    let moves: usize = plans.iter().map(|it| moved(it).len()).sum();
    let compared = plans
        .iter()
        .filter(|it| it.compared_since.is_some())
        .count();
    let news = match (compared, moves) {
        (0, _) => String::new(),
        (_, 0) => ", none changed since the last submission".to_owned(),
        (_, moves) => format!(", {} changed since the last submission", thousands(moves)),
    };
    let not_compared = match plans.len() - compared {
        0 => String::new(),
        _ if compared == 0 => " (not compared: no receipt yet)".to_owned(),
        others => format!(" ({} not compared: no receipt yet)", thousands(others)),
    };
    (!plans.is_empty()).then(|| {
        format!(
            "Unmanaged values that will be published: {} in {}{news}{not_compared}",
            thousands(values),
            count(plans.len(), "product")
        )
    })
}

/// Returns an unmanaged field's value, cut to a line.
pub(crate) fn value(unmanaged: &Unmanaged) -> String {
    in_line(&unmanaged.value)
}

/// Says what became of a value since the last submission.
pub(crate) fn movement(unmanaged: &Unmanaged, moved: &MovedValue) -> String {
    let now = value(unmanaged);
    match (&moved.before, unmanaged.value.is_unset()) {
        (Some(before), true) => format!("gone: was {}", json_in_line(before)),
        (None, true) => "gone".to_owned(),
        (Some(Value::Null), false) => format!("new: {now}"),
        (Some(before), false) => format!("{} → {now}", json_in_line(before)),
        (None, false) => format!("(not recorded) → {now}"),
    }
}
