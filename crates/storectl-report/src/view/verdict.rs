//! What plans amount to, in words. Every title, count and mark is made of [`PlanDetails::verdict`].

use storectl_plan::{
    Blocker, PendingFact, PlanSummary, Selection, SubmissionKnowledge, SubmissionOutcome, Verdict,
};

use super::{
    ErrorView, PlanDetails, PlanView, ProductView, bytes, count, is_locked, origin,
    plan_details::PendingWork, thousands,
};

/// Returns the verdict on a product; `None` if it has no plan.
pub(crate) fn verdict(product: &ProductView<'_>) -> Option<Verdict> {
    product.plan().ok().map(|it| it.verdict)
}

/// Returns a run's own failure, where no product says it, as where `--fail-on` finds drift.
pub(crate) fn unexplained_failure<'a>(view: &PlanView<'a>) -> Option<&'a ErrorView> {
    let error = view.error?;
    let is_said = view.products.iter().any(|it| match it.plan() {
        Ok(plan) => plan.verdict.is_refused(),
        Err(own) => own.message == error.message,
    });
    (!is_said).then_some(error)
}

/// Says what a plan amounts to. Never a count of 0: what is due is said in words.
pub(crate) fn headline(plan: &PlanDetails) -> String {
    let verdict = plan.verdict;
    let mut words = match verdict {
        Verdict::Nothing | Verdict::LastFailed => nothing(plan),
        Verdict::PendingWork | Verdict::Submission | Verdict::Deferred => due(plan),
        Verdict::InDoubt if plan.changes.is_empty() => {
            "No changes; whether the draft was submitted is unknown.".to_owned()
        }
        Verdict::Changes
        | Verdict::Invalid
        | Verdict::Blocked
        | Verdict::InDoubt
        | Verdict::Busy => changes(plan, verdict),
    };
    let last = plan.last_submission.as_ref();
    if last.is_some_and(|it| it.outcome == SubmissionOutcome::Failed) {
        let period = if words.ends_with('.') { "" } else { "." };
        words.push_str(period);
        words.push_str(" The last submission FAILED.");
    }
    words
}

fn nothing(plan: &PlanDetails) -> String {
    match plan.selection {
        Selection::Something => {}
        Selection::Nothing => {
            return "Nothing compared: the selection matches nothing in the manifest.".to_owned();
        }
    }
    if let Some(submission) = plan.own_submission() {
        return format!(
            "No changes. The draft matches the manifest, and its submission {submission} is in progress."
        );
    }
    match plan.submission_known {
        SubmissionKnowledge::Known => "No changes. The draft matches the manifest.".to_owned(),
        SubmissionKnowledge::Unknown => {
            "No changes. The draft matches the manifest; whether it was submitted is unknown."
                .to_owned()
        }
    }
}

/// Says what is to be done beside changes, and what of it this plan leaves.
fn due(plan: &PlanDetails) -> String {
    let (done, left): (Vec<_>, Vec<_>) = plan.pending.iter().partition(|it| it.is_planned);
    let mut done: Vec<String> = done.iter().map(|it| pending(&it.fact)).collect();
    let is_left = |it: &PendingWork| it.fact == PendingFact::Unsubmitted;
    if plan.submits && !plan.pending.iter().any(is_left) {
        done.push(pending(&PendingFact::Unsubmitted));
    }
    let left: Vec<String> = left.iter().map(|it| pending(&it.fact)).collect();
    match (done.as_slice(), left.as_slice()) {
        (done, []) => format!("No changes; to do: {}.", done.join(", ")),
        ([], left) => format!(
            "No changes. Still to do, but not part of this plan: {}.",
            left.join(", ")
        ),
        (done, left) => format!(
            "No changes; to do: {}. Not part of this plan: {}.",
            done.join(", "),
            left.join(", ")
        ),
    }
}

/// Says what an earlier run left to do.
pub(crate) fn pending(fact: &PendingFact) -> String {
    match fact {
        PendingFact::PackagesUncommitted => {
            "commit the packages, because a submission publishes only committed packages".to_owned()
        }
        PendingFact::Unsubmitted => "submit the draft".to_owned(),
        PendingFact::Following(submission) => format!("follow submission {submission}"),
    }
}

fn changes(plan: &PlanDetails, verdict: Verdict) -> String {
    let mut parts = Vec::new();
    if !plan.changes.is_empty() {
        parts.push(count(plan.changes.len(), "change"));
    }
    let destructive = plan.changes.iter().filter(|it| it.guard.is_some()).count();
    if destructive > 0 {
        parts.push(format!("{} destructive", thousands(destructive)));
    }
    let locked = plan.changes.iter().filter(|it| is_locked(it)).count();
    if locked > 0 {
        parts.push(format!("{} blocked", thousands(locked)));
    }
    parts.extend(origin::numbers(plan));
    let moved = plan.guards().filter(|(_, it)| it.is_locked()).count();
    let moved = moved.saturating_sub(locked);
    if moved > 0 {
        if plan.changes.is_empty() {
            parts.push("No changes".to_owned());
        }
        parts.push(format!("{} blocked", count(moved, "unmanaged value")));
    }
    match verdict {
        Verdict::Invalid => {
            if parts.is_empty() {
                parts.push("No changes".to_owned());
            }
            parts.extend(invalid(plan));
        }
        Verdict::Blocked => match policy_violations(plan) {
            0 => {}
            violations => {
                if parts.is_empty() {
                    parts.push("No changes".to_owned());
                }
                parts.push(count(violations, "policy violation"));
            }
        },
        Verdict::InDoubt => {
            parts.push("whether the draft was submitted before is unknown".to_owned());
        }
        Verdict::Busy => parts.push("waiting for the submission in progress".to_owned()),
        Verdict::Changes
        | Verdict::PendingWork
        | Verdict::Submission
        | Verdict::Deferred
        | Verdict::LastFailed
        | Verdict::Nothing => {}
    }
    parts.join(", ")
}

fn policy_violations(plan: &PlanDetails) -> usize {
    let is_violation = |it: &&Blocker| matches!(it, Blocker::Policy(_));
    plan.blockers.iter().filter(is_violation).count()
}

/// Says what is invalid: the manifest together with the draft, or installers.
fn invalid(plan: &PlanDetails) -> Vec<String> {
    let number =
        |wanted: fn(&Blocker) -> bool| plan.blockers.iter().filter(|it| wanted(it)).count();
    let mut parts = Vec::new();
    if number(|it| matches!(it, Blocker::Conflict { .. })) > 0 {
        parts.push("invalid when combined with the draft".to_owned());
    }
    match number(|it| matches!(it, Blocker::Installer { .. })) {
        0 => {}
        errors => parts.push(count(errors, "installer error")),
    }
    parts
}

/// Says that a destructive change has no token to be acknowledged with: the product is invalid, or the policy forbids it, as
/// its obstacles say.
pub(crate) const NO_TOKEN: &str = "no token can allow it";

/// Says that the token of a destructive change is not shown: something else violates the policy.
pub(crate) const NO_TOKEN_YET: &str = "a token can allow it once the policy is kept";

/// Says what plans of several products amount to: `1 failed, 2 to change`, leaving out what there is none of.
pub(crate) fn totals(products: &[ProductView<'_>]) -> String {
    let number = |wanted: fn(Option<Verdict>) -> bool| {
        products.iter().filter(|it| wanted(verdict(it))).count()
    };
    let parts = [
        (number(|it| it.is_none()), "failed"),
        (number(|it| it == Some(Verdict::Invalid)), "invalid"),
        (number(|it| it == Some(Verdict::Blocked)), "blocked"),
        (
            number(|it| it == Some(Verdict::InDoubt)),
            "whose submission is unknown",
        ),
        (number(|it| it == Some(Verdict::Changes)), "to change"),
        (
            number(|it| {
                matches!(
                    it,
                    Some(Verdict::PendingWork | Verdict::Submission | Verdict::Deferred)
                )
            }),
            "to submit or follow",
        ),
        (
            number(|it| it == Some(Verdict::Busy)),
            "waiting for a submission",
        ),
        (
            number(|it| it == Some(Verdict::LastFailed)),
            "whose last submission FAILED",
        ),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{} {word}", thousands(number)))
        .collect();
    if parts.is_empty() {
        "no changes".to_owned()
    } else {
        parts.join(", ")
    }
}

/// The writing requests of plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Writes {
    /// Those that apply sends.
    pub(crate) sent: usize,
    /// Those of products that it refuses.
    pub(crate) held: usize,
}

/// Returns what apply sends: nothing where a manifest is invalid, else what no product's own blocker holds back.
pub(crate) fn writes(view: &PlanView<'_>) -> Writes {
    let PlanSummary {
        writes,
        held_writes,
        ..
    } = view.summary;
    let held = match view.invalid {
        Some(_) => writes,
        None => held_writes,
    };
    Writes {
        sent: writes.saturating_sub(held),
        held,
    }
}

/// Returns what all plans come to, for the last lines: counts, then requests.
pub(crate) fn foot(view: &PlanView<'_>) -> (String, String) {
    let summary = &view.summary;
    let mut parts = vec![format!(
        "Plan: {} to add, {} to change, {} to remove, {} to clear",
        thousands(summary.add),
        thousands(summary.change),
        thousands(summary.remove),
        thousands(summary.clear)
    )];
    if summary.destructive > 0 {
        parts.push(format!("{} destructive", thousands(summary.destructive)));
    }
    for (number, word) in [
        (summary.origins.drift, "drift"),
        (summary.origins.conflict, "conflict"),
    ] {
        if number > 0 {
            parts.push(origin::origin_count(number, word));
        }
    }
    if summary.uploads > 0 {
        parts.push(format!(
            "{}, {}",
            count(summary.uploads, "upload"),
            bytes(summary.upload_bytes)
        ));
    }
    parts.push(count(view.products.len(), "manifest"));
    let read = format!("Read with {}.", count(view.requests_get, "request"));
    let Writes { sent, held } = writes(view);
    let sends = match sent {
        0 => "no writes".to_owned(),
        sent => count(sent, "write"),
    };
    let held = match (sent, held) {
        (_, 0) => String::new(),
        (0, held) => format!(" Once unblocked, it sends {}.", count(held, "write")),
        (_, held) => format!(" Once unblocked, it sends {} more.", thousands(held)),
    };
    let requests = format!("{read} Applying sends {sends}.{held}");
    (parts.join(" · "), requests)
}
