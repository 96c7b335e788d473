//! Unmanaged values: what moved in Partner Center, and the rest folded.

use super::{
    alert,
    budget::{Comment, Rank},
    code, details,
};
use crate::{
    Foreign, PlanDetails, escape,
    view::{
        thousands,
        unmanaged::{folded, moved, movement, published, value},
    },
};

/// Most values that moved and are listed.
const ROWS: usize = 30;

/// Says what of unmanaged values is published: a warning of what moved since the last submission, or where nobody can tell;
/// else one folded line.
pub(super) fn push_unmanaged(comment: &mut Comment, plan: &PlanDetails, heading: &str) {
    let Some(folded) = folded(plan) else { return };
    let lines: Vec<String> = published(plan)
        .iter()
        .filter(|it| it.moved.is_none())
        .map(|it| line(&it.path.to_string(), &value(it)))
        .collect();
    let all = moved(plan);
    if all.is_empty() && plan.compared_since.is_some() {
        let body = escape::fence("text", &lines);
        comment.push(
            Rank::Detail,
            format!("{heading}{}", details(&folded, &body)),
        );
        return;
    }
    let mut rows = vec![folded];
    rows.extend(all.iter().take(ROWS).map(|(it, moved)| {
        format!(
            "{}: {}",
            code(&it.path.to_string()),
            code(&movement(it, moved))
        )
    }));
    if let Some(more) = all.len().checked_sub(ROWS).filter(|it| *it > 0) {
        rows.push(format!("and {} more", thousands(more)));
    }
    comment.push(Rank::Note, format!("{heading}{}", alert("WARNING", &rows)));
    if lines.is_empty() {
        return;
    }
    let rest = if all.is_empty() { "" } else { " not changed" };
    let summary = format!("<b>Unmanaged values</b> {}{rest}", thousands(lines.len()));
    comment.push(
        Rank::Detail,
        details(&summary, &escape::fence("text", &lines)),
    );
}

fn line(address: &str, value: &str) -> String {
    let value = Foreign::new(value).clipped(200);
    format!("{address}: {}", value.as_foreign().as_raw())
}
