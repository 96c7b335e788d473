//! Files a person names for results.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom, Write},
    path::Path,
};

use crate::{
    kind::FileKind,
    own::{OwnFileError, not_regular, open_own_for_lock},
    replace::{folder_of, replace_file},
};

/// What stands where a result goes.
enum Place {
    /// Nothing, or a file to be replaced.
    File,
    /// Something to be written through.
    Stream,
}

/// Checks that a result can go where a person wants it, e.g. `--out json=FILE`; opens nothing.
///
/// A link is refused, for it may come from the very change that is under review; links of `/dev` are the system's own.
///
/// # Errors
/// [`OwnFileError::NotRegular`]: a link or a folder is in the way.
pub fn check_result(path: &Path) -> Result<(), OwnFileError> {
    place(path).map(|_| ())
}

/// Writes a result: a file, with the folders on the way, is replaced or left as it was; a stream of the system's own
/// (`/dev/stdout`) is written through.
///
/// # Errors
/// As [`check_result`], or it cannot be written.
pub fn write_result(path: &Path, content: &[u8]) -> Result<(), OwnFileError> {
    match place(path)? {
        Place::File => replace_file(path, content),
        Place::Stream => write_through(path, content).map_err(|it| unwritten(path, it)),
    }
}

/// What stands between what a file holds and what is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// A line end.
    Line,
    /// An empty line: a paragraph of Markdown begins.
    Paragraph,
}

/// Adds a result to what a file holds, on lines of its own; a stream is written through.
///
/// # Errors
/// As [`write_result`].
pub fn append_result(path: &Path, content: &[u8], gap: Gap) -> Result<(), OwnFileError> {
    match place(path)? {
        Place::Stream => write_through(path, content).map_err(|it| unwritten(path, it)),
        Place::File => {
            fs::create_dir_all(folder_of(path)).map_err(|it| unwritten(path, it))?;
            let mut file = open_own_for_lock(path)?;
            add(&mut file, content, gap).map_err(|it| unwritten(path, it))
        }
    }
}

/// Adds lines to a file, all of them or none.
fn add(file: &mut File, content: &[u8], gap: Gap) -> io::Result<()> {
    let length = file.seek(SeekFrom::End(0))?;
    let wanted = match gap {
        Gap::Line => 1,
        Gap::Paragraph => 2,
    };
    // Whoever wrote before may have left its line open.
    let missing = match length {
        0 => 0,
        _ => wanted - line_ends(file, length, wanted)?,
    };
    let mut lines = vec![b'\n'; missing];
    lines.extend_from_slice(content);
    file.write_all(&lines).inspect_err(|_| {
        // What does not fit on the disk is taken back; the error that is reported is the first.
        let _ = file.set_len(length);
    })
}

/// Returns with how many line feeds a file of this length ends, at most `most`.
fn line_ends(file: &mut File, length: u64, most: usize) -> io::Result<usize> {
    let looked = length.min(most.try_into().unwrap_or(u64::MAX));
    let mut end = Vec::new();
    file.seek(SeekFrom::Start(length - looked))?;
    file.take(looked).read_to_end(&mut end)?;
    Ok(end.iter().rev().take_while(|it| **it == b'\n').count())
}

/// Returns whether a result that is written there is written to stdout.
pub fn is_stdout(path: &Path) -> bool {
    path == Path::new("/dev/stdout")
}

/// Opens a file for a result that grows, as [`create_result`] does, behind what it holds: lines stay lines.
///
/// # Errors
/// As [`write_result`].
pub fn continue_result(path: &Path) -> Result<File, OwnFileError> {
    append_result(path, &[], Gap::Line)?;
    match place(path)? {
        Place::Stream => append(path).map_err(|it| unwritten(path, it)),
        Place::File => {
            let mut file = open_own_for_lock(path)?;
            let end = file.seek(SeekFrom::End(0));
            end.map_err(|it| unwritten(path, it))?;
            Ok(file)
        }
    }
}

/// Makes a file, with the folders on the way, for a result that grows (a trace): an old one is emptied, a stream is
/// written through.
///
/// # Errors
/// As [`write_result`].
pub fn create_result(path: &Path) -> Result<File, OwnFileError> {
    match place(path)? {
        Place::File => {
            fs::create_dir_all(folder_of(path)).map_err(|it| unwritten(path, it))?;
            let file = open_own_for_lock(path)?;
            file.set_len(0).map_err(|it| unwritten(path, it))?;
            Ok(file)
        }
        Place::Stream => append(path).map_err(|it| unwritten(path, it)),
    }
}

fn place(path: &Path) -> Result<Place, OwnFileError> {
    let Ok(facts) = fs::symlink_metadata(path) else {
        return Ok(Place::File);
    };
    match FileKind::of(&facts) {
        FileKind::File => Ok(Place::File),
        FileKind::Folder => Err(not_regular(path, FileKind::Folder)),
        // The system's own streams: `/dev/stdout`, `/dev/fd/63` of a shell's `>(command)`.
        _ if path.starts_with("/dev") => Ok(Place::Stream),
        // A pipe that nobody reads would hold the command for ever.
        kind => Err(not_regular(path, kind)),
    }
}

fn write_through(path: &Path, content: &[u8]) -> io::Result<()> {
    // The streams themselves: what `/dev/stdout` names may be a socket, which cannot be opened by name.
    if is_stdout(path) {
        write_all(io::stdout().lock(), content)
    } else if path == Path::new("/dev/stderr") {
        write_all(io::stderr().lock(), content)
    } else {
        write_all(append(path)?, content)
    }
}

fn append(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).open(path)
}

fn write_all(mut stream: impl Write, content: &[u8]) -> io::Result<()> {
    stream.write_all(content)?;
    stream.flush()
}

fn unwritten(path: &Path, source: io::Error) -> OwnFileError {
    OwnFileError::Write {
        path: path.to_owned(),
        source,
    }
}
