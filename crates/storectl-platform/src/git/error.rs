//! Why git could not answer.

use std::{io, path::PathBuf, time::Duration};

use super::object::ObjectId;

/// git could not answer.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The program cannot be started.
    #[error("git cannot be run: {0}")]
    NotInstalled(#[source] io::Error),
    /// No folder above has a `.git`.
    #[error("`{}` is not in a git repository", folder.display())]
    NoRepository {
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// The folder is in a repository without a work tree.
    #[error("`{}` is in a bare git repository, which has no work tree", folder.display())]
    Bare {
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// It was stopped because it took too long.
    #[error("`git {command}` did not end within {} s", seconds(*patience))]
    TimedOut {
        /// The subcommand.
        command: &'static str,
        /// How long it was waited for.
        patience: Duration,
    },
    /// It was not started, because the time of the run was over.
    #[error("`git {command}` was not run, because no time was left for it")]
    NoTimeLeft {
        /// The subcommand.
        command: &'static str,
    },
    /// It failed.
    #[error("`git {command}` failed: {message}")]
    Failed {
        /// The subcommand.
        command: &'static str,
        /// Its exit code; `None` if a signal ended it.
        code: Option<i32>,
        /// What it says, on one line.
        message: String,
    },
    /// It printed more than expected of it.
    #[error("`git {command}` printed more than {limit} bytes")]
    TooLarge {
        /// The subcommand.
        command: &'static str,
        /// The bound, in bytes.
        limit: usize,
    },
    /// It printed something else than its manual says.
    #[error("`git {command}` printed something unexpected")]
    Unexpected {
        /// The subcommand.
        command: &'static str,
    },
    /// There is no such object here, or it is of another kind.
    #[error("object {id} is not in this repository, or is of another kind")]
    NotHere {
        /// Its name.
        id: ObjectId,
    },
    /// Several branches, tags or commits have a name, and git would take one of them.
    #[error(
        "several branches, tags or commits have that name; write it in full, e.g. `refs/remotes/origin/main`, `refs/heads/main` or `refs/tags/v1`"
    )]
    Ambiguous,
    /// It cannot be fed or heard.
    #[error("cannot exchange data with `git {command}`")]
    Pipe {
        /// The subcommand.
        command: &'static str,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// Returns a duration in seconds: whole ones, or tenths where there are fewer than ten of them.
fn seconds(duration: Duration) -> String {
    let tenths = duration.as_millis().div_ceil(100);
    match (tenths / 10, tenths % 10) {
        (whole, rest) if whole < 10 && rest > 0 => format!("{whole}.{rest}"),
        (whole, _) => whole.to_string(),
    }
}
