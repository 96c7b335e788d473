//! Why a plan cannot be applied, and what it destroys.

use storectl_model::FieldPath;
use storectl_plan::{Guard, Lock};

use super::{alert, code, prose, sentence};
use crate::{
    Foreign, Offer, PlanDetails, ProductView, escape,
    view::{Locked, Obstacle, if_intended, obstacles, thousands, unmanaged::moved},
};

/// Most tokens and destructive changes of a product that are listed.
const ROWS: usize = 30;

/// Returns every reason why apply would refuse a product.
pub(super) fn reasons(product: &ProductView<'_>) -> Vec<String> {
    obstacles(product)
        .into_iter()
        .map(|it| match it {
            Obstacle::Explained(sentences) => {
                let lines = sentences.iter().map(sentence);
                alert("IMPORTANT", &about(product, lines))
            }
            Obstacle::Locked(all) => locked(&all, product),
        })
        .collect()
}

/// Returns the destructive changes, and moves of unmanaged values, that are acknowledged.
pub(super) fn acknowledged(product: &ProductView<'_>, plan: &PlanDetails) -> String {
    let changes = plan.changes.iter();
    let changes = changes.filter_map(|it| Some((&it.path, it.guard.as_ref()?)));
    let moved = moved(plan).into_iter();
    let moved = moved.filter_map(|(it, moved)| Some((&it.path, moved.guard.as_ref()?)));
    let line = |(path, guard): (&FieldPath, &Guard)| {
        let Lock::Acknowledged(token) = &guard.lock else {
            return None;
        };
        Some(format!(
            "{} {} (acknowledged: {})",
            code(&path.to_string()),
            guard.meaning(),
            token
        ))
    };
    let lines: Vec<String> = changes.chain(moved).filter_map(line).collect();
    if lines.is_empty() {
        return String::new();
    }
    alert("WARNING", &about(product, first(lines, "")))
}

/// Puts the product's manifest above the lines of an alert, which may stand among those of other products.
fn about(product: &ProductView<'_>, lines: impl IntoIterator<Item = String>) -> Vec<String> {
    let manifest = product.manifest.clipped(200).as_foreign().code();
    [manifest].into_iter().chain(lines).collect()
}

fn locked(all: &[Locked<'_>], product: &ProductView<'_>) -> String {
    let guarded = || {
        let guarded = all.iter().filter_map(|it| Some((it, it.guard.token()?)));
        guarded.map(|(it, token)| (token.to_string(), it.guard.meaning(), it.path))
    };
    let tokens = guarded().map(|(token, meaning, path)| {
        format!("**{token}** {meaning}: {}", code(&path.to_string()))
    });
    let mut lines = first(tokens.collect(), "");
    let at = product.at.as_ref();
    if let Some(Offer { command, beside }) = at.and_then(|it| it.acknowledge_command.as_ref()) {
        let command = Foreign::new(command).code();
        let beside = beside.as_ref().map(|it| format!("; {}", prose(it)));
        let beside = beside.unwrap_or_default();
        lines.push(format!("{}: {command}{beside}", if_intended(all)));
        return alert("CAUTION", &lines);
    }
    let manifest = product.manifest.clipped(200).as_foreign().code();
    lines.push(format!(
        "If intended, add under `acknowledge:` in {manifest}:"
    ));
    let mut out = alert("CAUTION", &lines);
    let yaml = guarded().map(|(token, meaning, path)| {
        format!(
            "- {token}   # {}: {meaning}",
            Foreign::new(&path.to_string()).line()
        )
    });
    out.push_str(&escape::fence("yaml", &first(yaml.collect(), "# ")));
    out.push('\n');
    out
}

/// Keeps the first lines and counts the others in a line that begins with `mark`.
fn first(mut lines: Vec<String>, mark: &str) -> Vec<String> {
    let more = lines.len().saturating_sub(ROWS);
    if more > 0 {
        lines.truncate(ROWS);
        lines.push(format!("{mark}and {} more", thousands(more)));
    }
    lines
}
