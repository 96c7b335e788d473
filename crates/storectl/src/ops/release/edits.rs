//! What a release edits in each manifest.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use storectl_manifest::{
    Edit, LowerVersions, PlacedNotes, ReleaseError, ReleaseNotes, ReleaseVersion, VersionChange,
    place_notes, version_change,
};
use storectl_model::LanguageTag;
use storectl_platform::Shell;

use crate::{
    error::CliError,
    exit::Exit,
    hints::invocation::Invocation,
    manifests::original::Original,
    output::printer::{Level, Printer},
};

/// What is released.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Release<'a> {
    /// The version.
    pub(crate) version: &'a ReleaseVersion,
    /// What becomes of manifests whose version is higher.
    pub(crate) lower: LowerVersions,
    /// The notes that were given.
    pub(crate) notes: &'a ReleaseNotes,
}

/// What a release edits in one manifest.
#[derive(Clone, Debug)]
pub(crate) struct ReleaseEdits {
    /// The version there was, as the manifest writes it.
    pub(crate) before: Option<String>,
    /// The edits.
    pub(crate) edits: Vec<Edit>,
    /// The languages that the notes for all do not reach.
    pub(crate) unreached: Vec<LanguageTag>,
    /// The languages whose own notes were given.
    listed: BTreeSet<LanguageTag>,
}

/// Returns the edits of each manifest, by its file. One that cannot be read has none: the check of the result says why.
///
/// # Errors
/// A manifest that cannot be released (10), each named that cannot be for the same reason; a language that none of them
/// lists (64).
pub(crate) fn of_manifests(
    originals: &[Original],
    release: Release<'_>,
    invocation: &Invocation,
) -> Result<BTreeMap<PathBuf, ReleaseEdits>, CliError> {
    let mut edits = BTreeMap::new();
    let mut refused = Vec::new();
    for original in originals {
        match of_manifest(original, release) {
            Ok(found) => {
                edits.extend(found.map(|it| (original.file.clone(), it)));
            }
            Err(error) => refused.push((original, error)),
        }
    }
    if let Some((_, first)) = refused.first() {
        return Err(refusal(
            first,
            &refused,
            originals,
            release.version,
            invocation,
        ));
    }
    let listed: BTreeSet<&LanguageTag> = edits.values().flat_map(|it| &it.listed).collect();
    let mut given = release.notes.by_language.keys();
    match given.find(|it| !listed.contains(it)) {
        Some(unlisted) if edits.len() == originals.len() => Err(CliError::usage(format!(
            "--notes: {}",
            match originals {
                [one] => format!("{} does not list {unlisted}", one.shown),
                _ => format!("none of the manifests lists {unlisted}"),
            }
        ))
        .hint("add the language to `listings` first, or correct its code")),
        Some(_) | None => Ok(edits),
    }
}

fn of_manifest(
    original: &Original,
    release: Release<'_>,
) -> Result<Option<ReleaseEdits>, ReleaseError> {
    let Ok(document) = storectl_manifest::read(&original.shown, &original.content) else {
        return Ok(None);
    };
    let VersionChange { before, edit } = version_change(&document, release.version, release.lower)?;
    let PlacedNotes {
        edits,
        listed,
        unreached,
    } = place_notes(&document, release.notes)?;
    Ok(Some(ReleaseEdits {
        before,
        edits: std::iter::once(edit).chain(edits).collect(),
        unreached,
        listed,
    }))
}

/// The error of manifests that cannot be released: the reason of the first, and every manifest that it holds for.
fn refusal(
    first: &ReleaseError,
    refused: &[(&Original, ReleaseError)],
    originals: &[Original],
    version: &ReleaseVersion,
    invocation: &Invocation,
) -> CliError {
    let reason = std::mem::discriminant(first);
    let alike = refused
        .iter()
        .filter(|(_, error)| std::mem::discriminant(error) == reason);
    let alike: Vec<String> = alike
        .map(|(original, error)| format!("cannot release {}: {error}", original.shown))
        .collect();
    let error = CliError::new(Exit::Invalid, alike.join("; "));
    let error = match first {
        ReleaseError::NoVersion { is_used: true } => {
            let without = refused.iter().map(|(it, _)| PathBuf::from(&it.shown));
            let set = invocation.clone().on_manifests(without);
            let set = set.then("set", &[&format!("vars.version={}", version.as_str())]);
            error.hint(format!("add it with `{set}`"))
        }
        ReleaseError::NoVersion { is_used: false } => error.hint(format!(
            "write `${{version}}` for the version in its `packageUrl`, and add `vars: {{ version: {} }}`",
            Shell::CURRENT.quote(version.as_str())
        )),
        ReleaseError::SecretVersion => error.hint("write the version itself in `vars`"),
        ReleaseError::LowerVersion { .. } => {
            let again = invocation.again_with("--allow-lower");
            error.hint(format!("if that is intended, run `{again}`"))
        }
        ReleaseError::InChangelog { .. } | ReleaseError::InFirstFile { .. } => error,
        ReleaseError::NotesPerLanguage { .. } => {
            error.hint("pass the notes of each language: --notes LANG=FILE, e.g. --notes de-de=notes.de.md")
        }
        ReleaseError::NoListing => error.hint("leave out --notes, or add its languages to `listings`"),
    };
    let is_refused = |it: &&Original| refused.iter().any(|(one, _)| one.file == it.file);
    let others = originals.iter().filter(|it| !is_refused(it));
    let others: Vec<PathBuf> = others.map(|it| PathBuf::from(&it.shown)).collect();
    if others.is_empty() {
        return error;
    }
    let others = invocation.clone().on_manifests(others.into_iter()).again();
    error.hint(format!("to release the others only, run `{others}`"))
}

/// Says which languages the notes for all do not reach.
pub(crate) fn say_unreached(
    originals: &[Original],
    edits: &BTreeMap<PathBuf, ReleaseEdits>,
    printer: &Printer,
) {
    for original in originals {
        let unreached = edits.get(Path::new(&original.file));
        let unreached = unreached.map(|it| it.unreached.as_slice());
        let names: Vec<&str> = unreached
            .into_iter()
            .flatten()
            .map(LanguageTag::as_str)
            .collect();
        if !names.is_empty() {
            let message = format!(
                "{}: the notes are not those of {}, which have their own `whatsNew`: pass --notes LANG=FILE",
                original.shown,
                names.join(", ")
            );
            printer.say(Level::Warning, &message);
        }
    }
}
