//! What an apply did, as text.

use storectl_plan::{ApplyReport, StepOutcome, StepReport};

use super::{
    failure::write_error,
    heading,
    page::{Ink, Page, pad, width, words},
};
use crate::{
    Appearance, Foreign, PlanDetails, ProductOutcome, ProductReport, ReportView, Verbosity,
    view::{
        count, duration, failure_details, for_customers, hint, note, outcome_word, store_reports,
        thousands, trimmed, unfinished,
    },
};

/// Renders a report: what customers see, what became of every step, why one failed, and what to do next; briefly, what
/// customers see and why a step failed.
pub(super) fn report(view: &ReportView<'_>, appearance: Appearance) -> String {
    let ReportView {
        command: _, // whoever reads it typed it
        plan,
        exit: _,  // the process says it
        error: _, // a product's own stands at it
        products,
    } = view;
    let mut page = Page::new(appearance.styling);
    for (at, product) in products.iter().enumerate() {
        let planned = plan.products.get(at).and_then(|it| it.plan().ok());
        match appearance.verbosity {
            Verbosity::Brief => write_line(&mut page, product, planned),
            Verbosity::Normal | Verbosity::Full => {
                page.gap();
                write_product(&mut page, product, planned);
            }
        }
    }
    if let Some(error) = view.error_of_run() {
        page.gap();
        write_error(&mut page, 0, error);
    }
    page.gap();
    page.sentences(0, &plan.part.gaps());
    page.sentences(0, plan.part.line(products.len()).as_slice());
    page.line(0, &format!("{}.", count(products.len(), "manifest")));
    page.finish()
}

/// Writes one line about a product, and below it only what went wrong.
fn write_line(page: &mut Page, product: &ProductReport<'_>, planned: Option<&PlanDetails>) {
    let title = heading(product.name, product.product_id, product.manifest);
    let title = page.ink(Ink::Heading, &title);
    match product.outcome {
        ProductOutcome::NotStarted => page.line(0, &format!("{title}: {NOT_STARTED}")),
        ProductOutcome::Failed(error) => {
            page.line(0, &format!("{title}: failed"));
            write_error(page, 2, error);
        }
        ProductOutcome::Ran(report) => {
            let said = words(&for_customers(report, planned));
            page.line(0, &format!("{title}: {said}"));
            write_refusal(page, product, report);
            write_failures(page, product, report);
        }
    }
}

/// What customers see of a product that was not started.
const NOT_STARTED: &str = "Not started. Nothing was published.";

fn write_product(page: &mut Page, product: &ProductReport<'_>, planned: Option<&PlanDetails>) {
    let ProductReport {
        manifest,
        product_id,
        name,
        outcome,
        location: _,
        hints,
    } = product;
    let title = heading(*name, *product_id, *manifest);
    page.line(0, &page.ink(Ink::Heading, &title));
    match outcome {
        ProductOutcome::NotStarted => page.line(2, NOT_STARTED),
        ProductOutcome::Failed(error) => write_error(page, 2, error),
        ProductOutcome::Ran(report) => write_ran(page, product, report, planned),
    }
    for it in hints {
        page.sentence(2, &hint(it));
    }
}

fn write_ran(
    page: &mut Page,
    product: &ProductReport<'_>,
    report: &ApplyReport,
    planned: Option<&PlanDetails>,
) {
    page.sentence(2, &for_customers(report, planned));
    write_refusal(page, product, report);
    write_steps(page, report);
    write_failures(page, product, report);
    write_end(page, report);
}

fn write_refusal(page: &mut Page, product: &ProductReport<'_>, report: &ApplyReport) {
    if let Some(failure) = &report.refusal {
        let head = page.ink(Ink::Danger, "refused:");
        let message = Foreign::new(&failure.message).line();
        page.line(2, &format!("{head} {message}"));
        page.sentences(4, &failure_details(failure, product.location.as_ref()));
    }
}

fn write_failures(page: &mut Page, product: &ProductReport<'_>, report: &ApplyReport) {
    for (id, what, failure) in unfinished(report) {
        let head = page.ink(Ink::Danger, &format!("{id} {what}:"));
        let message = Foreign::new(&failure.message).line();
        page.line(2, &format!("{head} {message}"));
        page.sentences(4, &failure_details(failure, product.location.as_ref()));
    }
}

fn write_steps(page: &mut Page, report: &ApplyReport) {
    let trimmed = trimmed(report);
    let ids = width(trimmed.steps.iter().map(|it| it.id.as_str()), 6);
    let summaries = width(trimmed.steps.iter().map(|it| &*it.summary), 72);
    for step in trimmed.steps {
        let StepReport {
            id,
            kind: _, // the summary says it
            summary,
            outcome,
            effect: _, // the first sentence counts it
            took,
        } = step;
        let (symbol, word) = outcome_word(outcome);
        let sign = page.ink(ink(outcome), &pad(&format!("{symbol} {word}"), 14));
        page.line(
            2,
            &format!(
                "{sign}  {}  {}  {}",
                pad(&Foreign::new(id.as_str()).line(), ids),
                pad(&Foreign::new(summary).line(), summaries),
                duration(*took)
            ),
        );
    }
    if trimmed.skipped > 0 {
        let sign = page.ink(Ink::Quiet, &pad("– skipped", 14));
        page.line(2, &format!("{sign}  {}", count(trimmed.skipped, "step")));
    }
}

fn ink(outcome: &StepOutcome) -> Ink {
    match outcome {
        StepOutcome::Done => Ink::Added,
        StepOutcome::AlreadyTrue | StepOutcome::Skipped { .. } => Ink::Quiet,
        StepOutcome::Failed(_) | StepOutcome::Interrupted(_) | StepOutcome::Unknown(_) => {
            Ink::Danger
        }
    }
}

fn write_end(page: &mut Page, report: &ApplyReport) {
    for message in &report.messages {
        page.sentence(2, &store_reports(message));
    }
    for text in &report.notes {
        page.sentence(2, &note(text));
    }
    if report.steps.is_empty() {
        return;
    }
    let number = |wanted: fn(&StepOutcome) -> bool| {
        thousands(report.steps.iter().filter(|it| wanted(&it.outcome)).count())
    };
    page.line(
        2,
        &format!(
            "{} done, {} already true, {} failed, {} interrupted, {} skipped, {} unknown",
            number(|it| matches!(it, StepOutcome::Done)),
            number(|it| matches!(it, StepOutcome::AlreadyTrue)),
            number(|it| matches!(it, StepOutcome::Failed(_))),
            number(|it| matches!(it, StepOutcome::Interrupted(_))),
            number(|it| matches!(it, StepOutcome::Skipped { .. })),
            number(|it| matches!(it, StepOutcome::Unknown(_))),
        ),
    );
}
