//! Why a plan cannot be applied, and what it destroys.

use storectl_plan::{Change, Lock, ProductPlan};

use super::{alert, code, sentence};
use crate::{
    Foreign, ProductView, escape,
    view::{Obstacle, obstacles, thousands},
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
            Obstacle::Locked(changes) => locked(&changes, product.manifest),
        })
        .collect()
}

/// Returns the destructive changes that are acknowledged.
pub(super) fn acknowledged(product: &ProductView<'_>, plan: &ProductPlan) -> String {
    let lines: Vec<String> = plan
        .changes
        .iter()
        .filter_map(|change| {
            let guard = change.guard.as_ref()?;
            let Lock::Acknowledged(token) = &guard.lock else {
                return None;
            };
            Some(format!(
                "{} {} (acknowledged: {})",
                code(&change.path.to_string()),
                guard.meaning(),
                token
            ))
        })
        .collect();
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

fn locked(changes: &[&Change], manifest: Foreign<'_>) -> String {
    let guarded = || {
        let guarded = changes
            .iter()
            .filter_map(|it| Some((it, it.guard.as_ref()?)));
        guarded.filter_map(|(change, guard)| {
            Some((guard.token()?.to_string(), guard.meaning(), change))
        })
    };
    let tokens = guarded().map(|(token, meaning, change)| {
        format!("**{token}** {meaning}: {}", code(&change.path.to_string()))
    });
    let mut lines = first(tokens.collect(), "");
    let manifest = manifest.clipped(200).as_foreign().code();
    lines.push(format!(
        "If intended, add under `acknowledge:` in {manifest}:"
    ));
    let mut out = alert("CAUTION", &lines);
    let yaml = guarded().map(|(token, meaning, change)| {
        format!(
            "- {token}   # {}: {meaning}",
            Foreign::new(&change.path.to_string()).line()
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
