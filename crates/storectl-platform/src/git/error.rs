//! Why git could not answer.

use std::{io, path::PathBuf, time::Duration};

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
    #[error("`git {command}` did not end within {} s", patience.as_secs())]
    TimedOut {
        /// The subcommand.
        command: &'static str,
        /// How long it was waited for.
        patience: Duration,
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
