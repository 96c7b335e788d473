//! What Partner Center changed since the base: conflicts open, and drift where it is short.

use std::fmt::Write as _;

use storectl_plan::{Change, Lock};

use super::{
    budget::{Comment, Rank},
    code,
    fold::{Fold, details},
    sentence,
};
use crate::{
    Foreign, PlanDetails, ProductView, SourceRef, escape,
    view::{
        count, keep,
        origin::{
            OVERWRITES, REVERTS, agreed, changes_of, is_conflict, is_drift, reverted, sides, since,
        },
        take_live, thousands,
    },
};

/// Most conflicts, and most drift, of a product that are listed.
const ROWS: usize = 30;

/// Adds what Partner Center changed: conflicts open, drift where it is short, what both sides changed alike in one line.
pub(super) fn push_since(comment: &mut Comment, product: &ProductView<'_>, plan: &PlanDetails) {
    let source = |at: usize| product.sources.get(at).and_then(Option::as_ref);
    let conflicts = changes_of(plan, is_conflict);
    if conflicts.len() + changes_of(plan, is_drift).len() > 0 {
        let title = sentence(&since(&product.base, plan));
        comment.push(Rank::Note, format!("{title}\n\n"));
    }
    for (at, change) in conflicts.iter().take(ROWS) {
        comment.push(
            Rank::Note,
            conflict(change, source(*at), product.take_command(*at)),
        );
    }
    if let Some(more) = conflicts.len().checked_sub(ROWS).filter(|it| *it > 0) {
        let more = format!("_and {} more in conflict_\n\n", thousands(more));
        comment.push(Rank::Note, more);
    }
    push_drift(comment, product, plan);
    if let Some(agreed) = agreed(plan) {
        comment.push(Rank::Detail, format!("{}\n\n", sentence(&agreed)));
    }
}

fn push_drift(comment: &mut Comment, product: &ProductView<'_>, plan: &PlanDetails) {
    let drift = changes_of(plan, is_drift);
    if drift.is_empty() {
        return;
    }
    let mut list = String::new();
    for (at, change) in drift.iter().take(ROWS) {
        let place = product.places_to_write.get(*at).and_then(Option::as_ref);
        let [live, manifest] =
            reverted(change).map(|(side, value)| format!("{side} {}", code(&value)));
        let _ = writeln!(
            list,
            "- ⟲ **drift** {}: {live} → {manifest}; {REVERTS}{}; {}",
            code(&change.path.to_string()),
            lock(change),
            sentence(&keep(
                change,
                product.take_command(*at),
                place,
                product.manifest
            )),
        );
    }
    if let Some(more) = drift.len().checked_sub(ROWS).filter(|it| *it > 0) {
        let _ = writeln!(list, "- and {} more", thousands(more));
    }
    let summary = format!("<b>Drift</b> {}", count(drift.len(), "change"));
    comment.push(
        Rank::Detail,
        details(Fold::of_lines(drift.len()), &summary, &list),
    );
}

fn conflict(change: &Change, source: Option<&SourceRef>, command: Option<&str>) -> String {
    let place = source.map(|it| code(&format!("{}:{}", it.in_repository, it.line)));
    let place = place.map(|it| format!(" {it}")).unwrap_or_default();
    let lines: Vec<String> = sides(change)
        .into_iter()
        .map(|(side, value)| {
            let value = Foreign::new(&value).clipped(300);
            format!("{side:8}  {}", value.as_foreign().as_raw())
        })
        .collect();
    let take = command.map(|it| format!("{}\n\n", sentence(&take_live(it))));
    format!(
        "⚡ **conflict** {}{place}: {OVERWRITES}{}\n\n{}\n{}",
        code(&change.path.to_string()),
        lock(change),
        escape::fence("text", &lines),
        take.unwrap_or_default()
    )
}

/// Says whether a token is missing.
fn lock(change: &Change) -> String {
    let Some(guard) = &change.guard else {
        return String::new();
    };
    let meaning = guard.meaning();
    match &guard.lock {
        Lock::Acknowledged(token) => format!(" (acknowledged {token}: {meaning})"),
        Lock::Locked(token) => format!(" (**blocked** {token}: {meaning})"),
        Lock::Invalid | Lock::Forbidden(_) | Lock::Withheld(_) => {
            format!(" (**destructive**: {meaning})")
        }
    }
}
