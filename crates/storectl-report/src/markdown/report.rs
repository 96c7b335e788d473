//! What an apply did, for a job summary or a comment.

use storectl_plan::ApplyReport;

use super::{
    alert,
    budget::{Comment, Rank},
    code, details,
    failure::{caution, step_caution},
    marker::markers,
    plan::push_reasons,
    product_name, sentence,
};
use crate::{
    Foreign, PlanDetails, ProductOutcome, ProductReport, ReportView, escape,
    view::{
        Ended, count, duration, for_customers, hint, note, outcome_word, store_reports, trimmed,
        unfinished,
    },
};

/// Renders a report.
pub(super) fn report(view: &ReportView<'_>) -> Comment {
    let ReportView {
        command,
        plan,
        exit,
        error,
        products,
    } = view;
    let command = command.as_str();
    let ids = products.iter().map(|it| it.product_id);
    let mut comment = Comment::new(
        markers(command, ids, plan.hash_text()),
        &title(command, products),
    );
    for (at, product) in products.iter().enumerate() {
        let planned = plan.products.get(at).and_then(|it| it.plan().ok());
        write_product(&mut comment, product, planned, products.len() > 1);
    }
    // Where nothing was started, the plans say why, or the error does.
    if products
        .iter()
        .all(|it| matches!(it.outcome, ProductOutcome::NotStarted))
    {
        if let Some(error) = error {
            comment.push(Rank::Reason, caution(error, None));
        }
        for product in &plan.products {
            push_reasons(&mut comment, product);
        }
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
        ([product], _) => format!("### ❌ Store {command} failed: {}", name(product)),
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

fn write_product(
    comment: &mut Comment,
    product: &ProductReport<'_>,
    planned: Option<&PlanDetails>,
    is_fleet: bool,
) {
    let rank = if has_failed(product) {
        Rank::Danger
    } else {
        Rank::Product
    };
    let first = match product.outcome {
        ProductOutcome::Ran(report) => sentence(&for_customers(report, planned)),
        ProductOutcome::Failed(_) | ProductOutcome::NotStarted => {
            "Not started. Nothing was published.".to_owned()
        }
    };
    let line = if is_fleet {
        let symbol = if has_failed(product) { "❌" } else { "✅" };
        format!("- {symbol} **{}**: {first}\n", name(product))
    } else {
        format!("{first}\n\n")
    };
    comment.push(rank, line);
    match product.outcome {
        ProductOutcome::NotStarted => {}
        ProductOutcome::Failed(error) => {
            comment.push(
                Rank::Reason,
                caution(error, Some(product.manifest.as_raw())),
            );
        }
        ProductOutcome::Ran(report) => write_ran(comment, product, report),
    }
    if !product.hints.is_empty() {
        let lines: Vec<String> = product.hints.iter().map(|it| sentence(&hint(it))).collect();
        comment.push(Rank::Reason, alert("TIP", &lines));
    }
}

fn write_ran(comment: &mut Comment, product: &ProductReport<'_>, report: &ApplyReport) {
    if let Some(failure) = &report.refusal {
        let text = step_caution("**refused**", failure, product.location.as_ref());
        comment.push(Rank::Reason, text);
    }
    for (id, what, failure) in unfinished(report) {
        let head = format!("{} {what}", code(id.as_str()));
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
    comment.push(Rank::Detail, steps(report));
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
        &format!("<b>Steps</b> {}", count(report.steps.len(), "step")),
        &escape::fence("text", &lines),
    )
}
