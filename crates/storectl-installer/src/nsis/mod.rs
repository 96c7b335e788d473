//! What the script of an NSIS setup program installs and downloads.

mod downloads;
mod header;
mod payload;
mod unpack;

use std::io::{Read, Seek};

use nsis::NsisInstaller;

use self::unpack::{Unpacked, unpack};
pub(crate) use self::{
    header::FirstHeader,
    payload::{Payload, is_program},
};
use crate::{Downloader, ReadError, source::Source};

/// What is in a setup program.
pub(crate) struct Script {
    /// What it installs.
    pub payload: Payload,
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
    let Some(Unpacked { file, files }) = unpack(&start, header) else {
        return Ok(None);
    };
    let Ok(installer) = NsisInstaller::from_bytes(&file) else {
        return Ok(None);
    };
    Ok(Some(Script {
        payload: payload::read(source, &installer, &files)?,
        downloaders: downloads::read(&installer),
    }))
}
