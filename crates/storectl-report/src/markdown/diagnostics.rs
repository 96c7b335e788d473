//! Diagnostics as a list.

use std::fmt::Write as _;

use storectl_manifest::{Diagnostic, Severity};

use super::{
    budget::{Comment, Rank},
    clip, code,
};
use crate::{escape, number::count};

/// Renders diagnostics in the order given.
pub fn diagnostics(diagnostics: &[Diagnostic]) -> String {
    let mut comment = Comment::default();
    let number = |severity| {
        diagnostics
            .iter()
            .filter(|it| it.severity == severity)
            .count()
    };
    let (errors, warnings) = (number(Severity::Error), number(Severity::Warning));
    let title = match (errors, warnings) {
        (0, 0) => "✅ No errors, no warnings.\n".to_owned(),
        (0, warnings) => format!("### ⚠️ Store manifests: {}\n\n", count(warnings, "warning")),
        (errors, warnings) => format!(
            "### ❌ Store manifests: {}, {}\n\n",
            count(errors, "error"),
            count(warnings, "warning")
        ),
    };
    comment.push(Rank::Frame, title);
    for it in diagnostics {
        let rank = match it.severity {
            Severity::Error => Rank::Decision,
            Severity::Warning => Rank::Detail,
        };
        comment.push(rank, item(it));
    }
    comment.push(Rank::Frame, String::new());
    comment.finish()
}

fn item(diagnostic: &Diagnostic) -> String {
    let Diagnostic {
        code: name,
        severity,
        message,
        location,
        related,
        hint,
        pointer: _, // for scripts
    } = diagnostic;
    let mut out = format!(
        "- **{}** {} {}: {}\n",
        severity.as_str(),
        code(name.0),
        code(&location.short()),
        escape::markdown(&clip(message))
    );
    for (location, label) in related {
        let label = escape::markdown(&clip(label));
        let _ = writeln!(out, "  - {}: {label}", code(&location.short()));
    }
    if let Some(hint) = hint {
        let _ = writeln!(out, "  - hint: {}", escape::markdown(&clip(hint)));
    }
    out
}
