//! Unix: Linux, macOS and the rest.

use std::{
    fs::{self, File, FileType, OpenOptions, Permissions},
    io,
    os::unix::{
        fs::{FileTypeExt as _, OpenOptionsExt as _, PermissionsExt as _},
        process::CommandExt as _,
    },
    path::Path,
    process::{Child, Command},
};

use crate::{kind::FileKind, shell::Shell};

/// The shell that people copy commands into.
pub(crate) const SHELL: Shell = Shell::Posix;

/// A file that is always there.
pub(crate) const NULL_DEVICE: &str = "/dev/null";

/// No more can be opened by this process, or on this machine.
pub(crate) const TOO_MANY_OPEN: &[i32] = &[libc::EMFILE, libc::ENFILE];

/// How more can be opened.
pub(crate) const RAISE_OPEN_LIMIT: &str = "raise the limit, e.g. with `ulimit -n 1024`";

/// Returns how many files this process may have open; `None` for no limit.
pub(crate) fn open_limit() -> Option<u64> {
    use rustix::process::{Resource, getrlimit};
    getrlimit(Resource::Nofile).current
}

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

/// Lets a program and what it starts form a group of their own, away from the terminal.
pub(crate) fn own_group(command: &mut Command) {
    command.process_group(0);
}

/// Kills a program that has a group of its own, with what it started. Best effort.
pub(crate) fn kill_group(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let killed = group.map(|it| kill_process_group(it, Signal::KILL));
    if !matches!(killed, Some(Ok(()))) {
        let _ = child.kill();
    }
}

/// Opens what stands at `path` itself: links are not followed, and a pipe without a writer does not block.
pub(crate) fn open_unfollowed(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    options
        .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK)
        .open(path)
}

/// Opens `path` for reading: no link on the way is followed, and a pipe without a writer does not block.
#[cfg(target_os = "linux")]
pub(crate) fn open_without_links(path: &Path) -> io::Result<File> {
    use rustix::{
        fs::{CWD, Mode, OFlags, ResolveFlags, openat2},
        io::Errno,
    };
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::LARGEFILE;
    match openat2(CWD, path, flags, Mode::empty(), ResolveFlags::NO_SYMLINKS) {
        Ok(file) => Ok(File::from(file)),
        // Linux before 5.6, or a container that does not allow the call. Source: openat2(2), seccomp profiles.
        Err(Errno::NOSYS | Errno::PERM) => open_unfollowed(path, OpenOptions::new().read(true)),
        Err(error) => Err(error.into()),
    }
}

/// Opens `path` for reading: no link on the way is followed, and a pipe without a writer does not block.
#[cfg(target_vendor = "apple")]
pub(crate) fn open_without_links(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .custom_flags(libc::O_NOFOLLOW_ANY | libc::O_NONBLOCK)
        .open(path)
}

/// Opens `path` for reading: a link in its place is not followed, and a pipe without a writer does not block.
#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
pub(crate) fn open_without_links(path: &Path) -> io::Result<File> {
    open_unfollowed(path, OpenOptions::new().read(true))
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

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use crate::{FileKind, InputFileError, open_input};

    #[test]
    fn a_link_in_place_of_an_input_is_not_followed() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        std::fs::write(root.join("secret"), "key").unwrap();
        symlink("secret", root.join("link")).unwrap();
        let refused = open_input(&root.join("link"), 10).unwrap_err();
        let is_link = matches!(refused, InputFileError::NotRegular(FileKind::Link));
        assert!(is_link, "{refused:?}");
    }

    /// What a path leads to was judged; then its folder is replaced by a link to another one.
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    #[test]
    fn a_folder_that_becomes_a_link_after_it_was_judged_leads_nowhere() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        for folder in ["listings", "elsewhere"] {
            std::fs::create_dir(root.join(folder)).unwrap();
            std::fs::write(root.join(folder).join("a.md"), folder).unwrap();
        }
        let judged = root.join("listings/a.md").canonicalize().unwrap();
        std::fs::rename(root.join("listings"), root.join("moved")).unwrap();
        symlink("elsewhere", root.join("listings")).unwrap();
        let refused = open_input(&judged, 100).unwrap_err();
        let is_refused = matches!(refused, InputFileError::Read(_));
        assert!(is_refused, "{refused:?}");
    }

    #[test]
    fn a_pipe_without_a_writer_is_refused_without_waiting() {
        let root = tempfile::tempdir().unwrap();
        let pipe = root.path().canonicalize().unwrap().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let refused = open_input(&pipe, 10).unwrap_err();
        let is_pipe = matches!(refused, InputFileError::NotRegular(FileKind::Pipe));
        assert!(is_pipe, "{refused:?}");
    }
}
