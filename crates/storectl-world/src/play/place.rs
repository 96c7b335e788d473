//! Where histories are played, and what that takes of a machine.

use std::{
    env,
    fmt::{self, Write as _},
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use tempfile::TempDir;

/// Where files are kept in memory, on systems that have such a place. Source: shm_overview(7).
const IN_MEMORY: &str = "/dev/shm";

/// How many MiB a history takes at most; some 2 were seen.
const ROOM: usize = 4;

/// What is written to see whether there is room.
static MIB: [u8; 1 << 20] = [0; 1 << 20];

/// What a machine lacks to play histories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack(pub(super) String);

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A folder with room for every history that is played at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(PathBuf);

impl Place {
    /// Finds one: in memory where there is such a place, or where temporary files go.
    ///
    /// # Errors
    /// There is none, or the machine lacks something else.
    pub fn find() -> Result<Self, Lack> {
        let temporary = env::temp_dir();
        let mut lacks = String::new();
        for folder in [Path::new(IN_MEMORY), &temporary] {
            match room(folder) {
                Ok(()) => {
                    let place = Self(folder.to_owned());
                    return place.check().map(|()| place);
                }
                // Text can be written.
                Err(lack) => drop(write!(lacks, "\n  {lack}")),
            }
        }
        Err(Lack(format!("no room for temporary files:{lacks}")))
    }

    /// Checks that a history can still be played: what a command or git could not do without that is no fault of theirs.
    ///
    /// # Errors
    /// What is missing.
    pub fn check(&self) -> Result<(), Lack> {
        room(&self.0)?;
        // Commands keep installers there while they look at them.
        room(&env::temp_dir())?;
        git()
    }

    /// Makes a folder for a history, which is removed once it is dropped.
    pub(super) fn folder(&self) -> Result<TempDir, Lack> {
        // A saved plan names no manifest below a folder whose name begins with a dot.
        let prefix = format!("world-{}-", std::process::id());
        let folder = tempfile::Builder::new().prefix(&prefix).tempdir_in(&self.0);
        folder.map_err(|error| {
            Lack(format!(
                "no folder can be made in {}: {error}",
                self.0.display()
            ))
        })
    }
}

/// How many histories are played at once: one more than there are cores, since each waits for its helper now and then.
pub(crate) fn players() -> usize {
    thread::available_parallelism().map_or(1, usize::from) + 1
}

/// Checks that there is room in a folder, by a file that is in no folder.
fn room(folder: &Path) -> Result<(), Lack> {
    let room = ROOM * players();
    let fill = || -> io::Result<()> {
        let mut file = tempfile::tempfile_in(folder)?;
        (0..room).try_for_each(|_| file.write_all(&MIB))
    };
    fill().map_err(|error| {
        Lack(format!(
            "{room} MiB cannot be written to {}: {error}",
            folder.display()
        ))
    })
}

/// Checks that git runs: histories keep receipts in repositories.
fn git() -> Result<(), Lack> {
    let mut command = Command::new("git");
    let ran = command.arg("--version").stdin(Stdio::null()).output();
    match ran {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(Lack(format!(
            "git fails: {}",
            String::from_utf8_lossy(&output.stderr).trim_end()
        ))),
        Err(error) => Err(Lack(format!("git cannot be run: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_there_has_no_room() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(room(folder.path()), Ok(()));
        let Lack(lack) = room(&folder.path().join("missing")).unwrap_err();
        assert!(lack.contains("missing"), "{lack}");
    }
}
