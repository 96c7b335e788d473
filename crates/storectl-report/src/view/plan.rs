//! What apply would do.

use storectl_plan::{PlanHash, PlanSummary, ProductPlan};

use super::{ErrorView, SourceRef};
use crate::Foreign;

/// Plans of some products.
#[derive(Clone, Debug)]
pub struct PlanView<'a> {
    /// Version of this tool.
    pub tool_version: &'a str,
    /// The products, in the order they were given.
    pub products: Vec<ProductView<'a>>,
    /// Fingerprint over all products.
    pub hash: PlanHash,
    /// Counts over all products.
    pub summary: PlanSummary,
    /// Reading requests this run sent.
    pub requests_get: usize,
    /// What decided the exit, where it failed.
    pub error: Option<&'a ErrorView>,
}

/// The plan of one product, or why there is none.
#[derive(Clone, Debug)]
pub struct ProductView<'a> {
    /// The manifest's path as people know it.
    pub manifest: Foreign<'a>,
    /// Partner Center's id, as the manifest spells it.
    pub product_id: Foreign<'a>,
    /// Its name, for people.
    pub name: Option<Foreign<'a>>,
    /// The plan, or what kept it from being made.
    pub plan: Result<&'a ProductPlan, &'a ErrorView>,
    /// Where each change comes from, by the index of the change; a missing entry is an unknown place.
    pub sources: Vec<Option<SourceRef>>,
}
