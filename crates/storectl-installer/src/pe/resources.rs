//! The resources of a program. Source: "PE Format", Microsoft Learn, "The .rsrc Section".

use std::{
    io::{Read, Seek},
    ops::Range,
};

use object::{
    LittleEndian,
    read::pe::{
        ResourceDirectory, ResourceDirectoryEntryData, ResourceDirectoryTable, ResourceNameOrId,
    },
};

use super::headers::Headers;
use crate::{ReadError, source::Source};

/// RT_RCDATA, RT_VERSION and RT_MANIFEST. Source: "Resource Types", Microsoft Learn.
const RT_RCDATA: u16 = 10;
const RT_VERSION: u16 = 16;
const RT_MANIFEST: u16 = 24;

/// Most entries of all tables that are looked at.
const MOST: usize = 4096;

/// Resources that are read completely, and else how much of their start, where the tables are, and of their end, where
/// version and manifest usually are. Together they fit into what the first round of a look by ranges leaves.
const SMALL: u64 = 12 * 1024;
const START: u64 = 4 * 1024;
const END: u64 = 8 * 1024;

/// Most bytes of a resource that is read.
const LONGEST: u32 = 64 * 1024;

/// Resources of a program, as far as they are asked for; where in memory each is.
#[derive(Default)]
pub(crate) struct Resources {
    version: Option<Range<u32>>,
    manifest: Option<Range<u32>>,
    /// What the setup program of Inno Setup finds its data with: RCDATA 11111.
    inno: Option<Range<u32>>,
    /// Whether it has the package and the flags of Squirrel.Windows: DATA 131 and FLAGS 132.
    squirrel: Vec<Squirrel>,
    /// Whether a table of them was not read, or cannot be.
    is_partial: bool,
}

/// A resource of the setup program of Squirrel.Windows. Source: `Setup/resource.h` there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Squirrel {
    Package,
    Flags,
}

impl Resources {
    /// Reads the tables of resources.
    pub(crate) fn read<R: Read + Seek>(
        source: &mut Source<'_, R>,
        headers: &Headers,
    ) -> Result<Self, ReadError> {
        let Some(place) = headers.resources.as_ref() else {
            return Ok(Self::default());
        };
        let Some(file) = headers.in_file(place) else {
            return Ok(Self {
                is_partial: true,
                ..Self::default()
            });
        };
        let bytes = if file.end - file.start <= SMALL {
            source.want(file)?
        } else {
            let start = source.want(file.start..file.start + START)?;
            if start.is_none() {
                source.want(file.end - END..file.end)?;
            }
            start
        };
        let mut found = Self::default();
        match bytes {
            Some(bytes) => found.walk(ResourceDirectory::new(&bytes)),
            None => found.is_partial = true,
        }
        Ok(found)
    }

    fn walk(&mut self, directory: ResourceDirectory<'_>) {
        let mut left = MOST;
        let Ok(root) = directory.root() else {
            self.is_partial = true;
            return;
        };
        for kind in take(&root, &mut left) {
            let Ok(ResourceDirectoryEntryData::Table(names)) = kind.data(directory) else {
                self.is_partial = true;
                continue;
            };
            let kind = kind.name_or_id();
            for entry in take(&names, &mut left) {
                let id = entry.name_or_id().id();
                let at = || first_leaf(directory, entry.data(directory).ok()?);
                match (&kind, id) {
                    (ResourceNameOrId::Id(RT_VERSION), _) if self.version.is_none() => {
                        self.version = at();
                        self.is_partial |= self.version.is_none();
                    }
                    // 1 is the manifest of a program, 2 and 3 are those of libraries.
                    (ResourceNameOrId::Id(RT_MANIFEST), Some(1)) => self.manifest = at(),
                    (ResourceNameOrId::Id(RT_RCDATA), Some(11111)) => self.inno = at(),
                    (ResourceNameOrId::Name(name), Some(id)) => {
                        let name = name.to_string_lossy(directory).unwrap_or_default();
                        self.squirrel.extend(match (name.as_str(), id) {
                            ("DATA", 131) => Some(Squirrel::Package),
                            ("FLAGS", 132) => Some(Squirrel::Flags),
                            _ => None,
                        });
                    }
                    _ => {}
                }
            }
        }
    }

    /// Returns whether there certainly is no version resource.
    pub(crate) fn lack_version(&self) -> bool {
        self.version.is_none() && !self.is_partial
    }

    /// Reads the version resource; `None` without one, or one that is not there.
    pub(crate) fn version<R: Read + Seek>(
        &self,
        source: &mut Source<'_, R>,
        headers: &Headers,
    ) -> Result<Option<Vec<u8>>, ReadError> {
        bytes(source, headers, self.version.as_ref())
    }

    /// Reads the manifest.
    pub(crate) fn manifest<R: Read + Seek>(
        &self,
        source: &mut Source<'_, R>,
        headers: &Headers,
    ) -> Result<Option<Vec<u8>>, ReadError> {
        bytes(source, headers, self.manifest.as_ref())
    }

    /// Reads the table of Inno Setup.
    pub(crate) fn inno<R: Read + Seek>(
        &self,
        source: &mut Source<'_, R>,
        headers: &Headers,
    ) -> Result<Option<Vec<u8>>, ReadError> {
        bytes(source, headers, self.inno.as_ref())
    }

    /// Returns whether there are the package and the flags of Squirrel.Windows.
    pub(crate) fn are_of_squirrel(&self) -> bool {
        self.squirrel.contains(&Squirrel::Package) && self.squirrel.contains(&Squirrel::Flags)
    }
}

/// Returns the entries of a table, as many as are left to look at.
fn take<'a>(
    table: &ResourceDirectoryTable<'a>,
    left: &mut usize,
) -> &'a [object::pe::ImageResourceDirectoryEntry] {
    let count = table.entries.len().min(*left);
    *left -= count;
    table.entries.get(..count).unwrap_or_default()
}

/// Returns where in memory the first language of a resource is.
fn first_leaf(
    directory: ResourceDirectory<'_>,
    entry: ResourceDirectoryEntryData<'_>,
) -> Option<Range<u32>> {
    let leaf = match entry {
        ResourceDirectoryEntryData::Data(leaf) => leaf,
        ResourceDirectoryEntryData::Table(languages) => {
            let first = languages.entries.first()?;
            first.data(directory).ok()?.data()?
        }
    };
    let at = leaf.offset_to_data.get(LittleEndian);
    let size = leaf.size.get(LittleEndian);
    Some(at..at.checked_add(size)?)
}

fn bytes<R: Read + Seek>(
    source: &mut Source<'_, R>,
    headers: &Headers,
    place: Option<&Range<u32>>,
) -> Result<Option<Vec<u8>>, ReadError> {
    let place = place.filter(|it| it.end - it.start <= LONGEST);
    match place.and_then(|it| headers.in_file(it)) {
        Some(range) => source.want(range),
        None => Ok(None),
    }
}
