//! The planner: one comparison, the rules on its outcome, then the steps that make it, in the order of design.md §5.

mod writes;

use std::collections::BTreeSet;

use storectl_model::{AckToken, DesiredProduct, FieldPath, RemoteProduct, SubmitMode};

use self::writes::writes;
use crate::{
    Blocker, Change, ChangeValue, Guard, ImageIds, PlanOptions, ProductPlan, RemovedField,
    SeenInstallers, Selection, Step, StepAction, SubmissionKnowledge, Unmanaged,
    compare::{ImagePolicy, Sides, compare},
    findings::Findings,
    guard::{Lock, WhatGoes, guard},
    order, outcome,
    pending::DraftMatch,
    receipt::Since,
    resumption::{Ongoing, Resumption},
    rules, warnings,
};

/// Plans what makes the draft match the manifest.
///
/// A pure function: same inputs, same plan. The plan of a busy or blocked product is complete, so that it can be
/// reviewed; [`ProductPlan::blockers`] says why apply would refuse it.
pub fn plan(
    desired: &DesiredProduct,
    live: &RemoteProduct,
    options: &PlanOptions<'_>,
) -> ProductPlan {
    let desired = &*options.memory.remind(desired);
    let sides = Sides {
        base: options.memory.base,
        desired,
        live,
    };
    let mut findings = Findings::default();
    let comparison = compare(sides, ImagePolicy::Content, &mut findings);
    let outcome = outcome::outcome(&comparison, sides);
    rules::judge(&comparison, &outcome, &mut findings);
    let mut since = Since::of(options.memory, sides, &comparison, &outcome);
    let agreed = comparison.agreed();
    let removed_fields = comparison.removed_fields.clone();
    let mut builder = writes(comparison);
    for change in &mut builder.changes {
        outcome.values.mask(change, desired);
    }
    let goes = WhatGoes {
        product: &desired.product_id,
        removed_fields: &removed_fields,
        packages: &live.packages,
        outcome: &outcome,
    };
    let is_invalid = findings.has_conflict();
    let is_named =
        |it: &AckToken| desired.acknowledge.contains(it) || options.acknowledge.contains(it);
    let lock = |token, alone: &AckToken| {
        if is_named(&token) {
            Lock::Acknowledged(token)
        } else if let Some(token) = options.prior.acknowledgment(alone, is_named) {
            Lock::Acknowledged(token.clone())
        } else if is_invalid {
            Lock::Invalid
        } else {
            Lock::Locked(token)
        }
    };
    let acknowledgments = guard(&mut builder.changes, goes, lock);
    since.guard(goes, lock);
    let matches = draft_match(&builder.changes);
    let is_unsubmitted = since.is_unsubmitted() && is_last(options);
    let prior = options.prior.with_unsubmitted(is_unsubmitted);
    let resumption = Resumption::of(&prior, live, matches, options.wait);
    let steps = order::build(&mut builder, options, &resumption);
    // Guards have seen the values; whatever comes after them shows them to somebody. Which fields are secret follows from what
    // the manifest says, never from what the secret is: the fingerprint of a plan tells nothing of it.
    let changes: Vec<Change> = builder.changes.into_iter().map(masked).collect();

    let Findings {
        warnings: mut found,
        mut blockers,
    } = findings;
    blockers.extend(in_doubt(&resumption, options.submit));
    blockers.extend(busy(&resumption, &steps));
    found.extend(warnings::of_store(live, &resumption.status));
    found.extend(warnings::same_language(desired, live));
    found.extend(warnings::unused_tokens(
        desired,
        changes.iter().chain(since.moves()),
    ));
    let idle = warnings::idle_selectors(options, &changes);
    found.extend(idle.iter().map(|it| warnings::idle(it)));
    let is_silent = is_last(options) && options.prior.is_silent_on_withheld(live);
    let unknown = match (changes.as_slice(), steps.as_slice()) {
        ([], []) if is_silent => since.unknown(),
        _ => &[],
    };
    let submission_known = knowledge(unknown, resumption.knowledge(&prior, live));
    found.extend(unknown.iter().map(warnings::maybe_unsubmitted));
    let will_publish = steps.iter().any(|it| it.action == StepAction::Submit);
    let acknowledged_for_run =
        acknowledged_for_run(desired, options, changes.iter().chain(since.moves()));
    let unmanaged = since.unmanaged(will_publish, desired);
    blockers.extend(unacknowledged(&changes, &unmanaged));
    ProductPlan {
        product_id: desired.product_id.clone(),
        name: desired.name.clone(),
        ongoing_submission: resumption.ongoing.submission().cloned(),
        ended_submission: options.prior.ended.as_ref().map(|it| it.id.clone()),
        submission_known,
        pending: resumption.facts,
        last_submission: resumption.last_submission,
        unmanaged,
        compared_since: options.memory.submission().cloned(),
        acknowledged_for_run,
        acknowledgments,
        changes,
        removed_fields: shown(removed_fields),
        agreed,
        outcome,
        secret_values: desired.secret_values.clone(),
        remembered_secrets: desired.remembered_secrets.clone(),
        images: ImageIds::of_product(live),
        installers: SeenInstallers::default(),
        steps,
        selection: match desired.scope.selectors() {
            [] => Selection::Something,
            selectors if selectors.len() == idle.len() => Selection::Nothing,
            _ => Selection::Something,
        },
        warnings: found,
        blockers,
    }
}

fn masked(change: Change) -> Change {
    Change {
        before: change.before.masked(),
        after: change.after.masked(),
        ..change
    }
}

/// Returns the fields of removed languages as somebody may be shown them.
fn shown(removed: Vec<(FieldPath, ChangeValue)>) -> Vec<RemovedField> {
    let fields = removed.into_iter().map(|(path, value)| RemovedField {
        path,
        value: value.masked(),
    });
    fields.collect()
}

fn draft_match(changes: &[Change]) -> DraftMatch {
    if changes.is_empty() {
        DraftMatch::Exact
    } else {
        DraftMatch::Differs
    }
}

/// Whether the receipt is of the last submission that is known: only then is what differs from it not submitted.
fn is_last(options: &PlanOptions<'_>) -> bool {
    let last = options.prior.last_submission.as_ref();
    last.is_none_or(|it| Some(&it.id) == options.memory.submission())
}

fn knowledge(unknown: &[FieldPath], known: SubmissionKnowledge) -> SubmissionKnowledge {
    if unknown.is_empty() {
        known
    } else {
        SubmissionKnowledge::Unknown
    }
}

/// Returns the announced submission of which nobody knows what came of it, unless a submission was asked for in so many words.
fn in_doubt(resumption: &Resumption, submit: SubmitMode) -> Option<Blocker> {
    match submit {
        SubmitMode::Always => None,
        SubmitMode::Auto | SubmitMode::Never => resumption
            .in_doubt_since
            .map(|announced_at| Blocker::InDoubt { announced_at }),
    }
}

/// Returns the submission that is in the way: somebody else's, or this work's own where there is something to write.
fn busy(resumption: &Resumption, steps: &[Step]) -> Option<Blocker> {
    let writes = steps.iter().any(|step| step.action.endpoint().is_some());
    let submission = match &resumption.ongoing {
        Ongoing::Foreign(submission) => Some(submission),
        Ongoing::Own(submission) => Some(submission).filter(|_| writes),
        Ongoing::None => None,
    };
    submission.map(|submission| Blocker::Busy {
        submission: submission.clone(),
        messages: resumption.status.messages.clone(),
    })
}

/// Returns what still differs, images by content as in planning.
pub fn differences(desired: &DesiredProduct, live: &RemoteProduct) -> Vec<Change> {
    let sides = Sides {
        base: None,
        desired,
        live,
    };
    let comparison = compare(sides, ImagePolicy::Content, &mut Findings::default());
    writes(comparison).changes
}

/// Returns the tokens beside the manifest's that acknowledge a change, or the move of an unmanaged value.
fn acknowledged_for_run<'a>(
    desired: &DesiredProduct,
    options: &PlanOptions<'_>,
    changes: impl Iterator<Item = &'a Change>,
) -> Vec<AckToken> {
    let guards = changes.filter_map(|it| it.guard.as_ref());
    let used: BTreeSet<&AckToken> = guards.filter_map(Guard::token).collect();
    let is_for_run =
        |it: &&&AckToken| options.acknowledge.contains(it) && !desired.acknowledge.contains(**it);
    used.iter().filter(is_for_run).copied().cloned().collect()
}

/// What lacks its token: changes, and unmanaged values that this submission would publish though they moved.
fn unacknowledged(changes: &[Change], unmanaged: &[Unmanaged]) -> Option<Blocker> {
    let is_locked = |it: Option<&Guard>| it.is_some_and(Guard::is_locked);
    let locked = changes.iter().enumerate();
    let locked = locked.filter(|(_, it)| is_locked(it.guard.as_ref()));
    let moved = unmanaged.iter().enumerate().filter(|(_, it)| {
        let guard = it.moved.as_ref().and_then(|it| it.guard.as_ref());
        it.will_publish && is_locked(guard)
    });
    let changes: Vec<usize> = locked.map(|(at, _)| at).collect();
    let unmanaged: Vec<usize> = moved.map(|(at, _)| at).collect();
    (!changes.is_empty() || !unmanaged.is_empty())
        .then_some(Blocker::Unacknowledged { changes, unmanaged })
}
