//! What a plan amounts to, in words.

use storectl_plan::{Change, PlanStatus, ProductPlan};

use super::{PlanView, ProductView, bytes, count, thousands};

/// What one product's plan amounts to. Every title, count and mark is made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conclusion {
    /// There is no plan.
    Failed,
    /// Apply would refuse: a guard, or a draft no step can make valid.
    Blocked,
    /// A submission is in progress; apply would refuse for now.
    Busy,
    /// The draft changes.
    Changes,
    /// The draft matches and is still to be submitted.
    Due,
    /// There is nothing to do.
    Nothing,
}

impl Conclusion {
    /// Judges the plan of a product.
    pub(crate) fn of(product: &ProductView<'_>) -> Self {
        match product.plan {
            Ok(plan) => Self::of_plan(plan),
            Err(_) => Self::Failed,
        }
    }

    pub(crate) fn of_plan(plan: &ProductPlan) -> Self {
        match plan.status {
            PlanStatus::Blocked => Self::Blocked,
            PlanStatus::Busy => Self::Busy,
            PlanStatus::Changed if plan.changes.is_empty() => Self::Due,
            PlanStatus::Changed => Self::Changes,
            PlanStatus::Unchanged => Self::Nothing,
        }
    }

    /// Tells whether somebody has to look at it before anything can go on.
    pub(crate) fn stops(self) -> bool {
        match self {
            Self::Failed | Self::Blocked => true,
            Self::Busy | Self::Changes | Self::Due | Self::Nothing => false,
        }
    }
}

/// Says what a plan amounts to.
pub(crate) fn headline(plan: &ProductPlan) -> String {
    let conclusion = Conclusion::of_plan(plan);
    let mut parts = Vec::new();
    match (conclusion, plan.changes.len()) {
        (Conclusion::Nothing, _) => {
            return "No changes. The draft matches the manifest.".to_owned();
        }
        (Conclusion::Due, _) => {
            return "The draft matches the manifest; its submission is due.".to_owned();
        }
        (_, 0) => {}
        (_, changes) => parts.push(count(changes, "change")),
    }
    let destructive = plan.changes.iter().filter(|it| it.guard.is_some()).count();
    if destructive > 0 {
        parts.push(format!("{} destructive", thousands(destructive)));
    }
    let locked = plan.changes.iter().filter(|it| is_locked(it)).count();
    match conclusion {
        Conclusion::Blocked if locked > 0 => {
            parts.push(format!("{} blocked", thousands(locked)));
        }
        Conclusion::Blocked => parts.push("blocked".to_owned()),
        Conclusion::Busy => parts.push("waits for the submission in progress".to_owned()),
        Conclusion::Failed | Conclusion::Changes | Conclusion::Due | Conclusion::Nothing => {}
    }
    parts.join(", ")
}

/// Tells whether a change waits for its acknowledgement.
pub(crate) fn is_locked(change: &Change) -> bool {
    change.guard.as_ref().is_some_and(|it| !it.acknowledged)
}

/// What plans of several products amount to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Totals {
    /// Products with something to do, planned or not.
    pub(crate) changed: usize,
    /// Products whose submission is due, and nothing else.
    pub(crate) due: usize,
    /// Products a guard or a rule stops.
    pub(crate) blocked: usize,
    /// Products without a plan.
    pub(crate) failed: usize,
}

impl Totals {
    pub(crate) fn of(products: &[ProductView<'_>]) -> Self {
        let mut totals = Self::default();
        for product in products {
            match Conclusion::of(product) {
                Conclusion::Failed => totals.failed += 1,
                Conclusion::Blocked => totals.blocked += 1,
                Conclusion::Busy | Conclusion::Changes => totals.changed += 1,
                Conclusion::Due => totals.due += 1,
                Conclusion::Nothing => {}
            }
        }
        totals
    }

    /// Gives `2 to change, 1 blocked`, leaving out what there is none of.
    pub(crate) fn words(self) -> String {
        let Self {
            changed,
            due,
            blocked,
            failed,
        } = self;
        let parts = [
            (failed, "failed"),
            (blocked, "blocked"),
            (changed, "to change"),
            (due, "to submit"),
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
}

/// Gives what all plans come to, for the last lines: counts, then requests.
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
    if summary.uploads > 0 {
        parts.push(format!(
            "{}, {}",
            count(summary.uploads, "upload"),
            bytes(summary.upload_bytes)
        ));
    }
    parts.push(count(view.products.len(), "manifest"));
    let writes = match summary.writes {
        0 => "no writes".to_owned(),
        writes => count(writes, "write"),
    };
    let requests = format!(
        "Read with {}. Applying sends {writes}.",
        count(view.requests_get, "request")
    );
    (parts.join(" · "), requests)
}
