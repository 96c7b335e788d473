//! What installers are, for a job summary.

use std::fmt::Write as _;

use storectl_installer::{FindingSeverity, Inspection};

use super::{
    budget::{Budget, Comment, Rank},
    code,
    failure::caution,
    finding::finding,
    fold::{Fold, details},
    marker::markers,
    sentence,
};
use crate::{
    InstallerLook, InstallerView, InstallersView,
    view::{FindingCounts, checked, count, facts, payload},
};

/// Renders installers in the order given.
pub(super) fn installers(view: &InstallersView<'_>, budget: Budget) -> Comment {
    let InstallersView {
        tool_version: _, // in the JSON
        installers,
        error,
    } = view;
    let counts = FindingCounts::of(installers);
    let number = count(installers.len(), "installer");
    let title = match (counts, error) {
        (
            FindingCounts {
                failed: 0,
                errors: 0,
                ..
            },
            Some(_),
        ) => "### ❌ storectl inspect failed".to_owned(),
        (
            FindingCounts {
                failed: 0,
                errors: 0,
                warnings,
                ..
            },
            None,
        ) => {
            let sign = if warnings > 0 { "⚠️" } else { "✅" };
            format!("### {sign} {number}: {}", counts.words())
        }
        (counts, _) => format!(
            "### ❌ storectl inspect failed: {number}: {}",
            counts.words()
        ),
    };
    let mut comment = Comment::new(budget, markers(budget, "inspect", [], ""), &title);
    if let (
        Some(error),
        FindingCounts {
            failed: 0,
            errors: 0,
            ..
        },
    ) = (error, counts)
    {
        comment.push(Rank::Reason, caution(error, None));
    }
    for it in installers {
        push_installer(&mut comment, it);
    }
    comment
}

fn push_installer(comment: &mut Comment, view: &InstallerView<'_>) {
    let InstallerView { source, look } = view;
    let InstallerLook {
        inspection,
        findings,
    } = match look {
        Ok(look) => look,
        Err(error) => {
            comment.push(Rank::Reason, caution(error, Some(code(source.as_raw()))));
            return;
        }
    };
    let line = format!(
        "**{}**: {}\n\n",
        code(source.as_raw()),
        sentence(&checked(inspection))
    );
    comment.push(Rank::Product, line);
    for it in findings {
        let rank = match it.finding.severity {
            FindingSeverity::Error => Rank::Reason,
            FindingSeverity::Warning | FindingSeverity::Note => Rank::Note,
        };
        comment.push(rank, finding("", it, Some(&it.finding.hint)));
    }
    comment.push(Rank::Detail, known(inspection));
}

/// Writes what is known of an installer, folded.
fn known(inspection: &Inspection) -> String {
    let mut out = String::new();
    for (label, value) in &facts(inspection) {
        let _ = writeln!(out, "- {label}: {}", sentence(value));
    }
    for line in payload(inspection) {
        let _ = writeln!(out, "- {}", sentence(&line));
    }
    if out.is_empty() {
        return out;
    }
    details(Fold::Folded, "Facts", &out)
}
