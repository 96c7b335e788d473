//! The directory of a compound file: its root and the streams in it. Source: MS-CFB, 2.6.

use std::{
    collections::BTreeSet,
    io::{Read, Seek},
};

use super::{
    bytes::{u16_at, u32_at, u64_at},
    fat::Fat,
    header::Header,
    source::{CONTRADICTION, Gap, Source},
};
use crate::NoInstaller;

/// How long an entry is, in bytes.
const ENTRY: usize = 128;

/// How long a directory may be, in bytes: 32,768 entries.
const MAX_DIRECTORY: u64 = 4 * 1024 * 1024;

/// What of the neighborhood of a directory is asked for with it, in bytes each way. Writers put the mini FAT and the small
/// streams next to it, where those of the tables are.
const AROUND: u64 = 16 * 1024;

/// Where an entry has no neighbor or child.
const NONE: u32 = 0xffff_ffff;

/// What the root of an installation package is marked with, `{000C1084-0000-0000-C000-000000000046}`; patches and transforms
/// have others. Source: "Summary of database and patch CLSIDs", Windows SDK; crate `msi`, `PackageType`.
const PACKAGE: [u8; 16] = *b"\x84\x10\x0c\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46";

/// The directory of a compound file.
#[derive(Debug)]
pub(super) struct Directory {
    /// The stream that holds the small streams.
    pub(super) small: Stream,
    /// The streams of the root, not those of storages in it: a package may hold transforms, which have tables, too.
    pub(super) streams: Vec<Stream>,
    /// Whether the root is marked as an installation package.
    pub(super) is_package: bool,
    entries: Vec<Entry>,
}

/// A stream of a compound file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stream {
    /// Its name, as the directory has it.
    pub(super) name: String,
    /// Its first sector.
    pub(super) first: u32,
    /// Its length in bytes.
    pub(super) length: u64,
}

/// An entry of a directory.
#[derive(Debug)]
pub(super) struct Entry {
    /// What it is as a stream.
    pub(super) stream: Stream,
    kind: EntryKind,
    neighbors: [u32; 2],
    child: u32,
    /// What it is marked with as a storage.
    pub(super) class: [u8; 16],
    bytes: [u8; ENTRY],
}

/// A step of a walk through a directory.
#[derive(Clone, Copy, Debug)]
pub(super) enum Visit<'a> {
    /// Into a storage.
    Enter(&'a Entry),
    /// A stream.
    Stream(&'a Entry),
    /// Out of a storage.
    Leave(&'a Entry),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EntryKind {
    Unused,
    Storage,
    Stream,
    Root,
}

impl Directory {
    /// Reads the directory. Where it is missing, its neighborhood is asked for, too.
    pub(super) fn read<R: Read + Seek>(
        source: &mut Source<'_, R>,
        header: &Header,
        fat: &mut Fat,
    ) -> Result<Self, Gap> {
        let found = fat
            .whole_extent(source, header.directory, MAX_DIRECTORY)
            .and_then(|it| source.read_all(&it.parts));
        if matches!(found, Err(Gap::Missing)) {
            let start = header.position(header.directory);
            source.expect(&(start.saturating_sub(AROUND)..start + AROUND))?;
        }
        let bytes = found?;
        let (entries, _) = bytes.as_chunks::<ENTRY>();
        let wide = header.sector == 4096;
        let entries: Option<Vec<_>> = entries.iter().map(|it| Entry::parse(it, wide)).collect();
        Self::of(entries.ok_or(CONTRADICTION)?, source.length())
    }

    fn of(entries: Vec<Entry>, length: u64) -> Result<Self, Gap> {
        let root = entries.first().filter(|it| it.kind == EntryKind::Root);
        let root = root.ok_or(CONTRADICTION)?;
        let children = children(&entries, root.child, &mut BTreeSet::new())?;
        let streams = children
            .into_iter()
            .filter(|it| it.kind == EntryKind::Stream);
        let streams: Vec<Stream> = streams.map(|it| it.stream.clone()).collect();
        if total(&streams) > length {
            return Err(Gap::Broken(NoInstaller::CutOff));
        }
        Ok(Self {
            small: root.stream.clone(),
            streams,
            is_package: root.class == PACKAGE,
            entries,
        })
    }

    /// Walks through the whole tree, siblings in the order of the bytes of their names. Streams together are no longer than
    /// `length`.
    pub(super) fn walk(&self, length: u64) -> Result<Vec<Visit<'_>>, Gap> {
        let root = self.entries.first().ok_or(CONTRADICTION)?;
        let (mut walk, mut seen) = (Vec::new(), BTreeSet::new());
        let mut ahead = vec![Visit::Enter(root)];
        while let Some(visit) = ahead.pop() {
            walk.push(visit);
            let Visit::Enter(storage) = visit else {
                continue;
            };
            ahead.push(Visit::Leave(storage));
            let mut children = children(&self.entries, storage.child, &mut seen)?;
            children.sort_by_key(|it| std::cmp::Reverse(it.name()));
            ahead.extend(children.into_iter().map(|it| match it.kind {
                EntryKind::Stream => Visit::Stream(it),
                EntryKind::Storage | EntryKind::Root | EntryKind::Unused => Visit::Enter(it),
            }));
        }
        let streams = walk.iter().filter_map(|it| match it {
            Visit::Stream(entry) => Some(&entry.stream),
            Visit::Enter(_) | Visit::Leave(_) => None,
        });
        if total(streams) > length {
            return Err(CONTRADICTION);
        }
        Ok(walk)
    }

    /// Finds a stream of the root.
    pub(super) fn stream(&self, name: &str) -> Option<&Stream> {
        self.streams.iter().find(|it| it.name == name)
    }
}

fn total<'a>(streams: impl IntoIterator<Item = &'a Stream>) -> u64 {
    let lengths = streams.into_iter().map(|it| it.length);
    lengths.fold(0, u64::saturating_add)
}

/// Returns the streams and storages below an entry; a tree that is none is a contradiction. `seen` has those that are somewhere
/// already.
fn children<'a>(
    entries: &'a [Entry],
    child: u32,
    seen: &mut BTreeSet<u32>,
) -> Result<Vec<&'a Entry>, Gap> {
    let mut children = Vec::new();
    let mut ahead = vec![child];
    while let Some(number) = ahead.pop() {
        if number == NONE {
            continue;
        }
        let index = usize::try_from(number).map_err(|_| CONTRADICTION)?;
        let entry = entries.get(index).ok_or(CONTRADICTION)?;
        if !seen.insert(number) {
            return Err(CONTRADICTION);
        }
        match entry.kind {
            EntryKind::Stream | EntryKind::Storage => children.push(entry),
            EntryKind::Unused | EntryKind::Root => return Err(CONTRADICTION),
        }
        ahead.extend(entry.neighbors);
    }
    Ok(children)
}

impl Entry {
    /// `wide` files have 64 bits for a length; in others the upper half may be anything. Source: MS-CFB, 2.6.1.
    fn parse(bytes: &[u8; ENTRY], wide: bool) -> Option<Self> {
        let kind = match bytes.get(66)? {
            0 => EntryKind::Unused,
            1 => EntryKind::Storage,
            2 => EntryKind::Stream,
            5 => EntryKind::Root,
            _ => return None,
        };
        let units = usize::from(u16_at(bytes, 64)?).min(64) / 2;
        let name: Vec<u16> = (0..units.saturating_sub(1))
            .filter_map(|it| u16_at(bytes, 2 * it))
            .collect();
        let length = u64_at(bytes, 120)?;
        Some(Self {
            stream: Stream {
                name: String::from_utf16_lossy(&name),
                first: u32_at(bytes, 116)?,
                length: if wide { length } else { length & 0xffff_ffff },
            },
            kind,
            neighbors: [u32_at(bytes, 68)?, u32_at(bytes, 72)?],
            child: u32_at(bytes, 76)?,
            class: bytes.get(80..)?.first_chunk().copied()?,
            bytes: *bytes,
        })
    }

    /// Returns the bytes of its name, without the zero that ends it.
    fn name(&self) -> &[u8] {
        let length = u16_at(&self.bytes, 64).map_or(0, usize::from).min(64);
        self.bytes
            .get(..length.saturating_sub(2))
            .unwrap_or_default()
    }

    /// Returns what is signed of it beside its content: name, class or length, state, and both times; of the root, class and
    /// state.
    pub(super) fn metadata(&self) -> Vec<u8> {
        let field = |at: std::ops::Range<usize>| self.bytes.get(at).unwrap_or_default();
        let (class, state, times, length) = (80..96, 96..100, 100..116, 120..124);
        let parts = match self.kind {
            EntryKind::Root => vec![field(class), field(state)],
            EntryKind::Stream => vec![self.name(), field(length), field(state), field(times)],
            EntryKind::Storage | EntryKind::Unused => {
                vec![self.name(), field(class), field(state), field(times)]
            }
        };
        parts.concat()
    }
}
