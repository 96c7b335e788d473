//! Several plan documents become one.

use std::mem;

use super::{LiveStampDoc, PlanDoc, ProductDoc, summary::SummaryDoc};
use crate::{
    BaseView, Foreign, ProductView,
    json::{
        merge::{Basis, Candidate, FailedRun, Frame, choose, sorted, written},
        shelf::Shelf,
        unreadable::Unreadable,
        v1::{
            diagnostics::merge_diagnostics,
            error::ErrorBody,
            shared::{FORMAT_VERSION, ToolDoc},
        },
    },
};

/// What decided the exit of plans that are a result of their own; those of a report have none.
pub(in crate::json) struct Ending {
    pub(in crate::json) exit: u8,
    pub(in crate::json) error: Option<ErrorBody>,
}

impl PlanDoc {
    /// Merges plans, with the products of runs that came to none.
    ///
    /// # Errors
    /// A value is not what the format says.
    pub(in crate::json) fn merged(
        mut plans: Vec<Self>,
        failed: &[FailedRun],
        frame: Frame<'_>,
        shelf: &Shelf<'_>,
    ) -> Result<Self, Unreadable> {
        let mut candidates = Vec::new();
        for plan in &mut plans {
            let gravity = (frame.gravity)(plan.exit.unwrap_or_default());
            let read_at = plan.read_at.clone();
            let products = mem::take(&mut plan.products).into_iter();
            candidates
                .extend(products.map(|it| it.candidate(Basis::Result, read_at.clone(), gravity)));
        }
        candidates.extend(ProductDoc::failed(failed, frame.gravity, shelf)?);
        let products = choose(candidates);
        let ending = Ending {
            exit: frame.exit,
            error: frame.error,
        };
        Self::around(products, plans, failed, frame.tool_version, frame.missing)
            .summed(Some(ending), shelf)
    }

    /// Puts what several plans have in common around these products. Commands to copy stay behind: each is for a part of them.
    pub(in crate::json) fn around(
        products: Vec<ProductDoc>,
        plans: Vec<Self>,
        failed: &[FailedRun],
        tool_version: &str,
        missing: Vec<String>,
    ) -> Self {
        let endpoints = plans.iter().map(|it| it.endpoint.clone()).collect();
        // The oldest reading says how old the values may be.
        let read_at = plans.iter().filter_map(|it| it.read_at.clone()).min();
        let commit = common(plans.iter().map(|it| it.commit.clone()));
        let requests = plans.iter().map(|it| it.summary.reads());
        let requests = requests.fold(0, usize::saturating_add);
        let repository = common(plans.iter().map(|it| written(&it.repository)));
        let mut live: Vec<LiveStampDoc> = Vec::new();
        let mut repositories = Vec::new();
        let mut diagnostics = Vec::new();
        let mut omitted = Vec::new();
        for plan in plans {
            omitted.push(plan.summary.omitted());
            diagnostics.extend(plan.diagnostics);
            live.extend(plan.live);
            repositories.push(plan.repository);
        }
        for it in failed {
            diagnostics.extend(it.diagnostics.iter().cloned());
            omitted.push(it.omitted);
        }
        let (diagnostics, omitted) = merge_diagnostics(diagnostics, omitted);
        Self {
            format: "storectl.plan".into(),
            format_version: FORMAT_VERSION.into(),
            plan_hash: None, // once all of it is written
            content_hash: None,
            tool: ToolDoc::new(tool_version),
            endpoint: sorted(endpoints).join(", "),
            read_at,
            live: live.into_iter().max_by_key(|it| (it.age, it.file.clone())),
            commit: commit.flatten(),
            repository: repositories
                .pop()
                .flatten()
                .filter(|_| repository.is_some()),
            shard: None,
            missing,
            summary: SummaryDoc::of_parts(&products, requests, omitted),
            products,
            diagnostics,
            exit: None,
            apply_command: None,
            acknowledge_command: None,
            error: None,
        }
    }

    /// Counts what would be sent, which depends on whether anything keeps apply from its first write.
    ///
    /// # Errors
    /// A value is not what the format says.
    pub(in crate::json) fn summed(
        mut self,
        ending: Option<Ending>,
        shelf: &Shelf<'_>,
    ) -> Result<Self, Unreadable> {
        self.summary = SummaryDoc::new(&self.read(shelf)?);
        if let Some(Ending { exit, error }) = ending {
            self.exit = Some(exit);
            self.error = error;
        }
        Ok(self)
    }

    /// Returns when the Store was read.
    pub(in crate::json) fn read_at(&self) -> Option<&str> {
        self.read_at.as_deref()
    }

    /// Takes the products.
    pub(in crate::json) fn take_products(&mut self) -> Vec<ProductDoc> {
        mem::take(&mut self.products)
    }
}

/// Returns what all of them are; `None` if they differ.
fn common<T: PartialEq>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.all(|it| it == first).then_some(first)
}

impl ProductDoc {
    fn candidate(self, basis: Basis, read_at: Option<String>, gravity: usize) -> Candidate<Self> {
        Candidate {
            manifest: self.manifest.clone(),
            product_id: self.product_id.clone(),
            basis,
            read_at,
            gravity,
            said: self,
        }
    }

    /// Returns the products of runs that came to no plan; nobody knows their manifests.
    ///
    /// # Errors
    /// A value is not what the format says.
    fn failed(
        failed: &[FailedRun],
        gravity: fn(u8) -> usize,
        shelf: &Shelf<'_>,
    ) -> Result<Vec<Candidate<Self>>, Unreadable> {
        let mut products = Vec::new();
        for run in failed {
            for id in &run.products {
                let product = Self::of_failure(id, &run.error, shelf)?;
                products.push(product.candidate(Basis::Failure, None, gravity(run.error.exit())));
            }
        }
        Ok(products)
    }

    /// Makes the entry of a product whose run came to no plan.
    ///
    /// # Errors
    /// A value of the error is not what the format says.
    pub(in crate::json) fn of_failure(
        id: &str,
        error: &ErrorBody,
        shelf: &Shelf<'_>,
    ) -> Result<Self, Unreadable> {
        let product =
            ProductView::invalid(Foreign::new(""), Some(Foreign::new(id)), error.read(shelf)?);
        Ok(Self::from(&ProductView {
            base: BaseView::None {
                reason: Foreign::new("the product could not be planned"),
            },
            ..product
        }))
    }
}
