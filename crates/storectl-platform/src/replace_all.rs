//! Replaces several files, all or none.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::{
    os,
    own::{OwnFileError, check_own},
    replace::{folder_of, of_write, prepare, put_in_place},
};

/// A file, and what it will hold.
#[derive(Clone, Copy, Debug)]
pub struct Replacement<'a> {
    /// The file, links resolved.
    pub path: &'a Path,
    /// What it holds now; `None` of one that is to be created.
    pub before: Option<&'a [u8]>,
    /// What it will hold.
    pub after: &'a [u8],
}

/// New contents that stand beside their files, ready to be moved. Dropping it leaves every file as it is.
#[derive(Debug)]
pub struct ReplacementSet(Vec<Prepared>);

#[derive(Debug)]
struct Prepared {
    path: PathBuf,
    after: NamedTempFile,
    /// The old content, so that restoring it needs no space; `None` if there was no file.
    before: Option<NamedTempFile>,
}

impl ReplacementSet {
    /// Writes the new contents beside their files, with the files' permissions, and a copy of the old ones. Folders on the way
    /// are created, and stay.
    ///
    /// # Errors
    /// Returns an error if one of the files is not a regular file, or a content cannot be written. Nothing is left behind.
    pub fn prepare(files: &[Replacement<'_>]) -> Result<Self, OwnFileError> {
        let prepared = files.iter().map(|it| {
            check_own(it.path)?;
            let folder = folder_of(it.path);
            fs::create_dir_all(&folder).map_err(|source| of_write(it.path, source))?;
            let write = |content| {
                prepare(it.path, &folder, content).map_err(|source| of_write(it.path, source))
            };
            Ok(Prepared {
                path: it.path.to_owned(),
                after: write(it.after)?,
                before: it.before.map(write).transpose()?,
            })
        });
        prepared.collect::<Result<_, _>>().map(Self)
    }

    /// Moves every content into its place. Each file is replaced whole; a reader in between may see some of them new.
    ///
    /// # Errors
    /// Returns an error if one cannot be moved. Those that were moved before have their old content again; where even that
    /// fails, the error names them.
    pub fn put_in_place(self) -> Result<(), ReplaceAllError> {
        let mut moved = Vec::with_capacity(self.0.len());
        for Prepared {
            path,
            after,
            before,
        } in self.0
        {
            if let Err(source) = put_in_place(after, &path) {
                return Err(ReplaceAllError {
                    unrestored: restore(moved),
                    source: of_write(&path, source),
                });
            }
            moved.push((path, before));
        }
        for (path, _) in &moved {
            os::sync_folder(&folder_of(path));
        }
        Ok(())
    }
}

/// Not every file could be replaced.
#[derive(Debug, thiserror::Error)]
#[error("not every file could be replaced")]
pub struct ReplaceAllError {
    /// The files that hold their new content nevertheless; most often none.
    pub unrestored: Vec<PathBuf>,
    /// Which could not be replaced, and why.
    #[source]
    pub source: OwnFileError,
}

/// Puts the old contents back, last moved first. Returns the files where that is not possible.
fn restore(moved: Vec<(PathBuf, Option<NamedTempFile>)>) -> Vec<PathBuf> {
    let mut unrestored = Vec::new();
    for (path, before) in moved.into_iter().rev() {
        let restored = match before {
            Some(before) => put_in_place(before, &path),
            None => fs::remove_file(&path),
        };
        if restored.is_err() {
            unrestored.push(path);
        }
    }
    unrestored
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepared(folder: &Path, names: &[&str]) -> ReplacementSet {
        let paths: Vec<PathBuf> = names.iter().map(|it| folder.join(it)).collect();
        for path in &paths {
            fs::write(path, "old").unwrap();
        }
        let files: Vec<_> = paths
            .iter()
            .map(|path| Replacement {
                path,
                before: Some(b"old"),
                after: b"new",
            })
            .collect();
        ReplacementSet::prepare(&files).unwrap()
    }

    fn entries(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn every_file_is_replaced_and_nothing_is_left_beside_them() {
        let folder = tempfile::tempdir().unwrap();
        prepared(folder.path(), &["a", "b"]).put_in_place().unwrap();
        for name in ["a", "b"] {
            assert_eq!(fs::read(folder.path().join(name)).unwrap(), b"new");
        }
        assert_eq!(entries(folder.path()), 2);
    }

    #[test]
    fn a_file_that_cannot_be_replaced_leaves_every_file_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let set = prepared(folder.path(), &["a", "b", "c"]);
        let blocked = folder.path().join("b");
        fs::remove_file(&blocked).unwrap();
        fs::create_dir_all(blocked.join("below")).unwrap();
        let error = set.put_in_place().unwrap_err();
        assert_eq!(error.source.path(), blocked);
        assert!(error.unrestored.is_empty());
        for name in ["a", "c"] {
            assert_eq!(fs::read(folder.path().join(name)).unwrap(), b"old");
        }
        assert_eq!(entries(folder.path()), 3);
    }

    #[test]
    fn a_new_file_is_created_and_gone_where_another_cannot_be_replaced() {
        for is_blocked in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let [new, old] = ["texts/new", "old"].map(|it| folder.path().join(it));
            fs::write(&old, "old").unwrap();
            let file = |path, before| Replacement {
                path,
                before,
                after: b"new",
            };
            let set = ReplacementSet::prepare(&[file(&new, None), file(&old, Some(b"old"))]);
            if is_blocked {
                fs::remove_file(&old).unwrap();
                fs::create_dir_all(old.join("below")).unwrap();
            }
            assert_eq!(set.unwrap().put_in_place().is_err(), is_blocked);
            assert_eq!(new.exists(), !is_blocked);
        }
    }

    #[test]
    fn what_cannot_be_prepared_leaves_nothing_beside_the_files() {
        let folder = tempfile::tempdir().unwrap();
        let paths = [folder.path().join("a"), folder.path().join("b")];
        fs::write(&paths[0], "old").unwrap();
        fs::create_dir(&paths[1]).unwrap();
        let files = paths.each_ref().map(|path| Replacement {
            path,
            before: Some(b"old"),
            after: b"new",
        });
        let error = ReplacementSet::prepare(&files).unwrap_err();
        assert!(matches!(error, OwnFileError::NotRegular { .. }));
        assert_eq!(entries(folder.path()), 2);
    }
}
