//! What differs between operating systems, and how storectl opens and replaces its own files.
//!
//! Files of storectl's own (state, journals, plans, caches, results) may lie in a folder that others write to: a
//! repository under review, a runner's cache. So they are opened without following links, only if they are regular
//! files, and never beyond a bound; and they are replaced atomically, so that a reader sees the old file or the new one.
//! Files of others are opened once, and judged by what was opened ([`open_input`]).
//!
//! `cfg(windows)`, `cfg(unix)` and `target_os` stand in this crate, and in modules named `platform`, only.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let file = folder.path().join("state/state.json");
//! assert_eq!(storectl_platform::read_own(&file, 1024)?, None);
//! storectl_platform::replace_file(&file, b"{}")?;
//! assert_eq!(storectl_platform::read_own(&file, 1024)?.as_deref(), Some(&b"{}"[..]));
//! # Ok(())
//! # }
//! ```

mod git;
mod helpers;
mod input;
mod kind;
mod lock;
mod open_limit;
mod os;
mod own;
mod replace;
mod replace_all;
mod result_file;
mod retry;
mod shell;
mod state_dir;
mod text;

pub use git::{
    EntryKind, Git, GitError, GitSettings, InvalidObjectId, NewCommit, NewEntry, ObjectId, Pushed,
    Root, TreeEntry, WorkTreePaths, checked_out_commit, end_git_at,
};
pub use helpers::{Helpers, helpers, spawn_helper};
pub use input::{InputFileError, open_input};
pub use kind::FileKind;
pub use lock::{OwnFileLock, OwnFileLockError};
pub use open_limit::{RAISE_OPEN_LIMIT, TooManyOpen, check_open_limit};
pub use own::{OwnFileError, STATE_DIR, check_own, open_own, open_own_for_lock, read_own};
pub use replace::{remove_file, remove_leftovers, replace_file, set_aside};
pub use replace_all::{NotReplaced, ReplaceAllError, Replacement, ReplacementSet};
pub use result_file::{
    Gap, append_result, check_result, continue_result, create_result, is_stdout, write_result,
};
pub use shell::Shell;
pub use state_dir::{StateDir, StateDirError, check_state_dir, ignore_in_git, resolve};
pub use text::{TextError, decode_text};
