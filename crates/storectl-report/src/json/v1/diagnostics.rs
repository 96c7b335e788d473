//! The document of `validate`, and of every command that meets an invalid manifest.

mod merge;

pub(in crate::json) use merge::merge_diagnostics;

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storectl_manifest::{Diagnostic, Location, Severity, SourceFile};

use super::{
    error::ErrorBody,
    localization::ManifestLocalizationDoc,
    shared::{FORMAT_VERSION, Word, all, read_all, rule, shard},
};
use crate::{
    Command, DiagnosticsView,
    json::{
        shelf::Shelf,
        unreadable::{Unreadable, word},
        v1::error::read_command,
    },
    view::{Counts, Excerpt, MOST_LISTED, Names},
};

/// What `storectl validate --format json` writes.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl diagnostics")]
pub(in crate::json) struct DiagnosticsDoc {
    /// Always `storectl.diagnostics`.
    #[schemars(extend("const" = "storectl.diagnostics"))]
    format: Word,
    /// Within a major version, fields may be added but are never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: Word,
    /// The command that found them: `validate`, or one that needs valid manifests.
    #[schemars(extend("enum" = ["validate", "plan", "apply", "submit", "status", "inspect"]))]
    command: Word,
    /// The part of the fleet that the run was for (`--shard`), e.g. `2/4`; null if it was for all that was given.
    #[serde(default)]
    shard: Option<String>,
    /// The IDs of the products that the manifests name, as far as they are known.
    products: Vec<String>,
    /// The diagnostics, at most 1,000.
    diagnostics: Vec<DiagnosticDoc>,
    /// The texts of each language, by manifest: those without errors among the first 100.
    localization: Vec<ManifestLocalizationDoc>,
    /// Number of diagnostics, including omitted ones.
    summary: SummaryDoc,
    /// The failure that determined the exit code, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorBody>,
}

/// One error or warning about a manifest.
#[derive(Clone, Deserialize, Serialize, JsonSchema)]
pub(in crate::json) struct DiagnosticDoc {
    /// The stable code, e.g. `STC0102`, for `storectl explain`.
    code: Word,
    /// The severity.
    #[schemars(extend("enum" = ["error", "warning"]))]
    severity: Word,
    /// The message.
    message: String,
    /// The place in the file.
    location: LocationDoc,
    /// JSON pointer to the value; empty for the whole file.
    pointer: String,
    /// How to fix it.
    hint: Option<String>,
    /// Related places.
    related: Vec<RelatedDoc>,
}

/// A place in a file. Lines and columns start at 1; columns count characters, offsets count bytes.
#[derive(Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct LocationDoc {
    /// The path, as shown to users.
    file: String,
    /// The line, starting at 1.
    line: usize,
    /// The column in characters, starting at 1.
    column: usize,
    /// The first byte.
    start_byte: usize,
    /// The byte after the last one.
    end_byte: usize,
    /// What stands there, as far as it is shown.
    excerpt: ExcerptDoc,
}

/// The part of the line that a place is in, without the signatures and passwords in addresses.
#[derive(Clone, Deserialize, Serialize, JsonSchema)]
struct ExcerptDoc {
    /// The text; empty if the file could not be read.
    text: String,
    /// The first byte of the text that the place covers.
    start: usize,
    /// The byte after the last one.
    end: usize,
}

/// A related place.
#[derive(Clone, Deserialize, Serialize, JsonSchema)]
struct RelatedDoc {
    /// The place in the file.
    location: LocationDoc,
    /// How it is related.
    message: String,
}

/// Number of diagnostics, including omitted ones.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct SummaryDoc {
    /// Number of manifests read.
    manifests: usize,
    /// Errors.
    errors: usize,
    /// Warnings.
    warnings: usize,
    /// Diagnostics that are not listed.
    omitted: usize,
    /// Errors that are not listed.
    omitted_errors: usize,
}

impl From<&DiagnosticsView<'_>> for DiagnosticsDoc {
    fn from(view: &DiagnosticsView<'_>) -> Self {
        let DiagnosticsView {
            command,
            shard,
            manifests,
            products,
            diagnostics: _, // as many as are listed
            unlisted: _,    // among those that are omitted
            localization,
            names: _, // of each place
            error,
        } = view;
        let Counts { errors, warnings } = view.counts();
        let omitted = omitted(view);
        Self {
            format: "storectl.diagnostics".into(),
            format_version: FORMAT_VERSION.into(),
            command: command.as_str().into(),
            shard: shard.map(|it| it.to_string()),
            products: products.iter().map(|it| (*it).to_owned()).collect(),
            diagnostics: self::diagnostics(view),
            localization: all(localization),
            summary: SummaryDoc {
                manifests: *manifests,
                errors,
                warnings,
                omitted: omitted.all(),
                omitted_errors: omitted.errors,
            },
            error: error.map(ErrorBody::from),
        }
    }
}

/// Returns the faults that are listed.
pub(super) fn diagnostics(view: &DiagnosticsView<'_>) -> Vec<DiagnosticDoc> {
    let listed = view.diagnostics.iter().take(MOST_LISTED);
    listed.map(|it| DiagnosticDoc::new(it, view)).collect()
}

/// Counts those that are not.
pub(super) fn omitted(view: &DiagnosticsView<'_>) -> Counts {
    let beyond = view.diagnostics.get(MOST_LISTED..).unwrap_or_default();
    Counts::of(beyond).plus(view.unlisted)
}

/// Reads the faults of manifests that a plan lists beside its products.
pub(super) fn read_invalid<'a>(
    diagnostics: &'a [DiagnosticDoc],
    manifests: usize,
    unlisted: Counts,
    shelf: &'a Shelf<'_>,
) -> Result<Option<DiagnosticsView<'a>>, Unreadable> {
    if diagnostics.is_empty() {
        return Ok(None);
    }
    let found = read_all(diagnostics, |it| it.read(shelf.names))?;
    Ok(Some(DiagnosticsView {
        command: Command::Plan,
        shard: None, // the plan's
        manifests,
        products: Vec::new(),
        diagnostics: shelf.diagnostics.alloc_extend(found),
        unlisted,
        localization: Vec::new(),
        names: names(diagnostics, shelf.names),
        error: None,
    }))
}

/// Returns what documents call each file, by what people call it.
fn names(diagnostics: &[DiagnosticDoc], names: &Names) -> BTreeMap<String, String> {
    let places = diagnostics.iter().flat_map(|it| {
        let related = it.related.iter().map(|it| &it.location);
        related.chain([&it.location])
    });
    let named = places.map(|it| (names.of(&it.file).to_owned(), it.file.clone()));
    named.filter(|(shown, name)| shown != name).collect()
}

impl DiagnosticDoc {
    fn new(diagnostic: &Diagnostic, view: &DiagnosticsView<'_>) -> Self {
        let Diagnostic {
            code,
            severity,
            message,
            location,
            related,
            hint,
            fix: _, // for editors
            pointer,
        } = diagnostic;
        let related = related.iter().map(|(location, message)| RelatedDoc {
            location: LocationDoc::new(location, view),
            message: message.clone(),
        });
        Self {
            code: code.as_str().into(),
            severity: severity.as_str().into(),
            message: message.clone(),
            location: LocationDoc::new(location, view),
            pointer: pointer.clone(),
            hint: hint.clone(),
            related: related.collect(),
        }
    }
}

impl LocationDoc {
    fn new(location: &Location, view: &DiagnosticsView<'_>) -> Self {
        let Location {
            file,
            span: _, // within the excerpt
            in_file,
            line,
            column,
        } = location;
        let Excerpt {
            text,
            span: Range { start, end },
        } = Excerpt::of(location);
        Self {
            file: view.name(file),
            line: *line,
            column: *column,
            start_byte: in_file.start,
            end_byte: in_file.end,
            excerpt: ExcerptDoc { text, start, end },
        }
    }
}

impl DiagnosticsDoc {
    /// Reads the diagnostics.
    pub(in crate::json) fn read<'a>(
        &'a self,
        shelf: &'a Shelf<'_>,
    ) -> Result<DiagnosticsView<'a>, Unreadable> {
        let Self {
            format: _,
            format_version: _,
            command,
            shard: shard_text,
            products,
            diagnostics,
            localization,
            summary,
            error,
        } = self;
        let localization = localization.iter().map(|it| it.read(shelf));
        let found = read_all(diagnostics, |it| it.read(shelf.names))?;
        Ok(DiagnosticsView {
            command: read_command(command)?,
            shard: shard(shard_text.as_deref())?,
            manifests: summary.manifests,
            products: products.iter().map(String::as_str).collect(),
            diagnostics: shelf.diagnostics.alloc_extend(found),
            unlisted: Counts {
                errors: summary.omitted_errors,
                warnings: summary.omitted.saturating_sub(summary.omitted_errors),
            },
            localization: localization.collect::<Result<_, _>>()?,
            names: names(diagnostics, shelf.names),
            error: error.as_ref().map(|it| it.read(shelf)).transpose()?,
        })
    }
}

impl DiagnosticDoc {
    fn read(&self, names: &Names) -> Result<Diagnostic, Unreadable> {
        let Self {
            code,
            severity,
            message,
            location,
            pointer,
            hint,
            related,
        } = self;
        let related = related.iter().map(|it| {
            let RelatedDoc { location, message } = it;
            (location.read(names), message.clone())
        });
        Ok(Diagnostic {
            code: rule(code)?.code,
            severity: word(
                "the severity of a diagnostic",
                &Severity::ALL,
                Severity::as_str,
                severity,
            )?,
            message: message.clone(),
            location: location.read(names),
            related: related.collect(),
            hint: hint.clone(),
            fix: None, // for editors
            pointer: pointer.clone(),
        })
    }
}

impl LocationDoc {
    /// Reads the place. Of the file it knows the part that is shown, in which the span lies.
    fn read(&self, names: &Names) -> Location {
        let Self {
            file,
            line,
            column,
            start_byte,
            end_byte,
            excerpt: ExcerptDoc { text, start, end },
        } = self;
        Location {
            file: Arc::new(SourceFile::new(names.of(file).to_owned(), text.clone())),
            span: *start..*end,
            in_file: *start_byte..*end_byte,
            line: *line,
            column: *column,
        }
    }
}
