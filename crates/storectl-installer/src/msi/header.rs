//! The header of a compound file. Source: MS-CFB, 2.2.

use super::{
    bytes::{u16_at, u32_at, u32s},
    source::{CONTRADICTION, Gap},
};

/// How long a header is, in bytes; what follows up to the second sector is empty.
pub(super) const HEADER: u64 = 512;

/// Where the first sectors of the FAT are listed in it, up to its end.
const FAT_LIST: usize = 76;

/// How long a mini sector is, in bytes.
pub(super) const MINI_SECTOR: u64 = 64;

/// Shorter streams, in bytes, are in mini sectors.
pub(super) const MINI_CUTOFF: u64 = 4096;

/// The header of a compound file.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// How long a sector is, in bytes: 512 or 4096.
    pub(super) sector: u64,
    /// How many sectors the FAT has.
    pub(super) fat_sectors: u32,
    /// The first sectors of the FAT, at most 109.
    pub(super) fat: Vec<u32>,
    /// The first sector that lists further ones of the FAT.
    pub(super) first_list: u32,
    /// The first sector of the directory.
    pub(super) directory: u32,
    /// The first sector of the mini FAT.
    pub(super) mini_fat: u32,
    /// How many sectors the mini FAT has.
    pub(super) mini_fat_sectors: u32,
}

impl Header {
    /// Reads the header of a file.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Gap> {
        let short = |at| u16_at(bytes, at).ok_or(CONTRADICTION);
        let long = |at| u32_at(bytes, at).ok_or(CONTRADICTION);
        let sector = match (short(26)?, short(30)?) {
            (3, 9) => 512,
            (4, 12) => 4096,
            _ => return Err(CONTRADICTION),
        };
        if short(28)? != 0xfffe || short(32)? != 6 || u64::from(long(56)?) != MINI_CUTOFF {
            return Err(CONTRADICTION);
        }
        Ok(Self {
            sector,
            fat_sectors: long(44)?,
            fat: u32s(bytes.get(FAT_LIST..).unwrap_or_default()),
            first_list: long(68)?,
            directory: long(48)?,
            mini_fat: long(60)?,
            mini_fat_sectors: long(64)?,
        })
    }

    /// Returns the byte at which a sector begins.
    pub(super) fn position(&self, sector: u32) -> u64 {
        (u64::from(sector) + 1) * self.sector
    }

    /// Returns how many numbers of sectors a sector holds.
    pub(super) fn numbers_per_sector(&self) -> u32 {
        if self.sector == 512 { 128 } else { 1024 }
    }
}
