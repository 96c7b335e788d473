//! What the YAML parser refuses, and what it silently takes that a manifest does not.

use std::ops::Range;

use saphyr_parser::ScanError;

use super::{source::Source, surrogates};
use crate::{catalogue, diagnostic::Diagnostic, format};

/// Finds a directive: only before the document, at the start of a line. The parser does not report them.
pub(super) fn directive(source: &Source) -> Option<Diagnostic> {
    let mut at = 0;
    for line in source.text().split_inclusive('\n') {
        if line.starts_with('%') {
            let place = source.location(&(at..at + line.len()));
            return Some(catalogue::DIRECTIVE.at(place, "directives are not allowed".to_owned()));
        }
        let content = line.trim_start();
        if !content.is_empty() && !content.starts_with('#') {
            return None;
        }
        at += line.len();
    }
    None
}

/// Returns what the parser's fault at byte `at` means.
pub(super) fn diagnose(fault: &ScanError, at: usize, source: &Source) -> Diagnostic {
    let span = at..at + 1;
    let info = fault.info();
    if info.contains("unknown anchor") {
        return catalogue::ANCHOR.at(source.location(&span), "aliases are not allowed".to_owned());
    }
    if info.contains("handle wasn't declared") {
        return catalogue::TAG.at(source.location(&span), "tags are not allowed".to_owned());
    }
    let text = source.text();
    if let Some((half, span)) = lone_surrogate(text, at).filter(|_| info.contains("Unicode")) {
        let message = format!("`{half}` is only half of a surrogate pair");
        let mut found = catalogue::SYNTAX.at(source.location(&span), message);
        found.hinted("write both halves of the pair, or the character itself".to_owned());
        return found;
    }
    let before = text.get(..at).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |it| it + 1);
    let line = text.get(line_start..).and_then(|it| it.lines().next());
    let line = line.unwrap_or_default();
    let tabbed = line.trim_start_matches(' ').starts_with('\t')
        || source.slice(&span) == "\t"
        || before.ends_with('\t');
    let message = format!("not valid YAML: {info}");
    let mut found = catalogue::SYNTAX.at(source.location(&span), message);
    if tabbed {
        found.hinted("indent with spaces: YAML does not allow tabs for indentation".to_owned());
    } else if before.ends_with('$') && source.slice(&span) == "{" {
        let quoted = "quote a string that contains `${` between braces or brackets: { file: \"notes/${language}.md\" }";
        found.hinted(quoted.to_owned());
    } else if info.contains("mapping values are not allowed") {
        found.hinted(unquoted_colon(line));
    }
    found
}

/// Finds the first escape of half a surrogate pair in the scalar that the parser refused at byte `at`.
fn lone_surrogate(text: &str, at: usize) -> Option<(&str, Range<usize>)> {
    let scalar = text.get(at..)?;
    let mut from = 0;
    while let Some(found) = scalar.get(from..)?.find("\\u") {
        let start = from + found;
        let rest = scalar.get(start..)?;
        if surrogates::is_pair(rest) {
            from = start + surrogates::PAIR;
        } else if let Some(half) = surrogates::lone(rest) {
            return Some((half, at + start..at + start + half.len()));
        } else {
            from = start + 2;
        }
    }
    None
}

/// Suggests quotes for `key: text: more`, which YAML takes for a mapping inside a line.
fn unquoted_colon(line: &str) -> Option<String> {
    let (key, value) = line.split_once(": ")?;
    let key = format::shorten(key.trim().trim_start_matches("- "));
    let value = value.trim();
    value.contains(':').then(|| {
        let value = format::shorten(&value.replace('"', "\\\""));
        format!("quote a string that contains a colon: {key}: \"{value}\"")
    })
}
