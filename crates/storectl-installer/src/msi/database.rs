//! The tables of a package that are looked at, and their strings.

use std::{
    collections::BTreeMap,
    io::{Read, Seek},
};

use super::{
    compound::Compound,
    names,
    source::{CONTRADICTION, Gap, optional},
    strings::Strings,
    table::Table,
};
use crate::Depth;

/// How long a pool, the data of strings and a table may be, in bytes.
const MAX_POOL: u64 = 4 * 1024 * 1024;
const MAX_DATA: u64 = 16 * 1024 * 1024;
const MAX_TABLE: u64 = 2 * 1024 * 1024;

/// Tables that are not there are asked for where they are no longer than this together, in bytes: a look over HTTP has
/// 256 KiB, of which its first round takes 96.
const ASKED: u64 = 128 * 1024;

const POOL: &str = "_StringPool";
const DATA: &str = "_StringData";
const COLUMNS: &str = "_Columns";

/// The tables that are looked at. What comes first is asked for first.
pub(super) const PROPERTIES: &str = "Property";
pub(super) const ACTIONS: &str = "CustomAction";
pub(super) const FILES: &str = "File";

/// The tables of a package that are looked at.
#[derive(Debug)]
pub(super) struct Database {
    strings: Strings,
    columns: Vec<u8>,
    /// The bytes of those that are known; a table without a row has none.
    tables: BTreeMap<&'static str, Vec<u8>>,
}

impl Database {
    /// Reads the tables; `None` where what all of them need is not known.
    pub(super) fn read<R: Read + Seek>(
        compound: &mut Compound<'_, R>,
        depth: Depth,
    ) -> Result<Option<Self>, Gap> {
        let mut reader = Reader::new(compound, depth);
        reader.spend(&[POOL, DATA, COLUMNS, PROPERTIES]);
        let pool = reader.read(POOL, MAX_POOL)?;
        let data = reader.read(DATA, MAX_DATA)?;
        let columns = reader.read(COLUMNS, MAX_TABLE)?;
        let mut tables = BTreeMap::new();
        for name in [PROPERTIES, ACTIONS, FILES] {
            if name != PROPERTIES {
                reader.spend(&[name]);
            }
            if let Some(bytes) = reader.read(name, MAX_TABLE)? {
                tables.insert(name, bytes.unwrap_or_default());
            }
        }
        let (Some(pool), Some(data), Some(columns)) = (pool, data, columns) else {
            return Ok(None);
        };
        let (Some(pool), Some(data), Some(columns)) = (pool, data, columns) else {
            return Err(CONTRADICTION);
        };
        let strings = optional(Strings::parse(&pool, data))?;
        Ok(strings.map(|strings| Self {
            strings,
            columns,
            tables,
        }))
    }

    /// Returns a table; `None` where it is not known.
    pub(super) fn table(&self, name: &'static str) -> Result<Option<Table<'_>>, Gap> {
        let Some(bytes) = self.tables.get(name) else {
            return Ok(None);
        };
        let columns = optional(Table::of_columns(&self.columns, &self.strings))?;
        columns
            .map(|it| Table::described(name, &it, bytes, &self.strings))
            .map_or(Ok(None), optional)
    }
}

/// Reads the streams of tables, and asks for those alone that a look can afford.
struct Reader<'a, 'b, R> {
    compound: &'a mut Compound<'b, R>,
    left: u64,
    affords: bool,
}

impl<'a, 'b, R: Read + Seek> Reader<'a, 'b, R> {
    fn new(compound: &'a mut Compound<'b, R>, depth: Depth) -> Self {
        let left = match depth {
            Depth::Parts => ASKED,
            Depth::Known | Depth::Whole => u64::MAX,
        };
        Self {
            compound,
            left,
            affords: true,
        }
    }

    /// Decides whether the next streams are asked for: all of them, or none.
    fn spend(&mut self, names: &[&str]) {
        let lengths = names.iter().map(|it| {
            let stream = self.compound.directory.stream(&names::of_table(it));
            stream.map_or(0, |it| it.length)
        });
        let left = self.left.checked_sub(lengths.sum());
        self.affords = left.is_some();
        self.left = left.unwrap_or(self.left);
    }

    /// Returns a stream: `None` where it is not known, and `Some(None)` where there is none.
    #[expect(
        clippy::option_option,
        reason = "not known is not the same as not there"
    )]
    fn read(&mut self, name: &str, limit: u64) -> Result<Option<Option<Vec<u8>>>, Gap> {
        let mark = self.compound.source.mark();
        let bytes = optional(self.compound.read(&names::of_table(name), limit))?;
        if !self.affords {
            self.compound.source.forget(mark);
        }
        Ok(bytes)
    }
}
