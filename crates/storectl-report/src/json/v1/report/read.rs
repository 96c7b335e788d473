//! Reads what an apply did from its document.

use std::time::Duration;

use storectl_plan::{
    ApplyReport, DraftEffect, Failure, FailureKind, StepAction, StepId, StepOutcome, StepReport,
};

use super::{FailureDoc, ProductDoc, ReportDoc, StepDoc, kind_word};
use crate::{
    Foreign, ProductOutcome, ProductReport, ReportView,
    json::{
        shelf::Shelf,
        unreadable::{Unreadable, address, id, word},
        v1::{
            error::read_command,
            shared::{MessageDoc, product, read_all},
        },
    },
};

impl ReportDoc {
    /// Reads the report, with the plans that were to be applied.
    pub(in crate::json) fn read<'a>(
        &'a self,
        shelf: &'a Shelf<'_>,
    ) -> Result<ReportView<'a>, Unreadable> {
        let Self {
            format: _,
            format_version: _,
            command,
            tool: _,  // in the plan
            shard: _, // there too
            exit,
            products,
            summary: _, // of the steps
            error,
            plan,
        } = self;
        let products = products.iter().map(|it| it.read(shelf));
        Ok(ReportView {
            command: read_command(command)?,
            plan: plan.read(shelf)?,
            exit: *exit,
            error: error.as_ref().map(|it| it.read(shelf)).transpose()?,
            products: products.collect::<Result<_, _>>()?,
        })
    }
}

impl ProductDoc {
    fn read<'a>(&'a self, shelf: &'a Shelf<'_>) -> Result<ProductReport<'a>, Unreadable> {
        let outcome = match (&*self.status, &self.error) {
            ("not-started", _) => ProductOutcome::NotStarted,
            ("error", Some(error)) => ProductOutcome::Failed(error.read(shelf)?),
            ("done" | "unchanged" | "failed", _) => {
                ProductOutcome::Ran(shelf.reports.alloc(self.report()?))
            }
            (other, _) => return Err(Unreadable::new("the status of a product", other)),
        };
        let location = self.location.as_ref();
        Ok(ProductReport {
            manifest: Foreign::new(&self.manifest),
            product_id: Foreign::new(&self.product_id),
            name: self.name.as_deref().map(Foreign::new),
            outcome,
            location: location.map(|it| it.read(shelf.names)),
            hints: self.hints.clone(),
        })
    }

    fn report(&self) -> Result<ApplyReport, Unreadable> {
        let hash = self.plan_hash.as_deref().unwrap_or_default();
        let refusal = self.refusal.as_ref();
        Ok(ApplyReport {
            product_id: product(&self.product_id),
            name: self.name.clone(),
            plan_hash: hash
                .parse()
                .map_err(|_| Unreadable::new("the hash of a plan", hash))?,
            refusal: refusal.map(|it| it.read().map(Box::new)).transpose()?,
            steps: read_all(&self.steps, StepDoc::read)?,
            submission: self.submission_id.as_deref().map(id).transpose()?,
            publishing_status: self.publishing_status.clone(),
            messages: self.messages.iter().map(MessageDoc::read).collect(),
            notes: self.notes.clone(),
            uploads: self.uploads,
        })
    }
}

impl StepDoc {
    fn read(&self) -> Result<StepReport, Unreadable> {
        let Self {
            id,
            kind,
            summary,
            outcome,
            because,
            effect,
            duration_ms,
            failure,
        } = self;
        let failure = || match failure {
            Some(failure) => failure.read().map(Box::new),
            None => Err(Unreadable::new(
                "the outcome of a step with its failure",
                outcome,
            )),
        };
        Ok(StepReport {
            id: step_id(id)?,
            kind: word("a kind of step", &StepAction::KINDS, |it| it, kind)?,
            summary: summary.clone(),
            outcome: match &**outcome {
                "done" => StepOutcome::Done,
                "already-true" => StepOutcome::AlreadyTrue,
                "failed" => StepOutcome::Failed(failure()?),
                "skipped" => StepOutcome::Skipped {
                    because: step_id(because.as_deref().unwrap_or_default())?,
                },
                "interrupted" => StepOutcome::Interrupted(failure()?),
                "unknown" => StepOutcome::Unknown(failure()?),
                other => return Err(Unreadable::new("the outcome of a step", other)),
            },
            effect: word(
                "what a step leaves in the draft",
                &DraftEffect::ALL,
                DraftEffect::as_str,
                effect,
            )?,
            took: Duration::from_millis(*duration_ms),
        })
    }
}

fn step_id(text: &str) -> Result<StepId, Unreadable> {
    StepId::from_name(text).ok_or_else(|| Unreadable::new("the ID of a step", text))
}

impl FailureDoc {
    fn read(&self) -> Result<Failure, Unreadable> {
        let Self {
            kind,
            message,
            request,
            http_status,
            store_messages,
            correlation_id,
            hints,
            addresses,
        } = self;
        Ok(Failure {
            // Of kinds with one name, the first: they differ in what the run does, not in what it shows.
            kind: word("a kind of failure", &FailureKind::ALL, kind_word, kind)?,
            message: message.clone(),
            request: request.clone(),
            http_status: *http_status,
            store_messages: store_messages.iter().map(MessageDoc::read).collect(),
            correlation_id: correlation_id.clone(),
            in_the_way: None,
            reason: None,
            next: Vec::new(),
            hints: hints.clone(),
            fields: addresses.iter().map(|it| address(it)).collect(),
        })
    }
}
