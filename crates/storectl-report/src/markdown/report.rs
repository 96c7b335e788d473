//! What an apply did, for a job summary or a comment.

use std::fmt::Write as _;

use storectl_plan::{ApplyReport, StepOutcome};

use super::{
    alert,
    budget::{Comment, Rank},
    clip, code,
    failure::{error_lines, failure_lines, store_message},
    hard_breaks, product_name,
};
use crate::{
    ProductReport, ReportView, escape,
    number::{count, duration},
};

/// Renders a report. Its first line is a marker by which a workflow finds its earlier comment.
pub fn apply_report(view: &ReportView<'_>) -> String {
    let mut comment = Comment::default();
    let product = match view.products.as_slice() {
        [product] => escape::marker(&clip(product.product_id)),
        _ => "several".to_owned(),
    };
    comment.push(
        Rank::Frame,
        format!("<!-- storectl:report v=1 product={product} -->\n"),
    );
    for product in &view.products {
        write_product(&mut comment, product);
    }
    comment.push(Rank::Frame, format!("Exit code {}.\n", view.exit));
    comment.finish()
}

fn write_product(comment: &mut Comment, product: &ProductReport<'_>) {
    let ProductReport {
        manifest,
        product_id,
        name,
        report,
        location,
        hints,
    } = product;
    let name = product_name(*name, product_id);
    match report {
        Err(error) => {
            comment.push(
                Rank::Decision,
                format!("### ❌ Store apply: {name} — not started\n\n"),
            );
            let mut lines = vec![code(manifest)];
            lines.extend(error_lines(error));
            comment.push(Rank::Decision, alert("CAUTION", &hard_breaks(lines)));
        }
        Ok(report) => {
            comment.push(Rank::Decision, title(report, &name));
            for step in &report.steps {
                match &step.outcome {
                    StepOutcome::Failed(failure)
                    | StepOutcome::Interrupted(failure)
                    | StepOutcome::Unknown(failure) => {
                        let mut lines = vec![format!("at {}", code(&step.id.0))];
                        lines.extend(failure_lines(failure, location.as_ref()));
                        comment.push(Rank::Decision, alert("CAUTION", &hard_breaks(lines)));
                    }
                    StepOutcome::Done | StepOutcome::AlreadyTrue | StepOutcome::Skipped { .. } => {}
                }
            }
            comment.push(Rank::Decision, end(report));
            comment.push(Rank::Detail, steps(report));
        }
    }
    for hint in hints {
        let hint = escape::markdown(&clip(hint));
        comment.push(Rank::Decision, alert("TIP", &[hint]));
    }
}

fn title(report: &ApplyReport, name: &str) -> String {
    let (symbol, outcome) = match (report.failure(), report.steps.is_empty()) {
        (Some(_), _) => ("❌", "failed"),
        (None, true) => ("✅", "nothing to do"),
        (None, false) => ("✅", "done"),
    };
    format!("### {symbol} Store apply: {name} — {outcome}\n\n")
}

fn end(report: &ApplyReport) -> String {
    let mut out = String::new();
    let heard = report.publishing_status.as_deref().map(code);
    if let Some(id) = &report.submission {
        let heard = heard.map(|it| format!(": {it}")).unwrap_or_default();
        let _ = write!(out, "Submission {}{heard}\n\n", code(id.as_str()));
    }
    for message in report.messages.iter().take(30) {
        out.push_str(&alert("NOTE", &[store_message(message)]));
    }
    out
}

fn steps(report: &ApplyReport) -> String {
    let lines: Vec<String> = report
        .steps
        .iter()
        .map(|step| {
            let (outcome, note) = match &step.outcome {
                StepOutcome::Done => ("✓ done", duration(step.took)),
                StepOutcome::AlreadyTrue => ("= already true", duration(step.took)),
                StepOutcome::Failed(_) => ("✗ failed", duration(step.took)),
                StepOutcome::Skipped { because } => ("– skipped", format!("because of {because}")),
                StepOutcome::Interrupted(_) => ("■ interrupted", duration(step.took)),
                StepOutcome::Unknown(_) => ("? unknown", duration(step.took)),
            };
            format!("{outcome:<15} {} {} ({note})", step.id, clip(&step.summary))
        })
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    super::details(
        &format!("<b>Steps</b> {}", count(lines.len(), "step")),
        &escape::fence("text", &lines),
    )
}
