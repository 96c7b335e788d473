//! Why a plan cannot be applied, and what it destroys.

use std::fmt::Write as _;

use storectl_model::FieldPath;
use storectl_plan::{Guard, Lock};

use super::{about, alert, prose, sentence};
use crate::{
    Foreign, Offer, PlanDetails, ProductView, escape,
    view::{
        Decision, Locked, NO_TOKEN, NO_TOKEN_YET, Obstacle, count, decisions, if_intended,
        obstacles, thousands,
    },
};

/// Most destructive changes of a product that are said in words; every token is in the block to paste.
const ROWS: usize = 30;

/// Returns every reason why apply would refuse a product.
pub(super) fn reasons(product: &ProductView<'_>) -> Vec<String> {
    let Ok(plan) = product.plan() else {
        return Vec::new();
    };
    obstacles(product)
        .into_iter()
        .flat_map(|it| match it {
            Obstacle::Explained(sentences) => {
                let lines = sentences.iter().map(sentence);
                vec![alert("IMPORTANT", &headed(product, lines))]
            }
            Obstacle::Locked(all) => locked(&all, product, plan),
        })
        .collect()
}

/// Returns the destructive changes, and moves of unmanaged values, that wait for nothing: they are acknowledged, or nothing can
/// allow them.
pub(super) fn acknowledged(product: &ProductView<'_>, plan: &PlanDetails) -> String {
    let lines: Vec<String> = decisions(plan, plan.guards().filter(|(_, it)| !it.is_locked()))
        .iter()
        .filter_map(|it| {
            let loss = sentence(&it.loss);
            match &it.guard.lock {
                Lock::Acknowledged(token) => Some(format!("{loss} (acknowledged: {token})")),
                Lock::Invalid | Lock::Forbidden(_) => {
                    Some(format!("**destructive**: {loss} ({NO_TOKEN})"))
                }
                Lock::Withheld(_) => Some(format!("**destructive**: {loss} ({NO_TOKEN_YET})")),
                Lock::Locked(_) => None,
            }
        })
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    alert("WARNING", &headed(product, first(lines)))
}

/// Puts the product and its manifest above the lines of an alert.
fn headed(product: &ProductView<'_>, lines: impl IntoIterator<Item = String>) -> Vec<String> {
    [about(product.name, product.product_id, product.manifest)]
        .into_iter()
        .chain(lines)
        .collect()
}

fn manifest(product: &ProductView<'_>) -> String {
    product.manifest.clipped(200).as_foreign().code()
}

fn locked(all: &[Locked<'_>], product: &ProductView<'_>, plan: &PlanDetails) -> Vec<String> {
    let guarded = |it: &Locked<'_>| -> bool { it.guard.token().is_some() };
    let waiting: Vec<(&FieldPath, &Guard)> = all
        .iter()
        .filter(|it| guarded(it))
        .map(|it| (it.path, it.guard))
        .collect();
    let decisions = decisions(plan, waiting.into_iter());
    let lines = decisions.iter().filter_map(|it| {
        let token = it.guard.token()?;
        Some(format!("**{token}** {}", sentence(&it.loss)))
    });
    let lines = first(lines.collect());
    let at = product.at.as_ref();
    if let Some(Offer { command, beside }) = at.and_then(|it| it.acknowledge_command.as_ref()) {
        let command = Foreign::new(command).code();
        let beside = beside.as_ref().map(|it| format!("; {}", prose(it)));
        let beside = beside.unwrap_or_default();
        let offer = format!("{}: {command}{beside}", if_intended(all));
        let lines: Vec<String> = lines.into_iter().chain([offer]).collect();
        return vec![alert("CAUTION", &headed(product, lines))];
    }
    vec![
        alert("CAUTION", &headed(product, lines)),
        to_paste(&decisions, product),
    ]
}

/// Returns what to add to the manifest: all tokens in one block (forms.md, "In the pull request" 9).
fn to_paste(decisions: &[Decision<'_>], product: &ProductView<'_>) -> String {
    let manifest = manifest(product);
    let mut out = if product.acknowledge.is_empty() {
        format!("If intended, add to {manifest}:\n\n")
    } else {
        format!(
            "If intended, add to the tokens that {manifest} has under `acknowledge` already:\n\n"
        )
    };
    let tokens = decisions.iter().filter_map(|it| {
        let token = it.guard.token()?;
        Some(format!("  - {token}   # {}", comment(it)))
    });
    let lines: Vec<String> = ["acknowledge:".to_owned()]
        .into_iter()
        .chain(tokens)
        .collect();
    out.push_str(&escape::fence("yaml", &lines));
    out.push('\n');
    out
}

/// Says in a comment of YAML what a token allows.
fn comment(decision: &Decision<'_>) -> String {
    let mut out = String::new();
    match decision.paths.as_slice() {
        [] => {}
        [one] => out.push_str(&one.to_string()),
        [first, ..] => {
            let field = first.within_object();
            let languages = count(decision.paths.len(), "language");
            let _ = write!(out, "{field} in {languages}");
        }
    }
    let _ = write!(out, ": {}", decision.guard.meaning());
    Foreign::new(&out)
        .clipped(300)
        .as_foreign()
        .line()
        .into_owned()
}

/// Keeps the first lines and counts the others.
fn first(mut lines: Vec<String>) -> Vec<String> {
    let more = lines.len().saturating_sub(ROWS);
    if more > 0 {
        lines.truncate(ROWS);
        lines.push(format!("and {} more", thousands(more)));
    }
    lines
}
