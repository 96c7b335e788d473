//! What an apply did, as text.

use storectl_plan::{ApplyReport, StepOutcome, StepReport};

use super::{
    failure::{store_message, write_error, write_failure},
    heading,
    page::{Ink, Page, pad, width},
};
use crate::{
    ProductReport, ReportView, Styling, escape,
    number::{duration, thousands},
};

/// Renders a report: what became of every step, why one failed, and what to do next.
pub fn apply_report(view: &ReportView<'_>, styling: Styling) -> String {
    let ReportView {
        tool_version: _, // in the JSON
        exit: _,         // the process says it
        products,
    } = view;
    let mut page = Page::new(styling);
    for product in products {
        page.gap();
        write_product(&mut page, product);
    }
    page.finish()
}

fn write_product(page: &mut Page, product: &ProductReport<'_>) {
    let ProductReport {
        manifest,
        product_id,
        name,
        report,
        location,
        hints,
    } = product;
    page.line(
        0,
        &page.ink(Ink::Heading, &heading(*name, product_id, manifest)),
    );
    match report {
        Err(error) => write_error(page, 2, error),
        Ok(report) => {
            write_steps(page, report);
            for step in &report.steps {
                match &step.outcome {
                    StepOutcome::Failed(failure) | StepOutcome::Interrupted(failure) => {
                        let failed = page.ink(Ink::Danger, &format!("Failed at {}:", step.id));
                        page.line(2, &failed);
                        write_failure(page, 4, failure, location.as_ref());
                    }
                    StepOutcome::Unknown(failure) => {
                        let unknown = format!("Sent at {}, and the answer lost:", step.id);
                        page.line(2, &page.ink(Ink::Danger, &unknown));
                        write_failure(page, 4, failure, location.as_ref());
                    }
                    StepOutcome::Done | StepOutcome::AlreadyTrue | StepOutcome::Skipped { .. } => {}
                }
            }
            write_end(page, report);
        }
    }
    for hint in hints {
        let label = page.ink(Ink::Heading, "hint:");
        page.line(2, &format!("{label} {}", escape::line(hint)));
    }
}

fn write_steps(page: &mut Page, report: &ApplyReport) {
    if report.steps.is_empty() {
        page.line(2, "Nothing to do. The draft matches the manifest.");
    }
    let ids = width(report.steps.iter().map(|it| &*it.id.0), 6);
    let summaries = width(report.steps.iter().map(|it| &*it.summary), 72);
    for step in &report.steps {
        let StepReport {
            id,
            kind: _, // the summary says it
            summary,
            outcome,
            took,
        } = step;
        let (symbol, word, ink) = outcome_words(outcome);
        let note = match outcome {
            StepOutcome::Skipped { because } => {
                format!("because of {}", escape::line(&because.0))
            }
            StepOutcome::Done
            | StepOutcome::AlreadyTrue
            | StepOutcome::Failed(_)
            | StepOutcome::Interrupted(_)
            | StepOutcome::Unknown(_) => duration(*took),
        };
        let sign = page.ink(ink, &pad(&format!("{symbol} {word}"), 14));
        page.line(
            2,
            &format!(
                "{sign}  {}  {}  {note}",
                pad(&escape::line(&id.0), ids),
                pad(&escape::line(summary), summaries)
            ),
        );
    }
}

fn outcome_words(outcome: &StepOutcome) -> (char, &'static str, Ink) {
    match outcome {
        StepOutcome::Done => ('✓', "done", Ink::Added),
        StepOutcome::AlreadyTrue => ('=', "already true", Ink::Quiet),
        StepOutcome::Failed(_) => ('✗', "failed", Ink::Danger),
        StepOutcome::Skipped { .. } => ('–', "skipped", Ink::Quiet),
        StepOutcome::Interrupted(_) => ('■', "interrupted", Ink::Danger),
        StepOutcome::Unknown(_) => ('?', "unknown", Ink::Danger),
    }
}

fn write_end(page: &mut Page, report: &ApplyReport) {
    for message in &report.messages {
        let label = page.ink(Ink::Changed, "the Store noted:");
        page.line(2, &format!("{label} {}", store_message(message)));
    }
    let number = |wanted: fn(&StepOutcome) -> bool| {
        thousands(report.steps.iter().filter(|it| wanted(&it.outcome)).count())
    };
    if !report.steps.is_empty() {
        page.line(
            2,
            &format!(
                "{} done, {} already true, {} failed, {} skipped, {} unknown",
                number(|it| matches!(it, StepOutcome::Done)),
                number(|it| matches!(it, StepOutcome::AlreadyTrue)),
                number(|it| matches!(it, StepOutcome::Failed(_))),
                number(|it| matches!(it, StepOutcome::Skipped { .. })),
                number(|it| matches!(it, StepOutcome::Unknown(_))),
            ),
        );
    }
    let heard = report.publishing_status.as_deref().map(escape::line);
    match (&report.submission, heard) {
        (Some(id), Some(heard)) => page.line(2, &format!("submission {id}: {heard}")),
        (Some(id), None) => page.line(2, &format!("submission {id}")),
        (None, _) => {}
    }
}
