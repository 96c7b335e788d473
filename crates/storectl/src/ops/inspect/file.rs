//! Reads an installer from a file, every byte of it.

use std::{
    fs::{self, File, Metadata},
    io::{self, BufRead, BufReader, Read as _, Seek as _, SeekFrom},
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
    if path == Path::new(STDIN) {
        let error = CliError::usage("installers are not read from stdin");
        return Err(error.hint("name a file; of one that is called `-`, write `./-`"));
    }
    match fs::metadata(path) {
        Ok(facts) if facts.is_file() => Ok(()),
        Ok(_) => Err(CliError::usage(format!("{name} is not a regular file"))),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                let error = CliError::usage(format!("{name} does not exist"));
                Err(if looks_like_address(path) {
                    error.hint("a URL begins with https://")
                } else {
                    error
                })
            }
            _ => Err(unreadable(path, error)),
        },
    }
}

/// What other programs take for stdin.
const STDIN: &str = "-";

/// Returns whether a path that is not there may be a misspelled address, or one of a scheme that is not looked at.
fn looks_like_address(path: &Path) -> bool {
    let text = path.to_string_lossy().to_ascii_lowercase();
    let schemes = ["https:", "http:", "www."];
    text.contains("://") || schemes.iter().any(|it| text.starts_with(it))
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
    let before = file.metadata()?;
    let length = before.len();
    let mut file = BufReader::with_capacity(BUFFER, file);
    let content = read(&mut file, length, Depth::Whole).map_err(|error| match error {
        ReadError::Io(error) => error,
        // A file misses nothing, unless it shrank meanwhile.
        ReadError::Missing(_) => io::ErrorKind::UnexpectedEof.into(),
    })?;
    let content = match content {
        Content::Installer(mut facts) if facts.sha256.is_none() => {
            file.seek(SeekFrom::Start(0))?;
            facts.sha256 = Some(digest(&mut file.by_ref().take(length))?);
            Content::Installer(facts)
        }
        content @ (Content::Installer(_) | Content::NoInstaller(_)) => content,
    };
    if was_changed(&before, &file.get_ref().metadata()?) {
        return Err(io::Error::other("it was changed while it was read"));
    }
    Ok(content)
}

/// Returns whether somebody wrote to a file between two looks at it, as far as its system says.
fn was_changed(before: &Metadata, after: &Metadata) -> bool {
    before.len() != after.len() || before.modified().ok() != after.modified().ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_grows_while_it_is_read_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("setup.exe");
        fs::write(&path, "MZ").unwrap();
        let file = File::open(&path).unwrap();
        let before = file.metadata().unwrap();
        assert!(!was_changed(&before, &file.metadata().unwrap()));
        fs::write(&path, "MZ and more").unwrap();
        assert!(was_changed(&before, &file.metadata().unwrap()));
    }

    #[test]
    fn what_looks_like_an_address_is_told_from_a_path() {
        for path in [
            "https:/c.example/a.exe",
            "ftp://c.example/a.exe",
            "HTTP:a",
            "www.c.example/a.exe",
        ] {
            assert!(looks_like_address(Path::new(path)), "{path}");
        }
        for path in ["a.exe", "build/http/a.exe", "C:\\a.exe"] {
            assert!(!looks_like_address(Path::new(path)), "{path}");
        }
    }
}
