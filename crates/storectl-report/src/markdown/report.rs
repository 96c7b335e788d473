//! What an apply did, for a job summary or a comment.

use storectl_plan::ApplyReport;

use super::{
    about, alert, brief,
    budget::{Budget, Comment, Rank},
    code,
    failure::{caution, step_caution},
    fold::{Fold, details},
    marker::markers,
    plan::{push_gaps, push_planned, push_reasons},
    product_name, prose, sentence,
};
use crate::{
    Foreign, ProductOutcome, ProductReport, ProductView, ReportView, escape,
    view::{
        Ended, count, duration, for_customers, hint, note, outcome_word, store_reports, trimmed,
        unfinished,
    },
};

/// Renders a report.
pub(super) fn report(view: &ReportView<'_>, budget: Budget) -> Comment {
    let ReportView {
        command,
        plan,
        exit,
        error: _, // a product's own stands at it
        products,
    } = view;
    let command = command.as_str();
    let ids = products.iter().map(|it| it.product_id);
    let mut comment = Comment::new(
        budget,
        markers(budget, command, ids, plan.hash_text()),
        &title(command, products),
    );
    let all: Vec<Ending<'_>> = products
        .iter()
        .enumerate()
        .map(|(at, product)| Ending {
            product,
            planned: plan.products.get(at),
            is_one_of_many: products.len() > 1,
        })
        .collect();
    let (failed, others): (Vec<_>, Vec<_>) = all.iter().partition(|it| has_failed(it.product));
    for ending in failed.iter().chain(&others) {
        ending.push_line(&mut comment);
    }
    for ending in failed.iter().chain(&others) {
        ending.push_details(&mut comment);
    }
    if let Some(error) = view.error_of_run() {
        comment.push(Rank::Reason, caution(error, None));
    }
    push_gaps(&mut comment, &plan.part);
    // Where nothing was started, the plans may say why.
    if products
        .iter()
        .all(|it| matches!(it.outcome, ProductOutcome::NotStarted))
    {
        for product in &plan.products {
            push_reasons(&mut comment, product);
        }
    }
    if let Some(shard) = plan.part.line(products.len()) {
        comment.foot(&format!("{}\n", sentence(&shard)));
    }
    comment.foot(&format!(
        "{}. Exit code {exit}.",
        count(products.len(), "manifest")
    ));
    comment
}

fn title(command: &str, products: &[ProductReport<'_>]) -> String {
    let failed = products.iter().filter(|it| has_failed(it)).count();
    match (products, failed) {
        ([product], 0) => format!("### ✅ Store {command}: {}", name(product)),
        ([product], _) => format!(
            "### ❌ Store {command} failed: {}{}",
            name(product),
            how(product)
        ),
        (several, 0) => format!("## ✅ Store {command}: {}", count(several.len(), "product")),
        (several, failed) => format!(
            "## ❌ Store {command} failed for {failed} of {}",
            count(several.len(), "product")
        ),
    }
}

fn name(product: &ProductReport<'_>) -> String {
    product_name(product.name, product.product_id)
}

fn has_failed(product: &ProductReport<'_>) -> bool {
    match product.outcome {
        ProductOutcome::Ran(report) => Ended::of(report) == Ended::Failed,
        ProductOutcome::Failed(_) | ProductOutcome::NotStarted => true,
    }
}

/// Says how it failed.
fn how(product: &ProductReport<'_>) -> String {
    let message = match product.outcome {
        ProductOutcome::Ran(report) => report.failure().map(|it| {
            // What the Store says is nearer to the cause than that it refused.
            let reported = it.store_messages.first().map(|it| it.message.as_str());
            reported.unwrap_or(&it.message)
        }),
        ProductOutcome::Failed(error) => Some(error.message.as_str()),
        ProductOutcome::NotStarted => None,
    };
    message.map_or_else(String::new, |it| format!(" — {}", brief(it)))
}

/// What became of a product.
struct Ending<'v> {
    product: &'v ProductReport<'v>,
    planned: Option<&'v ProductView<'v>>,
    is_one_of_many: bool,
}

impl Ending<'_> {
    /// Says first what customers see of it.
    fn push_line(&self, comment: &mut Comment) {
        let product = self.product;
        let failed = has_failed(product);
        let planned = self.planned.and_then(|it| it.plan().ok());
        let first = match product.outcome {
            ProductOutcome::Ran(report) => sentence(&for_customers(report, planned)),
            ProductOutcome::Failed(_) | ProductOutcome::NotStarted => {
                "Not started. Nothing was published.".to_owned()
            }
        };
        let line = if self.is_one_of_many {
            let symbol = if failed { "❌" } else { "✅" };
            format!("- {symbol} **{}**: {first}\n", name(product))
        } else {
            format!("{first}\n\n")
        };
        let rank = if failed { Rank::Danger } else { Rank::Product };
        comment.push(rank, line);
    }

    /// Says why, and what was done.
    fn push_details(&self, comment: &mut Comment) {
        let product = self.product;
        if self.is_one_of_many {
            comment.heading(&name(product));
        }
        match product.outcome {
            ProductOutcome::NotStarted => {}
            ProductOutcome::Failed(error) => {
                let about = about(product.name, product.product_id, product.manifest);
                comment.push(Rank::Reason, caution(error, Some(about)));
            }
            ProductOutcome::Ran(report) => push_ran(comment, product, report),
        }
        if !product.hints.is_empty() {
            let lines: Vec<String> = product.hints.iter().map(|it| sentence(&hint(it))).collect();
            comment.push(Rank::Reason, alert("TIP", &lines));
        }
        if let ProductOutcome::Ran(report) = product.outcome {
            if let Some(planned) = self.planned.filter(|_| has_failed(product)) {
                push_planned(comment, planned);
            }
            comment.push(Rank::Detail, steps(report));
        }
    }
}

fn push_ran(comment: &mut Comment, product: &ProductReport<'_>, report: &ApplyReport) {
    if let Some(failure) = &report.refusal {
        let text = step_caution("**refused**", failure, product.location.as_ref());
        comment.push(Rank::Reason, text);
    }
    for (id, what, failure) in unfinished(report) {
        let step = report.steps.iter().find(|it| it.id == *id);
        let summary = step.map(|it| format!(" {}", prose(&it.summary)));
        let summary = summary.unwrap_or_default();
        let head = format!("{}{summary} {what}", code(id.as_str()));
        let text = step_caution(&head, failure, product.location.as_ref());
        comment.push(Rank::Reason, text);
    }
    let said = report.messages.iter().map(store_reports);
    let said = said
        .take(30)
        .chain(report.notes.iter().map(|it| note(it)).take(30));
    let notes: Vec<String> = said.map(|it| sentence(&it)).collect();
    if !notes.is_empty() {
        comment.push(Rank::Note, alert("NOTE", &notes));
    }
}

fn steps(report: &ApplyReport) -> String {
    let trimmed = trimmed(report);
    let mut lines: Vec<String> = trimmed
        .steps
        .iter()
        .map(|step| {
            let (symbol, word) = outcome_word(&step.outcome);
            let summary = Foreign::new(&step.summary).clipped(200);
            format!(
                "{:<15} {} {} ({})",
                format!("{symbol} {word}"),
                step.id,
                summary.as_foreign().as_raw(),
                duration(step.took)
            )
        })
        .collect();
    if trimmed.skipped > 0 {
        lines.push(format!(
            "{:<15} {}",
            "– skipped",
            count(trimmed.skipped, "step")
        ));
    }
    if lines.is_empty() {
        return String::new();
    }
    details(
        Fold::Folded,
        &format!("<b>Steps</b> {}", count(report.steps.len(), "step")),
        &escape::fence("text", &lines),
    )
}
