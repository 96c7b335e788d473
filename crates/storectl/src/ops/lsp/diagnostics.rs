//! Diagnostics as an editor shows them.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Range,
    Uri,
};
use storectl_api::Redactor;
use storectl_manifest::{Location as Place, Severity};
use storectl_report::Foreign;

use super::{
    analysis::Analysis,
    documents::{Documents, OpenDocument},
    positions::Lines,
    uri,
};

/// How many diagnostics of one manifest are shown, as many as a document carries (forms.md, "Outputs" 6).
const MOST: usize = 1_000;

/// Who says so.
const SOURCE: &str = "storectl";

/// Turns places in files into places in documents. Files that are open keep the address the client knows them by.
pub(super) struct Places<'a> {
    documents: &'a Documents,
    files: HashMap<&'a str, Option<(Uri, Lines<'a>)>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(documents: &'a Documents) -> Self {
        Self {
            documents,
            files: HashMap::new(),
        }
    }

    /// Returns where a place is; `None` of a file without an address.
    pub(super) fn locate(&mut self, place: &'a Place) -> Option<Location> {
        let file = &place.file;
        let known = self.files.entry(&file.path).or_insert_with(|| {
            let path = Path::new(&file.path);
            let open = self.documents.at(path);
            let uri = open.map_or_else(|| uri::of(path), |it| Some(it.uri.clone()))?;
            let before = open.map_or(0, OpenDocument::units_before_text);
            Some((uri, Lines::new(&file.text, before)))
        });
        let (uri, lines) = known.as_ref()?;
        Some(Location {
            uri: uri.clone(),
            range: lines.range(&place.span),
        })
    }
}

/// Returns everything that is wrong with a manifest, by the document it is shown in. The manifest's own is always there.
pub(super) fn of(analysis: &Analysis, documents: &Documents) -> BTreeMap<Uri, Vec<Diagnostic>> {
    let mut places = Places::new(documents);
    let mut found: BTreeMap<Uri, Vec<Diagnostic>> = BTreeMap::new();
    let own = documents.at(&analysis.path).map(|it| it.uri.clone());
    if let Some(own) = own.or_else(|| uri::of(&analysis.path)) {
        let failures = analysis.failures.iter();
        found.insert(own, failures.map(|it| failure(it)).collect());
    }
    for diagnostic in analysis.diagnostics.iter().take(MOST) {
        if let Some(place) = places.locate(&diagnostic.location) {
            let one = one(diagnostic, place.range, &mut places, &analysis.redactor);
            found.entry(place.uri).or_default().push(one);
        }
    }
    found
}

/// Returns a diagnostic at its place.
pub(super) fn one<'a>(
    diagnostic: &'a storectl_manifest::Diagnostic,
    range: Range,
    places: &mut Places<'a>,
    redactor: &Redactor,
) -> Diagnostic {
    let storectl_manifest::Diagnostic {
        code,
        severity,
        message,
        location: _, // the caller's
        related,
        hint,
        fix: _,     // a code action
        pointer: _, // for scripts
    } = diagnostic;
    let safe = |text: &str| Foreign::new(&redactor.text(text)).line().into_owned();
    let mut message = safe(message);
    if let Some(hint) = hint {
        message.push_str("\nhelp: ");
        message.push_str(&safe(hint));
    }
    let related = related.iter().filter_map(|(place, label)| {
        Some(DiagnosticRelatedInformation {
            location: places.locate(place)?,
            message: safe(label),
        })
    });
    let related: Vec<_> = related.collect();
    Diagnostic {
        range,
        severity: Some(match severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
        }),
        code: Some(NumberOrString::String(code.as_str().to_owned())),
        source: Some(SOURCE.to_owned()),
        message,
        related_information: (!related.is_empty()).then_some(related),
        ..Diagnostic::default()
    }
}

/// Returns an error of the whole file.
fn failure(message: &str) -> Diagnostic {
    Diagnostic {
        severity: Some(DiagnosticSeverity::ERROR),
        source: Some(SOURCE.to_owned()),
        message: Foreign::new(message).line().into_owned(),
        ..Diagnostic::default()
    }
}
