//! What is wrong with manifests.

use storectl_manifest::{Diagnostic, Severity};

use super::{About, Place, Rank, Remark, Rule, with_hint};
use crate::{DiagnosticsView, view::MOST_LISTED};

/// Faults, and how many are left out.
#[derive(Default)]
pub(super) struct Faults {
    pub(super) all: Vec<Remark>,
    pub(super) omitted: usize,
}

/// Returns every fault, at most as many as the JSON document has.
pub(super) fn remarks(view: &DiagnosticsView<'_>) -> Faults {
    let shown = view.diagnostics.iter().take(MOST_LISTED);
    Faults {
        all: shown.map(|it| fault(it, view)).collect(),
        omitted: view.diagnostics.len().saturating_sub(MOST_LISTED) + view.unlisted.all(),
    }
}

fn fault(diagnostic: &Diagnostic, view: &DiagnosticsView<'_>) -> Remark {
    let code = diagnostic.code.as_str();
    let rule = Rule::of_code(code);
    let location = &diagnostic.location;
    Remark {
        rank: match diagnostic.severity {
            Severity::Error => Rank::Error,
            Severity::Warning => Rank::Warning,
        },
        title: format!("{code}: {}", rule.summary),
        rule,
        message: with_hint(&diagnostic.message, diagnostic.hint.as_deref()),
        place: Some(Place {
            file: view.name(&location.file),
            at: Some((location.line, location.column)),
        }),
        about: About {
            product: None,
            address: Some(diagnostic.pointer.clone()),
            action: None,
        },
    }
}
