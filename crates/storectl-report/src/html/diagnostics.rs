//! What is wrong with manifests.

use askama::{Template, filters::HtmlSafe};
use storectl_manifest::{Diagnostic, Location, Severity};

use super::{
    failure::of,
    line::Line,
    matrix::Matrix,
    notice::Notice,
    page::{Page, Tone},
    reasons::failure,
    text::shown,
};
use crate::{
    DiagnosticsView,
    view::{Shown, count, thousands},
};

#[derive(Template)]
#[template(path = "diagnostics.html")]
struct Diagnostics {
    notices: Vec<Notice>,
    faults: Vec<Fault>,
    omitted: usize,
    texts: Vec<Texts>,
}

impl HtmlSafe for Diagnostics {}

struct Fault {
    tone: Tone,
    severity: &'static str,
    code: &'static str,
    place: String,
    message: Line,
    related: Vec<(String, Line)>,
    hint: Option<Line>,
}

/// The texts of one manifest.
struct Texts {
    manifest: String,
    matrix: Matrix,
}

/// Renders diagnostics in the order given, at most so many of a manifest, and counts them all.
pub(super) fn page(view: &DiagnosticsView<'_>) -> String {
    let DiagnosticsView {
        command,
        shard,
        manifests,
        products,
        diagnostics: _, // those that are shown
        unlisted: _,    // counted
        localization,
        names: _, // of each place
        error,
    } = view;
    let counts = view.counts();
    let manifests = count(*manifests, "manifest");
    let failed = format!("storectl {} failed{}", command.as_str(), of(products));
    let (tone, title) = match (counts.errors, error) {
        (0, Some(_)) => (Tone::Bad, failed),
        (0, None) if counts.warnings > 0 => {
            (Tone::Careful, format!("{manifests}: {}", counts.words()))
        }
        (0, None) => (Tone::Good, format!("{manifests}: {}", counts.words())),
        (_, _) => (
            Tone::Bad,
            format!("{failed}: {} in {manifests}", counts.words()),
        ),
    };
    let unexplained = error.filter(|_| counts.errors == 0);
    let shown_faults = Shown::of(view);
    let texts = localization.iter().filter_map(|it| {
        Some(Texts {
            manifest: shown(it.in_repository.as_raw()),
            matrix: Matrix::of(it.matrix)?,
        })
    });
    let body = Diagnostics {
        notices: unexplained
            .map(|it| failure(Line::words("The run failed"), it))
            .into_iter()
            .collect(),
        omitted: shown_faults.omitted,
        faults: shown_faults
            .diagnostics
            .into_iter()
            .map(|it| Fault::of(it, view))
            .collect(),
        texts: texts.collect(),
    };
    Page::new(title, tone, body)
        .with_facts([("shard", shard.map(|it| it.to_string()))])
        .write()
}

impl Fault {
    fn of(diagnostic: &Diagnostic, view: &DiagnosticsView<'_>) -> Self {
        let place = |at: &Location| {
            shown(&format!(
                "{}:{}:{}",
                view.name(&at.file),
                at.line,
                at.column
            ))
        };
        let Diagnostic {
            code,
            severity,
            message,
            location,
            related,
            hint,
            fix: _,     // for editors
            pointer: _, // for scripts
        } = diagnostic;
        let related = related.iter();
        Self {
            tone: match severity {
                Severity::Error => Tone::Bad,
                Severity::Warning => Tone::Careful,
            },
            severity: severity.as_str(),
            code: code.as_str(),
            place: place(location),
            message: Line::prose(message),
            related: related
                .map(|(at, label)| (place(at), Line::prose(label)))
                .collect(),
            hint: hint.as_deref().map(Line::prose),
        }
    }
}
