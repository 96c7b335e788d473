//! What an apply did: what customers see of it, step by step, and the plan it carried out.

use askama::{Template, filters::HtmlSafe};
use storectl_plan::{ApplyReport, Failure};

use super::{
    line::Line,
    notice::Notice,
    page::{Page, Tone},
    pictures::Pictures,
    plan::{self, Plan},
    reasons,
    text::shown,
};
use crate::{
    PlanDetails, ProductOutcome, ProductReport, ReportView, SourceRef,
    view::{
        Ended, count, duration, failure_details, for_customers, hint, note, outcome_word,
        store_reports, thousands, trimmed, unfinished,
    },
};

/// Most messages and notes of a product.
const ROWS: usize = 100;

#[derive(Template)]
#[template(path = "report.html")]
struct Report {
    notices: Vec<Notice>,
    products: Vec<Product>,
    plan: Plan,
    foot: String,
}

impl HtmlSafe for Report {}

/// What became of one product.
struct Product {
    number: usize,
    tone: Tone,
    name: String,
    manifest: String,
    /// What customers see of it.
    first: Line,
    notices: Vec<Notice>,
    notes: Vec<Line>,
    steps: Vec<Step>,
    skipped: usize,
}

struct Step {
    symbol: char,
    outcome: &'static str,
    id: String,
    summary: String,
    took: String,
}

/// Renders a report.
pub(super) fn page(view: &ReportView<'_>, pictures: &Pictures) -> String {
    let ReportView {
        command,
        plan,
        exit,
        error: _, // a product's own stands at it
        products,
    } = view;
    let planned = |at: usize| plan.products.get(at).and_then(|it| it.plan().ok());
    let products: Vec<Product> = products
        .iter()
        .enumerate()
        .map(|(at, it)| Product::of(it, planned(at), at + 1))
        .collect();
    let is_begun = |it: &ProductReport<'_>| !matches!(it.outcome, ProductOutcome::NotStarted);
    let what = if view.products.iter().any(is_begun) {
        "The run failed"
    } else {
        "Nothing was started"
    };
    let error = view.error_of_run();
    let notices = error.map(|it| reasons::failure(Line::words(what), it));
    let failed = products.iter().filter(|it| it.tone == Tone::Bad).count();
    let title = title(command.as_str(), &products, failed);
    let tone = if failed > 0 { Tone::Bad } else { Tone::Good };
    let body = Report {
        notices: notices.into_iter().collect(),
        foot: format!("{}. Exit code {exit}.", count(products.len(), "manifest")),
        products,
        plan: Plan::of(plan, pictures),
    };
    Page::new(title, tone, body)
        .with_facts(plan::facts(plan))
        .write()
}

fn title(command: &str, products: &[Product], failed: usize) -> String {
    match (products, failed) {
        ([product], 0) => format!("Store {command}: {}", product.name),
        ([product], _) => format!("Store {command} failed: {}", product.name),
        (several, 0) => format!("Store {command}: {}", count(several.len(), "product")),
        (several, failed) => format!(
            "Store {command} failed for {} of {}",
            thousands(failed),
            count(several.len(), "product")
        ),
    }
}

impl Product {
    fn of(product: &ProductReport<'_>, planned: Option<&PlanDetails>, number: usize) -> Self {
        let hints: Vec<Line> = product
            .hints
            .iter()
            .map(|it| Line::from(&hint(it)))
            .collect();
        let next = Notice::new(Tone::News, Line::words("What to do next")).with(hints);
        let next = (!product.hints.is_empty()).then_some(next);
        let empty = Self {
            number,
            tone: Tone::Bad,
            name: shown(product.name.unwrap_or(product.product_id).as_raw()),
            manifest: shown(product.manifest.as_raw()),
            first: Line::words("Not started. Nothing was published."),
            notices: Vec::new(),
            notes: Vec::new(),
            steps: Vec::new(),
            skipped: 0,
        };
        let mut made = match product.outcome {
            ProductOutcome::NotStarted => empty,
            ProductOutcome::Failed(error) => Self {
                notices: vec![reasons::failure(Line::words("No plan was made"), error)],
                ..empty
            },
            ProductOutcome::Ran(report) => Self {
                tone: match Ended::of(report) {
                    Ended::Done | Ended::Nothing => Tone::Good,
                    Ended::Failed => Tone::Bad,
                },
                first: Line::from(&for_customers(report, planned)),
                ..empty.ran(report, product.location.as_ref())
            },
        };
        made.notices.extend(next);
        made
    }

    fn ran(self, report: &ApplyReport, location: Option<&SourceRef>) -> Self {
        let refusal = report.refusal.iter();
        let refusal = refusal.map(|it| failure(Line::words("Refused: "), it, location));
        let unfinished = unfinished(report).map(|(id, what, it)| {
            let title = Line::words("Step ")
                .and_code(id.as_str())
                .and(format!(" {what}: "));
            failure(title, it, location)
        });
        let said = report.messages.iter().take(ROWS).map(store_reports);
        let said = said.chain(report.notes.iter().take(ROWS).map(|it| note(it)));
        let trimmed = trimmed(report);
        let steps = trimmed.steps.iter().map(|step| {
            let (symbol, outcome) = outcome_word(&step.outcome);
            Step {
                symbol,
                outcome,
                id: step.id.to_string(),
                summary: shown(&step.summary),
                took: duration(step.took),
            }
        });
        Self {
            notices: refusal.chain(unfinished).collect(),
            notes: said.map(|it| Line::from(&it)).collect(),
            steps: steps.collect(),
            skipped: trimmed.skipped,
            ..self
        }
    }
}

fn failure(title: Line, failure: &Failure, location: Option<&SourceRef>) -> Notice {
    let details = failure_details(failure, location);
    let details = details.iter().map(Line::from);
    Notice::new(Tone::Bad, title.and_prose(&failure.message)).with(details)
}
