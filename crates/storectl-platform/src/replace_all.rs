//! Replaces several files, all or none.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::{
    os,
    own::{OwnFileError, check_own, read_own},
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
pub struct ReplacementSet<'a> {
    files: Vec<Prepared<'a>>,
    /// Goes last: what was prepared stands in these folders.
    folders: NewFolders,
}

#[derive(Debug)]
struct Prepared<'a> {
    file: Replacement<'a>,
    after: NamedTempFile,
    /// The old content, so that restoring it needs no space; `None` if there was no file.
    before: Option<NamedTempFile>,
}

impl<'a> ReplacementSet<'a> {
    /// Writes the new contents beside their files, with the files' permissions, and a copy of the old ones. Folders on the way
    /// are created.
    ///
    /// # Errors
    /// Returns an error if one of the files is not a regular file, or a content cannot be written. Nothing is left behind.
    pub fn prepare(files: &[Replacement<'a>]) -> Result<Self, OwnFileError> {
        let mut folders = NewFolders::default();
        let prepared = files.iter().map(|it| {
            check_own(it.path)?;
            let folder = folder_of(it.path);
            folders
                .create(&folder)
                .map_err(|source| of_write(it.path, source))?;
            let write = |content| {
                prepare(it.path, &folder, content).map_err(|source| of_write(it.path, source))
            };
            Ok(Prepared {
                file: *it,
                after: write(it.after)?,
                before: it.before.map(write).transpose()?,
            })
        });
        let files = prepared.collect::<Result<_, _>>()?;
        Ok(Self { files, folders })
    }

    /// Moves every content into its place. Each file is replaced whole; a reader in between may see some of them new.
    ///
    /// # Errors
    /// Returns an error if a file no longer holds what it was read with, or cannot be moved. Those that were moved before have
    /// their old content again, and new folders are gone; where even that fails, the error names the files.
    pub fn put_in_place(self) -> Result<(), ReplaceAllError> {
        let Self { files, folders } = self;
        for it in &files {
            // Before the first is moved: most often nothing has to be restored.
            check_unchanged(&it.file).map_err(|source| ReplaceAllError {
                unrestored: Vec::new(),
                source,
            })?;
        }
        move_all(files)?;
        folders.keep();
        Ok(())
    }
}

fn move_all(files: Vec<Prepared<'_>>) -> Result<(), ReplaceAllError> {
    let mut moved = Vec::with_capacity(files.len());
    for Prepared {
        file,
        after,
        before,
    } in files
    {
        let path = file.path;
        let replaced = check_unchanged(&file).and_then(|()| {
            put_in_place(after, path).map_err(|source| of_write(path, source).into())
        });
        if let Err(source) = replaced {
            return Err(ReplaceAllError {
                unrestored: restore(moved),
                source,
            });
        }
        moved.push((path.to_owned(), before));
    }
    for (path, _) in &moved {
        os::sync_folder(&folder_of(path));
    }
    Ok(())
}

/// Checks that a file holds what it was read with. No system replaces a file only if it does, so that a moment is left in which
/// another program's change is lost.
fn check_unchanged(file: &Replacement<'_>) -> Result<(), NotReplaced> {
    let longest = file.before.map_or(0, <[u8]>::len);
    let longest = u64::try_from(longest).unwrap_or(u64::MAX);
    let now = match read_own(file.path, longest) {
        Ok(now) => now,
        Err(OwnFileError::TooLarge { path, .. }) => return Err(NotReplaced::Changed { path }),
        Err(error) => return Err(error.into()),
    };
    if now.as_deref() == file.before {
        Ok(())
    } else {
        let path = file.path.to_owned();
        Err(NotReplaced::Changed { path })
    }
}

/// Folders that were made for files. Unless they are kept, they go when this does.
#[derive(Debug, Default)]
struct NewFolders(Vec<PathBuf>);

impl NewFolders {
    /// Makes a folder, with those on the way.
    fn create(&mut self, folder: &Path) -> io::Result<()> {
        let missing = folder
            .ancestors()
            .take_while(|it| !it.as_os_str().is_empty() && !it.exists());
        let missing: Vec<&Path> = missing.collect();
        for folder in missing.into_iter().rev() {
            match fs::create_dir(folder) {
                Ok(()) => self.0.push(folder.to_owned()),
                // Another program made it meanwhile, and it is that program's.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for NewFolders {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            // One that somebody else uses is not empty, and stays.
            let _ = fs::remove_dir(folder);
        }
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
    pub source: NotReplaced,
}

/// Why a file is not replaced.
#[derive(Debug, thiserror::Error)]
pub enum NotReplaced {
    /// It no longer holds what it was read with.
    #[error("`{}` was changed by another program meanwhile", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be used or written.
    #[error(transparent)]
    File(#[from] OwnFileError),
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

    /// Files that hold `old`, and `new` prepared for each.
    struct Files {
        folder: tempfile::TempDir,
        paths: Vec<PathBuf>,
    }

    impl Files {
        fn of(names: &[&str]) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let paths: Vec<PathBuf> = names.iter().map(|it| folder.path().join(it)).collect();
            for path in &paths {
                fs::write(path, "old").unwrap();
            }
            Self { folder, paths }
        }

        fn prepared(&self) -> ReplacementSet<'_> {
            let files = self.paths.iter().map(|path| edit(path, Some(b"old")));
            ReplacementSet::prepare(&files.collect::<Vec<_>>()).unwrap()
        }

        fn contents(&self) -> Vec<String> {
            let read = |path| fs::read_to_string(path).unwrap_or_default();
            self.paths.iter().map(read).collect()
        }

        fn entries(&self) -> usize {
            fs::read_dir(self.folder.path()).unwrap().count()
        }

        /// Removes what was prepared for a file, so that it cannot be moved.
        fn lose_prepared(&self, name: &str) {
            let prefix = format!(".{name}.");
            for entry in fs::read_dir(self.folder.path()).unwrap() {
                let entry = entry.unwrap();
                if entry.file_name().to_str().unwrap().starts_with(&prefix) {
                    fs::remove_file(entry.path()).unwrap();
                }
            }
        }
    }

    fn edit<'a>(path: &'a Path, before: Option<&'a [u8]>) -> Replacement<'a> {
        Replacement {
            path,
            before,
            after: b"new",
        }
    }

    #[test]
    fn every_file_is_replaced_and_nothing_is_left_beside_them() {
        let files = Files::of(&["a", "b"]);
        files.prepared().put_in_place().unwrap();
        assert_eq!(files.contents(), ["new", "new"]);
        assert_eq!(files.entries(), 2);
    }

    #[test]
    fn a_file_that_cannot_be_replaced_leaves_every_file_as_it_was() {
        let files = Files::of(&["a", "b", "c"]);
        let set = files.prepared();
        files.lose_prepared("b");
        let error = set.put_in_place().unwrap_err();
        assert!(matches!(
            &error.source,
            NotReplaced::File(OwnFileError::Write { path, .. }) if *path == files.paths[1]
        ));
        assert!(error.unrestored.is_empty());
        assert_eq!(files.contents(), ["old"; 3]);
        assert_eq!(files.entries(), 3);
    }

    /// Does something to a file between reading and replacing it.
    type Meanwhile = fn(&Path);

    #[test]
    fn a_file_that_changed_since_it_was_read_is_not_replaced_and_no_other_is() {
        let changes: [(&str, Meanwhile); 4] = [
            ("theirs", |path| fs::write(path, "theirs").unwrap()),
            ("odd", |path| fs::write(path, "odd").unwrap()),
            ("", |path| fs::write(path, "").unwrap()),
            ("", |path| fs::remove_file(path).unwrap()),
        ];
        for (left, change) in changes {
            let files = Files::of(&["a", "b", "c"]);
            let set = files.prepared();
            change(&files.paths[1]);
            let error = set.put_in_place().unwrap_err();
            assert!(
                matches!(&error.source, NotReplaced::Changed { path } if *path == files.paths[1])
            );
            assert!(error.unrestored.is_empty());
            assert_eq!(files.contents(), ["old", left, "old"]);
        }
    }

    #[test]
    fn what_became_something_else_since_it_was_read_is_not_replaced() {
        let files = Files::of(&["a", "b"]);
        let set = files.prepared();
        fs::remove_file(&files.paths[1]).unwrap();
        fs::create_dir_all(files.paths[1].join("below")).unwrap();
        let error = set.put_in_place().unwrap_err();
        let is_other = matches!(
            error.source,
            NotReplaced::File(OwnFileError::NotRegular { .. })
        );
        assert!(is_other, "{error:?}");
        assert_eq!(files.contents(), ["old", ""]);
        assert_eq!(files.entries(), 2);
    }

    #[test]
    fn a_new_file_that_is_there_meanwhile_is_not_replaced() {
        let files = Files::of(&[]);
        let new = files.folder.path().join("new");
        let set = ReplacementSet::prepare(&[edit(&new, None)]).unwrap();
        fs::write(&new, "theirs").unwrap();
        let error = set.put_in_place().unwrap_err();
        assert!(matches!(error.source, NotReplaced::Changed { .. }));
        assert_eq!(fs::read_to_string(&new).unwrap(), "theirs");
    }

    #[test]
    fn new_folders_go_with_their_files_where_another_cannot_be_replaced() {
        for is_blocked in [false, true] {
            let files = Files::of(&["old"]);
            let new = files.folder.path().join("texts/de-de/new");
            let all = [edit(&new, None), edit(&files.paths[0], Some(b"old"))];
            let set = ReplacementSet::prepare(&all).unwrap();
            if is_blocked {
                files.lose_prepared("old");
            }
            assert_eq!(set.put_in_place().is_err(), is_blocked);
            assert_eq!(new.exists(), !is_blocked);
            assert_eq!(files.folder.path().join("texts").exists(), !is_blocked);
        }
    }

    #[test]
    fn new_folders_go_where_nothing_comes_of_the_set_unless_somebody_else_uses_them() {
        let files = Files::of(&[]);
        let new = files.folder.path().join("texts/de-de/new");
        drop(ReplacementSet::prepare(&[edit(&new, None)]).unwrap());
        assert_eq!(files.entries(), 0);
        let set = ReplacementSet::prepare(&[edit(&new, None)]).unwrap();
        fs::write(files.folder.path().join("texts/theirs"), "x").unwrap();
        drop(set);
        assert!(!new.parent().unwrap().exists());
        assert!(files.folder.path().join("texts/theirs").exists());
    }

    #[test]
    fn what_cannot_be_prepared_leaves_nothing_beside_the_files() {
        let files = Files::of(&["a"]);
        let (new, folder) = (
            files.folder.path().join("texts/new"),
            files.folder.path().join("b"),
        );
        fs::create_dir(&folder).unwrap();
        let all = [
            edit(&files.paths[0], Some(b"old")),
            edit(&new, None),
            edit(&folder, Some(b"old")),
        ];
        let error = ReplacementSet::prepare(&all).unwrap_err();
        assert!(matches!(error, OwnFileError::NotRegular { .. }));
        assert_eq!(files.entries(), 2);
    }
}
