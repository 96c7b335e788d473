//! The programs that an MSI installs.

use super::table::Table;
use crate::PayloadFile;

/// How many programs are listed; of a package with more, none are.
const MAX_PROGRAMS: usize = 4096;

/// Returns the programs of the table of files, as it names them.
pub(super) fn programs(files: &Table<'_>) -> Option<Vec<PayloadFile>> {
    let mut programs: Vec<_> = files
        .rows()
        .filter_map(|row| row.text("FileName"))
        .map(|name| long_name(&name).to_owned())
        .filter(|it| is_program(it))
        .take(MAX_PROGRAMS + 1)
        .map(|name| PayloadFile {
            name,
            architecture: None,
            signed: None,
        })
        .collect();
    programs.sort_by(|one, other| one.name.cmp(&other.name));
    (programs.len() <= MAX_PROGRAMS).then_some(programs)
}

/// Returns the long name of `SHORT|Long name`. Source: "Filename", Microsoft Learn.
fn long_name(name: &str) -> &str {
    name.split_once('|').map_or(name, |(_, long)| long)
}

fn is_program(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|it| it.1.to_ascii_lowercase());
    matches!(ending.as_deref(), Some("exe" | "dll"))
}
