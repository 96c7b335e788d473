//! Why a plan cannot be applied, as sentences.

use storectl_plan::{Blocker, Change, ProductPlan};

use super::{Sentence, hint, partner_center, place, reasons::store_message};
use crate::ProductView;

/// Why apply would refuse.
pub(crate) enum Obstacle<'a> {
    /// It says what to do itself.
    Told(Vec<Sentence>),
    /// These changes need their tokens acknowledged.
    Locked(Vec<&'a Change>),
}

/// Gives every reason why apply would refuse a product, in the plan's order.
pub(crate) fn obstacles<'a>(product: &ProductView<'a>) -> Vec<Obstacle<'a>> {
    let Ok(plan) = product.plan else {
        return Vec::new();
    };
    plan.blockers
        .iter()
        .map(|it| obstacle(it, plan, product))
        .collect()
}

fn obstacle<'a>(
    blocker: &'a Blocker,
    plan: &'a ProductPlan,
    product: &ProductView<'a>,
) -> Obstacle<'a> {
    match blocker {
        Blocker::Busy {
            submission,
            messages,
        } => {
            let mut told = vec![
                Sentence::new()
                    .ours("Submission ")
                    .code(submission.as_str())
                    .ours(" is in progress; the Store rejects every write until it ends."),
            ];
            let said = |it| store_message("the Store reports", it);
            told.extend(messages.iter().take(30).map(said));
            told.push(Sentence::labeled("see").ours(partner_center(plan.product_id.as_str())));
            Obstacle::Told(told)
        }
        Blocker::Unacknowledged { changes } => {
            let changes = changes.iter().filter_map(|it| plan.changes.get(*it));
            Obstacle::Locked(changes.collect())
        }
        Blocker::Conflict {
            path,
            place: _, // for the place in the manifest
            message,
            hint: advice,
        } => {
            let about = Sentence::new().code(&path.to_string());
            let mut told = vec![about.ours(": ").prose(message)];
            let near = |it: &Change| path.is_within(&it.path);
            let change = plan.changes.iter().position(near);
            if let Some(Some(source)) = change.and_then(|it| product.sources.get(it)) {
                told.push(place(source));
            }
            told.push(hint(advice));
            Obstacle::Told(told)
        }
    }
}
