//! What built a program, by what it puts into it: never by the name of a file.

use std::io::{Read, Seek};

use crate::{
    Kind, ReadError,
    nsis::FirstHeader,
    pe::{Headers, Resources},
    source::Source,
};

/// What the loader of Inno Setup finds its data with. Source: `SetupLdrOffsetTableID` in `Shared.Struct.pas` there.
const INNO: &[u8] = b"rDlPtS";

/// What ends the files appended to a setup program of Advanced Installer.
const ADVANCED_INSTALLER: &[u8] = b"ADVINSTSFX";

/// How many bytes before the end are looked through for it: its footer has 72, and the signature is aligned.
const FOOTER: u64 = 512;

/// SHA-256 of "squirrel bundle", which follows place and length of the package. Source: `BUNDLE_PLACEHOLDER` in `setup.rs`
/// of Velopack.
const VELOPACK: [u8; 32] = [
    0x94, 0xf0, 0xb1, 0x7b, 0x68, 0x93, 0xe0, 0x29, 0x37, 0xeb, 0x34, 0xef, 0x53, 0xaa, 0xe7, 0xd4,
    0x2b, 0x54, 0xf5, 0x70, 0x7e, 0xf5, 0xd6, 0xf5, 0x78, 0x54, 0x98, 0x3e, 0x5e, 0x94, 0xed, 0x7d,
];

/// Most bytes of sections that are looked through for it, where they are there.
const SEARCHED: u64 = 8 * 1024 * 1024;

/// What built a program, with what was read to tell.
pub(crate) enum Built {
    /// NSIS: what is appended begins with its header.
    Nsis(FirstHeader),
    /// WiX Toolset: the place of its section in the file.
    Burn(std::ops::Range<u64>),
    /// Any other.
    Other(Kind),
}

impl Built {
    /// Returns the kind.
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Nsis(_) => Kind::Nsis,
            Self::Burn(_) => Kind::Burn,
            Self::Other(kind) => *kind,
        }
    }

    /// Tells what built a program.
    pub(crate) fn of<R: Read + Seek>(
        source: &mut Source<'_, R>,
        headers: &Headers,
        resources: &Resources,
    ) -> Result<Self, ReadError> {
        if let Some(section) = headers.section(b".wixburn") {
            return Ok(Self::Burn(section.file.clone()));
        }
        if resources.are_of_squirrel() {
            return Ok(Self::Other(Kind::Squirrel));
        }
        let inno = resources.inno(source, headers)?;
        if inno.is_some_and(|it| it.starts_with(INNO)) {
            return Ok(Self::Other(Kind::Inno));
        }
        let appended = headers.end_of_sections()..headers.end_of_appended(source.length());
        if appended.is_empty() && !headers.has(b".ndata") {
            return Ok(Self::Other(Kind::Plain));
        }
        if let Some(header) = FirstHeader::find(source, headers)? {
            return Ok(Self::Nsis(header));
        }
        let footer = appended.end.saturating_sub(FOOTER).max(appended.start)..appended.end;
        if contains(source.want(footer)?.as_deref(), ADVANCED_INSTALLER) {
            return Ok(Self::Other(Kind::AdvancedInstaller));
        }
        let sections = source.known(0..appended.start.min(SEARCHED))?;
        let velopack = sections.is_some_and(|it| is_velopack(&it));
        Ok(Self::Other(if velopack {
            Kind::Squirrel
        } else {
            Kind::Plain
        }))
    }
}

/// Returns whether a program says where in it the package is; the updater of an application has the same mark, and no
/// package.
fn is_velopack(bytes: &[u8]) -> bool {
    let found = bytes
        .windows(VELOPACK.len())
        .position(|it| it == VELOPACK.as_slice());
    let place = found.and_then(|it| bytes.get(it.checked_sub(16)?..it));
    place.is_some_and(|it| it.iter().any(|byte| *byte != 0))
}

fn contains(bytes: Option<&[u8]>, mark: &[u8]) -> bool {
    bytes.is_some_and(|it| it.windows(mark.len()).any(|part| part == mark))
}
