//! What an apply or a submit did.

use storectl_plan::ApplyReport;

use super::{Command, ErrorView, PlanView, SourceRef};
use crate::Foreign;

/// What an apply did to some products.
#[derive(Clone, Debug)]
pub struct ReportView<'a> {
    /// `apply` or `submit`.
    pub command: Command,
    /// The plans it was about.
    pub plan: PlanView<'a>,
    /// The exit code of the run.
    pub exit: u8,
    /// What decided the exit, where it failed.
    pub error: Option<&'a ErrorView>,
    /// The products, in the order they were given.
    pub products: Vec<ProductReport<'a>>,
}

impl<'a> ReportView<'a> {
    /// Returns what decided the exit where no product shows it as its own: nothing was started, or what was ended well.
    pub(crate) fn error_of_run(&self) -> Option<&'a ErrorView> {
        let has_failed = |it: &ProductReport<'_>| match it.outcome {
            ProductOutcome::Ran(report) => report.failure().is_some(),
            ProductOutcome::Failed(_) => true,
            ProductOutcome::NotStarted => false,
        };
        self.error.filter(|_| !self.products.iter().any(has_failed))
    }
}

/// What an apply did to one product.
#[derive(Clone, Debug)]
pub struct ProductReport<'a> {
    /// The manifest's path as shown to users.
    pub manifest: Foreign<'a>,
    /// Partner Center's id, as the manifest spells it.
    pub product_id: Foreign<'a>,
    /// Its name, for people.
    pub name: Option<Foreign<'a>>,
    /// The outcome of it.
    pub outcome: ProductOutcome<'a>,
    /// The place in the manifest the failure is about, where its target maps to one.
    pub location: Option<SourceRef>,
    /// What to do next beside the failure's own hints, e.g. the command that continues.
    pub hints: Vec<String>,
}

/// The outcome of one product.
#[derive(Clone, Copy, Debug)]
pub enum ProductOutcome<'a> {
    /// Its steps were run, as far as the report says.
    Ran(&'a ApplyReport),
    /// Nothing was done for it: there is no plan, or none that may be run.
    Failed(&'a ErrorView),
    /// Its plan was not begun: the run was refused or stopped before.
    NotStarted,
}
