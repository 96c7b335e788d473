//! The script of a setup program, decompressed before the library reads it.
//!
//! The library tries every method on what it cannot decompress, and its decoder for the bzip2 of NSIS panics on some bytes. So what is
//! handed to it is not compressed any more. A setup program with bzip2 is known by its kind alone.

use nsis::{
    addressmap::PeOverlay,
    decompress::{
        CompressionMethod, DecodeLimit, decompress_block, detect_compression, read_length_prefix,
    },
    header::{FirstHeader as LibraryHeader, scan_for_first_header},
};

use super::header::FirstHeader;

/// Most bytes that a solid setup program is decompressed to: 8 MiB.
const MOST_DECOMPRESSED: usize = 8 * 1024 * 1024;

/// A setup program whose script is not compressed.
pub(super) struct Unpacked {
    /// The start of the file up to the end of the script.
    pub(super) file: Vec<u8>,
    /// Where the files in it are.
    pub(super) files: Files,
}

/// Where the files in a setup program are.
pub(super) enum Files {
    /// Each compressed by itself, in this way, from this place of the file on.
    Alone { at: u64, method: CompressionMethod },
    /// Decompressed here, as far as that goes.
    Solid(Vec<u8>),
}

/// Decompresses the script of a setup program, of which `file` are the first bytes; `None` where that cannot be done.
pub(super) fn unpack(file: &[u8], header: &FirstHeader) -> Option<Unpacked> {
    let from = usize::try_from(header.next()).ok()?;
    let (stub, data) = file.split_at_checked(from)?;
    let length = usize::try_from(header.script_length()).ok()?;
    let (script, files) = alone(data, from, length).or_else(|| solid(data, length))?;
    let mut unpacked = stub.to_vec();
    unpacked.extend_from_slice(&u32::try_from(script.len()).ok()?.to_le_bytes());
    unpacked.extend_from_slice(&script);
    is_not_compressed(&unpacked)?.then_some(Unpacked {
        file: unpacked,
        files,
    })
}

/// Reads a script that is compressed alone, or not at all.
fn alone(data: &[u8], from: usize, length: usize) -> Option<(Vec<u8>, Files)> {
    let (is_compressed, size) = read_length_prefix(data).ok()?;
    let end = 4_usize.checked_add(usize::try_from(size).ok()?)?;
    let script = data.get(4..end)?;
    let at = u64::try_from(from.checked_add(end)?).ok()?;
    if !is_compressed {
        let method = CompressionMethod::None;
        return (script.len() == length).then(|| (script.to_vec(), Files::Alone { at, method }));
    }
    let method = method(script)?;
    let script = decompress_block(script, method, DecodeLimit::Exact(length)).ok()?;
    let is_whole = script.data.len() == length;
    is_whole.then_some((script.data, Files::Alone { at, method }))
}

/// Reads a script at the start of one stream with everything else, which begins with its length.
fn solid(data: &[u8], length: usize) -> Option<(Vec<u8>, Files)> {
    let method = method(data)?;
    let limits = [
        DecodeLimit::Truncate(MOST_DECOMPRESSED),
        // Where not all of the stream is there.
        DecodeLimit::Exact(length.checked_add(4)?),
    ];
    let mut streams = limits
        .into_iter()
        .filter_map(|limit| decompress_block(data, method, limit).ok());
    let mut stream = streams.find(|it| it.data.len() >= length + 4)?.data;
    let files = stream.split_off(length + 4);
    let script = stream.split_off(4);
    let said = u32::from_le_bytes(stream.try_into().ok()?);
    let is_said = usize::try_from(said).ok()? == length;
    is_said.then_some((script, Files::Solid(files)))
}

/// Returns how data are compressed; `None` for bzip2.
fn method(data: &[u8]) -> Option<CompressionMethod> {
    match detect_compression(data) {
        method @ (CompressionMethod::Deflate | CompressionMethod::Lzma) => Some(method),
        CompressionMethod::Bzip2 | CompressionMethod::None => None,
    }
}

/// Returns whether the library takes the script of a file for one that is not compressed.
fn is_not_compressed(file: &[u8]) -> Option<bool> {
    let overlay = PeOverlay::from_bytes(file).ok()?;
    let overlay = overlay.overlay();
    let (at, _) = scan_for_first_header(overlay).ok()?;
    let data = overlay.get(at.checked_add(LibraryHeader::SIZE)?..)?;
    let (is_compressed, length) = read_length_prefix(data).ok()?;
    let length = usize::try_from(length).ok()?;
    Some(!is_compressed && 4_usize.checked_add(length)? <= data.len())
}
