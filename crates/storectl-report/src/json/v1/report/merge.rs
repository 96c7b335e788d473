//! Several reports become one.

use serde::Serialize;

use super::{ProductDoc, ReportDoc, SummaryDoc};
use crate::{
    Foreign, ProductOutcome, ProductReport,
    json::{
        merge::{Basis, Candidate, FailedRun, Frame, choose},
        shelf::Shelf,
        unreadable::Unreadable,
        v1::{
            plan::{self, PlanDoc},
            shared::{FORMAT_VERSION, ToolDoc},
        },
    },
};

/// What became of a product, and its plan.
#[derive(Serialize)]
struct Pair {
    report: ProductDoc,
    plan: plan::ProductDoc,
}

impl ReportDoc {
    /// Merges reports of one command, with the products of runs that came to none.
    ///
    /// # Errors
    /// A value is not what the format says.
    pub(in crate::json) fn merged(
        reports: Vec<Self>,
        failed: &[FailedRun],
        frame: Frame<'_>,
        shelf: &Shelf<'_>,
    ) -> Result<Self, Unreadable> {
        let command = reports.iter().map(|it| it.command.clone()).min();
        let mut candidates = Vec::new();
        let mut plans = Vec::new();
        for report in reports {
            let gravity = (frame.gravity)(report.exit);
            let mut plan = report.plan;
            let planned = plan.take_products();
            if planned.len() != report.products.len() {
                return Err(Unreadable::new("a plan for each product", "plan.products"));
            }
            let read_at = plan.read_at();
            let pairs = report.products.into_iter().zip(planned);
            let pairs = pairs.map(|(report, plan)| Pair { report, plan });
            candidates.extend(pairs.map(|it| it.candidate(Basis::Result, read_at, gravity)));
            plans.push(plan);
        }
        for run in failed {
            let gravity = (frame.gravity)(run.error.exit());
            for id in &run.products {
                let pair = Pair {
                    report: ProductDoc::of_failure(id, run, shelf)?,
                    plan: plan::ProductDoc::of_failure(id, &run.error, shelf)?,
                };
                candidates.push(pair.candidate(Basis::Failure, None, gravity));
            }
        }
        let chosen = choose(candidates).into_iter();
        let (products, planned): (Vec<ProductDoc>, Vec<_>) =
            chosen.map(|it| (it.report, it.plan)).unzip();
        let plan = PlanDoc::around(planned, plans, failed, frame.tool_version, frame.missing);
        let mut merged = Self {
            format: "storectl.report".into(),
            format_version: FORMAT_VERSION.into(),
            command: command.unwrap_or_default(),
            tool: ToolDoc::new(frame.tool_version),
            shard: None,
            exit: frame.exit,
            products,
            summary: SummaryDoc::default(),
            error: frame.error,
            plan: plan.summed(None, shelf)?,
        };
        merged.summary = SummaryDoc::over(&merged.read(shelf)?.products);
        Ok(merged)
    }
}

impl Pair {
    fn candidate(self, basis: Basis, read_at: Option<&str>, gravity: usize) -> Candidate<Self> {
        Candidate {
            manifest: self.report.manifest.clone(),
            product_id: Some(self.report.product_id.clone()),
            basis,
            read_at: read_at.map(str::to_owned),
            gravity,
            said: self,
        }
    }
}

impl ProductDoc {
    /// Makes the entry of a product whose run came to no report.
    fn of_failure(id: &str, run: &FailedRun, shelf: &Shelf<'_>) -> Result<Self, Unreadable> {
        let product = ProductReport {
            manifest: Foreign::new(""),
            product_id: Foreign::new(id),
            name: None,
            outcome: ProductOutcome::Failed(run.error.read(shelf)?),
            location: None,
            hints: Vec::new(),
        };
        Ok(Self::new(&product, None))
    }
}
