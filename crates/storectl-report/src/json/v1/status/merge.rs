//! Several states become one.

use super::{ProductDoc, StatusDoc, SummaryDoc};
use crate::{
    Foreign, ProductStatus,
    json::{
        merge::{Basis, Candidate, FailedRun, Frame, choose},
        shelf::Shelf,
        unreadable::Unreadable,
        v1::{
            error::ErrorBody,
            shared::{FORMAT_VERSION, ToolDoc},
        },
    },
};

impl StatusDoc {
    /// Merges the states of products, with the products of runs that read none.
    ///
    /// # Errors
    /// A value is not what the format says.
    pub(in crate::json) fn merged(
        statuses: Vec<Self>,
        failed: &[FailedRun],
        frame: Frame<'_>,
        shelf: &Shelf<'_>,
    ) -> Result<Self, Unreadable> {
        let mut candidates = Vec::new();
        for it in statuses.into_iter().flat_map(|it| it.products) {
            let exit = it.error.as_ref().map_or(0, ErrorBody::exit);
            candidates.push(it.candidate(Basis::Result, (frame.gravity)(exit)));
        }
        for run in failed {
            let gravity = (frame.gravity)(run.error.exit());
            for id in &run.products {
                let product = ProductDoc::of_failure(id, run, shelf)?;
                candidates.push(product.candidate(Basis::Failure, gravity));
            }
        }
        let products = choose(candidates);
        Ok(Self {
            format: "storectl.status".into(),
            format_version: FORMAT_VERSION.into(),
            tool: ToolDoc::new(frame.tool_version),
            shard: None,
            missing: frame.missing,
            summary: SummaryDoc {
                manifests: products.len(),
            },
            products,
            error: frame.error,
        })
    }
}

impl ProductDoc {
    fn candidate(self, basis: Basis, gravity: usize) -> Candidate<Self> {
        Candidate {
            manifest: self.manifest.clone(),
            product_id: Some(self.product_id.clone()),
            basis,
            read_at: None,
            gravity,
            said: self,
        }
    }

    /// Makes the entry of a product whose run read nothing.
    fn of_failure(id: &str, run: &FailedRun, shelf: &Shelf<'_>) -> Result<Self, Unreadable> {
        Ok(Self::from(&ProductStatus {
            manifest: Foreign::new(""),
            product_id: Foreign::new(id),
            name: None,
            facts: Err(run.error.read(shelf)?),
            unsettled: None,
            journal: Vec::new(),
            timeline: &[],
            last_commit: None,
        }))
    }
}
