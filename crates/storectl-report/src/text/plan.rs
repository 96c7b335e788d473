//! The plan as text (ux.md §3a).

use crate::{PlanDetails, view::PlannedStep};
use storectl_manifest::{UsedVariable, VariableSource};
use storectl_plan::{Action, Change, Verdict, Warning};

use super::{
    change::shown,
    diagnostics::faults,
    failure::write_error,
    finding::write_checked,
    guard::{write_guard, write_locked},
    heading,
    localization::write_localization,
    origin::write_since,
    page::{Ink, Page, pad, width},
    unmanaged::write_unmanaged,
};
use crate::{
    Appearance, Foreign, Offer, PlanView, ProductView, SourceRef, Verbosity,
    value::{Body, length},
    view::{
        Group, Obstacle, Preflight, count, field, foot, groups, groups_of, headline,
        localization::is_matrix,
        obstacles,
        origin::{from_this_change, is_of_manifest},
        place, rehearsal, stamp, totals, two_way_of,
        unmanaged::moved,
        variables, verdict,
    },
};

/// Renders a plan: what changes, what would be published beside it, the steps, what blocks; the last lines count.
pub(super) fn plan(view: &PlanView<'_>, appearance: Appearance) -> String {
    let verbosity = appearance.verbosity;
    let mut page = Page::new(appearance.styling);
    for product in &view.products {
        // Products of one line stand together.
        if is_short(product, verbosity) {
            write_product(&mut page, product, verbosity);
        } else {
            page.gap();
            write_product(&mut page, product, verbosity);
            page.gap();
        }
    }
    match verbosity {
        Verbosity::Brief => {}
        Verbosity::Normal | Verbosity::Full => {
            let short = view.products.iter().filter(|it| is_short(it, verbosity));
            page.sentences(2, &two_way_of(short));
        }
    }
    for product in &view.products {
        write_obstacles(&mut page, product);
    }
    if let Some(invalid) = &view.invalid {
        page.gap();
        page.rendered(&faults(invalid, appearance));
    }
    if let Some(offer) = &view.acknowledge_command {
        write_acknowledge(&mut page, offer);
    }
    page.gap();
    write_foot(&mut page, view);
    write_at(&mut page, view);
    page.finish()
}

fn is_short(product: &ProductView<'_>, verbosity: Verbosity) -> bool {
    let is_quiet = |plan: &PlanDetails| {
        plan.verdict == Verdict::Nothing
            && plan.warnings.is_empty()
            && plan.agreed.is_empty()
            && moved(plan).is_empty()
            && are_all_of_the_manifest(product.variables)
            && product.rehearsal.is_none()
            && product.preflight.is_empty()
    };
    match verbosity {
        Verbosity::Brief => true,
        Verbosity::Normal => product.plan().is_ok_and(is_quiet),
        Verbosity::Full => {
            let has_table = product.localization.as_ref().is_some_and(is_matrix);
            let is_short = |it: &PlanDetails| is_quiet(it) && it.unmanaged.is_empty();
            product.plan().is_ok_and(is_short) && !has_table
        }
    }
}

/// Whether no variable was given from outside: then nothing of them is news where nothing changes.
fn are_all_of_the_manifest(variables: &[UsedVariable]) -> bool {
    let mut variables = variables.iter();
    variables.all(|it| it.source == VariableSource::Manifest)
}

fn write_product(page: &mut Page, product: &ProductView<'_>, verbosity: Verbosity) {
    let ProductView {
        manifest,
        product_id,
        seller_id: _, // for programs
        at: _,        // at the end
        base,
        name,
        plan,
        variables: used,
        localization,
        rehearsal: rehearsed,
        sources,
        places_to_write: _, // in what Partner Center holds
        take_commands: _,   // there as well
        warning_sources,
        blocker_sources: _, // in what blocks
        last_commit: _,     // for programs
        preflight: _,       // below
        acknowledge: _,     // for comments
        files_before: _,    // for comments
    } = product;
    let title = page.ink(Ink::Heading, &heading(*name, *product_id, *manifest));
    let plan = match plan {
        Ok(plan) => plan,
        Err(error) => {
            page.line(0, &format!("{title}: no plan"));
            write_error(page, 2, error);
            return;
        }
    };
    page.line(0, &format!("{title}: {}", headline(plan)));
    match verbosity {
        Verbosity::Brief => return,
        Verbosity::Normal | Verbosity::Full => {}
    }
    if !is_short(product, verbosity) {
        page.sentence(2, &base.line());
        page.sentences(2, variables(used).as_slice());
    }
    let mut installers = Preflight::of(product, plan);
    if base.is_any() {
        if let Some(title) = from_this_change(plan) {
            page.gap();
            page.line(2, &page.ink(Ink::Heading, &title));
        }
        let groups = groups_of(plan, is_of_manifest);
        write_changes(page, plan, groups, sources, &mut installers, verbosity);
        write_since(page, product, plan, verbosity);
    } else {
        write_changes(
            page,
            plan,
            groups(plan),
            sources,
            &mut installers,
            verbosity,
        );
    }
    write_installers(page, &mut installers, verbosity);
    write_unmanaged(page, plan, verbosity);
    write_warnings(page, &plan.warnings, warning_sources);
    if let Some(texts) = localization
        .as_ref()
        .filter(|_| !is_short(product, verbosity))
    {
        write_localization(page, 2, texts, None, verbosity);
    }
    write_steps(page, plan);
    if let Some(rehearsed) = rehearsed {
        page.gap();
        page.sentences(2, &rehearsal(rehearsed));
    }
}

struct Row<'a> {
    change: &'a Change,
    body: Body<'a>,
    field: String,
    source: String,
}

fn write_changes(
    page: &mut Page,
    plan: &PlanDetails,
    groups: Vec<Group<'_>>,
    sources: &[Option<SourceRef>],
    installers: &mut Preflight<'_>,
    verbosity: Verbosity,
) {
    let groups: Vec<(String, Vec<Row<'_>>)> = groups
        .into_iter()
        .map(|group| {
            let rows = group.changes.into_iter().map(|(index, change)| Row {
                change,
                body: plan.body(change),
                field: Foreign::new(&field(&change.path)).line().into_owned(),
                source: match sources.get(index) {
                    Some(Some(place)) => {
                        format!("{}:{}", Foreign::new(&place.file).line(), place.line)
                    }
                    Some(None) | None => String::new(),
                },
            });
            let address = Foreign::new(&group.address).line().into_owned();
            (address, rows.collect())
        })
        .collect();
    let rows = || groups.iter().flat_map(|(_, rows)| rows);
    let field_width = width(rows().map(|it| &*it.field), 48);
    let source_width = width(rows().map(|it| &*it.source), 48);
    for (address, rows) in &groups {
        page.gap();
        page.line(2, &page.ink(Ink::Heading, address));
        for row in rows {
            write_row(page, row, field_width, source_width, verbosity);
        }
        if let Some(checked) = installers.take(address) {
            write_checked(page, 4, checked, verbosity);
        }
    }
}

/// Writes the installers of packages that stand among no changes above, and what was not looked at.
fn write_installers(page: &mut Page, installers: &mut Preflight<'_>, verbosity: Verbosity) {
    for checked in installers.rest() {
        page.gap();
        let address = Foreign::new(&checked.address).line();
        page.line(2, &page.ink(Ink::Heading, &address));
        write_checked(page, 4, checked, verbosity);
    }
    if !installers.not_asked.is_empty() {
        page.gap();
        page.sentences(2, &installers.not_asked);
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
        body,
        field,
        source,
    } = row;
    let (symbol, ink) = symbol(change);
    let shown = shown(page, body, verbosity);
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
        write_guard(page, 10, guard);
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

fn write_warnings(page: &mut Page, warnings: &[Warning], sources: &[Option<SourceRef>]) {
    if !warnings.is_empty() {
        page.gap();
    }
    for (at, Warning { path, message }) in warnings.iter().enumerate() {
        let label = page.ink(Ink::Changed, "warning:");
        let about = match path {
            None => String::new(),
            Some(path) => format!("{}: ", Foreign::new(&path.to_string()).line()),
        };
        let message = Foreign::new(message).line();
        page.line(2, &format!("{label} {about}{message}"));
        if let Some(Some(source)) = sources.get(at) {
            page.sentence(4, &place(source));
        }
    }
}

fn write_steps(page: &mut Page, plan: &PlanDetails) {
    if plan.steps.is_empty() {
        return;
    }
    let base = format!("/submission/v1/product/{}/", plan.product_id);
    let steps: Vec<(String, String, &str)> = plan
        .steps
        .iter()
        .map(|step| {
            let request = request(step, &base);
            (step.id.clone(), request, step.summary.as_str())
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
                pad(&Foreign::new(id).line(), id_width),
                pad(request, request_width),
                Foreign::new(summary).line()
            ),
        );
    }
}

/// Returns method and path below the product, or what a step without a request of its own does.
fn request(step: &PlannedStep, base: &str) -> String {
    match &step.request {
        Some((method, path)) => {
            let tail = path.strip_prefix(base).unwrap_or(path);
            Foreign::new(&format!("{method} {tail}"))
                .line()
                .into_owned()
        }
        None => "reads".to_owned(),
    }
}

fn write_obstacles(page: &mut Page, product: &ProductView<'_>) {
    let obstacles = obstacles(product);
    if obstacles.is_empty() {
        return;
    }
    let word = match verdict(product) {
        Some(Verdict::Busy) => "Busy:",
        Some(Verdict::Invalid) => "Invalid:",
        Some(Verdict::InDoubt) => "Unknown:",
        Some(
            Verdict::Blocked
            | Verdict::Changes
            | Verdict::PendingWork
            | Verdict::Submission
            | Verdict::Deferred
            | Verdict::LastFailed
            | Verdict::Nothing,
        )
        | None => "Blocked:",
    };
    let title = heading(product.name, product.product_id, product.manifest);
    page.gap();
    page.line(0, &format!("{} {title}", page.ink(Ink::Danger, word)));
    for obstacle in obstacles {
        match obstacle {
            Obstacle::Explained(sentences) => page.sentences(2, &sentences),
            Obstacle::Locked(locked) => write_locked(page, &locked, product),
        }
    }
}

/// Offers the command that writes the tokens that stand above to the manifests.
fn write_acknowledge(page: &mut Page, offer: &Offer) {
    let Offer { command, beside } = offer;
    page.gap();
    page.line(0, "To write what is missing to `acknowledge:`, run:");
    page.line(2, &Foreign::new(command).line());
    if let Some(beside) = beside {
        page.line(0, &Foreign::new(beside).line());
    }
}

fn write_foot(page: &mut Page, view: &PlanView<'_>) {
    if view.products.len() > 1 {
        let totals = totals(&view.products);
        let products = count(view.products.len(), "product");
        page.line(0, &format!("{products}: {totals}."));
    }
    page.sentences(0, &view.part.gaps());
    page.sentences(0, view.part.line(view.products.len()).as_slice());
    if let Some(live) = view.live {
        page.sentence(0, &stamp(live));
    }
    let (counts, requests) = foot(view);
    let hash = match view.hash_text() {
        "" => String::new(),
        hash => format!(" · plan {}", Foreign::new(hash).line()),
    };
    page.line(0, &requests);
    page.line(0, &format!("{counts}{hash}"));
}

/// Ends with the command that brings the files of a receipt into the checkout.
fn write_at(page: &mut Page, view: &PlanView<'_>) {
    for at in view.products.iter().filter_map(|it| it.at.as_ref()) {
        page.gap();
        page.line(0, &at.line());
        page.line(2, &Foreign::new(&at.restore_command).line());
    }
}
