//! Quick fixes: what a diagnostic knows to be the right text, at a keystroke.

use std::collections::HashMap;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, Range, TextEdit, Uri, WorkspaceEdit,
};
use storectl_report::Foreign;

use super::{
    analysis::Analysis,
    diagnostics::{Places, one},
    documents::Documents,
};

/// Returns the fixes of everything that is wrong in a part of a document.
pub(super) fn of<'a>(
    analyses: impl Iterator<Item = &'a Analysis>,
    documents: &'a Documents,
    uri: &Uri,
    asked: Range,
) -> Vec<CodeActionOrCommand> {
    let mut places = Places::new(documents);
    let mut actions = Vec::new();
    for analysis in analyses {
        for diagnostic in &analysis.diagnostics {
            let Some(fix) = &diagnostic.fix else {
                continue;
            };
            let place = places.locate(&fix.location);
            let place = place.filter(|it| it.uri == *uri && meet(it.range, asked));
            let Some(place) = place else {
                continue;
            };
            let file = &fix.location.file.text;
            let written = file.get(fix.location.span.clone()).unwrap_or_default();
            let edit = TextEdit {
                range: place.range,
                new_text: fix.replacement.clone(),
            };
            let fixed = one(diagnostic, place.range, &mut places, &analysis.redactor);
            let action = CodeAction {
                title: format!(
                    "Replace `{}` with `{}`",
                    Foreign::new(written).line(),
                    Foreign::new(&fix.replacement).line()
                ),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![fixed]),
                edit: Some(WorkspaceEdit {
                    changes: Some(HashMap::from([(place.uri, vec![edit])])),
                    ..WorkspaceEdit::default()
                }),
                is_preferred: Some(true),
                ..CodeAction::default()
            };
            actions.push(CodeActionOrCommand::CodeAction(action));
        }
    }
    actions
}

/// Returns whether two ranges have a position in common, an end included.
fn meet(one: Range, other: Range) -> bool {
    one.start <= other.end && other.start <= one.end
}
