//! The file of a secret that a person or a CI system wrote.

use std::{fs::File, io::Read as _, path::Path};

use crate::error::CliError;

/// The longest file read, in bytes.
const CAP: u64 = 64 * 1024;

/// Reads `file`, which may be a pipe, as it is.
///
/// # Errors
/// A file that cannot be read (1); one that is too long (64).
pub(super) fn read(file: &Path) -> Result<Vec<u8>, CliError> {
    let name = file.display();
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|it| it.take(CAP + 1).read_to_end(&mut bytes))
        .map_err(|error| CliError::local(format!("cannot read {name}"), error))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > CAP {
        return Err(CliError::usage(format!(
            "{name} is longer than {CAP} bytes"
        )));
    }
    Ok(bytes)
}
