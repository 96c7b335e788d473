//! The plan as a comment on a pull request (ux.md §3b).

use std::fmt::Write as _;

use storectl_plan::{Action, Blocker, Change, PlanStatus, ProductPlan, Unmanaged};

use super::{
    alert,
    budget::{Comment, Rank},
    clip, code, details,
    failure::{error_lines, store_message},
    hard_breaks, product_name,
    section::section,
};
use crate::{
    PlanView, ProductView,
    address::{gathered, groups},
    escape,
    link::partner_center,
    number::{bytes, count, thousands},
};

/// Most rows of a table and items of a list.
const ROWS: usize = 30;

/// Renders a plan for a comment on a pull request. Its first line is a marker by which a workflow finds its earlier
/// comment and the plan's hash.
pub fn plan(view: &PlanView<'_>) -> String {
    let mut comment = Comment::default();
    comment.push(Rank::Frame, marker(view));
    let unchanged: Vec<&ProductView<'_>> = view.products.iter().filter(|it| is_quiet(it)).collect();
    let folded = view.products.len() > 1 && unchanged.len() > 1;
    if view.products.len() > 1 {
        let title = format!(
            "## Store plan: {}, {} to change\n\n",
            count(view.products.len(), "product"),
            thousands(view.summary.changed)
        );
        comment.push(Rank::Frame, title);
    }
    for product in &view.products {
        if !(folded && is_quiet(product)) {
            write_product(&mut comment, product);
        }
    }
    if folded {
        let names: Vec<String> = unchanged
            .iter()
            .take(ROWS)
            .map(|it| product_name(it.name, it.product_id))
            .collect();
        let more = if unchanged.len() > ROWS { ", …" } else { "" };
        let text = format!(
            "✅ {} without changes: {}{more}\n\n",
            count(unchanged.len(), "product"),
            names.join(", ")
        );
        comment.push(Rank::Decision, text);
    }
    if !view.products.iter().all(is_quiet) {
        comment.push(Rank::Frame, foot(view));
    }
    comment.finish()
}

fn marker(view: &PlanView<'_>) -> String {
    let product = match view.products.as_slice() {
        [product] => escape::marker(&clip(product.product_id)),
        _ => "several".to_owned(),
    };
    let hash = escape::marker(&clip(&view.hash.0));
    format!("<!-- storectl:plan v=1 product={product} hash={hash} -->\n")
}

fn is_quiet(product: &ProductView<'_>) -> bool {
    product.plan.is_ok_and(|plan| {
        plan.verdict().status() == PlanStatus::Unchanged && plan.warnings.is_empty()
    })
}

fn can_apply(product: &ProductView<'_>) -> bool {
    product.plan.is_ok_and(|plan| plan.blockers.is_empty())
}

fn write_product(comment: &mut Comment, product: &ProductView<'_>) {
    let name = product_name(product.name, product.product_id);
    let plan = match product.plan {
        Ok(plan) => plan,
        Err(error) => {
            let mut lines = vec![format!("no plan for {}", code(product.manifest))];
            lines.extend(error_lines(error));
            comment.push(
                Rank::Decision,
                format!("### ❌ Store plan: {name} — error\n\n"),
            );
            comment.push(Rank::Decision, alert("CAUTION", &hard_breaks(lines)));
            return;
        }
    };
    comment.push(Rank::Decision, title(plan, &name));
    if !plan.changes.is_empty() {
        comment.push(Rank::Decision, table(plan));
    }
    for blocker in &plan.blockers {
        comment.push(Rank::Decision, blocked(blocker, plan, product.manifest));
    }
    write_acknowledged(comment, plan);
    let published = plan.unmanaged.iter().filter(|it| it.will_publish);
    let published: Vec<&Unmanaged> = published.collect();
    if !published.is_empty() {
        comment.push(Rank::Decision, would_publish(&published));
    }
    for warning in plan.warnings.iter().take(ROWS) {
        let about = match &warning.path {
            None => String::new(),
            Some(path) => format!("{}: ", code(&path.to_string())),
        };
        let line = format!("{about}{}", escape::markdown(&clip(&warning.message)));
        comment.push(Rank::Decision, alert("NOTE", &[line]));
    }
    for group in groups(plan) {
        comment.push(Rank::Detail, section(&group, &product.sources));
    }
    if !plan.steps.is_empty() {
        comment.push(Rank::Mechanics, steps(plan));
    }
}

fn title(plan: &ProductPlan, name: &str) -> String {
    let changes = count(plan.changes.len(), "change");
    let unacknowledged = plan.changes.iter().filter(|it| is_locked(it)).count();
    match plan.verdict().status() {
        PlanStatus::Unchanged => {
            format!("✅ **{name}**: No changes. The draft matches the manifest.\n\n")
        }
        PlanStatus::Changed => format!("### 🟠 Store plan: {name} — {changes}\n\n"),
        PlanStatus::Busy => format!("### ⏳ Store plan: {name} — {changes}, **busy**\n\n"),
        PlanStatus::Blocked if unacknowledged > 0 => format!(
            "### ⛔ Store plan: {name} — {changes}, **{} blocked**\n\n",
            thousands(unacknowledged)
        ),
        PlanStatus::Blocked => format!("### ⛔ Store plan: {name} — {changes}, **blocked**\n\n"),
    }
}

fn is_locked(change: &Change) -> bool {
    change.guard.as_ref().is_some_and(|it| !it.acknowledged)
}

/// Counts changes by where and what.
fn table(plan: &ProductPlan) -> String {
    let mut out = "| | add | change | remove | blocked |\n|---|--:|--:|--:|--:|\n".to_owned();
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
        let cells = [
            code(&group.address).replace('|', "\\|"),
            number(|it| it.action == Action::Add),
            number(|it| matches!(it.action, Action::Change | Action::Reorder)),
            number(|it| matches!(it.action, Action::Remove | Action::Clear)),
            number(is_locked),
        ];
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out.push('\n');
    if groups.len() > ROWS {
        let _ = write!(out, "_and {} more_\n\n", thousands(groups.len() - ROWS));
    }
    out
}

fn blocked(blocker: &Blocker, plan: &ProductPlan, manifest: &str) -> String {
    match blocker {
        Blocker::Busy {
            submission,
            messages,
        } => {
            let mut lines = vec![format!(
                "Submission {} is in progress; until it ends the Store refuses every write. [Partner Center]({})",
                code(submission.as_str()),
                partner_center(plan.product_id.as_str())
            )];
            lines.extend(messages.iter().take(ROWS).map(store_message));
            alert("IMPORTANT", &hard_breaks(lines))
        }
        Blocker::Unacknowledged { changes } => {
            let locked = || changes.iter().filter_map(|it| plan.changes.get(*it));
            let guarded = || locked().filter_map(|it| Some((it, it.guard.as_ref()?)));
            let mut lines: Vec<String> = guarded()
                .take(ROWS)
                .map(|(change, guard)| {
                    format!(
                        "**{}** {}: {}",
                        guard.token,
                        guard.class.meaning(),
                        code(&change.path.to_string())
                    )
                })
                .collect();
            lines.push(format!(
                "Intended? Add under `acknowledge:` in {}:",
                code(manifest)
            ));
            let mut out = alert("CAUTION", &hard_breaks(lines));
            let yaml: Vec<String> = guarded()
                .take(ROWS)
                .map(|(change, guard)| {
                    format!(
                        "- {}   # {}: {}",
                        guard.token,
                        clip(&change.path.to_string()),
                        guard.class.meaning()
                    )
                })
                .collect();
            out.push_str(&escape::fence("yaml", &yaml));
            let more = changes.len().saturating_sub(ROWS);
            if more > 0 {
                let _ = writeln!(out, "\n_and {} more_", thousands(more));
            }
            out.push('\n');
            out
        }
        Blocker::Conflict {
            path,
            place: _, // for the place in the manifest
            message,
            hint,
        } => {
            let message = escape::markdown(&clip(message));
            let hint = escape::markdown(&clip(hint));
            let lines = vec![format!("{}: {message}", code(&path.to_string())), hint];
            alert("CAUTION", &hard_breaks(lines))
        }
    }
}

fn write_acknowledged(comment: &mut Comment, plan: &ProductPlan) {
    let lines: Vec<String> = plan
        .changes
        .iter()
        .filter_map(|change| {
            let guard = change.guard.as_ref().filter(|it| it.acknowledged)?;
            let what = guard.class.meaning();
            Some(format!(
                "{} {what} (acknowledged: {})",
                code(&change.path.to_string()),
                guard.token
            ))
        })
        .take(ROWS)
        .collect();
    if !lines.is_empty() {
        comment.push(Rank::Decision, alert("WARNING", &hard_breaks(lines)));
    }
}

fn would_publish(published: &[&Unmanaged]) -> String {
    let title = format!(
        "Submitting also publishes {} the manifest does not name:",
        count(published.len(), "value")
    );
    let lines = gathered(published)
        .into_iter()
        .take(ROWS)
        .map(|(group, names)| match names.as_str() {
            "" => format!("- {}", code(&group)),
            names => format!("- {}: {}", code(&group), escape::markdown(names)),
        });
    let lines: Vec<String> = std::iter::once(title).chain(lines).collect();
    alert("WARNING", &lines)
}

fn steps(plan: &ProductPlan) -> String {
    let lines: Vec<String> = plan
        .steps
        .iter()
        .map(|step| {
            let request = match step.action.endpoint() {
                Some(it) => format!("{} {}", it.method().as_str(), it.path(&plan.product_id)),
                None => "reads".to_owned(),
            };
            format!("{} {}\n   {request}", step.id, clip(&step.summary))
        })
        .collect();
    let lines: Vec<String> = lines
        .iter()
        .flat_map(|it| it.split('\n'))
        .map(str::to_owned)
        .collect();
    details(
        &format!("<b>Steps</b> {}", count(plan.steps.len(), "step")),
        &escape::fence("text", &lines),
    )
}

fn foot(view: &PlanView<'_>) -> String {
    let summary = &view.summary;
    let hash = code(&view.hash.0);
    let uploads = match summary.uploads {
        0 => String::new(),
        uploads => format!(
            " · {}, {}",
            count(uploads, "upload"),
            bytes(summary.upload_bytes)
        ),
    };
    let mut out = format!(
        "Plan: {} to add, {} to change, {} to remove, {} to clear{uploads} · plan {hash} · {} GET sent, no writes; the plan holds {}\n",
        thousands(summary.add),
        thousands(summary.change),
        thousands(summary.remove),
        thousands(summary.clear),
        thousands(view.requests_get),
        count(summary.writes, "writing request"),
    );
    if view.products.iter().all(can_apply) {
        let command = code(&format!("storectl apply --expect {}", view.hash.0));
        let _ = writeln!(
            out,
            "{command} does exactly this, and stops if the Store changed in between."
        );
    }
    out
}
