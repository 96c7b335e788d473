//! The first header of a setup program, and how much of the file its script takes. Source: `Source/exehead/fileform.h` of
//! NSIS.

use std::io::{Read, Seek};

use crate::{ReadError, pe::Headers, source::Source};

/// Most bytes of the script when decompressed: 16 MiB.
const LONGEST: u64 = 16 * 1024 * 1024;

/// How much of a solid setup program is read where it is there, so that the programs in it are, too.
const SOLID: u64 = 8 * 1024 * 1024;

/// How much of a solid setup program holds a short script.
const SHORT: u64 = 16 * 1024;

/// The header is at a multiple of these bytes; how many of a section are looked through for it.
const ALIGNMENT: usize = 512;
const CLAIMED: u64 = 16 * 1024;

/// The header.
pub(crate) struct FirstHeader {
    /// Where in the file it is.
    at: u64,
    /// How many bytes the script has when decompressed.
    script: u64,
    /// How many bytes there are from this header to the end of the data.
    data: u64,
    /// The first bytes after the header: the length of a script that is compressed alone, the first bytes of everything
    /// else.
    next: [u8; 4],
}

impl FirstHeader {
    const SIZE: u64 = nsis::header::FirstHeader::SIZE as u64;

    /// Finds the header of a program; `None` if there is none, or it is not there.
    pub(crate) fn find<R: Read + Seek>(
        source: &mut Source<'_, R>,
        headers: &Headers,
    ) -> Result<Option<Self>, ReadError> {
        let at = headers.end_of_sections();
        let bytes = source.want(at..at + Self::SIZE + 4)?;
        if let Some(header) = bytes.and_then(|it| Self::of(&it, at)) {
            return Ok(Some(header));
        }
        // The last section of some builds of the Unicode fork claims more bytes than it has: the header is among them.
        let Some(last) = headers.last_section().filter(|_| headers.has(b".ndata")) else {
            return Ok(None);
        };
        let Some(claimed) = source.want(last.start..last.end.min(last.start + CLAIMED))? else {
            return Ok(None);
        };
        Ok((last.start..last.end)
            .step_by(ALIGNMENT)
            .zip(claimed.chunks(ALIGNMENT))
            .find_map(|(at, bytes)| Self::of(bytes, at)))
    }

    fn of(bytes: &[u8], at: u64) -> Option<Self> {
        let header = nsis::header::FirstHeader::parse(bytes).ok()?;
        let script = u64::try_from(header.length_of_header()).ok()?;
        let data = u64::try_from(header.length_of_all_following_data()).ok()?;
        let size = usize::try_from(Self::SIZE).ok()?;
        let next = bytes.get(size..size + 4)?.try_into().ok()?;
        (script > 0 && data >= Self::SIZE).then_some(Self {
            at,
            script,
            data,
            next,
        })
    }

    /// Returns where in the file the data end.
    pub(crate) fn end(&self) -> u64 {
        self.at.saturating_add(self.data)
    }

    /// Returns where in the file the script begins, with its length.
    pub(super) fn next(&self) -> u64 {
        self.at + Self::SIZE
    }

    /// Returns how many bytes the script has when decompressed.
    pub(super) fn script_length(&self) -> u64 {
        self.script
    }

    /// Returns the file up to the end of its script, and beyond it where everything is compressed together; `None` if it
    /// is not there, or too long.
    pub(super) fn script<R: Read + Seek>(
        &self,
        source: &mut Source<'_, R>,
    ) -> Result<Option<Vec<u8>>, ReadError> {
        if self.script > LONGEST {
            return Ok(None);
        }
        let from = self.next();
        let end = self.end();
        if let Some(length) = self.alone() {
            return source.want(0..(from + 4 + length).min(end));
        }
        let more = source.known(0..end.min(self.at + SOLID))?;
        if more.is_some() {
            return Ok(more);
        }
        // Scripts are compressed to less than a third.
        let enough = from + SHORT.max(self.script / 3);
        source.want(0..enough.min(end))
    }

    /// Returns the length of the script in the file; `None` where all data are compressed together.
    fn alone(&self) -> Option<u64> {
        let [first, second, third, _] = self.next;
        // A solid LZMA stream: its properties, and a dictionary of a multiple of 64 KiB.
        if (first, second, third) == (0x5d, 0, 0) {
            return None;
        }
        let word = u32::from_le_bytes(self.next);
        let length = u64::from(word & 0x7fff_ffff);
        // What is not compressed has its own length; what is compressed got shorter by it.
        let is_compressed = word & 0x8000_0000 != 0;
        let is_alone =
            length > 0 && length <= self.script && (is_compressed || length == self.script);
        is_alone.then_some(length)
    }
}
