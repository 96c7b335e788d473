//! The plan as a comment on a pull request (ux.md §3b).

use storectl_plan::{Change, Verdict};

use super::{
    about, alert, brief,
    budget::{Budget, Comment, Rank},
    code,
    diagnostics::push_faults,
    failure::caution,
    finding::push_installers,
    fleet::{is_dangerous, push_lines, symbol},
    fold::{Fold, details},
    glance::{glance, installers, kept, paragraph},
    guards::{acknowledged, reasons},
    localization::push_localization,
    marker::markers,
    matrix::matrix,
    origin::push_since,
    pictures::Gallery,
    product_name, prose,
    section::Section,
    sentence,
    unmanaged::push_unmanaged,
};
use crate::{
    FleetPart, Foreign, Offer, PlanDetails, PlanView, ProductView, escape,
    view::{
        ChangeMatrix, Preflight, Replaced, count, edits_of, foot, headline,
        origin::{are_sides_whole, from_this_change, is_conflict, is_of_manifest, origin_count},
        place, rehearsal, stamp, thousands, totals, two_way_of, unexplained_failure,
        unmanaged::folded,
        variables, verdict,
    },
};

/// Most rows of a table and items of a list.
const ROWS: usize = 30;

/// Renders a plan.
pub(super) fn plan(view: &PlanView<'_>, budget: Budget) -> Comment {
    let ids = view.products.iter().filter_map(ProductView::known_id);
    let markers = markers(budget, "plan", ids, view.hash_text());
    let mut comment = Comment::new(budget, markers, &title(view));
    let products = gravest_first(&view.products);
    for product in &products {
        push_reasons(&mut comment, product);
    }
    if let Some(error) = unexplained_failure(view) {
        comment.push(Rank::Reason, caution(error, None));
    }
    push_gaps(&mut comment, &view.part);
    if let Some(invalid) = &view.invalid {
        push_faults(&mut comment, invalid);
    }
    let is_fleet = products.len() > 1;
    if is_fleet {
        push_lines(&mut comment, &products);
        comment.push(Rank::Matrix, glance(view));
    }
    let written: Vec<Option<Changes>> = products.iter().map(|it| Changes::of(it)).collect();
    let lines = written.iter().flatten().map(Changes::lines).sum();
    let mut page = Page {
        is_fleet,
        fold: Fold::of_lines(lines),
        glance: if is_fleet {
            String::new()
        } else {
            glance(view)
        },
        gallery: Gallery::of(view),
    };
    for (product, changes) in products.iter().zip(written) {
        page.push(&mut comment, product, changes);
    }
    push_foot(&mut comment, view);
    comment
}

/// Returns the products with those first that need a decision.
fn gravest_first<'v, 'a>(products: &'v [ProductView<'a>]) -> Vec<&'v ProductView<'a>> {
    let mut sorted: Vec<&ProductView<'_>> = products.iter().collect();
    sorted.sort_by_key(|it| match verdict(it) {
        None => 0,
        Some(verdict) if verdict.is_refused() && verdict != Verdict::Busy => 1,
        Some(_) if is_dangerous(it) => 2,
        Some(Verdict::Nothing) => 4,
        Some(_) => 3,
    });
    sorted
}

/// Says what of a fleet is not in the result.
pub(super) fn push_gaps(comment: &mut Comment, part: &FleetPart) {
    let gaps: Vec<String> = part.gaps().iter().map(sentence).collect();
    if !gaps.is_empty() {
        comment.push(Rank::Reason, alert("CAUTION", &gaps));
    }
}

fn push_foot(comment: &mut Comment, view: &PlanView<'_>) {
    let (counts, requests) = foot(view);
    let hash = match view.hash_text() {
        "" => String::new(),
        hash => format!(" · plan {}", code(hash)),
    };
    comment.foot(&format!("{counts}{hash} · {requests}"));
    if let Some(Offer { command, beside }) = &view.acknowledge_command {
        let command = Foreign::new(command).code();
        let beside = beside.as_ref().map(|it| prose(it));
        let beside = beside.map(|it| format!("; {it}")).unwrap_or_default();
        comment.foot(&format!(
            "{command} writes what is missing to `acknowledge:`{beside}."
        ));
    }
    if let Some(Offer { command, beside }) = &view.apply_command {
        let command = Foreign::new(command).code();
        let beside = beside.as_ref().map(|it| prose(it));
        let beside = beside.map(|it| format!("; {it}")).unwrap_or_default();
        comment.foot(&format!(
            "{command} applies exactly this plan, and stops if the draft changes in the meantime{beside}."
        ));
    }
    for at in view.products.iter().filter_map(|it| it.at.as_ref()) {
        let command = Foreign::new(&at.restore_command).code();
        comment.foot(&format!("{} {command}", prose(&at.line())));
    }
    if let Some(shard) = view.part.line(view.products.len()) {
        comment.foot(&format!("\n{}", sentence(&shard)));
    }
    if let Some(live) = view.live {
        comment.foot(&format!("\n{}", sentence(&stamp(live))));
    }
    for line in two_way_of(view.products.iter().filter(|it| is_quiet(it))) {
        comment.foot(&format!("\n{}", sentence(&line)));
    }
}

fn title(view: &PlanView<'_>) -> String {
    let [product] = view.products.as_slice() else {
        let has_failed = view.products.iter().any(|it| it.plan().is_err());
        let mark = if has_failed { "❌ " } else { "" };
        return format!(
            "## {mark}Store plan: {} — {}",
            count(view.products.len(), "product"),
            counts(view)
        );
    };
    let name = product_name(product.name, product.product_id);
    let symbol = symbol(verdict(product));
    match product.plan() {
        Ok(plan) => format!("### {symbol} Store plan: {name} — {}", headline(plan)),
        Err(error) => format!(
            "### {symbol} Store plan failed: {name} — {}",
            brief(&error.message)
        ),
    }
}

/// Returns what the plans of a fleet come to: changes, then products.
fn counts(view: &PlanView<'_>) -> String {
    let summary = &view.summary;
    let changes = summary.add + summary.change + summary.remove + summary.clear;
    let numbers = [
        (changes, count(changes, "change")),
        (
            summary.destructive,
            format!("{} destructive", thousands(summary.destructive)),
        ),
        (
            summary.origins.drift,
            origin_count(summary.origins.drift, "drift"),
        ),
        (
            summary.origins.conflict,
            origin_count(summary.origins.conflict, "conflict"),
        ),
    ];
    let numbers = numbers.into_iter().filter(|(number, _)| *number > 0);
    let words = numbers
        .map(|(_, words)| words)
        .chain([totals(&view.products)]);
    words.collect::<Vec<_>>().join(", ")
}

/// Returns why a product has no plan, or one that apply would refuse, and what it destroys.
pub(super) fn push_reasons(comment: &mut Comment, product: &ProductView<'_>) {
    match product.plan() {
        Err(error) => {
            let about = about(product.name, product.product_id, product.manifest);
            comment.push(Rank::Reason, caution(error, Some(about)));
        }
        Ok(plan) => {
            for reason in reasons(product) {
                comment.push(Rank::Reason, reason);
            }
            if let Some(refused) = product.rehearsal.filter(|it| !it.is_ok()) {
                let lines: Vec<String> = rehearsal(refused).iter().map(sentence).collect();
                comment.push(Rank::Reason, alert("CAUTION", &lines));
            }
            comment.push(Rank::Reason, acknowledged(product, plan));
        }
    }
}

/// The changes of a product, written.
struct Changes {
    /// Those of the manifest, or all where nobody can tell.
    own: Vec<Section>,
    /// Those that both sides made, where the values above are cut.
    conflicts: Vec<Section>,
}

impl Changes {
    fn of(product: &ProductView<'_>) -> Option<Self> {
        let plan = product.plan().ok()?;
        let sections = |wanted: fn(&Change) -> bool| sections(product, plan, wanted);
        Some(if product.base.is_any() {
            Self {
                own: sections(is_of_manifest),
                conflicts: sections(|it| is_conflict(it) && !are_sides_whole(it)),
            }
        } else {
            Self {
                own: sections(|_| true),
                conflicts: Vec::new(),
            }
        })
    }

    fn lines(&self) -> usize {
        let all = self.own.iter().chain(&self.conflicts);
        all.map(Section::lines).sum()
    }
}

/// Writes the changes that are wanted, a section for each place.
fn sections(
    product: &ProductView<'_>,
    plan: &PlanDetails,
    wanted: fn(&Change) -> bool,
) -> Vec<Section> {
    let groups = edits_of(plan, wanted);
    let groups = groups.iter();
    let replaced = Replaced::of(product, plan);
    groups
        .map(|it| Section::of(it, plan, &product.sources, &replaced))
        .collect()
}

/// Says what an apply that failed was to change.
pub(super) fn push_planned(comment: &mut Comment, product: &ProductView<'_>) {
    let Ok(plan) = product.plan() else { return };
    if plan.changes.is_empty() {
        return;
    }
    let sections = sections(product, plan, |_| true);
    let fold = Fold::of_lines(sections.iter().map(Section::lines).sum());
    let (table, kept) = (
        matrix(&ChangeMatrix::of(plan)),
        paragraph(&kept(&[plan], 1)),
    );
    let beside: Vec<String> = installers(plan).into_iter().collect();
    let beside = paragraph(&beside);
    comment.push(
        Rank::Matrix,
        format!("**What was to change**\n\n{table}{kept}{beside}"),
    );
    for section in sections {
        comment.push(Rank::Detail, section.written(fold));
    }
    if let Some(unmanaged) = folded(plan) {
        comment.push(Rank::Note, paragraph(&[unmanaged]));
    }
}

/// What the details of all products have in common.
struct Page<'v> {
    is_fleet: bool,
    fold: Fold,
    /// What stands below the table of the only product.
    glance: String,
    gallery: Gallery<'v>,
}

impl Page<'_> {
    /// Adds the details of a product.
    fn push(&mut self, comment: &mut Comment, product: &ProductView<'_>, changes: Option<Changes>) {
        let (Ok(plan), Some(changes)) = (product.plan(), changes) else {
            return;
        };
        let name = product_name(product.name, product.product_id);
        if self.is_fleet {
            comment.heading(&name);
        }
        let table = matrix(&ChangeMatrix::of(plan));
        comment.push(Rank::Matrix, format!("{table}{}", self.glance));
        let push_all = |comment: &mut Comment, sections: &[Section]| {
            for section in sections {
                comment.push(Rank::Detail, section.written(self.fold));
            }
        };
        if product.base.is_any() {
            let is_all = plan.changes.iter().all(is_of_manifest);
            if let Some(title) = from_this_change(plan).filter(|_| !is_all) {
                comment.push(Rank::Note, format!("**{title}**\n\n"));
            }
            push_all(comment, &changes.own);
            push_since(comment, product, plan);
            push_all(comment, &changes.conflicts);
        } else {
            push_all(comment, &changes.own);
        }
        self.gallery.push(comment, product, plan, self.fold);
        push_unmanaged(comment, plan);
        push_installers(comment, Preflight::of(product, plan));
        push_notes(comment, product, plan);
        comment.push(Rank::Mechanics, steps(plan));
        if let Some(texts) = &product.localization
            && !(self.is_fleet && is_quiet(product))
        {
            push_localization(comment, texts, None);
        }
    }
}

/// Adds what to know: the rehearsal, warnings, variables, and what labels rest on.
fn push_notes(comment: &mut Comment, product: &ProductView<'_>, plan: &PlanDetails) {
    if let Some(rehearsed) = product.rehearsal.filter(|it| it.is_ok()) {
        let lines: Vec<String> = rehearsal(rehearsed).iter().map(sentence).collect();
        comment.push(Rank::Note, alert("NOTE", &lines));
    }
    for (at, warning) in plan.warnings.iter().take(ROWS).enumerate() {
        let about = match &warning.path {
            None => String::new(),
            Some(path) => format!("{}: ", code(&path.to_string())),
        };
        let mut lines = vec![format!("{about}{}", prose(&warning.message))];
        if let Some(Some(source)) = product.warning_sources.get(at) {
            lines.push(sentence(&place(source)));
        }
        comment.push(Rank::Note, alert("NOTE", &lines));
    }
    if let Some(more) = plan.warnings.len().checked_sub(ROWS).filter(|it| *it > 0) {
        comment.push(
            Rank::Note,
            format!("_and {}_\n\n", count(more, "more note")),
        );
    }
    if let Some(variables) = variables(product.variables) {
        comment.push(Rank::Note, format!("{}\n\n", sentence(&variables)));
    }
    if !is_quiet(product) {
        comment.push(
            Rank::Note,
            format!("{}\n\n", sentence(&product.base.line())),
        );
    }
}

/// Whether there is nothing to say of a product but its title.
fn is_quiet(product: &ProductView<'_>) -> bool {
    product.variables.is_empty()
        && product.preflight.is_empty()
        && product.plan().is_ok_and(|plan| {
            plan.verdict == Verdict::Nothing
                && plan.warnings.is_empty()
                && plan.agreed.is_empty()
                && folded(plan).is_none()
        })
}

fn steps(plan: &PlanDetails) -> String {
    if plan.steps.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = plan
        .steps
        .iter()
        .flat_map(|step| {
            let request = match &step.request {
                Some((method, path)) => format!("{method} {path}"),
                None => "reads".to_owned(),
            };
            let summary = Foreign::new(&step.summary).clipped(200);
            [
                format!("{} {}", step.id, summary.as_foreign().as_raw()),
                format!("   {request}"),
            ]
        })
        .collect();
    details(
        Fold::Folded,
        &format!("<b>Steps</b> {}", count(plan.steps.len(), "step")),
        &escape::fence("text", &lines),
    )
}
