//! What Partner Center changed since the base: conflicts open, drift folded.

use storectl_plan::Change;

use super::{
    change::shown,
    guard::write_guard,
    page::{Ink, Page, words},
};
use crate::{
    Foreign, PlanDetails, ProductView, SourceRef, Verbosity,
    value::{Body, body},
    view::{
        Sentence, keep,
        origin::{
            OVERWRITES, REVERTS, agreed, are_sides_whole, changes_of, is_conflict, is_drift,
            reverted, sides, since,
        },
        take_live,
    },
};

/// Writes what Partner Center changed: what apply does with it, and what would keep it.
pub(super) fn write_since(
    page: &mut Page,
    product: &ProductView<'_>,
    plan: &PlanDetails,
    verbosity: Verbosity,
) {
    let (conflicts, drift) = (changes_of(plan, is_conflict), changes_of(plan, is_drift));
    if !conflicts.is_empty() || !drift.is_empty() {
        page.gap();
        let title = words(&since(&product.base, plan));
        page.line(2, &page.ink(Ink::Heading, &title));
    }
    let source = |at: usize| product.sources.get(at).and_then(Option::as_ref);
    for (at, change) in conflicts {
        write_conflict(page, change, source(at), verbosity);
        if let Some(command) = product.take_command(at) {
            page.sentence(10, &take_live(command));
        }
    }
    for (at, change) in drift {
        let place = product.places_to_write.get(at).and_then(Option::as_ref);
        let keep = keep(change, product.take_command(at), place, product.manifest);
        write_drift(page, change, &keep);
    }
    if let Some(agreed) = agreed(plan) {
        page.gap();
        page.sentence(2, &agreed);
    }
}

fn write_conflict(
    page: &mut Page,
    change: &Change,
    source: Option<&SourceRef>,
    verbosity: Verbosity,
) {
    let sign = page.ink(Ink::Danger, "⚡ conflict");
    let address = change.path.to_string();
    let place = source.map(|it| format!("  {}:{}", Foreign::new(&it.file).line(), it.line));
    let place = page.ink(Ink::Quiet, &place.unwrap_or_default());
    page.line(
        4,
        &format!(
            "{sign}  {}{place}  {OVERWRITES}",
            Foreign::new(&address).line()
        ),
    );
    for (side, value) in sides(change) {
        page.line(10, &format!("{side:8}  {}", Foreign::new(&value).line()));
    }
    if let Some(guard) = &change.guard {
        write_guard(page, 10, guard);
    }
    // Short values stand above; of others the difference says more.
    let body = body(change);
    match &body {
        Body::Scalars { .. } | Body::Loses(_) => {}
        Body::Words(_) | Body::Added(_) | Body::Removed(_) if are_sides_whole(change) => {}
        Body::Words(_)
        | Body::Added(_)
        | Body::Removed(_)
        | Body::Lines(_)
        | Body::Items { .. }
        | Body::Order { .. }
        | Body::Fields(_) => {
            let shown = shown(page, &body, verbosity);
            page.line(10, &format!("live → manifest  {}", shown.beside));
            for line in shown.below {
                page.line(12, &line);
            }
        }
    }
}

fn write_drift(page: &mut Page, change: &Change, keep: &Sentence) {
    let sign = page.ink(Ink::Changed, "⟲ drift");
    let address = change.path.to_string();
    let address = Foreign::new(&address).line();
    let [live, manifest_value] =
        reverted(change).map(|(side, value)| format!("{side} {}", Foreign::new(&value).line()));
    page.line(
        4,
        &format!("{sign}  {address}  {live} → {manifest_value}  {REVERTS}"),
    );
    if let Some(guard) = &change.guard {
        write_guard(page, 10, guard);
    }
    page.sentence(10, keep);
}
