//! Systems that storectl is not tested on: what every system can do.

use std::{
    fs::{File, FileType, OpenOptions},
    io,
    path::Path,
    process::{Child, Command},
};

use crate::{kind::FileKind, shell::Shell};

/// The shell that people copy commands into.
pub(crate) const SHELL: Shell = Shell::Posix;

/// A file that is always there, where there is one.
pub(crate) const NULL_DEVICE: &str = "/dev/null";

/// Unknown here.
pub(crate) const TOO_MANY_OPEN: &[i32] = &[];

/// How more can be opened.
pub(crate) const RAISE_OPEN_LIMIT: &str = "raise the limit of open files";

/// Returns how many files this process may have open; unknown here.
pub(crate) fn open_limit() -> Option<u64> {
    None
}

/// Returns what is neither a file, a folder nor a link.
pub(crate) fn special_kind(_: FileType) -> FileKind {
    FileKind::Unknown
}

/// A program has no group of its own here.
pub(crate) fn own_group(_: &mut Command) {}

/// Kills a program. What it started ends when its pipes do.
pub(crate) fn kill_group(child: &mut Child) {
    let _ = child.kill();
}

/// Opens what stands at `path`; what it is was checked before.
pub(crate) fn open_unfollowed(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    options.open(path)
}

/// Opens `path` for reading: a link in its place is not followed.
pub(crate) fn open_without_links(path: &Path) -> io::Result<File> {
    open_unfollowed(path, OpenOptions::new().read(true))
}

/// Reports whether another program keeps a file from being replaced.
pub(crate) fn is_held(_: &Path, _: &io::Error) -> bool {
    false
}

/// A rename is as durable as the system makes it.
pub(crate) fn sync_folder(_: &Path) {}

/// A new file has the system's usual permissions.
pub(crate) fn set_permissions(_: &mut tempfile::Builder<'_, '_>, _: &Path) {}
