//! Windows.

use std::{
    fs::{self, File, FileType, OpenOptions},
    io,
    os::windows::fs::OpenOptionsExt as _,
    path::Path,
    process::{Child, Command},
};

use crate::{kind::FileKind, shell::Shell};

/// The shell that people copy commands into.
pub(crate) const SHELL: Shell = Shell::PowerShell;

/// Opens a reparse point itself. Source: Microsoft's documentation of `CreateFileW`.
const FILE_FLAG_OPEN_REPARSE_POINT: u32 = 0x0020_0000;
/// Without it a folder cannot be opened, not even to tell that it is one. Source: as above.
const FILE_FLAG_BACKUP_SEMANTICS: u32 = 0x0200_0000;

/// A scanner, an indexer or an editor has the file open: access denied, sharing violation, lock violation.
/// Source: Microsoft's system error codes.
const HELD: [i32; 3] = [5, 32, 33];

/// A file that is always there.
pub(crate) const NULL_DEVICE: &str = "NUL";

/// `ERROR_TOO_MANY_OPEN_FILES` and `WSAEMFILE`. Source: Microsoft's system error codes.
pub(crate) const TOO_MANY_OPEN: &[i32] = &[4, 10024];

/// How more can be opened.
pub(crate) const RAISE_OPEN_LIMIT: &str = "close other programs, then run the same command again";

/// Returns how many files this process may have open; the system has no such number.
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

/// Opens what stands at `path` itself: links are not followed.
pub(crate) fn open_unfollowed(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    options
        .custom_flags(FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS)
        .open(path)
}

/// Opens `path` for reading: a link in its place is not followed.
pub(crate) fn open_without_links(path: &Path) -> io::Result<File> {
    open_unfollowed(path, OpenOptions::new().read(true))
}

/// Reports whether another program keeps `path` from being replaced. Access is denied to a read-only file, too, and no
/// waiting helps there.
pub(crate) fn is_held(path: &Path, error: &io::Error) -> bool {
    let is_read_only = fs::symlink_metadata(path).is_ok_and(|it| it.permissions().readonly());
    !is_read_only && error.raw_os_error().is_some_and(|it| HELD.contains(&it))
}

/// A rename is as durable as the system makes it.
pub(crate) fn sync_folder(_: &Path) {}

/// A new file has the permissions of its folder.
pub(crate) fn set_permissions(_: &mut tempfile::Builder<'_, '_>, _: &Path) {}
