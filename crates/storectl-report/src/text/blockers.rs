//! What keeps a plan from being applied.

use storectl_plan::{Blocker, Change, PlanStatus};

use super::{
    failure::{place_text, store_message},
    heading,
    page::{Ink, Page},
};
use crate::{ProductView, escape, link::partner_center, number::count};

/// Writes why apply would refuse one product, and what to do about it.
pub(super) fn write_blockers(page: &mut Page, product: &ProductView<'_>) {
    let Ok(plan) = product.plan else { return };
    if plan.blockers.is_empty() {
        return;
    }
    let word = match plan.verdict().status() {
        PlanStatus::Busy => "Busy:",
        PlanStatus::Changed | PlanStatus::Unchanged | PlanStatus::Blocked => "Blocked:",
    };
    let title = heading(product.name, product.product_id, product.manifest);
    page.gap();
    page.line(0, &format!("{} {title}", page.ink(Ink::Danger, word)));
    for blocker in &plan.blockers {
        match blocker {
            Blocker::Busy {
                submission,
                messages,
            } => {
                page.line(2, &format!("submission {submission} is in progress; until it ends the Store refuses every write"));
                for message in messages {
                    page.line(2, &format!("the Store said: {}", store_message(message)));
                }
                page.line(
                    2,
                    &format!("see {}", partner_center(plan.product_id.as_str())),
                );
                write_hint(
                    page,
                    "apply again when it has ended, or let `storectl apply --wait-for-ongoing` wait",
                );
            }
            Blocker::Unacknowledged { changes } => {
                let changes = changes.iter().filter_map(|it| plan.changes.get(*it));
                write_unacknowledged(page, changes.collect(), product.manifest);
            }
            Blocker::Conflict {
                path,
                place: _, // for the place in the manifest
                message,
                hint,
            } => {
                page.line(2, &escape::line(&about(&path.to_string(), message)));
                let near = |it: &Change| path.is_within(&it.path);
                let change = plan.changes.iter().position(near);
                if let Some(Some(place)) = change.and_then(|it| product.sources.get(it)) {
                    page.line(2, &format!("at {}", place_text(place)));
                }
                write_hint(page, hint);
            }
        }
    }
}

/// Puts the address before a message, unless the message begins with it.
fn about(address: &str, message: &str) -> String {
    if message.starts_with(address) {
        message.to_owned()
    } else {
        format!("{address}: {message}")
    }
}

fn write_hint(page: &mut Page, hint: &str) {
    let label = page.ink(Ink::Heading, "hint:");
    page.line(2, &format!("{label} {}", escape::line(hint)));
}

fn write_unacknowledged(page: &mut Page, changes: Vec<&Change>, manifest: &str) {
    let what = count(changes.len(), "destructive change");
    let manifest = escape::line(manifest);
    page.line(
        2,
        &format!(
            "{what} without acknowledgement; where intended, add to {manifest} and plan again:"
        ),
    );
    page.line(4, "acknowledge:");
    for change in changes {
        if let Some(guard) = &change.guard {
            let (address, meaning) = (change.path.to_string(), guard.class.meaning());
            let address = escape::line(&address);
            page.line(6, &format!("- {}   # {address}: {meaning}", guard.token));
        }
    }
}
