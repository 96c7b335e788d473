//! Why an apply may not begin.

use std::collections::BTreeSet;

use storectl_model::AckToken;
use storectl_plan::{Blocker, NextStep, ProductPlan};

use crate::{
    error::CliError,
    exit::Exit,
    hints::{invocation::Invocation, next, refusals},
    manifests::load::Manifest,
    ops::plan::Planned,
};

/// Refuses drafts that differ from their manifests: they are not what anybody reviewed.
///
/// # Errors
/// 12, with the fields of the first that differs.
pub(crate) fn must_match(planned: &[Planned<'_>], invocation: &Invocation) -> Result<(), CliError> {
    for one in planned {
        let Ok(plan) = &one.plan else { continue };
        let Some(first) = plan.changes.first() else {
            continue;
        };
        let fields: Vec<String> = plan.changes.iter().map(|it| it.path.to_string()).collect();
        return Err(CliError::new(
            Exit::Stale,
            format!(
                "the draft of {} differs from the manifest: {}",
                name(one.manifest),
                fields.join(", ")
            ),
        )
        .hints(refusals::make_match(invocation))
        .at(one.manifest.locate(&first.path.pointer())));
    }
    Ok(())
}

/// Returns whether there is nothing to do: then a submission in progress is in nobody's way.
pub(crate) fn is_nothing(plan: &ProductPlan) -> bool {
    let verdict = plan.verdict();
    !verdict.is_refused() && !verdict.has_work()
}

/// Returns whether there is nothing to do for any of them.
pub(crate) fn all_nothing(planned: &[Planned<'_>]) -> bool {
    planned
        .iter()
        .all(|it| it.plan.as_ref().is_ok_and(is_nothing))
}

/// Returns the gravest reason why plans may not be applied.
pub(crate) fn refusal(planned: &[Planned<'_>], invocation: &Invocation) -> Option<CliError> {
    let plans = || {
        let plans = planned.iter();
        plans.filter_map(|it| Some((it.manifest, it.plan.as_ref().ok()?)))
    };
    let open: BTreeSet<&AckToken> = plans().flat_map(|(_, plan)| unacknowledged(plan)).collect();
    let open: Vec<&AckToken> = open.into_iter().collect();
    plans()
        .filter_map(|(manifest, plan)| of_product(manifest, plan, &open, invocation))
        .max_by_key(CliError::exit)
}

/// Returns the tokens of destructive changes that nobody has acknowledged.
fn unacknowledged(plan: &ProductPlan) -> impl Iterator<Item = &AckToken> {
    let changes = plan.blockers.iter().filter_map(|it| match it {
        Blocker::Unacknowledged { changes } => Some(changes),
        Blocker::Busy { .. } | Blocker::Conflict { .. } => None,
    });
    changes
        .flatten()
        .filter_map(|it| Some(&plan.changes.get(*it)?.guard.as_ref()?.token))
}

/// Returns why a product's plan may not be applied; `open` are the tokens that are missing for all products of the run.
fn of_product(
    manifest: &Manifest,
    plan: &ProductPlan,
    open: &[&AckToken],
    invocation: &Invocation,
) -> Option<CliError> {
    let product = name(manifest);
    let blockers = plan.blockers.iter().filter_map(|it| match it {
        Blocker::Busy {
            submission,
            messages,
        } => {
            let busy = CliError::new(
                Exit::Busy,
                format!("{product}: submission {submission} is in progress, and the Store rejects every write until it ends"),
            );
            let busy = busy.said(messages).next(NextStep::AwaitOngoing);
            Some(next::about(busy, &plan.product_id, invocation))
        }
        Blocker::Unacknowledged { changes } => {
            let guards = changes.iter().filter_map(|it| {
                let change = plan.changes.get(*it)?;
                Some((change, change.guard.as_ref()?))
            });
            let named: Vec<String> = guards
                .clone()
                .map(|(change, guard)| format!("{} {} ({})", guard.token, change.path, guard.meaning()))
                .collect();
            let place = guards.clone().next().and_then(|(it, _)| manifest.locate(&it.path.pointer()));
            Some(
                CliError::new(
                    Exit::Blocked,
                    format!("{product} has unacknowledged destructive changes: {}", named.join("; ")),
                )
                .hints(refusals::acknowledge(open, invocation))
                .at(place),
            )
        }
        // Reported before, with the plans that cannot be made.
        Blocker::Conflict { .. } => None,
    });
    blockers.max_by_key(CliError::exit)
}

/// Returns a product as shown to users.
pub(crate) fn name(manifest: &Manifest) -> String {
    let id = &manifest.product.product_id;
    match &manifest.product.name {
        Some(name) => format!("{name} ({id})"),
        None => id.to_string(),
    }
}
