//! Files that are prepared in a hidden folder and moved to their places together.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use storectl_model::Digest;
use storectl_report::count;
use tempfile::TempDir;

use crate::{error::CliError, exit::Exit};

/// What becomes of files that are there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Existing {
    /// They stay, and nothing is written.
    Kept,
    /// Those of the import's own names are replaced.
    Replaced,
}

/// A hidden folder on the same disk, which goes with everything in it.
#[derive(Debug)]
pub(super) struct Staging {
    folder: TempDir,
}

impl Staging {
    /// Makes one beside a folder, which may not be there yet.
    ///
    /// # Errors
    /// A folder that cannot be written to (1).
    pub(super) fn beside(folder: &Path) -> Result<Self, CliError> {
        let mut above = folder.ancestors();
        let there = above.find(|it| !it.as_os_str().is_empty() && it.is_dir());
        let there = there.unwrap_or(Path::new("."));
        let made = tempfile::Builder::new()
            .prefix(".storectl-import-")
            .tempdir_in(there);
        let folder = made.map_err(|error| cannot_write(there, error))?;
        Ok(Self { folder })
    }

    /// Keeps an image until it is moved.
    ///
    /// # Errors
    /// A file that cannot be written (1).
    pub(super) fn keep(&self, digest: &Digest, bytes: &[u8]) -> Result<(), CliError> {
        let path = self.image(digest);
        fs::write(&path, bytes).map_err(|error| cannot_write(&path, error))
    }

    fn image(&self, digest: &Digest) -> PathBuf {
        self.folder.path().join(digest.as_str())
    }

    /// Moves files and images to their places in `target`: all of them, or none.
    ///
    /// # Errors
    /// Files that are there already, or that cannot be written (1).
    pub(super) fn move_to(
        &self,
        target: &Path,
        files: &BTreeMap<String, Vec<u8>>,
        images: &BTreeMap<String, Digest>,
        existing: Existing,
    ) -> Result<(), CliError> {
        let names = files.keys().chain(images.keys()).map(String::as_str);
        check(target, names, existing)?;
        let mut prepared = Vec::new();
        let next = |prepared: &Vec<(PathBuf, &str)>| {
            self.folder.path().join(format!("new-{}", prepared.len()))
        };
        for (name, bytes) in files {
            let path = next(&prepared);
            fs::write(&path, bytes).map_err(|error| cannot_write(&path, error))?;
            prepared.push((path, name.as_str()));
        }
        for (name, digest) in images {
            let path = next(&prepared);
            // The same image may have several places.
            let copied = fs::copy(self.image(digest), &path);
            copied.map_err(|error| cannot_write(&path, error))?;
            prepared.push((path, name.as_str()));
        }
        let mut done = Moves::default();
        for (at, (from, name)) in prepared.iter().enumerate() {
            let aside = self.folder.path().join(format!("old-{at}"));
            if let Err(error) = done.place(from, &target.join(name), &aside) {
                done.undo();
                return Err(cannot_write(&target.join(name), error));
            }
        }
        Ok(())
    }
}

/// What was moved and made so far.
#[derive(Debug, Default)]
struct Moves {
    folders: Vec<PathBuf>,
    /// What was there and where it is now.
    aside: Vec<(PathBuf, PathBuf)>,
    placed: Vec<PathBuf>,
}

impl Moves {
    fn place(&mut self, from: &Path, to: &Path, aside: &Path) -> io::Result<()> {
        let missing = to.ancestors().skip(1);
        let missing = missing.take_while(|it| !it.as_os_str().is_empty() && !it.exists());
        let missing: Vec<&Path> = missing.collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder)?;
            self.folders.push(folder.to_owned());
        }
        if fs::symlink_metadata(to).is_ok() {
            fs::rename(to, aside)?;
            self.aside.push((to.to_owned(), aside.to_owned()));
        }
        fs::rename(from, to)?;
        self.placed.push(to.to_owned());
        Ok(())
    }

    /// Takes everything back, as far as the system lets it.
    fn undo(self) {
        for path in self.placed.iter().rev() {
            let _ = fs::remove_file(path);
        }
        for (path, aside) in self.aside.iter().rev() {
            let _ = fs::rename(aside, path);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Checks that files can be written to a folder.
///
/// # Errors
/// Files that are there already and are to be kept, and what is no file and no folder where one has to be (1).
pub(super) fn check<'a>(
    folder: &Path,
    names: impl IntoIterator<Item = &'a str>,
    existing: Existing,
) -> Result<(), CliError> {
    let mut there = Vec::new();
    for name in names {
        let path = folder.join(name);
        let between = Path::new(name).ancestors().skip(1);
        for above in between.filter(|it| !it.as_os_str().is_empty()) {
            let above = folder.join(above);
            // A link could lead out of the repository.
            if fs::symlink_metadata(&above).is_ok_and(|it| !it.is_dir()) {
                return Err(in_the_way(&above, "not a folder"));
            }
        }
        match fs::symlink_metadata(&path) {
            Ok(facts) if facts.is_dir() => return Err(in_the_way(&path, "a folder")),
            Ok(_) => there.push(path),
            Err(_) => {}
        }
    }
    match (existing, there.first()) {
        (Existing::Replaced, _) | (_, None) => Ok(()),
        (Existing::Kept, Some(first)) => {
            let message = match there.len() - 1 {
                0 => format!("{} exists already", shown(first)),
                more => format!(
                    "{} and {} exist already",
                    shown(first),
                    count(more, "other file")
                ),
            };
            Err(CliError::new(Exit::Error, message)
                .hint("pass --overwrite to replace the files that the import writes, or --output DIR for another folder"))
        }
    }
}

fn in_the_way(path: &Path, what: &str) -> CliError {
    let message = format!("cannot write to {}: it is {what}", shown(path));
    CliError::new(Exit::Error, message)
        .hint("move it elsewhere, or pass --output DIR for another folder")
}

fn cannot_write(path: &Path, error: io::Error) -> CliError {
    CliError::local(format!("cannot write {}", shown(path)), error)
}

fn shown(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path);
    path.display().to_string()
}
