//! No file imports one that imports it, directly or by way of others.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::imports::{self, Uses};
use crate::root;

/// Crates that still have cycles, to be opened up.
const CIRCULAR: &[&str] = &["storectl-api", "storectl-platform", "storectl-report"];

/// The files from which a file can be reached again, beginning with itself.
fn reaches(uses: &Uses, from: &Path) -> BTreeSet<PathBuf> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(file) = open.pop() {
        for used in &uses[&file] {
            if reached.insert(used.clone()) {
                open.push(used.clone());
            }
        }
    }
    reached
}

/// The groups of files that use one another.
fn circles(uses: &Uses) -> BTreeSet<Vec<PathBuf>> {
    let reached: Vec<(&PathBuf, BTreeSet<PathBuf>)> = uses
        .keys()
        .map(|file| (file, reaches(uses, file)))
        .collect();
    reached
        .iter()
        .filter(|(file, reached)| reached.contains(*file))
        .map(|(file, of_file)| {
            let others = reached.iter();
            others
                .filter(|(other, back)| of_file.contains(*other) && back.contains(*file))
                .map(|(other, _)| (*other).clone())
                .collect()
        })
        .collect()
}

#[test]
fn no_file_imports_one_that_imports_it() {
    let mut found = Vec::new();
    for folder in std::fs::read_dir(root().join("crates")).unwrap() {
        let folder = folder.unwrap().path();
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let roots = ["src/lib.rs", "src/main.rs"].map(|it| folder.join(it));
        for file in roots.iter().filter(|it| it.exists()) {
            for circle in circles(&imports::of_crate(file)) {
                if CIRCULAR.contains(&name.as_str()) {
                    continue;
                }
                let files: Vec<String> = circle
                    .iter()
                    .map(|it| it.strip_prefix(&folder).unwrap().display().to_string())
                    .collect();
                found.push(format!("{name}: {}", files.join(" ")));
            }
        }
    }
    assert!(found.is_empty(), "files in a circle:\n{}", found.join("\n"));
}

#[test]
fn a_circle_is_found() {
    let file = |name: &str| PathBuf::from(name);
    let uses = Uses::from([
        (file("a"), BTreeSet::from([file("b")])),
        (file("b"), BTreeSet::from([file("c")])),
        (file("c"), BTreeSet::from([file("b")])),
    ]);
    assert_eq!(circles(&uses), BTreeSet::from([vec![file("b"), file("c")]]));
}
