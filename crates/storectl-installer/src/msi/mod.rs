//! Reads Windows Installer packages.

use std::io::{Read, Seek};

use crate::{Content, Depth, NoInstaller, ReadError};

/// Reads a Windows Installer package.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the room that owns this file writes it"
)]
pub(crate) fn read<R: Read + Seek>(
    _source: &mut R,
    _length: u64,
    _depth: Depth,
) -> Result<Content, ReadError> {
    Ok(Content::NoInstaller(NoInstaller::Other))
}
