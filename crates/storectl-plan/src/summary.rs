//! Counts over some products' plans.

use std::iter::Sum;

use crate::{Action, Origin, OriginCounts, PlanStatus, PlanSummary, ProductPlan, StepAction};

impl Sum for PlanSummary {
    fn sum<I: Iterator<Item = Self>>(summaries: I) -> Self {
        summaries.fold(Self::default(), |sum, it| {
            let Self {
                products,
                changed,
                add,
                change,
                remove,
                clear,
                destructive,
                uploads,
                upload_bytes,
                origins,
                writes,
                held_writes,
            } = it;
            Self {
                products: sum.products.saturating_add(products),
                changed: sum.changed.saturating_add(changed),
                add: sum.add.saturating_add(add),
                change: sum.change.saturating_add(change),
                remove: sum.remove.saturating_add(remove),
                clear: sum.clear.saturating_add(clear),
                destructive: sum.destructive.saturating_add(destructive),
                uploads: sum.uploads.saturating_add(uploads),
                upload_bytes: sum.upload_bytes.saturating_add(upload_bytes),
                origins: OriginCounts {
                    manifest: sum.origins.manifest.saturating_add(origins.manifest),
                    drift: sum.origins.drift.saturating_add(origins.drift),
                    conflict: sum.origins.conflict.saturating_add(origins.conflict),
                    agreed: sum.origins.agreed.saturating_add(origins.agreed),
                },
                writes: sum.writes.saturating_add(writes),
                held_writes: sum.held_writes.saturating_add(held_writes),
            }
        })
    }
}

/// Counts what some plans come to.
pub fn summarize<'a>(plans: impl IntoIterator<Item = &'a ProductPlan>) -> PlanSummary {
    let mut sum = PlanSummary::default();
    for plan in plans {
        sum.products += 1;
        sum.changed += usize::from(plan.verdict().status() == PlanStatus::Changed);
        for change in &plan.changes {
            match change.action {
                Action::Add => sum.add += 1,
                Action::Change | Action::Reorder => sum.change += 1,
                Action::Remove => sum.remove += 1,
                Action::Clear => sum.clear += 1,
            }
            sum.destructive += usize::from(change.guard.is_some());
            match change.origin {
                Some(Origin::Manifest) => sum.origins.manifest += 1,
                Some(Origin::Drift) => sum.origins.drift += 1,
                Some(Origin::Conflict) => sum.origins.conflict += 1,
                Some(Origin::Agreed) | None => {}
            }
        }
        sum.origins.agreed += plan.agreed.len();
        let mut writes = 0;
        for step in &plan.steps {
            writes += usize::from(step.action.endpoint().is_some());
            if let StepAction::UploadAssets(uploads) = &step.action {
                let images = || uploads.screenshots.iter().chain(&uploads.store_logos);
                sum.uploads += images().count();
                writes += images().count();
                sum.upload_bytes += images().map(|it| it.bytes).sum::<u64>();
            }
        }
        sum.writes += writes;
        if plan.verdict().is_refused() {
            sum.held_writes += writes;
        }
    }
    sum
}
