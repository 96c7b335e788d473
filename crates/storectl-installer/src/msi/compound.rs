//! A compound file: streams in sectors, small ones in sectors of a stream.

use std::{
    io::{Read, Seek},
    ops::Range,
};

use super::{
    bytes::u32s,
    directory::{Directory, Stream},
    fat::{Extent, Fat},
    header::{HEADER, Header, MINI_CUTOFF, MINI_SECTOR},
    source::{CONTRADICTION, Gap, Source, optional},
};
use crate::NoInstaller;

/// How long the stream of the small streams may be, in bytes.
const MAX_SMALL: u64 = 64 * 1024 * 1024;

/// The small streams are asked for as a whole where they are no longer, in bytes.
const SMALL_AS_A_WHOLE: u64 = 32 * 1024;

/// A compound file of which the directory is known.
#[derive(Debug)]
pub(super) struct Compound<'a, R> {
    pub(super) source: Source<'a, R>,
    pub(super) directory: Directory,
    header: Header,
    pub(super) fat: Fat,
}

impl<'a, R: Read + Seek> Compound<'a, R> {
    /// Reads what tells where everything else is. What was missing is left with the source.
    pub(super) fn open(mut source: Source<'a, R>) -> Result<Self, (Gap, Source<'a, R>)> {
        match Self::structure(&mut source) {
            Ok((header, fat, directory)) => Ok(Self {
                source,
                directory,
                header,
                fat,
            }),
            Err(gap) => Err((gap, source)),
        }
    }

    fn structure(source: &mut Source<'a, R>) -> Result<(Header, Fat, Directory), Gap> {
        let header = Header::parse(&source.read(0..HEADER)?)?;
        if u64::from(header.fat_sectors) * header.sector > source.length() {
            return Err(Gap::Broken(NoInstaller::CutOff));
        }
        let mut fat = Fat::new(header.clone());
        let directory = Directory::read(source, &header, &mut fat);
        if matches!(directory, Err(Gap::Missing)) && header.mini_fat_sectors > 0 {
            let mini_fat = mini_fat(source, &header, &mut fat);
            if let Err(Gap::Io(error)) = mini_fat {
                return Err(Gap::Io(error));
            }
        }
        Ok((header, fat, directory?))
    }

    /// Reads a stream of at most `limit` bytes; where the file has none of that name, `None`.
    pub(super) fn read(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, Gap> {
        let Some(stream) = self.directory.stream(name).cloned() else {
            return Ok(None);
        };
        if stream.length > limit {
            return Err(Gap::Unknown);
        }
        let extent = self.extent(&stream)?;
        let bytes = self.source.read_all(&extent.parts)?;
        if extent.proven {
            Ok(Some(bytes))
        } else {
            Err(Gap::Missing)
        }
    }

    /// Returns where the bytes of a stream are.
    pub(super) fn extent(&mut self, stream: &Stream) -> Result<Extent, Gap> {
        if stream.length >= MINI_CUTOFF {
            return self
                .fat
                .extent(&mut self.source, stream.first, stream.length);
        }
        self.small_streams()?.extent(stream)
    }

    /// Checks that the file has the sectors of every stream. Their lengths together are no longer than the file, so this takes
    /// a step for each of its sectors at most.
    pub(super) fn check_streams(&mut self) -> Result<(), Gap> {
        let streams = self.directory.streams.clone();
        for stream in streams.iter().filter(|it| it.length >= MINI_CUTOFF) {
            optional(
                self.fat
                    .extent(&mut self.source, stream.first, stream.length),
            )?;
        }
        Ok(())
    }

    /// Finds where the small streams are.
    pub(super) fn small_streams(&mut self) -> Result<SmallStreams, Gap> {
        let small = self.directory.small.clone();
        if small.length > MAX_SMALL {
            return Err(Gap::Unknown);
        }
        let extent = self
            .fat
            .extent(&mut self.source, small.first, small.length)?;
        if small.length <= SMALL_AS_A_WHOLE {
            for part in &extent.parts {
                self.source.expect(part)?;
            }
        }
        let numbers = match mini_fat(&mut self.source, &self.header, &mut self.fat) {
            Err(Gap::Missing) => None,
            numbers => Some(numbers?),
        };
        Ok(SmallStreams::new(extent, numbers))
    }
}

fn mini_fat<R: Read + Seek>(
    source: &mut Source<'_, R>,
    header: &Header,
    fat: &mut Fat,
) -> Result<Vec<u32>, Gap> {
    let length = u64::from(header.mini_fat_sectors) * header.sector;
    if length > MAX_SMALL / MINI_SECTOR * 4 + header.sector {
        return Err(Gap::Unknown);
    }
    let extent = fat.extent(source, header.mini_fat, length)?;
    let bytes = source.read_all(&extent.parts)?;
    if extent.proven {
        Ok(u32s(&bytes))
    } else {
        Err(Gap::Missing)
    }
}

/// The stream of the small streams, and which of its sectors follow each other.
#[derive(Debug)]
pub(super) struct SmallStreams {
    extent: Extent,
    /// At which byte of the stream each part of it begins.
    starts: Vec<u64>,
    /// What follows each sector; `None` where that is missing, and sectors are assumed to follow each other without a gap.
    numbers: Option<Vec<u32>>,
}

impl SmallStreams {
    fn new(extent: Extent, numbers: Option<Vec<u32>>) -> Self {
        let lengths = extent.parts.iter().map(|it| it.end - it.start);
        let starts = lengths.scan(0, |next, length| {
            let start = *next;
            *next += length;
            Some(start)
        });
        Self {
            starts: starts.collect(),
            extent,
            numbers,
        }
    }

    /// Returns where the bytes of a small stream are.
    pub(super) fn extent(&self, stream: &Stream) -> Result<Extent, Gap> {
        let proven = self.extent.proven && self.numbers.is_some();
        let mut parts: Vec<Range<u64>> = Vec::new();
        let mut left = stream.length;
        let mut sector = stream.first;
        while left > 0 {
            let length = left.min(MINI_SECTOR);
            let Some(start) = self.position(u64::from(sector) * MINI_SECTOR) else {
                return Err(if proven { CONTRADICTION } else { Gap::Missing });
            };
            match parts.last_mut() {
                Some(last) if last.end == start => last.end += length,
                _ => parts.push(start..start + length),
            }
            left -= length;
            sector = match &self.numbers {
                None => sector.saturating_add(1),
                Some(_) if left == 0 => sector,
                Some(numbers) => usize::try_from(sector)
                    .ok()
                    .and_then(|it| numbers.get(it))
                    .copied()
                    .ok_or(CONTRADICTION)?,
            };
        }
        Ok(Extent { parts, proven })
    }

    /// Returns where in the file a byte of the stream is.
    fn position(&self, byte: u64) -> Option<u64> {
        let index = self
            .starts
            .partition_point(|it| *it <= byte)
            .checked_sub(1)?;
        let (part, start) = (self.extent.parts.get(index)?, self.starts.get(index)?);
        let at = part.start + (byte - start);
        (at < part.end).then_some(at)
    }
}
