//! What stands in a file's place.

use std::{fmt, fs::Metadata};

use crate::os;

/// What stands in a file's place, links not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, or on Windows another redirection.
    Link,
    /// A named pipe.
    Pipe,
    /// A device.
    Device,
    /// A socket.
    Socket,
    /// Something that the system has no name for.
    Unknown,
}

impl FileKind {
    /// Tells the kind by what `symlink_metadata`, or the metadata of an open file, says.
    pub fn of(facts: &Metadata) -> Self {
        let kind = facts.file_type();
        if kind.is_symlink() {
            Self::Link
        } else if kind.is_file() {
            Self::File
        } else if kind.is_dir() {
            Self::Folder
        } else {
            os::special_kind(kind)
        }
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::File => "a regular file",
            Self::Folder => "a folder",
            Self::Link => "a symbolic link",
            Self::Pipe => "a named pipe",
            Self::Device => "a device",
            Self::Socket => "a socket",
            Self::Unknown => "a special file",
        })
    }
}
