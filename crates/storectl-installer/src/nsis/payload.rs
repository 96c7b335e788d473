//! The programs in a setup program.

use std::io::{Read, Seek};

use nsis::{
    NsisInstaller,
    decompress::{CompressionMethod, DecodeLimit, decompress_block, read_length_prefix},
    opcode::{EW_CREATEDIR, EW_EXTRACTFILE},
};

use super::unpack::Files;
use crate::{PayloadFile, ReadError, pe::Glance, source::Source};

/// Most instructions that are looked at, and most programs that are kept.
const MOST: usize = 200_000;
const MOST_PROGRAMS: usize = 4096;

/// Most characters of a name that are kept: MAX_PATH.
const LONGEST_NAME: usize = 260;

/// Most bytes of all files together that are decompressed.
const BUDGET: u64 = 16 * 1024 * 1024;

/// How many bytes of a program say what it is for and whether it is signed.
const GLANCE: usize = 1024;

/// How many compressed bytes hold them.
const START: u64 = 8 * 1024;

/// The ends of the names of files that Windows loads as programs.
const PROGRAMS: [&str; 9] = [
    ".exe", ".dll", ".sys", ".ocx", ".scr", ".cpl", ".drv", ".node", ".pyd",
];

/// The ends of the names of files that hold programs of their own.
const ARCHIVES: [&str; 7] = [".7z", ".cab", ".msi", ".msix", ".nupkg", ".rar", ".zip"];

/// What a setup program installs.
#[derive(Default)]
pub(crate) struct Payload {
    /// The programs.
    pub programs: Vec<PayloadFile>,
    /// How many archives there are, those that are there only while it runs included: what is in them is not read.
    pub archives: usize,
}

/// Returns the programs that a setup program installs: no plug-ins, which are only there while it runs. The stub of the
/// uninstaller is no file of its own.
///
/// Walks the instructions itself: the iterator of files leaves out those whose bytes are not there.
pub(super) fn read<R: Read + Seek>(
    source: &mut Source<'_, R>,
    installer: &NsisInstaller<'_>,
    files: &Files,
) -> Result<Payload, ReadError> {
    let mut left = BUDGET;
    let mut directory = String::new();
    let mut programs: Vec<PayloadFile> = Vec::new();
    let mut archives = 0;
    for entry in installer.entries().take(MOST).flatten() {
        match installer.normalize_opcode(entry.which()) {
            // SetOutPath, not CreateDirectory. A path that continues the one before stays where that is.
            EW_CREATEDIR if entry.offset(1) != 0 => {
                let path = path(installer, entry.offset(0));
                directory = path
                    .filter(|it| !it.starts_with("$OUTDIR") && !it.starts_with("$_OUTDIR"))
                    .unwrap_or(directory);
            }
            EW_EXTRACTFILE => {
                let Some(name) = path(installer, entry.offset(1)) else {
                    continue;
                };
                if ends_with_one(&name, &ARCHIVES) {
                    archives += 1;
                }
                let is_relative = !name.starts_with('$');
                if is_of_setup(&name) || (is_relative && is_of_setup(&directory)) {
                    continue;
                }
                let place = u64::from(entry.offset(2).cast_unsigned());
                let start = match files {
                    Files::Alone { at, method } => start(source, *method, at + place, &mut left)?,
                    Files::Solid(data) => solid_start(data, place),
                };
                // A file that two sections install is one.
                programs.extend(program(name, start).filter(|it| !programs.contains(it)));
                if programs.len() == MOST_PROGRAMS {
                    break;
                }
            }
            _ => {}
        }
    }
    Ok(Payload { programs, archives })
}

fn path(installer: &NsisInstaller<'_>, offset: i32) -> Option<String> {
    let path = installer.read_string(offset).ok()?.to_install_path();
    Some(path.chars().take(LONGEST_NAME).collect())
}

/// Returns whether a path is in the directory of plug-ins.
fn is_of_setup(path: &str) -> bool {
    path.to_ascii_lowercase().starts_with("$pluginsdir")
}

/// Returns what the first bytes of a file say about it, and its name alone where they are not there; `None` if it is no
/// program.
fn program(name: String, start: Option<Vec<u8>>) -> Option<PayloadFile> {
    let glance = match start {
        Some(start) => Some(Glance::of(&start)?),
        None => None,
    };
    if glance.is_none() && !is_program(&name) {
        return None;
    }
    Some(PayloadFile {
        name,
        architecture: glance.as_ref().and_then(|it| it.architecture),
        signed: glance.map(|it| it.signed),
    })
}

/// Returns whether a name is a program's.
pub(crate) fn is_program(name: &str) -> bool {
    ends_with_one(name, &PROGRAMS)
}

fn ends_with_one(name: &str, ends: &[&str]) -> bool {
    let name = name.to_ascii_lowercase();
    ends.iter().any(|it| name.ends_with(it))
}

/// Returns the first bytes of a file; `None` if they are not there, or cannot be decompressed.
fn start<R: Read + Seek>(
    source: &mut Source<'_, R>,
    method: CompressionMethod,
    at: u64,
    left: &mut u64,
) -> Result<Option<Vec<u8>>, ReadError> {
    let Some(prefix) = source.known(at..at + 4)? else {
        return Ok(None);
    };
    let Ok((is_compressed, length)) = read_length_prefix(&prefix) else {
        return Ok(None);
    };
    let length = u64::from(length).min(START);
    if length > *left {
        return Ok(None);
    }
    *left -= length;
    let bytes = source.known(at + 4..at + 4 + length)?;
    if !is_compressed {
        return Ok(bytes);
    }
    let limit = DecodeLimit::Exact(GLANCE);
    let decoded = bytes.and_then(|it| decompress_block(&it, method, limit).ok());
    Ok(decoded.map(|it| it.data))
}

/// Returns the first bytes of a file of a solid setup program, as far as it was decompressed.
fn solid_start(data: &[u8], place: u64) -> Option<Vec<u8>> {
    let data = data.get(usize::try_from(place).ok()?..)?;
    let (is_compressed, length) = read_length_prefix(data).ok()?;
    let data = data.get(4..)?;
    let length = usize::try_from(length).ok()?.min(data.len()).min(GLANCE);
    (length > 0 && !is_compressed).then(|| data.get(..length).map(<[u8]>::to_vec))?
}
