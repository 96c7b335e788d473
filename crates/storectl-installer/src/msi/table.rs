//! Tables of an MSI: columns one after the other, each with the values of all rows.
//!
//! The crate `msi` reads them, too. It is not used for that: it reads the whole file allocation table and all tables that
//! describe others, where a look has 256 KiB, and it panics on a table whose key is null.

use super::{
    bytes::{u16_at, u32_at},
    source::{CONTRADICTION, Gap},
    strings::Strings,
};

/// How many rows a table may have.
const MAX_ROWS: usize = 100_000;

/// Set in the type of a column that holds strings, and in that of one that holds streams. The other bits of a type, but those
/// of the length, say nothing about its form. Source: Wine, `dlls/msi/msipriv.h`.
const TEXT: i32 = 0x800;
const STREAM: i32 = 0x900;
const NULLABLE: i32 = 0x1000;
const LENGTH: i32 = 0xff;

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Column {
    name: String,
    form: Form,
}

/// The form of a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// The number of a string.
    Text,
    /// A number of 16 bits, or a stream beside the table.
    Short,
    /// A number of 32 bits.
    Long,
}

impl Form {
    /// Returns the form of a type in the table of columns.
    fn of(kind: i32) -> Option<Self> {
        match (kind & !NULLABLE, kind & LENGTH) {
            (STREAM, _) => Some(Self::Short),
            (it, _) if it & TEXT != 0 => Some(Self::Text),
            (_, ..=2) => Some(Self::Short),
            (_, 4) => Some(Self::Long),
            (_, _) => None,
        }
    }

    fn width(self, strings: &Strings) -> usize {
        match self {
            Self::Text => strings.number,
            Self::Short => 2,
            Self::Long => 4,
        }
    }
}

/// A table of an MSI.
#[derive(Debug)]
pub(super) struct Table<'a> {
    columns: Vec<Column>,
    bytes: &'a [u8],
    strings: &'a Strings,
    rows: usize,
}

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    table: &'a Table<'a>,
    index: usize,
}

impl<'a> Table<'a> {
    /// Returns the table that describes the columns of all others; it is described nowhere.
    pub(super) fn of_columns(bytes: &'a [u8], strings: &'a Strings) -> Result<Self, Gap> {
        let column = |name: &str, form| Column {
            name: name.to_owned(),
            form,
        };
        let columns = vec![
            column("Table", Form::Text),
            column("Number", Form::Short),
            column("Name", Form::Text),
            column("Type", Form::Short),
        ];
        Self::new(columns, bytes, strings)
    }

    /// Returns a table as the table of columns describes it.
    pub(super) fn described(
        name: &str,
        columns: &Table<'_>,
        bytes: &'a [u8],
        strings: &'a Strings,
    ) -> Result<Self, Gap> {
        let mut found = Vec::new();
        for row in columns.rows() {
            if row.text("Table").as_deref() != Some(name) {
                continue;
            }
            let form = row.number("Type").and_then(Form::of).ok_or(CONTRADICTION)?;
            let name = row.text("Name").ok_or(CONTRADICTION)?;
            found.push((row.number("Number"), Column { name, form }));
        }
        found.sort_by_key(|it| it.0);
        let columns = found.into_iter().map(|it| it.1).collect();
        Self::new(columns, bytes, strings)
    }

    fn new(columns: Vec<Column>, bytes: &'a [u8], strings: &'a Strings) -> Result<Self, Gap> {
        let width: usize = columns.iter().map(|it| it.form.width(strings)).sum();
        let rows = match bytes.len().checked_div(width) {
            Some(rows) => rows,
            None if bytes.is_empty() => 0,
            None => return Err(CONTRADICTION),
        };
        if rows > MAX_ROWS {
            return Err(Gap::Unknown);
        }
        Ok(Self {
            columns,
            bytes,
            strings,
            rows,
        })
    }

    /// Returns the rows in their order.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rows).map(|index| Row { table: self, index })
    }
}

impl Row<'_> {
    /// Returns the string in a column of this name.
    pub(super) fn text(self, column: &str) -> Option<String> {
        match self.find(column)? {
            (Form::Text, number) => self.table.strings.get(number),
            (Form::Short | Form::Long, _) => None,
        }
    }

    /// Returns the number in a column of this name. Numbers are shifted by half their range, so that 0 is null.
    pub(super) fn number(self, column: &str) -> Option<i32> {
        let (form, number) = self.find(column)?;
        match form {
            Form::Short => Some(i32::try_from(number).ok()?.checked_sub(0x8000)?),
            Form::Long => Some((number ^ 0x8000_0000).cast_signed()),
            Form::Text => None,
        }
        .filter(|_| number != 0)
    }

    /// Returns the form and the bytes of a value, as a number.
    fn find(self, name: &str) -> Option<(Form, u32)> {
        let Table {
            columns,
            bytes,
            strings,
            rows,
        } = self.table;
        let mut at = 0;
        for column in columns {
            let width = column.form.width(strings);
            if column.name == name {
                let at = at + self.index * width;
                let low = u32::from(u16_at(bytes, at)?);
                let value = match width {
                    2 => low,
                    3 => low | u32::from(*bytes.get(at + 2)?) << 16,
                    _ => u32_at(bytes, at)?,
                };
                return Some((column.form, value));
            }
            at += width * rows;
        }
        None
    }
}
