//! The bytes of an installer, and what a host says of them.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};

use crate::digest::ContentDigest;
use crate::request::Edition;
use crate::response::http_date;

/// How long after the first edition the swapped one was put there.
const LATER: Duration = Duration::from_secs(60);

/// How many digits of a digest an entity tag has.
const TAG: usize = 16;

/// Where a program holds the length of its last page, which only DOS reads.
const PAGE_LENGTH: u64 = 2;

/// The bytes of an installer.
#[derive(Clone, Debug)]
pub(super) struct Content {
    source: Source,
    /// In bytes.
    length: u64,
    /// What its entity tag begins with.
    tag: String,
    /// Since 1970.
    modified: Duration,
    edition: Edition,
}

#[derive(Clone, Debug)]
enum Source {
    Memory(Bytes),
    File(Arc<File>),
}

impl Content {
    /// Takes bytes that are put in at `now`, which is since 1970.
    pub(super) fn in_memory(bytes: Bytes, now: Duration) -> Self {
        let digest = ContentDigest::of(&bytes).to_string();
        Self {
            length: bytes.len() as u64,
            source: Source::Memory(bytes),
            tag: digest.chars().take(TAG).collect(),
            modified: now,
            edition: Edition::First,
        }
    }

    /// Takes a file of so many bytes that was written at `modified`, which is since 1970.
    pub(super) fn of_file(file: File, length: u64, modified: Duration) -> Self {
        Self {
            length,
            source: Source::File(Arc::new(file)),
            // As nginx makes them, and to the nanosecond: a test may replace a file soon.
            tag: format!("{:x}-{length:x}", modified.as_nanos()),
            modified,
            edition: Edition::First,
        }
    }

    /// The same installer in another edition.
    pub(super) fn edition(self, edition: Edition) -> Self {
        Self { edition, ..self }
    }

    /// In bytes.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// The entity tag of the edition.
    pub(super) fn etag(&self) -> String {
        match self.edition {
            Edition::First => format!("\"{}\"", self.tag),
            Edition::Swapped => format!("\"{}-2\"", self.tag),
        }
    }

    /// When the edition was put there, as an HTTP date.
    pub(super) fn last_modified(&self) -> String {
        http_date(match self.edition {
            Edition::First => self.modified,
            Edition::Swapped => self.modified.saturating_add(LATER),
        })
    }

    /// Reads the bytes from one position to another.
    ///
    /// # Errors
    /// The file cannot be read, or is shorter by now.
    pub(super) fn read(&self, extent: Range<u64>) -> io::Result<Bytes> {
        let bytes = self.source.read(extent.clone())?;
        match self.edition {
            Edition::First => Ok(bytes),
            Edition::Swapped => {
                let mut bytes = BytesMut::from(bytes);
                let at = self.swapped_byte()?.checked_sub(extent.start);
                let at = at.and_then(|it| usize::try_from(it).ok());
                if let Some(byte) = at.and_then(|it| bytes.get_mut(it)) {
                    *byte = !*byte;
                }
                Ok(bytes.freeze())
            }
        }
    }

    /// Where the swapped edition differs: in a program at a byte that only DOS reads, so that it still is one to whoever
    /// looks at it; else at its end.
    fn swapped_byte(&self) -> io::Result<u64> {
        let start = self.source.read(0..self.length.min(2))?;
        Ok(match &*start {
            b"MZ" if self.length > PAGE_LENGTH => PAGE_LENGTH,
            _ => self.length.saturating_sub(1),
        })
    }
}

impl Source {
    fn read(&self, extent: Range<u64>) -> io::Result<Bytes> {
        let Range { start, end } = extent;
        match self {
            Self::Memory(bytes) => {
                let position = |it| usize::try_from(it).unwrap_or(usize::MAX).min(bytes.len());
                Ok(bytes.slice(position(start)..position(end)))
            }
            Self::File(file) => {
                let mut file: &File = file;
                let length = end.saturating_sub(start);
                let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
                file.seek(SeekFrom::Start(start))?;
                let read = file.take(length).read_to_end(&mut bytes)?;
                if read as u64 == length {
                    Ok(bytes.into())
                } else {
                    Err(io::ErrorKind::UnexpectedEof.into())
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where two editions of these bytes differ.
    fn differences(bytes: &'static [u8]) -> Vec<usize> {
        let first = Content::in_memory(Bytes::from_static(bytes), Duration::ZERO);
        let swapped = first.clone().edition(Edition::Swapped);
        let read = |it: &Content| it.read(0..it.length()).unwrap();
        let (before, after) = (read(&first), read(&swapped));
        assert_eq!(before.len(), after.len());
        (0..before.len())
            .filter(|it| before[*it] != after[*it])
            .collect()
    }

    #[test]
    fn swapped_bytes_differ_in_one_place_and_a_program_stays_one() {
        assert_eq!(differences(b"MZ\x90\0\x03\0"), [2]);
        assert_eq!(differences(b"\xd0\xcf\x11\xe0"), [3]);
        assert_eq!(differences(b"MZ"), [1]);
        assert_eq!(differences(b""), [0_usize; 0]);
    }

    #[test]
    fn every_part_of_swapped_bytes_is_a_part_of_the_same_whole() {
        let content = Content::in_memory(Bytes::from_static(b"MZ\x90\0\x03\0"), Duration::ZERO);
        let swapped = content.edition(Edition::Swapped);
        let whole = swapped.read(0..6).unwrap();
        for start in 0..6_u8 {
            for end in start..=6 {
                let part = swapped.read(start.into()..end.into()).unwrap();
                let expected = &whole[start.into()..end.into()];
                assert_eq!(part, expected, "{start}..{end}");
            }
        }
    }

    #[test]
    fn a_file_is_read_in_parts_and_not_beyond_its_end() {
        use std::io::Write as _;
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"0123456789").unwrap();
        let content = Content::of_file(file, 11, Duration::from_secs(1));
        assert_eq!(content.read(2..5).unwrap(), b"234".as_slice());
        assert_eq!(content.read(0..2).unwrap(), b"01".as_slice());
        let beyond = content.read(0..11).unwrap_err();
        assert_eq!(beyond.kind(), io::ErrorKind::UnexpectedEof);
    }
}
