//! One run at a time: a lock beside the journal that dies with its process.

use std::{
    io,
    path::{Path, PathBuf},
};

use storectl_platform::{OwnFileError, OwnFileLock, OwnFileLockError, ignore_in_git};

use super::record;

/// Holds the journal of one product for one run; the system releases it when this is dropped or the process ends,
/// however it ends.
#[derive(Debug)]
pub struct RunLock {
    _lock: OwnFileLock,
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

impl From<OwnFileLockError> for LockError {
    fn from(error: OwnFileLockError) -> Self {
        match error {
            OwnFileLockError::Held { path, holder } => Self::Held { path, holder },
            OwnFileLockError::InTheWay(error) => Self::InTheWay(error),
            OwnFileLockError::Unavailable { path, source } => Self::Unavailable { path, source },
        }
    }
}

impl RunLock {
    /// Names the lock of the journal at `journal`.
    pub fn file(journal: &Path) -> PathBuf {
        OwnFileLock::file(journal)
    }

    /// Takes the lock of the journal at `journal`, e.g. `.storectl/journal/PRODUCT.json.lock`, without waiting; `now`
    /// in seconds since 1970 tells others since when. Take it before the journal is opened.
    ///
    /// # Errors
    /// Returns an error if another run holds it, something else is in its place, or the place knows no locks.
    pub fn take(journal: &Path, now: u64) -> Result<Self, LockError> {
        ignore_in_git(journal).map_err(|error| match error {
            OwnFileError::Read { source, .. }
            | OwnFileError::Write { source, .. }
            | OwnFileError::Held { source, .. } => LockError::Unavailable {
                path: Self::file(journal),
                source,
            },
            OwnFileError::NotRegular { .. } | OwnFileError::TooLarge { .. } => {
                LockError::InTheWay(error)
            }
        })?;
        let lock = OwnFileLock::take(journal, &record::at(now))?;
        Ok(Self { _lock: lock })
    }
}

#[cfg(test)]
mod tests {
    use std::process;

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
    fn a_place_without_locks_says_so() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), "").unwrap();
        let error = RunLock::take(&folder.path().join("file/p.json"), NOW).unwrap_err();
        assert!(matches!(error, LockError::Unavailable { .. }), "{error}");
    }
}
