//! The file of a secret that a person or a CI system wrote.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use crate::error::CliError;

/// The longest file read, in bytes.
const CAP: u64 = 64 * 1024;

/// Why such a file was not read.
#[derive(Debug)]
pub(super) enum SecretFileError {
    /// The system says why.
    Read(io::Error),
    /// It is too long to be one.
    TooLarge {
        /// The most bytes that are read.
        most: u64,
    },
}

impl SecretFileError {
    /// Makes the error of a secret's file: one that cannot be read (1), one that is too long (64).
    pub(super) fn of_secret(self, file: &Path) -> CliError {
        let name = file.display();
        match self {
            Self::Read(error) => CliError::local(format!("cannot read {name}"), error),
            Self::TooLarge { most } => {
                CliError::usage(format!("{name} is larger than {most} bytes"))
            }
        }
    }
}

/// Reads `file`, which may be a pipe, as it is.
///
/// # Errors
/// A file that cannot be read, or is too long.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, SecretFileError> {
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|it| it.take(CAP + 1).read_to_end(&mut bytes))
        .map_err(SecretFileError::Read)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > CAP {
        return Err(SecretFileError::TooLarge { most: CAP });
    }
    Ok(bytes)
}
