//! What `doctor` found, as a table.

use std::fmt::Write as _;

use super::{
    budget::{Budget, Comment, Rank},
    code,
    marker::markers,
    prose,
};
use crate::{Check, CheckId, CheckStatus, DoctorView, Foreign, view::thousands};

/// Most bytes of the table: a comment takes 60,000 characters.
const MOST: usize = 40_000;

/// Renders the checks, a row each.
pub(super) fn doctor(view: &DoctorView<'_>, budget: Budget) -> Comment {
    let products = view.checks.iter().filter(|it| it.id == CheckId::Product);
    let products = products.filter_map(|it| it.subject.as_deref());
    let title = format!("### Store doctor: {}", view.verdict());
    let markers = markers(budget, "doctor", products.map(Foreign::new), "");
    let mut comment = Comment::new(budget, markers, &title);
    comment.push(Rank::Note, table(&view.checks));
    comment
}

/// Writes the rows that fit; where not all do, those that are not as they should be come first, and the rest is counted.
fn table(checks: &[Check]) -> String {
    let mut out = "| check | status | about | found | fix |\n|---|---|---|---|---|\n".to_owned();
    let rows: Vec<(&Check, String)> = checks.iter().map(|it| (it, row(it))).collect();
    let all: usize = rows.iter().map(|(_, row)| row.len()).sum();
    let (first, last): (Vec<_>, Vec<_>) = rows.iter().partition(|(check, _)| {
        all <= MOST || matches!(check.status, CheckStatus::Failed | CheckStatus::Warning)
    });
    let mut left = 0_usize;
    for (_, row) in first.into_iter().chain(last) {
        if out.len() + row.len() > MOST {
            left += 1;
        } else {
            out.push_str(row);
        }
    }
    out.push('\n');
    if left > 0 {
        let _ = write!(out, "_and {} more_\n\n", thousands(left));
    }
    out
}

fn row(check: &Check) -> String {
    let Check {
        id,
        status,
        subject,
        message,
        fix,
    } = check;
    let status = match status {
        CheckStatus::Failed => "**failed**",
        CheckStatus::Ok | CheckStatus::Warning | CheckStatus::Skipped => status.as_str(),
    };
    let subject = subject.as_deref().map(code).unwrap_or_default();
    let fix = fix.as_deref().map(prose).unwrap_or_default();
    let cells = [subject, prose(message), fix].map(|it| it.replace('|', "\\|"));
    format!("| {} | {status} | {} |\n", id.as_str(), cells.join(" | "))
}
