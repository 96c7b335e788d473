//! Files a person names for results.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

use crate::{
    kind::FileKind,
    own::{OwnFileError, not_regular},
    replace::replace_file,
};

/// Writes a result to where a person wants it, e.g. `--out json=FILE`: a file is replaced whole or left as it was; what is
/// there and is a stream (`/dev/stdout`, a pipe) is written through.
///
/// A link is refused, for it may come from the very change that is under review; links of `/dev` are the system's own.
///
/// # Errors
/// Where a link or a folder is in the way, or it cannot be written.
pub fn write_result(path: &Path, content: &[u8]) -> Result<(), OwnFileError> {
    let Ok(facts) = fs::symlink_metadata(path) else {
        return replace_file(path, content);
    };
    match FileKind::of(&facts) {
        FileKind::File => replace_file(path, content),
        FileKind::Link if path.starts_with("/dev") => write_through(path, content),
        FileKind::Pipe | FileKind::Device | FileKind::Socket | FileKind::Unknown => {
            write_through(path, content)
        }
        kind @ (FileKind::Link | FileKind::Folder) => Err(not_regular(path, kind)),
    }
}

fn write_through(path: &Path, content: &[u8]) -> Result<(), OwnFileError> {
    // The streams themselves: what `/dev/stdout` names may be a socket, which cannot be opened by name.
    let written = if path == Path::new("/dev/stdout") {
        all(io::stdout().lock(), content)
    } else if path == Path::new("/dev/stderr") {
        all(io::stderr().lock(), content)
    } else {
        let opened = OpenOptions::new().append(true).open(path);
        opened.and_then(|it| all(it, content))
    };
    written.map_err(|source| OwnFileError::Write {
        path: path.to_owned(),
        source,
    })
}

fn all(mut stream: impl Write, content: &[u8]) -> io::Result<()> {
    stream.write_all(content)?;
    stream.flush()
}
