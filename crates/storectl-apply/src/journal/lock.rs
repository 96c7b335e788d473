//! One run at a time: a lock beside the journal that dies with its process.

use std::{
    fs::{File, TryLockError},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    process,
};

use storectl_platform::{OwnFileError, check_own, open_own_for_lock, remove_leftovers};

use super::{file, record};

/// Longest note of a holder read, in bytes.
const MAX: u64 = 200;

/// Holds the journal of one product for one run; the system lets go of it when this is dropped or the process ends,
/// however it ends. The file stays, for taking it away would let a third run lock another file of the same name.
#[derive(Debug)]
pub struct RunLock {
    _file: File,
}

/// The journal could not be locked.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another run holds it.
    #[error(
        "another storectl process is working on this product{}; it holds `{}`",
        holder.as_ref().map(|it| format!(" ({it})")).unwrap_or_default(),
        path.display()
    )]
    Held {
        /// The lock's file.
        path: PathBuf,
        /// What the other run says of itself, e.g. `process 4711, since 2026-09-21T14:13:20Z`.
        holder: Option<String>,
    },
    /// Something other than a file of ours stands in its place.
    #[error(transparent)]
    InTheWay(OwnFileError),
    /// There is no lock to be had in this place.
    #[error(
        "cannot lock `{}` ({source}); without the lock, two runs could interfere with each other",
        path.display()
    )]
    Unavailable {
        /// The lock's file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl RunLock {
    /// Names the lock of the journal at `journal`.
    pub fn file(journal: &Path) -> PathBuf {
        file::beside(journal, "lock")
    }

    /// Takes the lock of the journal at `journal`, e.g. `.storectl/journal/PRODUCT.json.lock`, without waiting; `now`
    /// in seconds since 1970 tells others since when. Take it before the journal is opened.
    ///
    /// # Errors
    /// Returns an error if another run holds it, something else is in its place, or the place knows no locks.
    pub fn take(journal: &Path, now: u64) -> Result<Self, LockError> {
        let path = Self::file(journal);
        let unavailable = |source| LockError::Unavailable {
            path: path.clone(),
            source,
        };
        let opened = check_own(&path)
            .and_then(|()| file::prepare(journal))
            .and_then(|()| open_own_for_lock(&path));
        let mut file = opened.map_err(|error| match error {
            OwnFileError::Read { source, .. }
            | OwnFileError::Write { source, .. }
            | OwnFileError::Held { source, .. } => unavailable(source),
            OwnFileError::NotRegular { .. } | OwnFileError::TooLarge { .. } => {
                LockError::InTheWay(error)
            }
        })?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = holder(&file);
                return Err(LockError::Held { path, holder });
            }
            Err(TryLockError::Error(source)) => return Err(unavailable(source)),
        }
        file.set_len(0)
            .and_then(|()| {
                let since = record::at(now);
                writeln!(file, "process {}, since {since}", process::id())
            })
            .map_err(unavailable)?;
        remove_leftovers(journal);
        Ok(Self { _file: file })
    }
}

/// Reads what the holder says of itself. Some systems let nobody read a locked file.
fn holder(file: &File) -> Option<String> {
    let mut text = String::new();
    file.take(MAX).read_to_string(&mut text).ok()?;
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

    const NOW: u64 = 1_790_000_000;

    #[test]
    fn a_second_run_learns_who_holds_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join(".storectl/journal/p.json");
        let first = RunLock::take(&journal, NOW).unwrap();
        let error = RunLock::take(&journal, NOW + 1).unwrap_err().to_string();
        let holder = format!("process {}, since 2026-09-21T14:13:20Z", process::id());
        assert!(error.contains(&holder), "{error}");
        assert!(error.contains("p.json.lock"), "{error}");
        drop(first);
        RunLock::take(&journal, NOW + 1).unwrap();
    }

    #[test]
    fn what_a_dead_process_left_is_not_a_lock_and_does_not_grow() {
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join("p.json");
        let lock = folder.path().join("p.json.lock");
        std::fs::write(&lock, "x".repeat(10_000)).unwrap();
        drop(RunLock::take(&journal, NOW).unwrap());
        assert!(std::fs::read(&lock).unwrap().len() < 100);
    }

    #[test]
    fn what_a_killed_run_left_half_written_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let half = folder.path().join(".p.json.3xZ.tmp");
        std::fs::write(&half, "{\"format\": \"storectl.jour").unwrap();
        let _lock = RunLock::take(&folder.path().join("p.json"), NOW).unwrap();
        assert!(!half.exists());
    }

    #[test]
    fn each_journal_has_its_own_lock() {
        let folder = tempfile::tempdir().unwrap();
        let _one = RunLock::take(&folder.path().join("a.json"), NOW).unwrap();
        let _other = RunLock::take(&folder.path().join("b.json"), NOW).unwrap();
    }

    #[test]
    fn a_place_without_locks_says_so() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), "").unwrap();
        let error = RunLock::take(&folder.path().join("file/p.json"), NOW).unwrap_err();
        assert!(matches!(error, LockError::Unavailable { .. }), "{error}");
    }
}
