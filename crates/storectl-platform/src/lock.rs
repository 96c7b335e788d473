//! Locks files of storectl's own against other processes.

use std::{
    ffi::OsString,
    fs::{self, File, TryLockError},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    process,
};

use crate::{
    own::{OwnFileError, check_own, open_own_for_lock},
    replace::{folder_of, remove_leftovers},
};

/// Longest note of a holder read, in bytes.
const NOTE: u64 = 200;

/// Keeps other processes away from one file of ours.
///
/// The lock is on a file beside it, `NAME.lock`, which has the same place however the path to it is spelled. It is released
/// when this is dropped, and by the system when the process ends, however it ends. The lock's file stays: if it were deleted,
/// a third process could lock another file of the same name.
#[derive(Debug)]
pub struct OwnFileLock {
    file: File,
}

/// A file of ours could not be locked.
#[derive(Debug, thiserror::Error)]
pub enum OwnFileLockError {
    /// Another process holds the lock.
    #[error(
        "another storectl process{} holds `{}`",
        holder.as_ref().map(|it| format!(" ({it})")).unwrap_or_default(),
        path.display()
    )]
    Held {
        /// The lock's file.
        path: PathBuf,
        /// What the other process says of itself, e.g. `process 4711, since 2026-09-21T14:13:20Z`; `None` if it says
        /// nothing, or the system lets nobody read a locked file.
        holder: Option<String>,
    },
    /// Something other than a file of ours stands in its place.
    #[error(transparent)]
    InTheWay(OwnFileError),
    /// The file system offers no lock, or the lock's file cannot be written.
    #[error("cannot lock `{}`", path.display())]
    Unavailable {
        /// The lock's file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl OwnFileLock {
    /// Returns the lock's file for the file at `path`.
    pub fn file(path: &Path) -> PathBuf {
        let mut name = OsString::from(path);
        name.push(".lock");
        name.into()
    }

    /// Locks the file at `path`, which need not exist, without waiting; makes the folders on the way, and deletes what
    /// killed processes left half written. `since` tells others when this process took it.
    ///
    /// # Errors
    /// Returns an error if another process (or another holder in this one) has the lock, something else is in its
    /// place, or it cannot be locked.
    pub fn take(path: &Path, since: &str) -> Result<Self, OwnFileLockError> {
        let lock = Self::file(path);
        let unavailable = |source| OwnFileLockError::Unavailable {
            path: lock.clone(),
            source,
        };
        check_own(&lock).map_err(OwnFileLockError::InTheWay)?;
        fs::create_dir_all(folder_of(path)).map_err(unavailable)?;
        let mut file = open_own_for_lock(&lock).map_err(|error| match error {
            OwnFileError::Read { source, .. }
            | OwnFileError::Write { source, .. }
            | OwnFileError::Held { source, .. } => unavailable(source),
            OwnFileError::NotRegular { .. } | OwnFileError::TooLarge { .. } => {
                OwnFileLockError::InTheWay(error)
            }
        })?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = holder(&file);
                return Err(OwnFileLockError::Held { path: lock, holder });
            }
            Err(TryLockError::Error(source)) => return Err(unavailable(source)),
        }
        file.set_len(0)
            .and_then(|()| writeln!(file, "process {}, since {since}", process::id()))
            .map_err(unavailable)?;
        remove_leftovers(path);
        Ok(Self { file })
    }
}

impl Drop for OwnFileLock {
    /// Closing the file is not enough: a process that is about to become git holds a copy of it for a moment, and the lock
    /// with it.
    fn drop(&mut self) {
        // What cannot be unlocked is unlocked when it is closed.
        let _ = self.file.unlock();
    }
}

/// Reads what the holder says of itself. Some systems let nobody read a locked file.
fn holder(file: &File) -> Option<String> {
    let mut text = String::new();
    file.take(NOTE).read_to_string(&mut text).ok()?;
    let line: String = text
        .lines()
        .next()?
        .chars()
        .filter(|it| !it.is_control())
        .collect();
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SINCE: &str = "2026-09-21T14:13:20Z";

    #[test]
    fn a_second_holder_learns_who_holds_the_lock_however_it_spells_the_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/a.json");
        let first = OwnFileLock::take(&path, SINCE).unwrap();
        let other = folder.path().join("state/../state/a.json");
        let error = OwnFileLock::take(&other, SINCE).unwrap_err().to_string();
        let holder = format!("process {}, since {SINCE}", process::id());
        assert!(error.contains(&holder), "{error}");
        assert!(error.contains("a.json.lock"), "{error}");
        drop(first);
        OwnFileLock::take(&other, SINCE).unwrap();
    }

    #[test]
    fn a_copy_of_the_file_in_a_process_about_to_start_does_not_keep_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        let lock = OwnFileLock::take(&path, SINCE).unwrap();
        let copy = lock.file.try_clone().unwrap();
        drop(lock);
        OwnFileLock::take(&path, SINCE).unwrap();
        drop(copy);
    }

    #[test]
    fn what_a_dead_process_left_is_not_a_lock_and_does_not_grow() {
        let folder = tempfile::tempdir().unwrap();
        let lock = folder.path().join("a.json.lock");
        fs::write(&lock, "x".repeat(10_000)).unwrap();
        drop(OwnFileLock::take(&folder.path().join("a.json"), SINCE).unwrap());
        assert!(fs::read(&lock).unwrap().len() < 100);
    }

    #[test]
    fn what_a_killed_process_left_half_written_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let half = folder.path().join(".a.json.3xZ.tmp");
        fs::write(&half, "{\"format\": \"storectl.jour").unwrap();
        let _lock = OwnFileLock::take(&folder.path().join("a.json"), SINCE).unwrap();
        assert!(!half.exists());
    }

    #[test]
    fn each_file_has_its_own_lock() {
        let folder = tempfile::tempdir().unwrap();
        let _one = OwnFileLock::take(&folder.path().join("a.json"), SINCE).unwrap();
        let _other = OwnFileLock::take(&folder.path().join("b.json"), SINCE).unwrap();
    }

    #[test]
    fn a_place_without_locks_says_so() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let error = OwnFileLock::take(&folder.path().join("file/a.json"), SINCE).unwrap_err();
        assert!(
            matches!(error, OwnFileLockError::Unavailable { .. }),
            "{error}"
        );
    }

    #[test]
    fn a_folder_in_the_place_of_the_lock_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a.json.lock")).unwrap();
        let error = OwnFileLock::take(&folder.path().join("a.json"), SINCE).unwrap_err();
        assert!(
            matches!(
                error,
                OwnFileLockError::InTheWay(OwnFileError::NotRegular { .. })
            ),
            "{error}"
        );
    }
}
