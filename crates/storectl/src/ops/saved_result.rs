//! Results that were saved, from files or from stdin.

use std::{
    io::{self, Read as _},
    path::Path,
};

use storectl_platform::{OwnFileError, decode_text, read_own};
use storectl_report::json::{Document, MAX_SAVED, SavedError};

use crate::{error::CliError, exit::Exit};

/// Where a result is read from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source<'a> {
    /// Standard input.
    Stdin,
    /// A file.
    File(&'a Path),
}

impl<'a> Source<'a> {
    /// Takes an argument: `-` is stdin.
    pub(crate) fn of(file: &'a Path) -> Self {
        if file == Path::new("-") {
            Self::Stdin
        } else {
            Self::File(file)
        }
    }

    /// Returns the file, where it is one.
    pub(crate) fn file(self) -> Option<&'a Path> {
        match self {
            Self::Stdin => None,
            Self::File(file) => Some(file),
        }
    }

    /// Reads the text.
    ///
    /// # Errors
    /// A file that is not there, is no regular one, is too large or is not text (1).
    pub(crate) fn text(self) -> Result<String, CliError> {
        let bytes = match self {
            Self::Stdin => read_stdin()?,
            Self::File(file) => read_file(file)?,
        };
        decode_text(&bytes)
            .map_err(|error| CliError::new(Exit::Error, format!("{} is {error}", self.name())))
    }

    /// Names it for people.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Stdin => "stdin".to_owned(),
            Self::File(file) => file.display().to_string(),
        }
    }

    /// Says that it cannot be used so, e.g. `shown`.
    pub(crate) fn cannot_be(self, used: &str, error: &SavedError) -> CliError {
        let message = format!("{} cannot be {used}: {error}", self.name());
        let message = CliError::new(Exit::Error, message);
        match error {
            SavedError::NoResult(Document::Receipt) => {
                message.hint("run `storectl status --history` for what receipts record")
            }
            SavedError::NoResult(Document::Live) => {
                message.hint("pass it to `storectl plan --live FILE` to plan against it")
            }
            SavedError::NoResult(Document::Fleet) => {
                message.hint("pass it to `storectl fleet merge` to notice results that are missing")
            }
            SavedError::Malformed(_) | SavedError::NotOurs => {
                message.hint("save a result with --out json=FILE, and pass it unchanged")
            }
            SavedError::NoResult(_)
            | SavedError::Incomplete(..)
            | SavedError::TooLong
            | SavedError::OtherFormat(_)
            | SavedError::OtherVersion(_)
            | SavedError::Invalid(_) => message,
        }
    }
}

fn read_file(file: &Path) -> Result<Vec<u8>, CliError> {
    let bytes = read_own(file, MAX_SAVED).map_err(|error| match error {
        OwnFileError::NotRegular { path, kind } => CliError::new(
            Exit::Error,
            format!("`{}` is {kind}, not a saved result", path.display()),
        ),
        OwnFileError::TooLarge { .. }
        | OwnFileError::Held { .. }
        | OwnFileError::Read { .. }
        | OwnFileError::Write { .. } => CliError::own_file(error),
    })?;
    bytes.ok_or_else(|| CliError::new(Exit::Error, format!("no such file: {}", file.display())))
}

/// Reads stdin up to one byte more than is read of a file, which is then refused.
fn read_stdin() -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    let mut stdin = io::stdin().lock().take(MAX_SAVED + 1);
    match stdin.read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(CliError::local("cannot read stdin", error)),
    }
}
