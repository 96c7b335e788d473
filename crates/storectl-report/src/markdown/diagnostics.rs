//! Diagnostics as a list.

use std::fmt::Write as _;

use storectl_manifest::{Diagnostic, Location, Severity};

use super::{
    budget::{Budget, Comment, Rank},
    code,
    failure::{caution, of},
    localization::push_localization,
    marker::markers,
    prose, sentence,
};
use crate::{
    DiagnosticsView, Foreign,
    view::{Counts, Shown, count, shard_line, thousands},
};

/// Renders diagnostics in the order given, at most so many of a manifest, and counts them all.
pub(super) fn diagnostics(view: &DiagnosticsView<'_>, budget: Budget) -> Comment {
    let DiagnosticsView {
        command,
        shard,
        manifests,
        products,
        diagnostics: _, // as they are shown and counted
        unlisted: _,
        localization,
        names: _, // of each place
        error,
    } = view;
    let counts = view.counts();
    let in_manifests = match manifests {
        // What is invalid is a policy.
        0 => String::new(),
        number => format!(" in {}", count(*number, "manifest")),
    };
    let manifests = count(*manifests, "manifest");
    let title = match (counts, error) {
        (Counts { errors: 0, .. }, Some(_)) => {
            format!(
                "### ❌ storectl {} failed{}",
                command.as_str(),
                of(products)
            )
        }
        (
            Counts {
                errors: 0,
                warnings: 0,
            },
            None,
        ) => {
            format!("✅ {manifests}: no errors, no warnings.")
        }
        (Counts { errors: 0, .. }, None) => format!("### ⚠️ {manifests}: {}", counts.words()),
        (counts, _) => format!(
            "### ❌ storectl {} failed{}: {}{in_manifests}",
            command.as_str(),
            of(products),
            counts.words()
        ),
    };
    let ids = products.iter().copied().map(Foreign::new);
    let mut comment = Comment::new(budget, markers(budget, command.as_str(), ids, ""), &title);
    if let (Some(error), 0) = (error, counts.errors) {
        comment.push(Rank::Reason, caution(error, None));
    }
    let omitted = push_listed(&mut comment, view);
    for it in localization {
        let about = (localization.len() > 1).then(|| code(it.in_repository.as_raw()));
        push_localization(&mut comment, it.matrix, about.as_deref());
    }
    push_omitted(&mut comment, omitted);
    if let Some(shard) = shard {
        comment.foot(&sentence(&shard_line(*shard, view.manifests)));
    }
    comment
}

/// Lists faults beside another result.
pub(super) fn push_faults(comment: &mut Comment, view: &DiagnosticsView<'_>) {
    let omitted = push_listed(comment, view);
    push_omitted(comment, omitted);
}

/// Lists faults, and returns how many are left out.
fn push_listed(comment: &mut Comment, view: &DiagnosticsView<'_>) -> usize {
    let shown = Shown::of(view);
    for it in &shown.diagnostics {
        let rank = match it.severity {
            Severity::Error => Rank::Reason,
            Severity::Warning => Rank::Detail,
        };
        comment.push(rank, item(it, view));
    }
    shown.omitted
}

fn push_omitted(comment: &mut Comment, omitted: usize) {
    if omitted > 0 {
        comment.foot(&format!("and {} more", thousands(omitted)));
    }
}

fn item(diagnostic: &Diagnostic, view: &DiagnosticsView<'_>) -> String {
    let short = |at: &Location| format!("{}:{}:{}", view.name(&at.file), at.line, at.column);
    let Diagnostic {
        code: name,
        severity,
        message,
        location,
        related,
        hint,
        fix: _,     // for editors
        pointer: _, // for scripts
    } = diagnostic;
    let mut out = format!(
        "- **{}** {} {}: {}\n",
        severity.as_str(),
        code(name.as_str()),
        code(&short(location)),
        prose(message)
    );
    for (location, label) in related {
        let _ = writeln!(out, "  - {}: {}", code(&short(location)), prose(label));
    }
    if let Some(hint) = hint {
        let _ = writeln!(out, "  - hint: {}", prose(hint));
    }
    out
}
