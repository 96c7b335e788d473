//! The totals of a plan document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storectl_plan::{OriginCounts, PlanStatus, PlanSummary};

use super::ProductDoc;
use crate::{
    Counts, PlanView,
    json::v1::diagnostics::omitted,
    view::{Writes, writes},
};

/// Totals for all products.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SummaryDoc {
    /// Number of manifests read.
    manifests: usize,
    /// Entries of `diagnostics` that are left out.
    omitted: usize,
    /// Errors among them.
    omitted_errors: usize,
    /// Products planned.
    products: usize,
    /// Products with something to do.
    changed: usize,
    /// Changes that add.
    add: usize,
    /// Changes that change or reorder.
    change: usize,
    /// Changes that remove.
    remove: usize,
    /// Changes that clear.
    clear: usize,
    /// Destructive changes, including acknowledged ones.
    destructive: usize,
    /// Images to upload.
    uploads: usize,
    /// Bytes to upload.
    upload_bytes: u64,
    /// Changes by origin.
    origins: OriginsDoc,
    /// Requests.
    requests: RequestsDoc,
}

/// Counts of the plan of one product.
#[derive(Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CountsDoc {
    /// Changes that add.
    add: usize,
    /// Changes that change or reorder.
    change: usize,
    /// Changes that remove.
    remove: usize,
    /// Changes that clear.
    clear: usize,
    /// Destructive changes, including acknowledged ones.
    destructive: usize,
    /// Images to upload.
    uploads: usize,
    /// Bytes to upload.
    upload_bytes: u64,
    /// Changes by origin.
    origins: OriginsDoc,
    /// Write requests in the plan, whether or not something blocks them.
    writes: usize,
    /// Those that something blocks: none or all.
    held_writes: usize,
}

/// Changes by origin; all 0 if there is no base.
#[derive(Clone, Copy, Deserialize, Serialize, JsonSchema)]
struct OriginsDoc {
    /// Changed in the manifest.
    manifest: usize,
    /// Changed in the Store.
    drift: usize,
    /// Changed on both sides, differently.
    conflict: usize,
    /// Changed on both sides to the same value.
    agreed: usize,
}

/// Number of requests, by kind.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RequestsDoc {
    /// Read requests sent for this plan.
    get: usize,
    /// Write requests that apply would send: none if a manifest is invalid, and none for a product that is blocked.
    write: usize,
    /// Write requests in the plans, whether or not something blocks them.
    write_once_unblocked: usize,
}

impl SummaryDoc {
    pub(super) fn new(view: &PlanView<'_>) -> Self {
        let PlanSummary {
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
            writes: _, // in the requests
            held_writes: _,
        } = view.summary;
        let invalid = view.invalid.as_ref();
        let omitted = invalid.map(omitted).unwrap_or_default();
        Self {
            manifests: view.products.len(),
            omitted: omitted.all(),
            omitted_errors: omitted.errors,
            products,
            changed,
            add,
            change,
            remove,
            clear,
            destructive,
            uploads,
            upload_bytes,
            origins: origins.into(),
            requests: RequestsDoc::of(view),
        }
    }
}

impl SummaryDoc {
    /// Sums up what products come to that were planned apart, with this many reads.
    pub(super) fn of_parts(products: &[ProductDoc], reads: usize, omitted: Counts) -> Self {
        let PlanSummary {
            products: planned,
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
        } = products.iter().map(ProductDoc::summary).sum();
        Self {
            manifests: products.len(),
            omitted: omitted.all(),
            omitted_errors: omitted.errors,
            products: planned,
            changed,
            add,
            change,
            remove,
            clear,
            destructive,
            uploads,
            upload_bytes,
            origins: origins.into(),
            requests: RequestsDoc {
                get: reads,
                write: writes.saturating_sub(held_writes),
                write_once_unblocked: writes,
            },
        }
    }
}

impl From<&PlanSummary> for CountsDoc {
    fn from(summary: &PlanSummary) -> Self {
        let PlanSummary {
            products: _, // one
            changed: _,  // its status
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
        } = *summary;
        Self {
            add,
            change,
            remove,
            clear,
            destructive,
            uploads,
            upload_bytes,
            origins: origins.into(),
            writes,
            held_writes,
        }
    }
}

impl ProductDoc {
    /// Reads the counts; none of a product without a plan.
    pub(super) fn summary(&self) -> PlanSummary {
        let Some(counts) = &self.counts else {
            return PlanSummary {
                products: usize::from(self.verdict.is_some()),
                ..PlanSummary::default()
            };
        };
        let CountsDoc {
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
        } = *counts;
        PlanSummary {
            products: 1,
            changed: usize::from(self.status == PlanStatus::Changed.as_str()),
            add,
            change,
            remove,
            clear,
            destructive,
            uploads,
            upload_bytes,
            origins: origins.into(),
            writes,
            held_writes,
        }
    }
}

impl From<OriginsDoc> for OriginCounts {
    fn from(counts: OriginsDoc) -> Self {
        let OriginsDoc {
            manifest,
            drift,
            conflict,
            agreed,
        } = counts;
        Self {
            manifest,
            drift,
            conflict,
            agreed,
        }
    }
}

impl From<OriginCounts> for OriginsDoc {
    fn from(counts: OriginCounts) -> Self {
        let OriginCounts {
            manifest,
            drift,
            conflict,
            agreed,
        } = counts;
        Self {
            manifest,
            drift,
            conflict,
            agreed,
        }
    }
}

impl RequestsDoc {
    fn of(view: &PlanView<'_>) -> Self {
        let get = view.requests_get;
        let Writes { sent, held } = writes(view);
        Self {
            get,
            write: sent,
            write_once_unblocked: sent.saturating_add(held),
        }
    }
}

impl SummaryDoc {
    /// Reads the counts.
    pub(super) fn read(&self) -> PlanSummary {
        let Self {
            manifests: _,      // as many as products are listed
            omitted: _,        // with the faults
            omitted_errors: _, // with the faults
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
            requests,
        } = self;
        PlanSummary {
            products: *products,
            changed: *changed,
            add: *add,
            change: *change,
            remove: *remove,
            clear: *clear,
            destructive: *destructive,
            uploads: *uploads,
            upload_bytes: *upload_bytes,
            origins: (*origins).into(),
            writes: requests.write_once_unblocked,
            held_writes: requests.write_once_unblocked.saturating_sub(requests.write),
        }
    }

    /// Returns how many faults are left out.
    pub(super) fn omitted(&self) -> Counts {
        Counts {
            errors: self.omitted_errors,
            warnings: self.omitted.saturating_sub(self.omitted_errors),
        }
    }

    /// Returns the number of read requests.
    pub(super) fn reads(&self) -> usize {
        self.requests.get
    }
}
