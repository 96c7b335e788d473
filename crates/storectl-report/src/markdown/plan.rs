//! The plan as a comment on a pull request (ux.md §3b).

use std::fmt::Write as _;

use storectl_plan::{Action, Change, Verdict};

use super::{
    alert,
    budget::{Comment, Rank},
    code, details,
    diagnostics::push_faults,
    failure::caution,
    finding::push_installers,
    guards::{acknowledged, reasons},
    localization::push_localization,
    marker::markers,
    origin::push_since,
    product_name, prose,
    section::section,
    sentence,
    unmanaged::push_unmanaged,
};
use crate::{
    Foreign, Offer, PlanDetails, PlanView, ProductView, escape,
    view::{
        Group, Preflight, count, foot, groups, groups_of, headline, is_locked,
        origin::{from_this_change, is_conflict, is_drift, is_of_manifest},
        place, rehearsal, stamp, thousands, totals, two_way_of,
        unmanaged::folded,
        variables, verdict,
    },
};

/// Most rows of a table and items of a list.
const ROWS: usize = 30;

/// Renders a plan.
pub(super) fn plan(view: &PlanView<'_>) -> Comment {
    let ids = view.products.iter().filter_map(ProductView::known_id);
    let mut comment = Comment::new(markers("plan", ids, view.hash_text()), &title(view));
    for product in &view.products {
        push_reasons(&mut comment, product);
    }
    if let Some(invalid) = &view.invalid {
        push_faults(&mut comment, invalid);
    }
    let is_fleet = view.products.len() > 1;
    if is_fleet {
        push_lines(&mut comment, view);
    }
    for product in &view.products {
        push_details(&mut comment, product, is_fleet);
    }
    if let Some(live) = view.live {
        comment.foot(&sentence(&stamp(live)));
    }
    for line in two_way_of(view.products.iter().filter(|it| is_quiet(it))) {
        comment.foot(&format!("{}\n", sentence(&line)));
    }
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
    comment
}

fn title(view: &PlanView<'_>) -> String {
    let [product] = view.products.as_slice() else {
        let has_failed = view.products.iter().any(|it| it.plan().is_err());
        let mark = if has_failed { "❌ " } else { "" };
        let mut words = totals(&view.products);
        if view.summary.destructive > 0 {
            let _ = write!(
                words,
                ", {} destructive",
                thousands(view.summary.destructive)
            );
        }
        return format!(
            "## {mark}Store plan: {} — {words}",
            count(view.products.len(), "product")
        );
    };
    let name = product_name(product.name, product.product_id);
    let symbol = symbol(verdict(product));
    match product.plan() {
        Ok(plan) => format!("### {symbol} Store plan: {name} — {}", headline(plan)),
        Err(_) => format!("### {symbol} Store plan failed: {name}"),
    }
}

fn symbol(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        None | Some(Verdict::LastFailed) => "❌",
        Some(Verdict::Invalid | Verdict::Blocked | Verdict::InDoubt) => "⛔",
        Some(Verdict::Busy) => "⏳",
        Some(Verdict::Changes | Verdict::PendingWork | Verdict::Submission | Verdict::Deferred) => {
            "🟠"
        }
        Some(Verdict::Nothing) => "✅",
    }
}

/// Returns why a product has no plan, or one that apply would refuse, and what it destroys.
pub(super) fn push_reasons(comment: &mut Comment, product: &ProductView<'_>) {
    match product.plan() {
        Err(error) => {
            let about = product.manifest.as_raw();
            comment.push(Rank::Reason, caution(error, Some(about)));
        }
        Ok(plan) => {
            for reason in reasons(product) {
                comment.push(Rank::Reason, reason);
            }
            comment.push(Rank::Reason, acknowledged(product, plan));
        }
    }
}

/// One line per product; those that need a decision first.
fn push_lines(comment: &mut Comment, view: &PlanView<'_>) {
    let (dangerous, others): (Vec<_>, Vec<_>) =
        view.products.iter().partition(|it| is_dangerous(it));
    let (changed, quiet): (Vec<_>, Vec<_>) = others
        .into_iter()
        .partition(|it| verdict(it) != Some(Verdict::Nothing));
    for (rank, products) in [(Rank::Danger, dangerous), (Rank::Product, changed)] {
        for it in products {
            comment.push(rank, line(it));
        }
    }
    match quiet.as_slice() {
        [] => {}
        [only] => comment.push(Rank::Product, line(only)),
        several => {
            let names = several.iter().take(ROWS);
            let names: Vec<String> = names
                .map(|it| product_name(it.name, it.product_id))
                .collect();
            let more = if several.len() > ROWS { ", …" } else { "" };
            let text = format!(
                "- ✅ {} with no changes: {}{more}\n",
                count(several.len(), "product"),
                names.join(", ")
            );
            comment.push(Rank::Product, text);
        }
    }
}

fn is_dangerous(product: &ProductView<'_>) -> bool {
    let destroys = |plan: &PlanDetails| plan.guards().next().is_some();
    verdict(product).is_none_or(|it| it.is_refused() && it != Verdict::Busy)
        || product.plan().is_ok_and(destroys)
}

fn line(product: &ProductView<'_>) -> String {
    let name = product_name(product.name, product.product_id);
    let symbol = symbol(verdict(product));
    let manifest = product.manifest.clipped(200).as_foreign().code();
    let words = match product.plan() {
        Ok(plan) => headline(plan),
        Err(error) => format!("failed: {}", prose(&error.message)),
    };
    format!("- {symbol} **{name}** {manifest}: {words}\n")
}

fn push_details(comment: &mut Comment, product: &ProductView<'_>, is_fleet: bool) {
    let Ok(plan) = product.plan() else { return };
    let heading = if is_fleet {
        format!(
            "#### {}\n\n",
            product_name(product.name, product.product_id)
        )
    } else {
        String::new()
    };
    let mut notes = String::new();
    if let Some(rehearsed) = product.rehearsal {
        let lines: Vec<String> = rehearsal(rehearsed).iter().map(sentence).collect();
        let kind = if rehearsed.is_ok() { "NOTE" } else { "CAUTION" };
        notes.push_str(&alert(kind, &lines));
    }
    if !is_quiet(product) {
        let _ = write!(notes, "{}\n\n", sentence(&product.base.line()));
    }
    if let Some(variables) = variables(product.variables) {
        let _ = write!(notes, "{}\n\n", sentence(&variables));
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
        notes.push_str(&alert("NOTE", &lines));
    }
    if let Some(more) = plan.warnings.len().checked_sub(ROWS).filter(|it| *it > 0) {
        let _ = write!(notes, "_and {}_\n\n", count(more, "more note"));
    }
    if !plan.changes.is_empty() {
        notes.push_str(&table(plan));
    }
    if !notes.is_empty() {
        comment.push(Rank::Note, format!("{heading}{notes}"));
    }
    push_installers(comment, Preflight::of(product, plan));
    push_unmanaged(comment, plan, if notes.is_empty() { &heading } else { "" });
    if product.base.is_any() {
        if let Some(title) = from_this_change(plan) {
            comment.push(Rank::Note, format!("**{title}**\n\n"));
        }
        push_groups(comment, &groups_of(plan, is_of_manifest), product);
        push_since(comment, product, plan);
        push_groups(comment, &groups_of(plan, is_conflict), product);
    } else {
        push_groups(comment, &groups(plan), product);
    }
    comment.push(Rank::Mechanics, steps(plan));
    if let Some(texts) = &product.localization
        && !(is_fleet && is_quiet(product))
    {
        let about = is_fleet.then(|| product_name(product.name, product.product_id));
        push_localization(comment, texts, about.as_deref());
    }
}

/// Adds a section for each group.
fn push_groups(comment: &mut Comment, groups: &[Group<'_>], product: &ProductView<'_>) {
    for group in groups {
        comment.push(Rank::Detail, section(group, &product.sources));
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

/// Counts changes by where and what.
fn table(plan: &PlanDetails) -> String {
    let is_labeled = plan.changes.iter().any(|it| it.origin.is_some());
    let mut out = if is_labeled {
        "| | add | change | remove | blocked | drift | conflict |\n|---|--:|--:|--:|--:|--:|--:|\n"
    } else {
        "| | add | change | remove | blocked |\n|---|--:|--:|--:|--:|\n"
    }
    .to_owned();
    let groups = groups(plan);
    for group in groups.iter().take(ROWS) {
        let number = |wanted: fn(&Change) -> bool| match group
            .changes
            .iter()
            .filter(|(_, it)| wanted(it))
            .count()
        {
            0 => String::new(),
            number => thousands(number),
        };
        let mut cells = vec![
            code(&group.address).replace('|', "\\|"),
            number(|it| it.action == Action::Add),
            number(|it| matches!(it.action, Action::Change | Action::Reorder)),
            number(|it| matches!(it.action, Action::Remove | Action::Clear)),
            number(is_locked),
        ];
        if is_labeled {
            cells.extend([number(is_drift), number(is_conflict)]);
        }
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out.push('\n');
    if groups.len() > ROWS {
        let _ = write!(out, "_and {} more_\n\n", thousands(groups.len() - ROWS));
    }
    out
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
        &format!("<b>Steps</b> {}", count(plan.steps.len(), "step")),
        &escape::fence("text", &lines),
    )
}
