//! The repository holds what its documents promise.
#![expect(clippy::unwrap_used, reason = "tests panic on failure")]

mod arrows;
mod contract;
mod cycles;
mod documents;
mod engines;
mod english;
mod generated;
mod lexer;
mod platform;
mod reference;
mod size;
mod source;
mod spelling;

use std::path::{Path, PathBuf};

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every file below `folder` with this extension, as text.
fn texts(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let entries = walkdir::WalkDir::new(root().join(folder)).sort_by_file_name();
    let files = entries
        .into_iter()
        .map(Result::unwrap)
        .filter(|it| it.path().extension().is_some_and(|it| it == extension));
    files
        .map(|it| {
            (
                it.path().to_owned(),
                std::fs::read_to_string(it.path()).unwrap(),
            )
        })
        .collect()
}
