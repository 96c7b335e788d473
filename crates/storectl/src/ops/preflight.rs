//! Why an apply may not begin.

use storectl_plan::{Blocker, ProductPlan};

use crate::{
    error::CliError,
    exit::Exit,
    hints::{invocation::Invocation, partner_center},
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
        .hint(format!(
            "make the draft match with `{}`",
            invocation.then("apply", &[])
        ))
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

/// Returns why a product's plan may not be applied.
pub(crate) fn refusal(
    manifest: &Manifest,
    plan: &ProductPlan,
    invocation: &Invocation,
) -> Option<CliError> {
    let product = name(manifest);
    let blockers = plan.blockers.iter().filter_map(|it| match it {
        Blocker::Busy {
            submission,
            messages,
        } => Some(
            CliError::new(
                Exit::Busy,
                format!("{product}: submission {submission} is in progress, and the Store rejects every write until it ends"),
            )
            .said(messages)
            .hint(format!("wait for it with `{}`", invocation.again_with("--wait-for-ongoing")))
            .hint(format!("or cancel it in Partner Center: {}", partner_center(&plan.product_id))),
        ),
        Blocker::Unacknowledged { changes } => {
            let guards = changes.iter().filter_map(|it| {
                let change = plan.changes.get(*it)?;
                Some((change, change.guard.as_ref()?))
            });
            let named: Vec<String> = guards
                .clone()
                .map(|(change, guard)| format!("{} {} ({})", guard.token, change.path, guard.meaning()))
                .collect();
            let flags: Vec<String> = guards
                .clone()
                .map(|(_, guard)| format!("--acknowledge {}", guard.token))
                .collect();
            let place = guards.clone().next().and_then(|(it, _)| manifest.locate(&it.path.pointer()));
            Some(
                CliError::new(
                    Exit::Blocked,
                    format!("{product} has unacknowledged destructive changes: {}", named.join("; ")),
                )
                .hint("if intended, add the tokens to `acknowledge:` in the manifest")
                .hint(format!("or pass {}", flags.join(" ")))
                .at(place),
            )
        }
        // Told before, with the plans that cannot be made.
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
