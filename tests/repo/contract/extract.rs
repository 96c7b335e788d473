//! The tables of the service's contract, cut out of the document line by line.
//!
//! The document whose schema to print is not part of this repository, so what the tests need of it is: `store-api.tables` holds the lines of
//! its section "API Contracts" that are headings, table rows or list items, each behind its number in the document.
//! Where the document lies beside the repository, a test proves that the cut is still its own.

use std::fmt::Write as _;

use std::path::PathBuf;

use crate::{generated, root};

/// The extract, from the root of the repository.
const EXTRACT: &str = "tests/repo/contract/store-api.tables";

/// The document whose schema to print, from the folder that holds it beside the repository.
const DOCUMENT: &str = "shared/reference/store-api.md";

/// One line of the document.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Counted from 1.
    pub(crate) number: usize,
    pub(crate) text: String,
}

/// The lines of the extract.
pub(crate) fn lines() -> Vec<Line> {
    let text = std::fs::read_to_string(root().join(EXTRACT)).unwrap();
    text.lines()
        .map(|line| {
            let (number, text) = line.split_once('\t').unwrap();
            Line {
                number: number.trim().parse().unwrap(),
                text: text.to_owned(),
            }
        })
        .collect()
}

fn document() -> Option<PathBuf> {
    let root = root().canonicalize().unwrap();
    root.ancestors()
        .map(|folder| folder.join(DOCUMENT))
        .find(|path| path.exists())
}

/// Cuts the extract out of the document.
fn cut(document: &str) -> String {
    let is_kept = |line: &str| {
        line.starts_with(['|', '#', '-']) || line.starts_with("**") || line.starts_with("  - ")
    };
    document
        .lines()
        .enumerate()
        .skip_while(|(_, line)| *line != "## API Contracts")
        .take_while(|(_, line)| *line != "## Code examples")
        .filter(|(_, line)| is_kept(line))
        .fold(String::new(), |mut extract, (index, line)| {
            writeln!(extract, "{:4}\t{line}", index + 1).unwrap();
            extract
        })
}

#[test]
fn the_extract_is_the_documents_own() {
    let Some(path) = document() else {
        return; // A machine without the document trusts the extract.
    };
    generated::check(EXTRACT, &cut(&std::fs::read_to_string(path).unwrap()));
}

#[test]
fn the_extract_is_complete() {
    let lines = lines();
    assert!(lines.len() > 600, "{} lines", lines.len());
    assert!(lines.is_sorted_by_key(|line| line.number));
}
