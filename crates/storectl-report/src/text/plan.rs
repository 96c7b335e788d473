//! The plan as text (ux.md §3a).

use storectl_plan::{
    Action, Change, Guard, PlanHash, PlanStatus, PlanSummary, ProductPlan, StepAction, Unmanaged,
    Warning,
};

use super::{
    blockers::write_blockers,
    change::shown,
    failure::write_error,
    heading,
    page::{Ink, Page, pad, width},
};
use crate::{
    PlanView, ProductView, SourceRef, Styling, Verbosity,
    address::{field, gathered, groups},
    escape,
    number::{bytes, count, thousands},
    value::{body, length},
};

/// Renders a plan: what changes, what would be published beside it, the steps, what blocks; the last line counts.
pub fn plan(view: &PlanView<'_>, styling: Styling, verbosity: Verbosity) -> String {
    let PlanView {
        tool_version: _, // in the JSON
        products,
        hash,
        summary,
        requests_get,
    } = view;
    let mut page = Page::new(styling);
    for product in products {
        // Products of one line stand together.
        if is_short(product, verbosity) {
            write_product(&mut page, product, verbosity);
        } else {
            page.gap();
            write_product(&mut page, product, verbosity);
            page.gap();
        }
    }
    for product in products {
        write_blockers(&mut page, product);
    }
    page.gap();
    write_summary(&mut page, summary, hash, *requests_get);
    page.finish()
}

fn is_short(product: &ProductView<'_>, verbosity: Verbosity) -> bool {
    let unchanged = |plan: &ProductPlan| match plan.verdict().status() {
        PlanStatus::Unchanged => plan.warnings.is_empty(),
        PlanStatus::Changed | PlanStatus::Busy | PlanStatus::Blocked => false,
    };
    match verbosity {
        Verbosity::Brief => true,
        Verbosity::Normal | Verbosity::Full => product.plan.is_ok_and(unchanged),
    }
}

fn write_product(page: &mut Page, product: &ProductView<'_>, verbosity: Verbosity) {
    let ProductView {
        manifest,
        product_id,
        name,
        plan,
        sources,
    } = product;
    let title = page.ink(Ink::Heading, &heading(*name, product_id, manifest));
    let plan = match plan {
        Ok(plan) => *plan,
        Err(error) => {
            page.line(0, &title);
            write_error(page, 2, error);
            return;
        }
    };
    page.line(0, &format!("{title}: {}", outcome(plan)));
    match verbosity {
        Verbosity::Brief => return,
        Verbosity::Normal | Verbosity::Full => {}
    }
    write_changes(page, plan, sources, verbosity);
    write_unmanaged(page, &plan.unmanaged, verbosity);
    write_warnings(page, &plan.warnings);
    write_steps(page, plan);
}

/// Says in a few words what a plan comes to.
fn outcome(plan: &ProductPlan) -> String {
    let changes = count(plan.changes.len(), "change");
    match plan.verdict().status() {
        PlanStatus::Unchanged => "No changes. The draft matches the manifest.".to_owned(),
        PlanStatus::Changed if plan.changes.is_empty() => {
            "no changes, but a draft still to be submitted".to_owned()
        }
        PlanStatus::Changed => changes,
        PlanStatus::Busy => format!("{changes}, busy"),
        PlanStatus::Blocked => format!("{changes}, blocked"),
    }
}

struct Row<'a> {
    change: &'a Change,
    field: String,
    source: String,
}

fn write_changes(
    page: &mut Page,
    plan: &ProductPlan,
    sources: &[Option<SourceRef>],
    verbosity: Verbosity,
) {
    let groups: Vec<(String, Vec<Row<'_>>)> = groups(plan)
        .into_iter()
        .map(|group| {
            let rows = group.changes.into_iter().map(|(index, change)| Row {
                change,
                field: escape::line(&field(&change.path)).into_owned(),
                source: match sources.get(index) {
                    Some(Some(place)) => format!("{}:{}", escape::line(&place.file), place.line),
                    Some(None) | None => String::new(),
                },
            });
            (group.address, rows.collect())
        })
        .collect();
    let rows = || groups.iter().flat_map(|(_, rows)| rows);
    let field_width = width(rows().map(|it| &*it.field), 48);
    let source_width = width(rows().map(|it| &*it.source), 48);
    for (address, rows) in &groups {
        page.gap();
        page.line(2, &page.ink(Ink::Heading, &escape::line(address)));
        for row in rows {
            write_row(page, row, field_width, source_width, verbosity);
        }
    }
}

fn write_row(
    page: &mut Page,
    row: &Row<'_>,
    field_width: usize,
    source_width: usize,
    verbosity: Verbosity,
) {
    let Row {
        change,
        field,
        source,
    } = row;
    let (symbol, ink) = symbol(change);
    let shown = shown(page, &body(change), verbosity);
    let sign = page.ink(
        ink,
        &pad(&format!("{symbol} {}", change.action.as_str()), 9),
    );
    let beside: Vec<String> = length(change)
        .into_iter()
        .chain([shown.beside])
        .filter(|it| !it.is_empty())
        .collect();
    page.line(
        4,
        &format!(
            "{sign} {}  {}  {}",
            pad(field, field_width),
            page.ink(Ink::Quiet, &pad(source, source_width)),
            beside.join("  ")
        ),
    );
    if let Some(guard) = &change.guard {
        let Guard {
            class,
            token,
            acknowledged,
        } = guard;
        let state = if *acknowledged {
            format!("acknowledged  {token}  {}", class.meaning())
        } else {
            page.ink(
                Ink::Danger,
                &format!("BLOCKED  {token}  {}", class.meaning()),
            )
        };
        page.line(10, &state);
    }
    for line in shown.below {
        page.line(10, &line);
    }
}

fn symbol(change: &Change) -> (char, Ink) {
    match (&change.guard, change.action) {
        (Some(_), _) => ('!', Ink::Danger),
        (None, Action::Add) => ('+', Ink::Added),
        (None, Action::Change) => ('~', Ink::Changed),
        (None, Action::Remove | Action::Clear) => ('-', Ink::Removed),
        (None, Action::Reorder) => ('↕', Ink::Changed),
    }
}

fn write_unmanaged(page: &mut Page, unmanaged: &[Unmanaged], verbosity: Verbosity) {
    let (published, kept): (Vec<&Unmanaged>, Vec<&Unmanaged>) =
        unmanaged.iter().partition(|it| it.will_publish);
    write_addresses(
        page,
        "Not managed, but this submission would publish it",
        &published,
    );
    match verbosity {
        Verbosity::Brief | Verbosity::Normal => {}
        Verbosity::Full => write_addresses(page, "Not managed", &kept),
    }
}

fn write_addresses(page: &mut Page, title: &str, addresses: &[&Unmanaged]) {
    if addresses.is_empty() {
        return;
    }
    page.gap();
    page.line(2, &page.ink(Ink::Heading, title));
    for (group, names) in gathered(addresses) {
        let names = if names.is_empty() {
            names
        } else {
            format!(": {}", escape::line(&names))
        };
        page.line(4, &format!("· {}{names}", escape::line(&group)));
    }
}

fn write_warnings(page: &mut Page, warnings: &[Warning]) {
    if !warnings.is_empty() {
        page.gap();
    }
    for Warning { path, message } in warnings {
        let label = page.ink(Ink::Changed, "warning:");
        let about = match path {
            None => String::new(),
            Some(path) => format!("{}: ", escape::line(&path.to_string())),
        };
        page.line(2, &format!("{label} {about}{}", escape::line(message)));
    }
}

fn write_steps(page: &mut Page, plan: &ProductPlan) {
    if plan.steps.is_empty() {
        return;
    }
    let base = format!("/submission/v1/product/{}/", plan.product_id);
    let steps: Vec<(String, String, &str)> = plan
        .steps
        .iter()
        .map(|step| {
            let request = request(&step.action, plan, &base);
            (step.id.to_string(), request, step.summary.as_str())
        })
        .collect();
    let id_width = width(steps.iter().map(|(id, _, _)| &**id), 6);
    let request_width = width(steps.iter().map(|(_, request, _)| &**request), 48);
    page.gap();
    let title = page.ink(Ink::Heading, "Steps");
    page.line(2, &format!("{title} under {base}"));
    for (id, request, summary) in &steps {
        page.line(
            4,
            &format!(
                "{}  {}  {}",
                pad(&escape::line(id), id_width),
                pad(request, request_width),
                escape::line(summary)
            ),
        );
    }
}

/// Gives method and path below the product, or what a step without a request of its own does.
fn request(action: &StepAction, plan: &ProductPlan, base: &str) -> String {
    match action.endpoint() {
        Some(endpoint) => {
            let path = endpoint.path(&plan.product_id);
            let tail = path.strip_prefix(base).unwrap_or(&path);
            format!("{} {tail}", endpoint.method().as_str())
        }
        None => "reads".to_owned(),
    }
}

fn write_summary(page: &mut Page, summary: &PlanSummary, hash: &PlanHash, requests_get: usize) {
    let PlanSummary {
        products,
        changed,
        add,
        change,
        remove,
        clear,
        destructive,
        uploads,
        upload_bytes,
        writes,
    } = *summary;
    if products > 1 {
        page.line(
            0,
            &format!(
                "{}, {} to change.",
                count(products, "product"),
                thousands(changed)
            ),
        );
    }
    page.line(
        0,
        &format!(
            "{} GET sent, no writes; the plan holds {}.",
            thousands(requests_get),
            count(writes, "writing request")
        ),
    );
    let mut parts = vec![format!(
        "Plan: {} to add, {} to change, {} to remove, {} to clear",
        thousands(add),
        thousands(change),
        thousands(remove),
        thousands(clear)
    )];
    if destructive > 0 {
        parts.push(format!("{} destructive", thousands(destructive)));
    }
    if uploads > 0 {
        parts.push(format!(
            "{}, {}",
            count(uploads, "upload"),
            bytes(upload_bytes)
        ));
    }
    parts.push(format!("plan {}", escape::line(&hash.0)));
    page.line(0, &parts.join(" · "));
}
