//! Notes that are not those of the version, in words.

use std::collections::{BTreeMap, BTreeSet};

use storectl_manifest::NotesState;
use storectl_model::LanguageTag;

use crate::{
    ops::release::last_release::{LastRelease, LastReleases},
    output::printer::{Level, Printer},
};

/// What is known of the notes of a product.
pub(crate) type States = BTreeMap<LanguageTag, NotesState>;

/// How many languages are named.
const NAMED: usize = 20;

/// Warns of languages of a manifest that have no notes of the version.
pub(crate) fn of_states(
    manifest: &str,
    states: &States,
    last: Option<&LastRelease>,
    printer: &Printer,
) {
    let of_last = languages(states, NotesState::LastReleases);
    if let (Some(last), false) = (last, of_last.is_empty()) {
        let message = format!(
            "{manifest}: `whatsNew` is still that of {} in {}",
            last.version,
            some_of(&of_last)
        );
        printer.say(Level::Warning, &message);
    }
    let unmanaged = languages(states, NotesState::Unmanaged);
    if !unmanaged.is_empty() {
        let message = format!(
            "{manifest}: no `whatsNew` in {}; the Store keeps the one it has",
            some_of(&unmanaged)
        );
        printer.say(Level::Warning, &message);
    }
}

/// Warns where it is unknown whether notes are new.
pub(crate) fn of_unknown(last: &LastReleases, printer: &Printer) {
    for (reason, manifests) in &last.unknown {
        let of = match manifests {
            1 => String::new(),
            many => format!(" of {many} manifests"),
        };
        let message = format!(
            "cannot tell whether the notes{of} are still those of the last release: {reason}"
        );
        printer.say(Level::Warning, &message);
    }
}

/// Warns of languages whose notes are what is live.
pub(crate) fn of_live(manifest: &str, live: &BTreeSet<LanguageTag>, printer: &Printer) {
    let names: Vec<&str> = live.iter().map(LanguageTag::as_str).collect();
    if !names.is_empty() {
        let message = format!(
            "{manifest}: `whatsNew` is what the Store has already in {}",
            some_of(&names)
        );
        printer.say(Level::Warning, &message);
    }
}

fn languages(states: &States, wanted: NotesState) -> Vec<&str> {
    let found = states.iter().filter(|(_, state)| **state == wanted);
    found.map(|(language, _)| language.as_str()).collect()
}

fn some_of(names: &[&str]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMED).copied().collect();
    let shown = shown.join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
