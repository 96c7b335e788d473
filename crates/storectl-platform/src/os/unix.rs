//! Unix: Linux, macOS and the rest.

use std::{
    fs::{self, File, FileType, OpenOptions, Permissions},
    io,
    os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
};

use crate::{kind::FileKind, shell::Shell};

/// The shell that people copy commands into.
pub(crate) const SHELL: Shell = Shell::Posix;

/// Returns what is neither a file, a folder nor a link.
pub(crate) fn special_kind(kind: FileType) -> FileKind {
    if kind.is_fifo() {
        FileKind::Pipe
    } else if kind.is_block_device() || kind.is_char_device() {
        FileKind::Device
    } else if kind.is_socket() {
        FileKind::Socket
    } else {
        FileKind::Unknown
    }
}

/// Opens what stands at `path` itself: links are not followed, and a pipe without a writer does not block.
pub(crate) fn open_unfollowed(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    options
        .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK)
        .open(path)
}

/// Reports whether another program keeps `path` from being replaced; no program can here.
pub(crate) fn is_held(_: &Path, _: &io::Error) -> bool {
    false
}

/// Makes a rename durable: the folder's own entry is written. Best effort, for some file systems refuse it.
pub(crate) fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// Returns what replaces `path` its permissions: the old file's, or those of any new file (the process' umask applies).
pub(crate) fn set_permissions(builder: &mut tempfile::Builder<'_, '_>, path: &Path) {
    let old = fs::symlink_metadata(path).map(|it| it.permissions());
    builder.permissions(old.unwrap_or_else(|_| Permissions::from_mode(0o666)));
}
