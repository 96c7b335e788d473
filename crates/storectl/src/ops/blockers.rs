//! Why an apply may not begin.

use storectl_model::{AckToken, FieldPath};
use storectl_plan::{Blocker, NextStep, PolicyViolation, ProductPlan, StaleEntry};
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

/// Says why plans may not be applied.
#[derive(Clone, Copy)]
pub(crate) struct Reasons<'a> {
    /// The tokens that are missing for all products of the run.
    open: &'a [&'a AckToken],
    invocation: &'a Invocation,
}

impl<'a> Reasons<'a> {
    /// Makes it for a run in which these tokens are missing.
    pub(crate) fn new(open: &'a [&'a AckToken], invocation: &'a Invocation) -> Self {
        Self { open, invocation }
    }

    /// Returns the gravest reason of those that count why a product cannot be applied: it has no plan, or one that is blocked.
    pub(crate) fn refusal(
        &self,
        planned: &Planned<'_>,
        counts: impl Fn(&Blocker) -> bool,
    ) -> Option<CliError> {
        match &planned.plan {
            Ok(plan) => {
                let blockers = plan.blockers.iter().filter(|it| counts(it));
                gravest(blockers.map(|it| Some(self.blocked(planned, plan, it))))
            }
            Err(error) => Some(error.clone()),
        }
    }

    /// Refuses a draft that differs from its manifest: it is not what anybody reviewed.
    ///
    /// # Errors
    /// 12, with its fields.
    pub(crate) fn must_match(&self, planned: &Planned<'_>) -> Result<(), CliError> {
        let Ok(plan) = &planned.plan else {
            return Ok(());
        };
        let Some(first) = plan.changes.first() else {
            return Ok(());
        };
        let fields: Vec<String> = plan.changes.iter().map(|it| it.path.to_string()).collect();
        let message = format!(
            "the draft of {} differs from the manifest: {}",
            name(planned.manifest),
            fields.join(", ")
        );
        Err(CliError::new(Exit::Stale, message)
            .hints(refusals::make_match(self.invocation))
            .at(planned.manifest.locate(&first.path.pointer())))
    }

    fn blocked(&self, planned: &Planned<'_>, plan: &ProductPlan, blocker: &Blocker) -> CliError {
        let manifest = planned.manifest;
        let place = |it: &FieldPath| manifest.locate(&it.pointer());
        match blocker {
            Blocker::Busy {
                submission,
                messages,
            } => {
                let product = name(manifest);
                let message = format!(
                    "{product}: submission {submission} is in progress, and the Store rejects every write until it ends"
                );
                let busy = CliError::new(Exit::Busy, message).said(messages);
                next::about(
                    busy.next(NextStep::AwaitOngoing),
                    &plan.product_id,
                    self.invocation,
                )
            }
            Blocker::InDoubt { announced_at } => {
                let doubt = submission_in_doubt(*announced_at);
                let error =
                    CliError::new(Exit::Unconverged, format!("{}: {doubt}", name(manifest)));
                next::about(
                    error.next(plan.submit_in_doubt()),
                    &plan.product_id,
                    self.invocation,
                )
            }
            Blocker::Unacknowledged { .. } => self.unacknowledged(manifest, plan),
            // As much the manifest's error as one that is found offline.
            Blocker::Conflict {
                path,
                place: at,
                message,
                hint,
            } => CliError::new(Exit::Invalid, format!("{path}: {message}"))
                .hint(hint)
                .at(place(at)),
            Blocker::Installer {
                path,
                code,
                message,
                hint,
            } => CliError::new(Exit::Invalid, format!("{path}: {message} [{code}]"))
                .hint(hint)
                .at(place(path)),
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
                CliError::new(Exit::Blocked, message)
                    .hint(hint)
                    .at(planned.rule_at(violation))
            }
        }
    }

    fn unacknowledged(&self, manifest: &Manifest, plan: &ProductPlan) -> CliError {
        let named = plan.unacknowledged().filter_map(|(path, guard)| {
            Some(format!("{} {path} ({})", guard.token()?, guard.meaning()))
        });
        let named: Vec<String> = named.collect();
        let first = plan.unacknowledged().next();
        let place = first.and_then(|(path, _)| manifest.locate(&path.pointer()));
        let what = match named.len() {
            1 => "an unacknowledged destructive change",
            _ => "unacknowledged destructive changes",
        };
        let message = format!("{} has {what}: {}", name(manifest), named.join("; "));
        let where_to = place_of_tokens(manifest);
        CliError::new(Exit::Blocked, message)
            .hints(refusals::acknowledge(self.open, where_to, self.invocation))
            .at(place)
    }
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

/// Returns whether the policy forbids it.
pub(crate) fn is_forbidden(planned: &Planned<'_>) -> bool {
    let mut blockers = planned.plan.iter().flat_map(|it| &it.blockers);
    blockers.any(|it| matches!(it, Blocker::Policy(_)))
}

/// Returns whether it is about a submission that must end first.
pub(crate) fn is_busy(blocker: &Blocker) -> bool {
    matches!(blocker, Blocker::Busy { .. })
}

/// Returns whether it is about an installer. What is wrong with bytes that nobody approved is not the matter (forms.md,
/// Installers 8).
pub(crate) fn is_of_installer(blocker: &Blocker) -> bool {
    matches!(blocker, Blocker::Installer { .. })
}

fn is_doubt(blocker: &Blocker) -> bool {
    matches!(blocker, Blocker::InDoubt { .. })
}

/// Returns the gravest reason that time does not resolve why plans may not be applied: what plan ends with as well (design.md
/// §2).
pub(crate) fn fault(planned: &[Planned<'_>], invocation: &Invocation) -> Option<CliError> {
    let open = plan::open_tokens(planned);
    let reasons = Reasons::new(&open, invocation);
    let stays = |it: &Blocker| !is_busy(it) && !is_doubt(it);
    worst_of_products(planned.iter().filter_map(|it| reasons.refusal(it, stays)))
}

/// Returns the first submission that was announced and of which nobody knows whether the Store accepted it.
pub(crate) fn in_doubt(planned: &[Planned<'_>], invocation: &Invocation) -> Option<CliError> {
    let reasons = Reasons::new(&[], invocation);
    let planned = planned.iter().filter(|it| it.plan.is_ok());
    worst_of_products(planned.filter_map(|it| reasons.refusal(it, is_doubt)))
}

/// Returns why there is no plan at all, where there is none: then there is nothing to show beside the reason.
pub(crate) fn all_failed(planned: &[Planned<'_>], invocation: &Invocation) -> Option<CliError> {
    let is_any = planned.iter().any(|it| it.plan.is_ok());
    fault(planned, invocation).filter(|_| !is_any)
}

/// Says why a plan fails, or what apply would end with.
pub(crate) fn say_reasons(plans: &Plans<'_>, format: Format, printer: &Printer) {
    match (&plans.error, in_doubt(plans.planned, plans.invocation)) {
        (Some(error), _) => printer.failure_beside(error, format),
        (None, Some(doubt)) => printer.aside(Level::Warning, &doubt),
        (None, None) => {}
    }
}

/// Returns the first of the errors that outrank the others.
pub(crate) fn gravest(errors: impl IntoIterator<Item = Option<CliError>>) -> Option<CliError> {
    let errors = errors.into_iter().flatten();
    errors.reduce(|first, it| if it.exit() > first.exit() { it } else { first })
}

/// Returns the gravest error of several products, one each, with the number of the others; of stale plans with what is stale in
/// any of them.
pub(crate) fn worst_of_products(errors: impl Iterator<Item = CliError>) -> Option<CliError> {
    let errors: Vec<CliError> = errors.collect();
    let others = errors.len().saturating_sub(1);
    let stale = errors.iter().flat_map(|it| &it.view().stale);
    let stale: Vec<StaleEntry> = stale.cloned().collect();
    let worst = gravest(errors.into_iter().map(Some))?.beside(others);
    Some(match worst.exit() {
        Exit::Stale => worst.stale(stale),
        _ => worst,
    })
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
