//! Edits manifests: what they will be is checked as a whole, then all of them are written, or none.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use storectl_manifest::{Edit, EditError, PlacedEdits, Variables, edit, place_edits};
use storectl_model::Prune;
use storectl_platform::{NotReplaced, Replacement, ReplacementSet, resolve};
use storectl_report::{Foreign, count, unified_diff};

use crate::{
    args::{EditArgs, ManifestArgs},
    error::CliError,
    exit::Exit,
    manifests::{
        check::check,
        discover::shown,
        load::{Loaded, load_edited},
        original::Original,
        overlay::{EditedFile, EditedFiles},
        place::Base,
        texts::{unusable, with_text},
    },
    output::{
        printer::{Level, Printer},
        targets::Targets,
    },
    settings::env::Env,
};

/// Edits of manifests and of the text files they name, made together.
#[derive(Debug)]
pub(crate) struct Batch {
    /// How many manifests were read.
    manifests: usize,
    /// How many of them change, themselves or a text of theirs.
    changed: usize,
    edited: EditedFiles,
}

/// What is done to a manifest, in words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verb {
    /// Of a file that was written.
    pub(crate) done: &'static str,
    /// Of a file that would be written.
    pub(crate) would: &'static str,
}

/// Files that a change of one manifest edits, by their resolved paths.
pub(crate) type Changes = Vec<(PathBuf, EditedFile)>;

impl Batch {
    /// Applies `change` to every manifest.
    ///
    /// # Errors
    /// A change that cannot be made (64, 10, 1); a file that two manifests share and change differently (10).
    pub(crate) fn of(
        originals: &[Original],
        change: impl Fn(&Original) -> Result<Changes, CliError>,
    ) -> Result<Self, CliError> {
        let mut batch = Self {
            manifests: originals.len(),
            changed: 0,
            edited: EditedFiles::NONE,
        };
        let mut owners: BTreeMap<PathBuf, &Original> = BTreeMap::new();
        for original in originals {
            let mut is_changed = false;
            for (path, file) in change(original)? {
                let owner = *owners.entry(path.clone()).or_insert(original);
                let known = batch.edited.get(&path).or(file.before.as_deref());
                if owner.file != original.file && known != Some(&file.after) {
                    return Err(contradiction(&file, [owner, original]));
                }
                is_changed |= batch.edited.insert(path, file);
            }
            batch.changed += usize::from(is_changed);
        }
        Ok(batch)
    }

    /// Checks the manifests as they will be.
    ///
    /// # Errors
    /// Whatever `validate` would exit with, with its diagnostics.
    pub(crate) fn check(
        &self,
        manifests: &ManifestArgs,
        env: &Env,
        printer: &Printer,
    ) -> Result<(), CliError> {
        // What a secret is decides nothing that an edit can get wrong, and nobody needs it to edit.
        let env = &env.clone().standing_in_for_secrets();
        let checked = check(manifests, &Targets::default(), env, &self.edited)?;
        match checked.refusal() {
            Some(refusal) => Err(self.refused(refusal, printer)),
            None => Ok(()),
        }
    }

    /// Checks the manifests as they will be, and loads them; what uses a secret variable is not compared with anything.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub(crate) fn load(
        &self,
        manifests: &ManifestArgs,
        env: &Env,
        printer: &Printer,
    ) -> Result<Loaded, CliError> {
        let env = &env.clone().standing_in_for_secrets();
        let targets = Targets::default();
        load_edited(manifests, &targets, env, Prune::Keep, &self.edited)
            .map_err(|refusal| self.refused(refusal, printer))
    }

    fn refused(&self, refusal: CliError, printer: &Printer) -> CliError {
        if self.changed > 0 {
            let message = "nothing was written; what follows is about the result";
            printer.say(Level::Info, message);
        }
        refusal
    }

    /// Returns the files as they will be.
    pub(crate) fn edited(&self) -> &EditedFiles {
        &self.edited
    }

    /// Returns whether no file changes.
    pub(crate) fn is_empty(&self) -> bool {
        self.changed == 0
    }

    /// Returns the names of the files that change.
    pub(crate) fn names(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let files = self.edited.iter();
        files.map(|(_, it)| Foreign::new(&it.shown).line())
    }

    /// Returns the paths of the files that are new, as people know them.
    pub(crate) fn new_files(&self) -> impl Iterator<Item = &str> {
        let new = self.edited.iter().filter(|(_, it)| it.before.is_none());
        new.map(|(_, it)| it.shown.as_str())
    }

    /// Says how many manifests change: `1 of 2 manifests`.
    pub(crate) fn share(&self) -> String {
        format!("{} of {}", self.changed, count(self.manifests, "manifest"))
    }

    /// Writes the files, or shows what would be written, and says so.
    ///
    /// # Errors
    /// A file cannot be written (1); then every file is as it was.
    pub(crate) fn finish(
        &self,
        args: &EditArgs,
        verb: Verb,
        printer: &Printer,
    ) -> Result<Exit, CliError> {
        if args.diff {
            return self.show_diff(verb, printer);
        }
        self.write()?;
        let text = self.written(verb);
        printer.result(&text)?;
        Ok(Exit::Ok)
    }

    /// Writes the files and shows how they changed, or shows how they would; the diff alone is the result, and what was done
    /// to each a message.
    ///
    /// # Errors
    /// A file cannot be written (1); then every file is as it was.
    pub(crate) fn finish_with_diff(
        &self,
        args: &EditArgs,
        verb: Verb,
        printer: &Printer,
    ) -> Result<Exit, CliError> {
        if !args.diff {
            self.write()?;
        }
        self.show_written(args, verb, printer)
    }

    /// Shows how the files changed that were written, or how they would change; what was done to each is a message.
    ///
    /// # Errors
    /// stdout cannot be written (1).
    pub(crate) fn show_written(
        &self,
        args: &EditArgs,
        verb: Verb,
        printer: &Printer,
    ) -> Result<Exit, CliError> {
        if args.diff {
            return self.show_diff(verb, printer);
        }
        printer.result(&printer.redactor().text(&self.diff()))?;
        for line in self.written(verb).lines() {
            printer.say(Level::Info, line);
        }
        Ok(Exit::Ok)
    }

    /// Names the files that were written, and says how many manifests changed.
    pub(crate) fn written(&self, verb: Verb) -> String {
        let mut text = String::new();
        for name in self.names() {
            let _ = writeln!(text, "{} {name}", verb.done);
        }
        let _ = writeln!(text, "{} {}", verb.done, self.share());
        text
    }

    /// Shows what would be written.
    ///
    /// # Errors
    /// stdout cannot be written (1).
    pub(crate) fn show_diff(&self, verb: Verb, printer: &Printer) -> Result<Exit, CliError> {
        printer.result(&printer.redactor().text(&self.diff()))?;
        let message = format!("would {} {}; nothing was written", verb.would, self.share());
        printer.say(Level::Info, &message);
        Ok(Exit::Ok)
    }

    fn diff(&self) -> String {
        let base = Base::current();
        let diff = |(path, file): (&Path, &EditedFile)| {
            let name = base.name(path);
            if file.after.contains(&0) {
                // An image.
                let name = Foreign::new(&name);
                return format!("Binary file b/{} is new\n", name.line());
            }
            let before = file.before.as_deref().map(text);
            let after = text(&file.after);
            unified_diff(Foreign::new(&name), before.as_deref(), Some(&after))
        };
        self.edited.iter().map(diff).collect()
    }

    /// Writes the files.
    ///
    /// # Errors
    /// A file cannot be written (1); then every file is as it was.
    pub(crate) fn write(&self) -> Result<(), CliError> {
        // Errors name files as people know them.
        let here = resolve(Path::new("."));
        let files = self.edited.iter().map(|(path, file)| Replacement {
            path: path.strip_prefix(&here).unwrap_or(path),
            before: file.before.as_deref(),
            after: &file.after,
        });
        let files: Vec<_> = files.collect();
        let set = ReplacementSet::prepare(&files).map_err(CliError::own_file)?;
        set.put_in_place().map_err(|failed| {
            let restored = match failed.unrestored.as_slice() {
                [] => "every file is as it was".to_owned(),
                left => {
                    let names: Vec<String> = left.iter().map(|it| shown(it)).collect();
                    format!("still changed: {}", names.join(", "))
                }
            };
            let error = match failed.source {
                NotReplaced::File(error) => CliError::own_file(error),
                changed @ NotReplaced::Changed { .. } => {
                    let error = CliError::new(Exit::Error, changed.to_string());
                    error.hint("run the same command again")
                }
            };
            error.hint(restored)
        })
    }
}

/// The error of a file that would hold another text for each of two manifests.
fn contradiction(file: &EditedFile, manifests: [&Original; 2]) -> CliError {
    let [one, other] = manifests.map(|it| it.shown.as_str());
    let message = format!(
        "cannot edit {}: {one} and {other} share it, and give it different texts",
        file.shown
    );
    CliError::new(Exit::Invalid, message).hint("name a file of its own in each manifest")
}

/// Returns a text without its byte order mark.
fn text(content: &[u8]) -> Cow<'_, str> {
    match String::from_utf8_lossy(content) {
        Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Cow::Owned(text) => Cow::Owned(text),
    }
}

/// Returns what edits of one manifest change: the manifest, and the files that hold its texts. One that cannot be read as YAML
/// stays as it is: [`Batch::check`] tells why.
///
/// # Errors
/// An edit that cannot be made, as [`of_manifest`]; a text in a file that other fields use too (10); a file that cannot be
/// read (1).
pub(crate) fn changes(
    original: &Original,
    vars: &Variables,
    edits: &[Edit],
) -> Result<Changes, CliError> {
    let Ok(document) = storectl_manifest::read(&original.shown, &original.content) else {
        return Ok(Vec::new());
    };
    let placed = place_edits(&document, vars, edits).map_err(|error| refused(original, &error))?;
    let PlacedEdits { manifest, files } = placed;
    let after = edit(&original.shown, &original.content, &manifest);
    let mut changes = of_manifest(original, after)?;
    for text in &files {
        let changed = with_text(&original.folder, text);
        changes.push(changed.map_err(|fault| unusable("edit", &text.path, &fault))?);
    }
    Ok(changes)
}

/// Returns the change of a manifest itself. One that cannot be read as YAML stays as it is: [`Batch::check`] tells why.
///
/// # Errors
/// A change that cannot be made: a wrong address (64), a removed language (10), what is not safe (1).
pub(crate) fn of_manifest(
    original: &Original,
    after: Result<Vec<u8>, EditError>,
) -> Result<Changes, CliError> {
    let after = match after {
        Err(EditError::Unreadable(_)) => return Ok(Vec::new()),
        after => after.map_err(|error| refused(original, &error))?,
    };
    let file = EditedFile {
        shown: original.shown.clone(),
        before: Some(original.content.clone()),
        after,
    };
    Ok(vec![(original.file.clone(), file)])
}

/// The error of a change that cannot be made.
fn refused(original: &Original, error: &EditError) -> CliError {
    let exit = match error {
        EditError::UnknownField { .. } | EditError::NoSuchItem { .. } => Exit::Usage,
        EditError::Unreadable(_)
        | EditError::LoneCarriageReturn { .. }
        | EditError::Removed { .. }
        | EditError::SharedFile { .. }
        | EditError::FilePerLanguage { .. } => Exit::Invalid,
        EditError::Unsafe { .. } | EditError::Unformattable | EditError::TooMany { .. } => {
            Exit::Error
        }
    };
    CliError::new(exit, format!("cannot edit {}: {error}", original.shown))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_another_program_wrote_since_the_files_were_read_is_kept_and_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let [manifest, text] = ["storectl.yaml", "notes.txt"].map(|it| folder.path().join(it));
        let mut edited = EditedFiles::NONE;
        for path in [&manifest, &text] {
            fs::write(path, "old").unwrap();
            let file = EditedFile {
                shown: shown(path),
                before: Some(b"old".to_vec()),
                after: b"new".to_vec(),
            };
            edited.insert(path.clone(), file);
        }
        let batch = Batch {
            manifests: 1,
            changed: 1,
            edited,
        };
        fs::write(&text, "by an editor").unwrap();
        let error = batch.write().unwrap_err();
        assert_eq!(error.exit(), Exit::Error);
        let view = error.view();
        let said = "notes.txt` was changed by another program meanwhile";
        assert!(view.message.contains(said), "{}", view.message);
        let hints = ["run the same command again", "every file is as it was"];
        assert_eq!(view.hints, hints);
        assert_eq!(fs::read_to_string(&manifest).unwrap(), "old");
        assert_eq!(fs::read_to_string(&text).unwrap(), "by an editor");
    }
}
