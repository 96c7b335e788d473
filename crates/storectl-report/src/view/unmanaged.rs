//! What the manifest does not name and the submission publishes all the same.

use storectl_plan::{ProductPlan, Unmanaged};

use super::thousands;
use crate::value::in_line;

/// Returns what the submission publishes of it.
pub(crate) fn published(plan: &ProductPlan) -> Vec<&Unmanaged> {
    plan.unmanaged.iter().filter(|it| it.will_publish).collect()
}

/// Returns what it leaves alone.
pub(crate) fn kept(plan: &ProductPlan) -> Vec<&Unmanaged> {
    let kept = plan.unmanaged.iter();
    kept.filter(|it| !it.will_publish).collect()
}

/// Says in one line what is published of it, and why no more is said.
pub(crate) fn folded(published: &[&Unmanaged]) -> String {
    format!(
        "Unmanaged values that will be published: {} (not compared: no receipt yet)",
        thousands(published.len())
    )
}

/// Returns an unmanaged field's value, cut to a line.
pub(crate) fn value(unmanaged: &Unmanaged) -> String {
    in_line(&unmanaged.value)
}
