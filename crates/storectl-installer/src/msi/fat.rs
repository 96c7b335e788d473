//! Where the sectors of a chain are, by as few sectors of the FAT as possible.
//!
//! The FAT of a 60 MB file with sectors of 512 bytes is 480 KB long, more than a look over HTTP may read. A chain of a few
//! sectors needs one or two sectors of it, so those alone are read. Where one of them is missing, the chain is assumed to go
//! on without a gap, as writers lay it out: so the bytes that will be needed are asked for together with what proves it.

use std::{
    collections::{BTreeSet, HashMap},
    io::{Read, Seek},
    ops::Range,
};

use super::{
    bytes::u32s,
    header::Header,
    source::{CONTRADICTION, Gap, Source},
};
use crate::NoInstaller;

/// The highest number of a sector; those above it have meanings of their own. Source: MS-CFB, 2.1.
const LAST_SECTOR: u32 = 0xffff_fffa;

/// What follows the last sector of a chain. Source: MS-CFB, 2.1.
const END_OF_CHAIN: u32 = 0xffff_fffe;

/// How many sectors of the FAT are kept, at most 16 MiB.
const KEPT: usize = 4096;

/// How many parts a chain may be in.
const MAX_PARTS: usize = 65_536;

/// Where the bytes of a chain are.
#[derive(Debug)]
pub(super) struct Extent {
    /// The parts of the file, in the order of the chain; neighbors are one part.
    pub(super) parts: Vec<Range<u64>>,
    /// Whether the FAT says so; otherwise it is assumed.
    pub(super) proven: bool,
}

/// The file allocation table of a compound file.
#[derive(Debug)]
pub(super) struct Fat {
    header: Header,
    /// The sectors of the FAT that the header does not list, as far as they are known.
    listed: Vec<u32>,
    /// The sector that lists the next ones.
    next_list: u32,
    kept: HashMap<u32, Vec<u32>>,
    absent: BTreeSet<u32>,
}

impl Fat {
    pub(super) fn new(header: Header) -> Self {
        Self {
            listed: Vec::new(),
            next_list: header.first_list,
            kept: HashMap::new(),
            absent: BTreeSet::new(),
            header,
        }
    }

    /// Finds the sectors of a chain of `length` bytes.
    pub(super) fn extent<R: Read + Seek>(
        &mut self,
        source: &mut Source<'_, R>,
        first: u32,
        length: u64,
    ) -> Result<Extent, Gap> {
        if length > source.length() {
            return Err(Gap::Broken(NoInstaller::CutOff));
        }
        let mut walk = Walk::new(first);
        let mut left = length;
        while left > 0 {
            let start = self.header.position(walk.sector);
            let end = start + left.min(self.header.sector);
            match walk.at() {
                At::Sector if end <= source.length() => walk.take(start..end)?,
                _ if walk.assumed => break,
                At::Sector => return Err(Gap::Broken(NoInstaller::CutOff)),
                At::End | At::Nowhere => return Err(CONTRADICTION),
            }
            left -= end - start;
            if left > 0 {
                walk.go_on(self.next(source, walk.sector))?;
            }
        }
        walk.extent()
    }

    /// Finds the sectors of a chain up to its end, at most `limit` bytes.
    pub(super) fn whole_extent<R: Read + Seek>(
        &mut self,
        source: &mut Source<'_, R>,
        first: u32,
        limit: u64,
    ) -> Result<Extent, Gap> {
        let mut walk = Walk::new(first);
        let mut length = 0;
        loop {
            match walk.at() {
                At::End => return walk.extent(),
                At::Nowhere => return Err(CONTRADICTION),
                At::Sector => {}
            }
            let start = self.header.position(walk.sector);
            let end = start + self.header.sector;
            if end > source.length() {
                return Err(Gap::Broken(NoInstaller::CutOff));
            }
            length += self.header.sector;
            if length > limit {
                return Err(CONTRADICTION);
            }
            walk.take(start..end)?;
            walk.sector = self.next(source, walk.sector)?;
        }
    }

    /// Returns what follows a sector in its chain.
    fn next<R: Read + Seek>(
        &mut self,
        source: &mut Source<'_, R>,
        sector: u32,
    ) -> Result<u32, Gap> {
        let per_sector = self.header.numbers_per_sector();
        let index = sector / per_sector;
        if self.absent.contains(&index) {
            return Err(Gap::Missing);
        }
        if !self.kept.contains_key(&index) {
            let numbers = match self.load(source, index) {
                Err(Gap::Missing) => {
                    self.absent.insert(index);
                    return Err(Gap::Missing);
                }
                numbers => numbers?,
            };
            if self.kept.len() >= KEPT {
                self.kept.clear();
            }
            self.kept.insert(index, numbers);
        }
        let within = usize::try_from(sector % per_sector).map_err(|_| CONTRADICTION)?;
        let numbers = self.kept.get(&index);
        numbers
            .and_then(|it| it.get(within))
            .copied()
            .ok_or(CONTRADICTION)
    }

    fn load<R: Read + Seek>(
        &mut self,
        source: &mut Source<'_, R>,
        index: u32,
    ) -> Result<Vec<u32>, Gap> {
        if index >= self.header.fat_sectors {
            return Err(CONTRADICTION);
        }
        let index = usize::try_from(index).map_err(|_| CONTRADICTION)?;
        let sector = match index.checked_sub(self.header.fat.len()) {
            None => self.header.fat.get(index).copied(),
            Some(index) => self.listed(source, index)?,
        };
        let sector = sector.filter(|it| *it <= LAST_SECTOR);
        let start = self.header.position(sector.ok_or(CONTRADICTION)?);
        Ok(u32s(&source.read(start..start + self.header.sector)?))
    }

    /// Returns a sector of the FAT that the header does not list. The lists are a chain of their own, each one's last number
    /// being the next one's sector. Source: MS-CFB, 2.5.
    fn listed<R: Read + Seek>(
        &mut self,
        source: &mut Source<'_, R>,
        index: usize,
    ) -> Result<Option<u32>, Gap> {
        let sector = self.header.sector;
        while self.listed.len() <= index {
            if self.next_list > LAST_SECTOR {
                return Err(CONTRADICTION);
            }
            let start = self.header.position(self.next_list);
            let list = source.read(start..start + sector);
            if matches!(list, Err(Gap::Missing)) {
                let per_list = u64::from(self.header.numbers_per_sector()) - 1;
                let left = (index - self.listed.len()) as u64 / per_list + 1;
                source.expect(&(start..start + left * sector))?;
            }
            let mut list = u32s(&list?);
            self.next_list = list.pop().unwrap_or(END_OF_CHAIN);
            self.listed.extend(list);
        }
        Ok(self.listed.get(index).copied())
    }
}

/// What a number in the FAT is.
enum At {
    Sector,
    End,
    Nowhere,
}

/// A walk along a chain.
struct Walk {
    sector: u32,
    assumed: bool,
    parts: Vec<Range<u64>>,
}

impl Walk {
    fn new(first: u32) -> Self {
        Self {
            sector: first,
            assumed: false,
            parts: Vec::new(),
        }
    }

    fn at(&self) -> At {
        match self.sector {
            ..=LAST_SECTOR => At::Sector,
            END_OF_CHAIN => At::End,
            _ => At::Nowhere,
        }
    }

    fn take(&mut self, part: Range<u64>) -> Result<(), Gap> {
        let count = self.parts.len();
        match self.parts.last_mut() {
            Some(last) if last.end == part.start => last.end = part.end,
            _ if count >= MAX_PARTS => return Err(Gap::Unknown),
            _ => self.parts.push(part),
        }
        Ok(())
    }

    fn go_on(&mut self, next: Result<u32, Gap>) -> Result<(), Gap> {
        match next {
            Ok(next) => self.sector = next,
            Err(Gap::Io(error)) => return Err(Gap::Io(error)),
            Err(Gap::Missing) => {
                self.assumed = true;
                self.sector = self.sector.saturating_add(1);
            }
            Err(gap) if !self.assumed => return Err(gap),
            Err(_) => self.sector = END_OF_CHAIN,
        }
        Ok(())
    }

    /// A chain that comes back to a sector would go on for ever.
    fn extent(self) -> Result<Extent, Gap> {
        let mut sorted: Vec<_> = self.parts.iter().collect();
        sorted.sort_by_key(|it| it.start);
        let overlaps = sorted.windows(2).any(|it| match it {
            [one, next] => one.end > next.start,
            _ => false,
        });
        if overlaps && !self.assumed {
            return Err(CONTRADICTION);
        }
        Ok(Extent {
            parts: self.parts,
            proven: !self.assumed,
        })
    }
}
