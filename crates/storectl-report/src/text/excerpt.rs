//! The line a diagnostic is about, cut to what is worth showing.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Origin, Snippet};
use storectl_manifest::Location;

use crate::{Foreign, escape, view};

/// The first line a location covers, made safe: every acting character stands as one that shows, so that columns stay,
/// and the span is cut to character boundaries. The snippet crate panics on other spans.
///
/// Its size has a bound, whatever the line's: a line of 200 KB may have a diagnostic for each of its words.
pub(super) struct Excerpt {
    path: String,
    line: usize,
    column: usize,
    text: String,
    span: Range<usize>,
}

/// Stands for the path until it is rendered. No escaped text holds it.
const STAND_IN: &str = "\u{1}";

impl Excerpt {
    pub(super) fn new(location: &Location) -> Self {
        let Location {
            file,
            span: _, // within the excerpt
            in_file: _,
            line,
            column,
        } = location;
        let view::Excerpt { text, span } = view::Excerpt::of(location);
        let (before, right) = text.split_at_checked(span.start).unwrap_or((&text, ""));
        let length = span.len().min(right.len());
        let (within, after) = right.split_at_checked(length).unwrap_or((right, ""));
        let [before, within, after] = [before, within, after].map(escape::pictures);
        Self {
            path: Foreign::new(&file.path).line().into_owned(),
            line: *line,
            column: *column,
            span: before.len()..before.len() + within.len(),
            text: format!("{before}{within}{after}"),
        }
    }

    /// Returns the line where there is one to show, else the place.
    pub(super) fn element(&self, kind: AnnotationKind) -> Element<'_> {
        if self.text.trim().is_empty() {
            let origin = Origin::path(&*self.path).line(self.line);
            return Element::Origin(origin.char_column(self.column));
        }
        Element::Cause(
            Snippet::source(&*self.text)
                .path(STAND_IN)
                .line_start(self.line)
                .annotation(kind.span(self.span.clone())),
        )
    }

    /// Puts the place where the snippet crate put the one it counted in what is shown of the line.
    pub(super) fn placed(&self, rendered: &str) -> String {
        let before = self.text.get(..self.span.start).unwrap_or_default();
        let counted = format!("{STAND_IN}:{}:{}", self.line, before.chars().count() + 1);
        let place = format!("{}:{}:{}", self.path, self.line, self.column);
        rendered.replacen(&counted, &place, 1)
    }
}
