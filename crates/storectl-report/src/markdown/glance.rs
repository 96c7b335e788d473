//! What a reviewer asks and no table says: what stays, whether something goes, and whether something blocks.

use storectl_plan::{Action, Change, ChangeValue, Verdict};

use super::{code, running};
use crate::{
    Foreign, PlanDetails, PlanView, ProductView,
    value::{Body, body},
    view::{
        Kind,
        unmanaged::{moved, of_several},
        verdict,
    },
};

/// Returns the lines of a comment that answer for its products together; nothing where none of them changes.
pub(super) fn glance(view: &PlanView<'_>) -> String {
    let plans: Vec<&PlanDetails> = view
        .products
        .iter()
        .filter_map(|it| it.plan().ok())
        .collect();
    if plans.iter().all(|it| it.changes.is_empty()) {
        return String::new();
    }
    // What a snapshot lacks may be anything; a warning names it.
    let is_compared = view.live.is_none() || plans.iter().all(|it| it.warnings.is_empty());
    let mut sentences = Vec::new();
    if is_compared {
        sentences.extend(kept(&plans, view.products.len()));
    }
    if is_free(view) {
        sentences.push("Nothing blocks this plan.".to_owned());
    }
    let line = match plans.as_slice() {
        // What it does not manage has a line of its own.
        [only] => installers(only).filter(|_| is_compared),
        several => of_several(several),
    };
    let line: Vec<String> = line.into_iter().collect();
    paragraph(&sentences) + &paragraph(&line)
}

/// Most installers that are named.
const INSTALLERS: usize = 3;

/// Names the installers, and whether they are known to be those of the last submission; `None` where a package changes, which has a
/// section of its own.
pub(super) fn installers(plan: &PlanDetails) -> Option<String> {
    let page = plan.store_page.as_ref()?;
    if !Kind::unchanged(&[plan]).contains(&Kind::Packages) {
        return None;
    }
    let packages = page.packages();
    let named = packages.iter().take(INSTALLERS).filter_map(|it| {
        let label = running(
            Foreign::new(&page.package_label(it))
                .clipped(100)
                .as_foreign(),
        );
        Some(format!("{} ({label})", code(page.installer(it)?)))
    });
    let named: Vec<String> = named.collect();
    let more = match packages.len().saturating_sub(INSTALLERS) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let what = match packages.len() {
        1 => "Installer",
        _ => "Installers",
    };
    let unchanged = match plan.compared_since {
        Some(_) => ", unchanged",
        None => "",
    };
    (!named.is_empty()).then(|| format!("{what}{unchanged}: {}{more}.", named.join(", ")))
}

/// Writes sentences as a paragraph; nothing where there are none.
pub(super) fn paragraph(sentences: &[String]) -> String {
    match sentences {
        [] => String::new(),
        some => format!("{}\n\n", some.join(" ")),
    }
}

/// Says which kinds of things stay as they are, and that nothing goes, where that is so and known. Without a receipt, a draft may
/// hold anything that nobody submitted yet, so that no more than the draft is known.
pub(super) fn kept(plans: &[&PlanDetails], products: usize) -> Vec<String> {
    let has_receipt = |it: &&PlanDetails| it.compared_since.is_some();
    let is_known = plans.len() == products && plans.iter().all(has_receipt);
    let kinds = Kind::unchanged(plans);
    let words: Vec<String> = kinds.iter().map(|it| it.words().to_lowercase()).collect();
    let words = match words.split_last() {
        None => None,
        Some((only, [])) => Some(only.clone()),
        Some((last, others)) => Some(format!("{} and {last}", others.join(", "))),
    };
    let place = match plans {
        _ if is_known => "by this plan",
        [_] => "in the draft",
        _ => "in the drafts that were read",
    };
    let mut sentences = Vec::new();
    sentences.extend(words.map(|it| format!("Unchanged {place}: {it}.")));
    if is_known && plans.iter().all(|it| removes_nothing(it)) {
        sentences.push("This plan removes no language, package, image or value.".to_owned());
    }
    sentences
}

/// Whether the run found nothing that keeps apply from doing this.
fn is_free(view: &PlanView<'_>) -> bool {
    let is_refused = |it: &ProductView<'_>| {
        verdict(it).is_none_or(Verdict::is_refused)
            || it.rehearsal.is_some_and(|it| !it.is_ok())
            // A warning may be of what apply refuses, as a journal that cannot be read.
            || it.plan().is_ok_and(|plan| !plan.warnings.is_empty())
    };
    let has_failed = view.error.is_some() || view.invalid.is_some();
    !has_failed && !view.products.iter().any(is_refused)
}

/// Whether nothing goes, neither by the plan nor by what is in the draft already and published with it.
fn removes_nothing(plan: &PlanDetails) -> bool {
    let is_gone = moved(plan).iter().any(|(it, _)| it.value.is_unset());
    !is_gone && plan.agreed.is_empty() && !plan.changes.iter().any(removes)
}

/// Whether a value goes, or a part of one. A text that is rewritten stays.
fn removes(change: &Change) -> bool {
    match change.action {
        Action::Add | Action::Reorder => false,
        Action::Remove | Action::Clear => true,
        Action::Change => match &change.after {
            ChangeValue::Items(_) | ChangeValue::Object(_) => loses_a_part(change),
            ChangeValue::Unset | ChangeValue::Images(_) | ChangeValue::Image(_) => true,
            ChangeValue::Flag(_)
            | ChangeValue::Word(_)
            | ChangeValue::Text(_)
            | ChangeValue::Withheld(_) => false,
        },
    }
}

fn loses_a_part(change: &Change) -> bool {
    match body(change) {
        Body::Items { gone, added: _ } => !gone.is_empty(),
        // Items of a list are compared by their places: one that is another now may have taken the place of one that goes.
        Body::Fields(fields) => fields.iter().any(|it| it.before.is_some()),
        Body::Removed(_) | Body::Loses(_) => true,
        Body::Scalars { .. }
        | Body::Words(_)
        | Body::Lines(_)
        | Body::Added(_)
        | Body::Order { .. } => false,
    }
}
