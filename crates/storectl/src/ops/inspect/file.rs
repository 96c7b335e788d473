//! Reads an installer from a file, every byte of it.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Seek as _, SeekFrom},
    path::Path,
};

use sha2::{Digest as _, Sha256};
use storectl_installer::{Content, Depth, Inspection, Outcome, ReadError, read};
use storectl_model::Digest;

use crate::error::CliError;

/// How many bytes are read at a time.
const BUFFER: usize = 64 * 1024;

/// Refuses what is not a regular file. Looks before it opens: opening a pipe may wait for ever.
///
/// # Errors
/// A path without a file, or with something else than a regular file (64); one that cannot be looked at (1).
pub(super) fn check(path: &Path) -> Result<(), CliError> {
    let name = path.display();
    match fs::metadata(path) {
        Ok(facts) if facts.is_file() => Ok(()),
        Ok(_) => Err(CliError::usage(format!("{name} is not a regular file"))),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                Err(CliError::usage(format!("{name} does not exist")))
            }
            _ => Err(unreadable(path, error)),
        },
    }
}

/// Reads an installer.
///
/// # Errors
/// A file that cannot be read (1).
pub(super) fn look(path: &Path) -> Result<Inspection, CliError> {
    let content = content(path).map_err(|error| unreadable(path, error))?;
    Ok(Inspection {
        source: path.display().to_string(),
        host: None,
        outcome: Outcome::Read(content),
        parts: None,
    })
}

fn content(path: &Path) -> io::Result<Content> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut file = BufReader::with_capacity(BUFFER, file);
    let content = read(&mut file, length, Depth::Whole).map_err(|error| match error {
        ReadError::Io(error) => error,
        // A file misses nothing, unless it shrank meanwhile.
        ReadError::Missing(_) => io::ErrorKind::UnexpectedEof.into(),
    })?;
    match content {
        Content::Installer(mut facts) if facts.sha256.is_none() => {
            file.seek(SeekFrom::Start(0))?;
            facts.sha256 = Some(digest(&mut file)?);
            Ok(Content::Installer(facts))
        }
        content @ (Content::Installer(_) | Content::NoInstaller(_)) => Ok(content),
    }
}

/// Digests what is left of a file, in memory that does not grow with it.
fn digest(file: &mut impl BufRead) -> io::Result<Digest> {
    let mut hasher = Sha256::new();
    loop {
        let bytes = file.fill_buf()?;
        if bytes.is_empty() {
            return Ok(Digest::from_bytes(&hasher.finalize()));
        }
        hasher.update(bytes);
        let read = bytes.len();
        file.consume(read);
    }
}

fn unreadable(path: &Path, error: io::Error) -> CliError {
    CliError::local(format!("cannot read {}", path.display()), error)
}
