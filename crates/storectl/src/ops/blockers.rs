//! Why an apply may not begin.

use storectl_model::AckToken;
use storectl_plan::{Blocker, NextStep, PolicyViolation, ProductPlan};
use storectl_report::{Format, submission_in_doubt};

use crate::{
    error::CliError,
    exit::Exit,
    hints::{
        invocation::Invocation,
        next,
        refusals::{self, Acknowledge},
    },
    manifests::load::{Manifest, ManifestOrigin},
    ops::{
        plan::{self, Planned},
        plans::Plans,
    },
    output::printer::{Level, Printer},
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

/// Returns whether the policy forbids one of them.
pub(crate) fn is_forbidden(planned: &[Planned<'_>]) -> bool {
    let plans = planned.iter().filter_map(|it| it.plan.as_ref().ok());
    let mut blockers = plans.flat_map(|it| &it.blockers);
    blockers.any(|it| matches!(it, Blocker::Policy(_)))
}

/// Returns whether there is nothing to do for any of them.
pub(crate) fn all_nothing(planned: &[Planned<'_>]) -> bool {
    planned
        .iter()
        .all(|it| it.plan.as_ref().is_ok_and(is_nothing))
}

/// Returns the gravest reason why plans may not be applied: what apply ends with before its first write.
pub(crate) fn refusal(planned: &[Planned<'_>], invocation: &Invocation) -> Option<CliError> {
    gravest([
        fault(planned, invocation),
        in_doubt(planned, invocation),
        busy(planned, invocation),
    ])
}

/// Returns the gravest of them that is not about installers: what is wrong with bytes that nobody approved is not the matter
/// (forms.md, Installers 8).
pub(crate) fn refusal_but_of_installers(
    planned: &[Planned<'_>],
    invocation: &Invocation,
) -> Option<CliError> {
    gravest([
        fault_but_of_installers(planned, invocation),
        in_doubt(planned, invocation),
        busy(planned, invocation),
    ])
}

/// Returns the gravest of them that time does not resolve: what plan ends with as well (design.md §2).
pub(crate) fn fault(planned: &[Planned<'_>], invocation: &Invocation) -> Option<CliError> {
    fault_of(planned, |_| true, invocation)
}

/// Returns the gravest of these that is not about installers.
pub(crate) fn fault_but_of_installers(
    planned: &[Planned<'_>],
    invocation: &Invocation,
) -> Option<CliError> {
    let is_other = |it: &Blocker| !matches!(it, Blocker::Installer { .. });
    fault_of(planned, is_other, invocation)
}

/// Returns the gravest of those that count and time does not resolve.
fn fault_of(
    planned: &[Planned<'_>],
    counts: impl Fn(&Blocker) -> bool,
    invocation: &Invocation,
) -> Option<CliError> {
    let open = plan::open_tokens(planned);
    let faults = planned.iter().map(|it| match &it.plan {
        Ok(plan) => {
            let blockers = plan.blockers.iter().filter(|it| counts(it));
            gravest(blockers.map(|blocker| blocked(it, plan, blocker, &open, invocation)))
        }
        Err(error) => Some(error.clone()),
    });
    worst_of_products(faults.flatten())
}

/// Returns why there is no plan at all, where there is none: then there is nothing to show beside the reason.
pub(crate) fn all_failed(planned: &[Planned<'_>], invocation: &Invocation) -> Option<CliError> {
    let is_any = planned.iter().any(|it| it.plan.is_ok());
    fault(planned, invocation).filter(|_| !is_any)
}

/// Returns the first submission that must end before anything can be written.
fn busy(planned: &[Planned<'_>], invocation: &Invocation) -> Option<CliError> {
    let busy = planned.iter().filter_map(|it| {
        let plan = it.plan.as_ref().ok()?;
        plan.blockers.iter().find_map(|blocker| match blocker {
            Blocker::Busy { submission, messages } => {
                let product = name(it.manifest);
                let busy = CliError::new(
                    Exit::Busy,
                    format!("{product}: submission {submission} is in progress, and the Store rejects every write until it ends"),
                );
                let busy = busy.said(messages).next(NextStep::AwaitOngoing);
                Some(next::about(busy, &plan.product_id, invocation))
            }
            Blocker::Unacknowledged { .. }
            | Blocker::InDoubt { .. }
            | Blocker::Conflict { .. }
            | Blocker::Installer { .. }
            | Blocker::Policy(_) => None,
        })
    });
    worst_of_products(busy)
}

/// Returns the first submission that was announced and of which nobody knows whether the Store accepted it.
pub(crate) fn in_doubt(planned: &[Planned<'_>], invocation: &Invocation) -> Option<CliError> {
    let in_doubt = planned.iter().filter_map(|it| {
        let plan = it.plan.as_ref().ok()?;
        plan.blockers.iter().find_map(|blocker| match blocker {
            Blocker::InDoubt { announced_at } => {
                let message = format!(
                    "{}: {}",
                    name(it.manifest),
                    submission_in_doubt(*announced_at)
                );
                let error = CliError::new(Exit::Unconverged, message).next(plan.submit_in_doubt());
                Some(next::about(error, &plan.product_id, invocation))
            }
            Blocker::Busy { .. }
            | Blocker::Unacknowledged { .. }
            | Blocker::Conflict { .. }
            | Blocker::Installer { .. }
            | Blocker::Policy(_) => None,
        })
    });
    worst_of_products(in_doubt)
}

/// Says why a plan fails, or what apply would end with.
pub(crate) fn say_reasons(plans: &Plans<'_>, format: Format, printer: &Printer) {
    match (&plans.error, in_doubt(plans.planned, plans.invocation)) {
        (Some(error), _) => printer.failure_beside(error, format),
        (None, Some(doubt)) => {
            let view = doubt.view();
            printer.say(Level::Warning, &view.message);
            for hint in &view.hints {
                printer.advice(hint);
            }
        }
        (None, None) => {}
    }
}

/// Returns the first of the errors that outrank the others.
pub(crate) fn gravest(errors: impl IntoIterator<Item = Option<CliError>>) -> Option<CliError> {
    let errors = errors.into_iter().flatten();
    errors.reduce(|first, it| if it.exit() > first.exit() { it } else { first })
}

/// Returns the gravest error of several products, one each, with the number of the others.
pub(crate) fn worst_of_products(errors: impl Iterator<Item = CliError>) -> Option<CliError> {
    let errors: Vec<CliError> = errors.collect();
    let others = errors.len().saturating_sub(1);
    gravest(errors.into_iter().map(Some)).map(|it| it.beside(others))
}

/// Returns why a product's plan may not be applied, unless time resolves it; `open` are the tokens that are missing for all
/// products of the run.
fn blocked(
    planned: &Planned<'_>,
    plan: &ProductPlan,
    blocker: &Blocker,
    open: &[&AckToken],
    invocation: &Invocation,
) -> Option<CliError> {
    let manifest = planned.manifest;
    match blocker {
        Blocker::Busy { .. } | Blocker::InDoubt { .. } => None,
        Blocker::Unacknowledged { .. } => {
            let named: Vec<String> = plan
                .unacknowledged()
                .filter_map(|(path, guard)| {
                    Some(format!("{} {path} ({})", guard.token()?, guard.meaning()))
                })
                .collect();
            let first = plan.unacknowledged().next();
            let place = first.and_then(|(path, _)| manifest.locate(&path.pointer()));
            Some(
                CliError::new(
                    Exit::Blocked,
                    format!(
                        "{} has {}: {}",
                        name(manifest),
                        match named.len() {
                            1 => "an unacknowledged destructive change",
                            _ => "unacknowledged destructive changes",
                        },
                        named.join("; ")
                    ),
                )
                .hints(refusals::acknowledge(
                    open,
                    place_of_tokens(manifest),
                    invocation,
                ))
                .at(place),
            )
        }
        // As much the manifest's error as one that is found offline.
        Blocker::Conflict {
            path,
            place,
            message,
            hint,
        } => Some(
            CliError::new(Exit::Invalid, format!("{path}: {message}"))
                .hint(hint)
                .at(manifest.locate(&place.pointer())),
        ),
        Blocker::Installer {
            path,
            code,
            message,
            hint,
        } => Some(
            CliError::new(Exit::Invalid, format!("{path}: {message} [{code}]"))
                .hint(hint)
                .at(manifest.locate(&path.pointer())),
        ),
        Blocker::Policy(violation) => {
            let PolicyViolation {
                rule: _, // at its place
                place: _,
                path,
                changes: _, // the message names them
                unmanaged: _,
                message,
                hint,
            } = violation;
            let about = path.as_ref().map(|it| format!("{it}: "));
            let message = format!("{}: {}{message}", name(manifest), about.unwrap_or_default());
            Some(
                CliError::new(Exit::Blocked, message)
                    .hint(hint)
                    .at(planned.rule_at(violation)),
            )
        }
    }
}

/// Returns where tokens of a manifest's changes can be named.
fn place_of_tokens(manifest: &Manifest) -> Acknowledge {
    match manifest.origin {
        ManifestOrigin::Checkout => Acknowledge::Anywhere,
        ManifestOrigin::Receipt(_) => Acknowledge::OnCommandLine,
    }
}

/// Returns a product as shown to users.
pub(crate) fn name(manifest: &Manifest) -> String {
    let id = &manifest.product.product_id;
    match &manifest.product.name {
        Some(name) => format!("{name} ({id})"),
        None => id.to_string(),
    }
}
