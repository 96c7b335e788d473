//! What is kept between runs, under `.storectl/` at the repository root, is refused where it may be somebody else's; and
//! the sandbox that is kept there.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use storectl_platform::{
    STATE_DIR, Shell, StateDir, StateDirError, check_own, check_state_dir, ignore_in_git,
};
use storectl_sandbox::{Options, Sandbox, StateError};

use crate::{error::CliError, exit::Exit, manifests::load::Manifest};

/// Refuses a `.storectl` that may hold what somebody else wrote.
///
/// # Errors
/// 1, where it is a link, or git tracks something in it.
pub(crate) fn check(root: &Path) -> Result<(), CliError> {
    check_state_dir(root).map_err(|error| refused(&error))
}

/// Refuses what may be somebody else's in the repositories of these manifests, and in the one of the run.
///
/// # Errors
/// As [`check`].
pub(crate) fn check_all(manifests: &[Manifest], of_run: &StateDir) -> Result<(), CliError> {
    let of_manifests = manifests.iter().map(|it| &it.state_dir);
    let all: BTreeSet<&StateDir> = of_manifests.chain([of_run]).collect();
    let checked = all.into_iter().try_for_each(StateDir::check);
    checked.map_err(|error| refused(&error))
}

/// Adds how to get it out of the way.
pub(crate) fn refused(error: &StateDirError) -> CliError {
    let hint = match error {
        StateDirError::NotAFolder { .. } => "remove it, or move it elsewhere",
        StateDirError::Tracked { .. } => "run `git rm -r --cached .storectl`, then commit",
    };
    CliError::new(Exit::Error, error.to_string()).hint(hint)
}

/// Makes a sandbox, kept in a file where one is given. No other sandbox uses the file for as long as this one lives: a
/// second one is refused and does not wait, for the first may be a server that never ends.
///
/// # Errors
/// The file is in use, cannot be read or written, or is something else (1).
pub(crate) fn sandbox(file: Option<PathBuf>, options: Options) -> Result<Sandbox, CliError> {
    let Some(file) = file else {
        return Ok(Sandbox::in_memory(options));
    };
    if let Some(path) = file.ancestors().find(|it| it.ends_with(STATE_DIR)) {
        check(path.parent().unwrap_or(Path::new(".")))?;
    }
    check_own(&file)
        .and_then(|()| ignore_in_git(&file))
        .map_err(CliError::own_file)?;
    let server = format!(
        "storectl sandbox --state {}",
        Shell::CURRENT.quote(&file.to_string_lossy())
    );
    Sandbox::with_state_file(file, options).map_err(|error| {
        let in_use = matches!(error, StateError::InUse { .. });
        let refused = CliError::local("cannot use the sandbox's state", error);
        if in_use {
            refused.hint("wait until that process ends").hint(format!(
                "to let several commands share this state, run `{server}` in one terminal, and set the variables it prints in the others"
            ))
        } else {
            refused
        }
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_folder_ignores_itself_in_git() {
        let root = tempfile::tempdir().unwrap();
        let state = StateDir::of(root.path());
        sandbox(Some(state.sandbox()), Options::default()).unwrap();
        let ignore = fs::read_to_string(root.path().join(".storectl/.gitignore")).unwrap();
        assert_eq!(ignore, "*\n");
    }
}
