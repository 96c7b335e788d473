//! What the script of an NSIS setup program installs and downloads.

mod downloads;
mod header;
mod payload;

use std::io::{Read, Seek};

use nsis::NsisInstaller;

pub(crate) use self::{header::FirstHeader, payload::is_program};
use crate::{Downloader, PayloadFile, ReadError, source::Source};

/// Most bytes that a solid setup program is decompressed to.
const MOST_DECOMPRESSED: usize = 8 * 1024 * 1024;

/// What is in a setup program.
pub(crate) struct Script {
    /// The programs that it installs.
    pub payload: Vec<PayloadFile>,
    /// What it downloads with.
    pub downloaders: Vec<Downloader>,
}

/// Reads the script of a setup program; `None` if it is not there, or cannot be read.
pub(crate) fn read<R: Read + Seek>(
    source: &mut Source<'_, R>,
    header: &FirstHeader,
) -> Result<Option<Script>, ReadError> {
    let Some(start) = header.script(source)? else {
        return Ok(None);
    };
    let parsed = NsisInstaller::builder(&start)
        .max_decompressed_size(MOST_DECOMPRESSED)
        .parse();
    let Ok(installer) = parsed else {
        return Ok(None);
    };
    Ok(Some(Script {
        payload: payload::read(source, &installer)?,
        downloaders: downloads::read(&installer),
    }))
}
