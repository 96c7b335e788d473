//! Unmanaged values: what moved in Partner Center, and the rest folded.

use super::{
    alert,
    budget::{Comment, Rank},
    code,
    fold::{Fold, details},
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

/// Says what of unmanaged values is published: one folded line where nothing moved since the last submission, or nobody can
/// tell (forms.md, "In the pull request" 12); else a warning of what moved.
pub(super) fn push_unmanaged(comment: &mut Comment, plan: &PlanDetails) {
    let Some(folded) = folded(plan) else { return };
    let lines: Vec<String> = published(plan)
        .iter()
        .filter(|it| it.moved.is_none())
        .map(|it| line(&it.path.to_string(), &value(it)))
        .collect();
    let all = moved(plan);
    if all.is_empty() {
        let body = escape::fence("text", &lines);
        comment.push(Rank::Detail, details(Fold::Folded, &folded, &body));
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
    comment.push(Rank::Note, alert("WARNING", &rows));
    if lines.is_empty() {
        return;
    }
    let summary = format!(
        "<b>Unmanaged values</b> {} not changed",
        thousands(lines.len())
    );
    let body = escape::fence("text", &lines);
    comment.push(Rank::Detail, details(Fold::Folded, &summary, &body));
}

fn line(address: &str, value: &str) -> String {
    let value = Foreign::new(value).clipped(200);
    format!("{address}: {}", value.as_foreign().as_raw())
}
