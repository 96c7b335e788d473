//! Where the notes of each language stand now.

use serde_json::Value;
use storectl_model::{FieldPath, LanguageTag};

use super::{WHATS_NEW, default_address};
use crate::variables::{self, LANGUAGE};

/// What holds a text, as the manifest writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The manifest; also `null`, and what is none.
    Inline,
    /// One file.
    File,
    /// A file of each language: its path names `${language}`.
    FilePerLanguage,
    /// The first of these files that exists, by its path.
    FirstFile(String),
    /// A section of a changelog, by its path.
    Changelog(String),
}

impl Source {
    pub(super) fn of(value: &Value) -> Self {
        let word = |it: &Value| it.as_str().unwrap_or_default().to_owned();
        if let Some(path) = value.get("changelog") {
            return Self::Changelog(word(path));
        }
        match value.get("file") {
            None => Self::Inline,
            Some(Value::Array(paths)) => {
                Self::FirstFile(paths.first().map(word).unwrap_or_default())
            }
            Some(path) if variables::names_variable(&word(path), LANGUAGE) => Self::FilePerLanguage,
            Some(_) => Self::File,
        }
    }
}

/// Which of two places gives a listing its notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Giver {
    /// The listing itself.
    Own,
    /// `listingDefaults`.
    Default,
}

/// A listing, and where its notes stand.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    /// Its language, as the manifest spells it.
    pub(super) language: LanguageTag,
    /// What gives it notes, and what holds them; `None` where nothing does.
    pub(super) notes: Option<(Giver, Source)>,
}

impl Listed {
    /// Returns the address of its own notes.
    pub(super) fn own_address(&self) -> FieldPath {
        FieldPath::of_listing(&self.language).key(WHATS_NEW)
    }

    /// Returns the address that its notes are written at.
    pub(super) fn address(&self) -> FieldPath {
        match &self.notes {
            Some((Giver::Default, _)) => default_address(),
            Some((Giver::Own, _)) | None => self.own_address(),
        }
    }

    /// Returns what holds its notes.
    pub(super) fn source(&self) -> Option<&Source> {
        self.notes.as_ref().map(|(_, source)| source)
    }
}

/// Returns the listings of a manifest that are to be there, in its order. A language whose code is not one is left out: the
/// check reports it.
pub(super) fn listed(manifest: &Value) -> Vec<Listed> {
    let default = manifest.pointer(&default_address().pointer());
    let listings = manifest.get("listings").and_then(Value::as_object);
    let listings = listings.into_iter().flatten();
    let listed = listings.filter_map(|(language, listing)| {
        let own = listing.as_object()?.get(WHATS_NEW);
        let own = own.map(|it| (Giver::Own, it));
        let notes = own.or(default.map(|it| (Giver::Default, it)));
        Some(Listed {
            language: language.parse().ok()?,
            notes: notes.map(|(giver, it)| (giver, Source::of(it))),
        })
    });
    listed.collect()
}
