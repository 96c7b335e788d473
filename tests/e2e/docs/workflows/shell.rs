//! Scripts of GitLab CI/CD and of Azure Pipelines, in a clone and with nothing of the tester's environment.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use super::runner::Runner;
use crate::support::Run;

/// Runs a script in a folder, with these variables beside the Store's.
pub(super) fn script(
    runner: &Runner,
    script: &str,
    folder: &Path,
    variables: &[(String, String)],
) -> Run {
    let root = runner.root();
    let store = runner.workplace.command(&[]);
    let store = store
        .get_envs()
        .filter_map(|(name, value)| Some((name, value?)));
    let mut command = Command::new("bash");
    command
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
        .current_dir(folder)
        .env_clear()
        .envs(store)
        // What it leaves goes with the clone, and is not seen there.
        .env("TMPDIR", root.join(".git"))
        .env(
            "PATH",
            format!(
                "{}:/usr/local/bin:/usr/bin:/bin",
                root.join("bin").display()
            ),
        )
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null());
    Run::of(command.output().unwrap())
}
