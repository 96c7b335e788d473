//! Lists the files of a folder, with bounds on their number and depth.

use std::path::Path;

use storectl_manifest::{FastlaneFile, FileFault, Omission, OmissionReason};
use storectl_report::count;
use walkdir::{DirEntry, WalkDir};

use crate::{
    error::CliError,
    exit::Exit,
    manifests::{
        file_tree::{Checkout, FileTree as _},
        repository::{fault, is_hidden},
    },
};

/// The most entries of a folder: fastlane keeps a few dozen files for each of at most 80 languages.
const MOST_ENTRIES: usize = 20_000;
/// How many folders deep a folder is searched: `fastlane/metadata/android/LANGUAGE/images/KIND/FILE` is 7.
const DEPTH: usize = 7;

/// What a folder holds.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// Its files, hidden ones left out.
    pub(super) files: Vec<FastlaneFile>,
    /// What could not be looked at.
    pub(super) unusable: Vec<Omission>,
}

/// Lists a folder. Links are followed where those of a manifest are: inside the repository.
///
/// # Errors
/// A folder with more than [`MOST_ENTRIES`] entries, or that cannot be read (1).
pub(super) fn list(folder: &Path, tree: &Checkout) -> Result<Listed, CliError> {
    let mut listed = Listed::default();
    let mut refused = Vec::new();
    let walk = WalkDir::new(folder)
        .follow_links(true)
        .max_depth(DEPTH)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|it| it.depth() == 0 || enters(it, folder, tree, &mut refused));
    for (at, entry) in walk.enumerate() {
        if at >= MOST_ENTRIES {
            let most = count(MOST_ENTRIES, "file");
            let message = format!("{} holds more than {most}", folder.display());
            return Err(CliError::new(Exit::Error, message)
                .hint("pass the folder of the texts and images only, such as fastlane/metadata"));
        }
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => listed.file(&entry, folder),
            Err(error) if error.depth() == 0 => {
                let what = format!("cannot read {}", folder.display());
                return Err(CliError::local(what, error));
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                let why = match error.io_error() {
                    Some(error) => fault(error).to_string(),
                    None => "is a link to a folder above it".to_owned(),
                };
                listed.omit(inside(path, folder), why);
            }
        }
    }
    for (path, fault) in refused {
        listed.omit(path, fault.to_string());
    }
    Ok(listed)
}

/// Returns whether an entry is looked at; a link that a manifest could not follow is refused.
fn enters(
    entry: &DirEntry,
    folder: &Path,
    tree: &Checkout,
    refused: &mut Vec<(String, FileFault)>,
) -> bool {
    if is_hidden(entry.file_name()) {
        return false;
    }
    if !entry.path_is_symlink() {
        return true;
    }
    let path = inside(entry.path(), folder);
    match tree.resolve(folder, &path) {
        Ok(_) => true,
        Err(fault) => {
            refused.push((path, fault));
            false
        }
    }
}

impl Listed {
    fn file(&mut self, entry: &DirEntry, folder: &Path) {
        let path = inside(entry.path(), folder);
        let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        if below.to_str().is_none() {
            return self.omit(path, "has a name that is not valid UTF-8".to_owned());
        }
        // What is no file is refused when it is read.
        let facts = entry.metadata().ok().filter(std::fs::Metadata::is_file);
        let bytes = facts.map_or(u64::MAX, |it| it.len());
        self.files.push(FastlaneFile { path, bytes });
    }

    fn omit(&mut self, what: String, why: String) {
        let reason = OmissionReason::Unusable(why);
        self.unusable.push(Omission { reason, what });
    }
}

/// Returns a path from the folder, with `/` between folders.
fn inside(path: &Path, folder: &Path) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    let names: Vec<_> = inside.iter().map(|it| it.to_string_lossy()).collect();
    names.join("/")
}
