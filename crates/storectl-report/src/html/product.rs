//! One product of a plan.

use askama::{Template, filters::HtmlSafe};
use storectl_plan::Verdict;

use super::{
    budget::Budget,
    change::{Changes, Place},
    installers::Installers,
    line::{Line, place},
    matrix::Matrix,
    notice::Notice,
    page::Tone,
    reasons::{failure, reasons},
    store_page::StorePages,
    text::shown,
    unmanaged::Unmanaged,
};
use crate::{
    PlanDetails, ProductView,
    view::{
        Replaced, count, groups, headline,
        origin::{agreed, is_conflict, is_drift, since},
        rehearsal, variables, verdict,
    },
};

/// Most changes of a plan that is shown open.
const OPEN: usize = 25;

/// Most warnings of a product.
const WARNINGS: usize = 200;

/// A product, and what becomes of it.
#[derive(Template)]
#[template(path = "product.html")]
pub(super) struct Product {
    number: usize,
    tone: Tone,
    name: String,
    manifest: String,
    id: String,
    headline: String,
    notices: Vec<Notice>,
    about: Vec<Line>,
    warnings: Vec<Warning>,
    since: Option<Line>,
    changes: Vec<Changes>,
    store_pages: Option<StorePages>,
    unmanaged: Option<Unmanaged>,
    matrix: Option<Matrix>,
    installers: Option<Installers>,
    steps: Vec<Step>,
}

impl HtmlSafe for Product {}

struct Warning {
    address: String,
    message: Line,
    place: Option<String>,
}

struct Step {
    id: String,
    summary: String,
    request: String,
}

/// Returns how a product is to be taken.
pub(super) fn tone(product: &ProductView<'_>) -> Tone {
    match verdict(product) {
        None
        | Some(Verdict::LastFailed | Verdict::Invalid | Verdict::Blocked | Verdict::InDoubt) => {
            Tone::Bad
        }
        Some(Verdict::Busy) => Tone::Careful,
        Some(Verdict::Changes | Verdict::PendingWork | Verdict::Submission | Verdict::Deferred) => {
            let destroys = |it: &PlanDetails| it.guards().next().is_some();
            if product.plan().is_ok_and(destroys) {
                Tone::Careful
            } else {
                Tone::News
            }
        }
        Some(Verdict::Nothing) => Tone::Good,
    }
}

/// Returns the name that people know a product by.
pub(super) fn name(product: &ProductView<'_>) -> String {
    shown(product.name.unwrap_or(product.product_id).as_raw())
}

/// Says what a plan amounts to, or that there is none.
pub(super) fn words(product: &ProductView<'_>) -> String {
    match product.plan() {
        Ok(plan) => headline(plan),
        Err(error) => format!("failed: {}", shown(&error.message)),
    }
}

impl Product {
    /// Takes a product, the `number`th of its page, as much of it as there is room for.
    pub(super) fn of(product: &ProductView<'_>, number: usize, budget: &mut Budget<'_>) -> Self {
        let empty = Self {
            number,
            tone: tone(product),
            name: name(product),
            manifest: shown(product.manifest.as_raw()),
            id: shown(product.product_id.as_raw()),
            headline: words(product),
            notices: Vec::new(),
            about: Vec::new(),
            warnings: Vec::new(),
            since: None,
            changes: Vec::new(),
            store_pages: None,
            unmanaged: None,
            matrix: product.localization.as_ref().and_then(Matrix::of),
            installers: None,
            steps: Vec::new(),
        };
        match product.plan() {
            Err(error) => Self {
                headline: "failed".to_owned(),
                notices: vec![failure(Line::words("No plan was made"), error)],
                ..empty
            },
            Ok(plan) => empty.with(product, plan, budget),
        }
    }

    fn with(self, product: &ProductView<'_>, plan: &PlanDetails, budget: &mut Budget<'_>) -> Self {
        let stands = Place {
            product,
            plan,
            number: self.number,
            replaced: &Replaced::of(product, plan),
        };
        let name = product.name.unwrap_or(product.product_id).as_raw();
        let mut notices = reasons(product, plan, self.number);
        if let Some(rehearsed) = product.rehearsal {
            let tone = if rehearsed.is_ok() {
                Tone::Good
            } else {
                Tone::Bad
            };
            let lines = rehearsal(rehearsed);
            let notice = Notice::new(tone, Line::words("Rehearsal against the simulated Store"));
            notices.push(notice.with(lines.iter().map(Line::from)));
        }
        let is_moved = plan
            .changes
            .iter()
            .any(|it| is_drift(it) || is_conflict(it));
        let about = [
            Some(Line::from(&product.base.line())),
            variables(product.variables).as_ref().map(Line::from),
            agreed(plan).as_ref().map(Line::from),
        ];
        let is_open = plan.changes.len() < OPEN;
        let groups = groups(plan);
        let changes = groups.iter();
        let changes = changes.map(|it| Changes::of(it, &stands, is_open, budget));
        Self {
            notices,
            about: about.into_iter().flatten().collect(),
            warnings: warnings(product, plan),
            since: is_moved.then(|| Line::from(&since(&product.base, plan))),
            changes: changes.collect(),
            store_pages: StorePages::of(plan, name, budget),
            unmanaged: Unmanaged::of(plan),
            installers: Installers::of(product, plan),
            steps: plan
                .steps
                .iter()
                .map(|step| Step {
                    id: shown(&step.id),
                    summary: shown(&step.summary),
                    request: match &step.request {
                        Some((method, path)) => shown(&format!("{method} {path}")),
                        None => "reads".to_owned(),
                    },
                })
                .collect(),
            ..self
        }
    }
}

fn warnings(product: &ProductView<'_>, plan: &PlanDetails) -> Vec<Warning> {
    let all = plan.warnings.iter().enumerate().take(WARNINGS);
    let mut warnings: Vec<Warning> = all
        .map(|(at, it)| Warning {
            address: it
                .path
                .as_ref()
                .map(|it| shown(&it.to_string()))
                .unwrap_or_default(),
            message: Line::prose(&it.message),
            place: product
                .warning_sources
                .get(at)
                .and_then(Option::as_ref)
                .map(place),
        })
        .collect();
    if let Some(more) = plan
        .warnings
        .len()
        .checked_sub(WARNINGS)
        .filter(|it| *it > 0)
    {
        warnings.push(Warning {
            address: String::new(),
            message: Line::words(format!("and {}", count(more, "more warning"))),
            place: None,
        });
    }
    warnings
}
