//! Diagnostics with the lines they are about.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer};
use storectl_manifest::{Diagnostic, Severity};
use storectl_model::Shard;

use super::{excerpt::Excerpt, failure::write_error, localization::write_localization, page::Page};
use crate::{
    Appearance, DiagnosticsView, Foreign, Styling, Verbosity, escape,
    view::{Counts, Shown, count, is_error, shard_line, thousands},
};

/// Renders diagnostics in the order given, at most so many of a manifest, and counts them all; briefly, only errors.
pub(super) fn diagnostics(view: &DiagnosticsView<'_>, appearance: Appearance) -> String {
    let styling = appearance.styling;
    let DiagnosticsView {
        command: _, // whoever reads it typed it
        shard,
        manifests,
        products: _,    // in the Markdown
        diagnostics: _, // as they are shown and counted
        unlisted: _,
        localization,
        names: _, // for documents: people know a file by the path from where they stand
        error,
    } = view;
    let mut page = Page::new(styling);
    for it in localization {
        let about = (*manifests > 1).then_some(it.manifest);
        write_localization(&mut page, 0, it.matrix, about, appearance.verbosity);
    }
    match (error, view.counts()) {
        // What failed is not a fault of a manifest: "no errors" above it would be false.
        (
            Some(error),
            counts @ Counts {
                errors: 0,
                warnings,
            },
        ) => {
            if warnings > 0 {
                page.line(0, &summary(*manifests, *shard, counts));
            }
            write_error(&mut page, 0, error);
        }
        (_, counts) => page.line(0, &summary(*manifests, *shard, counts)),
    }
    page.sentences(0, shard.map(|it| shard_line(it, *manifests)).as_slice());
    faults(view, appearance) + &page.finish()
}

/// Renders each fault with the lines it is about, a blank line behind each, and counts those that are left out.
pub(super) fn faults(view: &DiagnosticsView<'_>, appearance: Appearance) -> String {
    let renderer = match appearance.styling {
        Styling::Plain => Renderer::plain(),
        Styling::Colored => Renderer::styled(),
    };
    let mut shown = Shown::of(view);
    match appearance.verbosity {
        Verbosity::Brief => shown.diagnostics.retain(|it| is_error(it)),
        Verbosity::Normal | Verbosity::Full => {}
    }
    let mut out = String::new();
    for it in shown.diagnostics {
        out.push_str(&one(it, &renderer));
        out.push_str("\n\n");
    }
    if shown.omitted > 0 {
        let _ = writeln!(out, "and {} more\n", thousands(shown.omitted));
    }
    escape::without_commands(out)
}

fn summary(manifests: usize, shard: Option<Shard>, counts: Counts) -> String {
    match (manifests, shard) {
        // What is invalid is a policy.
        (0, None) => counts.words(),
        (manifests, _) => format!("{}: {}", count(manifests, "manifest"), counts.words()),
    }
}

fn one(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
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
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let message = Foreign::new(message).line();
    let place = Excerpt::new(location);
    let mut group = level
        .primary_title(&*message)
        .id(code.as_str())
        .element(place.element(AnnotationKind::Primary));
    if let Some(hint) = hint {
        group = group.element(Level::HELP.message(Foreign::new(hint).line()));
    }
    let related: Vec<(Excerpt, String)> = related
        .iter()
        .map(|(location, label)| {
            (
                Excerpt::new(location),
                Foreign::new(label).line().into_owned(),
            )
        })
        .collect();
    let notes = related.iter().map(|(excerpt, label)| {
        Group::with_title(Level::NOTE.secondary_title(&**label))
            .element(excerpt.element(AnnotationKind::Context))
    });
    let report: Vec<Group<'_>> = std::iter::once(group).chain(notes).collect();
    let rendered = place.placed(&renderer.render(&report));
    related
        .iter()
        .fold(rendered, |rendered, (excerpt, _)| excerpt.placed(&rendered))
}
