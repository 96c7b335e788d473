//! Whether git tracks something.
//!
//! git itself is asked, not its index read: formats of the index (split, sparse, compressed, SHA-256) are solved there. It
//! is asked only where a `.git` is above, and where there is no git, or it fails, nothing is known and nothing refused:
//! whoever has no git did not check out with it on this machine.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What names another repository than the one asked about, e.g. in a hook. Source: `git rev-parse --local-env-vars`.
const HOOK_VARIABLES: [&str; 15] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// Reports whether git is known to track `name` in `folder`, or something below it.
pub(crate) fn is_tracked(folder: &Path, name: &str) -> bool {
    let here = if folder.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        folder.to_owned()
    };
    let Ok(here) = here.canonicalize() else {
        return false;
    };
    here.ancestors().any(|it| it.join(".git").exists()) && lists(&here, name).unwrap_or(false)
}

/// Reports whether `git ls-files` prints anything; `None` if it cannot be asked.
fn lists(folder: &Path, name: &str) -> Option<bool> {
    let mut command = Command::new("git");
    for variable in HOOK_VARIABLES {
        command.env_remove(variable);
    }
    let mut child = command
        // A checkout often belongs to another user than the container's; nothing of its configuration is run.
        .args(["-c", "safe.directory=*", "-c", "core.fsmonitor=false"])
        .args(["--literal-pathspecs", "ls-files", "-z", "--", name])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut first = Vec::new();
    let read = child
        .stdout
        .take()
        .and_then(|it| it.take(1).read_to_end(&mut first).ok());
    // The pipe is closed, so it ends soon, however much it has to print.
    child.wait().ok()?;
    read.map(|it| it > 0)
}
