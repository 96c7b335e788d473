//! The plan: an overview, then each product, those that need a decision first.

use askama::{Template, filters::HtmlSafe};
use storectl_plan::Verdict;

use super::{
    budget::Budget,
    filter::Filter,
    line::Line,
    notice::{Copy, Notice},
    page::{Page, Tone},
    pictures::Pictures,
    product::{self, Product, tone},
    reasons::{copied, failure},
    text::shown,
};
use crate::{
    FleetPart, Foreign, PlanView, ProductView, time,
    view::{count, foot, stamp, thousands, totals, unexplained_failure},
};

/// What there is to see of plans.
#[derive(Template)]
#[template(path = "plan.html")]
pub(super) struct Plan {
    notices: Vec<Notice>,
    overview: Vec<Entry>,
    products: Vec<Product>,
    /// Products with nothing to say of, by name.
    unchanged: Vec<Entry>,
    closing: Vec<Notice>,
    foot: Vec<String>,
}

impl HtmlSafe for Plan {}

/// A product of the overview.
struct Entry {
    number: usize,
    tone: Tone,
    name: String,
    manifest: String,
    words: String,
}

/// Renders plans.
pub(super) fn page(view: &PlanView<'_>, pictures: &Pictures) -> String {
    let plans = view.products.iter().filter_map(|it| it.plan().ok());
    Page::new(title(view), worst(view), Plan::of(view, pictures))
        .with_facts(facts(view))
        .with_filter(Filter::of(plans))
        .write()
}

/// Returns what is to be known of plans as a whole.
pub(super) fn facts(view: &PlanView<'_>) -> [(&'static str, Option<String>); 6] {
    let PlanView {
        tool_version,
        endpoint,
        commit,
        read_at,
        part,
        ..
    } = view;
    [
        ("plan", Some(shown(view.hash_text()))),
        ("shard", part.shard.map(|it| it.to_string())),
        ("commit", commit.map(shown)),
        ("read", read_at.map(time::minute)),
        ("Store", Some(shown(endpoint.as_raw()))),
        ("storectl", Some(shown(tool_version))),
    ]
}

fn title(view: &PlanView<'_>) -> String {
    match view.products.as_slice() {
        [product] => match product.plan() {
            Ok(_) => format!(
                "Store plan: {} — {}",
                product::name(product),
                product::words(product)
            ),
            Err(_) => format!("Store plan failed: {}", product::name(product)),
        },
        several => {
            let destructive = match view.summary.destructive {
                0 => String::new(),
                number => format!(", {} destructive", thousands(number)),
            };
            let products = count(several.len(), "product");
            format!("Store plan: {products} — {}{destructive}", totals(several))
        }
    }
}

fn worst(view: &PlanView<'_>) -> Tone {
    let tones: Vec<Tone> = view.products.iter().map(tone).collect();
    let order = [Tone::Bad, Tone::Careful, Tone::News];
    let worst = order.into_iter().find(|it| tones.contains(it));
    match (view.error, worst) {
        (Some(_), None) => Tone::Bad,
        (_, worst) => worst.unwrap_or(Tone::Good),
    }
}

/// Returns the products with their numbers, those that need a decision first.
pub(super) fn by_urgency<'v>(products: &'v [ProductView<'v>]) -> Vec<(usize, &'v ProductView<'v>)> {
    let rank = |it: &ProductView<'_>| match tone(it) {
        Tone::Bad => 0,
        Tone::Careful => 1,
        Tone::News => 2,
        Tone::Good => 3,
    };
    let mut all: Vec<_> = (1..).zip(products).collect();
    all.sort_by_key(|(_, it)| rank(it));
    all
}

impl Plan {
    /// Takes plans, as much of them as there is room for.
    pub(super) fn of(view: &PlanView<'_>, pictures: &Pictures) -> Self {
        let mut budget = Budget::new(pictures);
        let all = by_urgency(&view.products);
        let is_fleet = all.len() > 1;
        let (quiet, loud): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|(_, it)| is_fleet && is_quiet(it));
        let entry = |(number, it): &(usize, &ProductView<'_>)| Entry {
            number: *number,
            tone: tone(it),
            name: product::name(it),
            manifest: shown(it.manifest.as_raw()),
            words: product::words(it),
        };
        let overview = if is_fleet {
            loud.iter().map(entry).collect()
        } else {
            Vec::new()
        };
        let products = loud.iter();
        let products = products.map(|(number, it)| Product::of(it, *number, &mut budget));
        let products: Vec<Product> = products.collect();
        let stale = view
            .live
            .map(|it| Notice::new(Tone::Careful, Line::from(&stamp(it))));
        let (counts, requests) = foot(view);
        Self {
            notices: stale
                .into_iter()
                .chain(unexplained(view))
                .chain(gaps(&view.part))
                .collect(),
            overview,
            products,
            unchanged: quiet.iter().map(entry).collect(),
            closing: closing(view),
            foot: [counts, requests]
                .into_iter()
                .chain(budget.pictures_left_out())
                .collect(),
        }
    }
}

/// Says what of a fleet is not in the result.
pub(super) fn gaps(part: &FleetPart) -> impl Iterator<Item = Notice> {
    let gaps = part.gaps();
    let notices = gaps.iter().map(|it| Notice::new(Tone::Bad, Line::from(it)));
    notices.collect::<Vec<_>>().into_iter()
}

/// Returns the run's own failure, where no product says it.
fn unexplained(view: &PlanView<'_>) -> Option<Notice> {
    let error = unexplained_failure(view)?;
    Some(failure(Line::words("The run failed"), error))
}

/// Whether there is nothing to see of a product.
fn is_quiet(product: &ProductView<'_>) -> bool {
    let is_quiet = |plan: &crate::PlanDetails| {
        plan.verdict == Verdict::Nothing && plan.warnings.is_empty() && plan.agreed.is_empty()
    };
    product.plan().is_ok_and(is_quiet) && product.preflight.is_empty()
}

/// Offers what to do next.
fn closing(view: &PlanView<'_>) -> Vec<Notice> {
    let mut closing = Vec::new();
    if let Some(offer) = &view.acknowledge_command {
        let title = Line::words("Acknowledge");
        let before = Line::words("To write what is missing to ")
            .and_code("acknowledge:")
            .and(", run:");
        closing.push(Notice::new(Tone::News, title).with_copy(copied(before, offer)));
    }
    if let Some(offer) = &view.apply_command {
        let title = Line::words("Apply");
        let before = Line::words(
            "To apply exactly this plan, and to stop if the draft changes in the meantime, run:",
        );
        closing.push(Notice::new(Tone::News, title).with_copy(copied(before, offer)));
    }
    for at in view.products.iter().filter_map(|it| it.at.as_ref()) {
        let copy = Copy {
            before: Line::prose(&at.line()),
            lines: vec![Foreign::new(&at.restore_command).line().into_owned()],
        };
        closing.push(Notice::new(Tone::News, Line::words("Restore")).with_copy(copy));
    }
    closing
}
