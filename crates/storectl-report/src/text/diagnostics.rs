//! Diagnostics with the lines they are about.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use storectl_manifest::{Diagnostic, Location, Severity};

use crate::{Styling, escape, number::count};

/// Renders diagnostics in the order given, and counts them.
pub fn diagnostics(diagnostics: &[Diagnostic], styling: Styling) -> String {
    let renderer = match styling {
        Styling::Plain => Renderer::plain(),
        Styling::Colored => Renderer::styled(),
    };
    let mut out = String::new();
    for it in diagnostics {
        out.push_str(&one(it, &renderer));
        out.push_str("\n\n");
    }
    let number = |severity| {
        diagnostics
            .iter()
            .filter(|it| it.severity == severity)
            .count()
    };
    let (errors, warnings) = (number(Severity::Error), number(Severity::Warning));
    let counts = match (errors, warnings) {
        (0, 0) => "no errors, no warnings".to_owned(),
        (errors, 0) => count(errors, "error"),
        (0, warnings) => count(warnings, "warning"),
        (errors, warnings) => {
            format!("{}, {}", count(errors, "error"), count(warnings, "warning"))
        }
    };
    out.push_str(&counts);
    out.push('\n');
    out
}

fn one(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let Diagnostic {
        code,
        severity,
        message,
        location,
        related,
        hint,
        pointer: _, // for scripts
    } = diagnostic;
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let message = escape::line(message);
    let place = Excerpt::new(location);
    let mut group = level
        .primary_title(&*message)
        .id(code.0)
        .element(place.element(AnnotationKind::Primary));
    if let Some(hint) = hint {
        group = group.element(Level::HELP.message(escape::line(hint)));
    }
    let related: Vec<(Excerpt, String)> = related
        .iter()
        .map(|(location, label)| (Excerpt::new(location), escape::line(label).into_owned()))
        .collect();
    let notes = related.iter().map(|(excerpt, label)| {
        Group::with_title(Level::NOTE.secondary_title(&**label))
            .element(excerpt.element(AnnotationKind::Context))
    });
    let report: Vec<Group<'_>> = std::iter::once(group).chain(notes).collect();
    renderer.render(&report)
}

/// The first line a location covers, made safe: every acting character stands as one that shows, so that columns stay,
/// and the span is cut to character boundaries. The snippet crate panics on other spans.
struct Excerpt {
    path: String,
    line: usize,
    column: usize,
    text: String,
    span: Range<usize>,
}

/// Most characters shown of the span, and after it; the snippet crate cuts before it.
const WITHIN: usize = 80;
const AFTER: usize = 40;

impl Excerpt {
    fn new(location: &Location) -> Self {
        let Location {
            file,
            span,
            line,
            column,
        } = location;
        let text = file.text.as_str();
        let start = boundary(text, span.start);
        let (left, right) = text.split_at_checked(start).unwrap_or((text, ""));
        let length = boundary(right, span.end.saturating_sub(start));
        let (within, right) = right.split_at_checked(length).unwrap_or((right, ""));
        let before = escape::pictures(left.rsplit('\n').next().unwrap_or_default());
        let (within, after) = match within.split_once('\n') {
            Some((first, _)) => (first, ""),
            None => (within, right.split('\n').next().unwrap_or_default()),
        };
        let within = first_chars(within.trim_end_matches('\r'), WITHIN);
        let after = first_chars(after.trim_end_matches('\r'), AFTER);
        Self {
            path: escape::line(&file.path).into_owned(),
            line: *line,
            column: *column,
            span: before.len()..before.len() + within.len(),
            text: format!("{before}{within}{after}"),
        }
    }

    fn element(&self, kind: AnnotationKind) -> Element<'_> {
        if self.text.trim().is_empty() {
            let origin = Origin::path(&*self.path).line(self.line);
            return Element::Origin(origin.char_column(self.column));
        }
        Element::Cause(
            Snippet::source(&*self.text)
                .path(&*self.path)
                .line_start(self.line)
                .annotation(kind.span(self.span.clone())),
        )
    }
}

fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|it| text.is_char_boundary(*it))
        .unwrap_or_default()
}

fn first_chars(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", escape::pictures(text.get(..at).unwrap_or_default())),
        None => escape::pictures(text),
    }
}
