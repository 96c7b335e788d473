//! Finds manifests: a PATH is a file, or a folder with manifests below it.

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
};

use walkdir::{DirEntry, WalkDir};

use crate::error::CliError;

/// Folders that hold no manifest of anybody's: git's own, ours, and those of builds.
const SKIPPED: &[&str] = &[".git", ".storectl", "target", "node_modules"];

/// Gives the manifests at `paths`, each once, in the order of the paths and sorted below each.
///
/// A file that is named is a manifest whatever it is called; below a folder it is `storectl.yaml` or `*.storectl.yaml`.
///
/// # Errors
/// A path that does not exist, no manifest in any of them (64); a path that cannot be read (1).
pub(crate) fn discover(paths: &[PathBuf]) -> Result<Vec<PathBuf>, CliError> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for path in paths {
        let unreadable = |error: anyhow::Error| {
            CliError::local(format!("cannot read {}", path.display()), error)
        };
        let facts = std::fs::metadata(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                CliError::usage(format!("{}: no such file or folder", path.display()))
                    .hint("name a manifest, or a folder that holds manifests")
            }
            _ => unreadable(error.into()),
        })?;
        let here = if facts.is_dir() {
            below(path).map_err(|error| unreadable(error.into()))?
        } else {
            vec![path.clone()]
        };
        for manifest in here {
            let identity = manifest.canonicalize().unwrap_or_else(|_| manifest.clone());
            if seen.insert(identity) {
                found.push(manifest);
            }
        }
    }
    if found.is_empty() {
        let places: Vec<String> = paths.iter().map(|it| it.display().to_string()).collect();
        return Err(CliError::usage(format!("no manifest in {}", places.join(", ")))
            .hint("a manifest is named storectl.yaml or NAME.storectl.yaml; any other file must be named itself")
            .hint("`storectl init` writes a first manifest"));
    }
    Ok(found)
}

/// Gives a path as people and renderers know it: relative, with slashes, without a leading `./`.
pub(crate) fn shown(path: &Path) -> String {
    let text = path
        .to_string_lossy()
        .replace(std::path::MAIN_SEPARATOR, "/");
    match text.strip_prefix("./") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        Some(_) | None => text,
    }
}

fn below(folder: &Path) -> Result<Vec<PathBuf>, walkdir::Error> {
    let mut found = Vec::new();
    let walk = WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|it| it.depth() == 0 || !is_skipped(it));
    for entry in walk {
        let entry = entry?;
        if is_manifest(&entry) {
            found.push(entry.into_path());
        }
    }
    Ok(found)
}

fn is_skipped(entry: &DirEntry) -> bool {
    entry.file_type().is_dir() && SKIPPED.iter().any(|it| entry.file_name() == *it)
}

fn is_manifest(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    !entry.file_type().is_dir() && (name == "storectl.yaml" || name.ends_with(".storectl.yaml"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::exit::Exit;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        root
    }

    fn names(root: &Path, paths: &[&str]) -> Vec<String> {
        let paths: Vec<PathBuf> = paths.iter().map(|it| root.join(it)).collect();
        discover(&paths)
            .unwrap()
            .iter()
            .map(|it| shown(it.strip_prefix(root).unwrap()))
            .collect()
    }

    #[test]
    fn manifests_below_a_folder_are_found_sorted_and_by_name() {
        let root = tree(&[
            "b/storectl.yaml",
            "a/beta.storectl.yaml",
            "a/alpha.storectl.yaml",
            "a/other.yaml",
            "xstorectl.yaml",
            ".git/storectl.yaml",
            "target/storectl.yaml",
            "b/node_modules/storectl.yaml",
            ".storectl/storectl.yaml",
        ]);
        assert_eq!(
            names(root.path(), &[""]),
            [
                "a/alpha.storectl.yaml",
                "a/beta.storectl.yaml",
                "b/storectl.yaml"
            ]
        );
    }

    #[test]
    fn a_named_file_is_a_manifest_whatever_its_name_and_counts_once() {
        let root = tree(&["product.yaml", "storectl.yaml"]);
        assert_eq!(
            names(root.path(), &["storectl.yaml", "product.yaml", ""]),
            ["storectl.yaml", "product.yaml"]
        );
    }

    #[test]
    fn no_manifest_and_no_such_path_are_wrong_usage() {
        let root = tree(&["readme.md"]);
        let none = discover(&[root.path().to_owned()]).unwrap_err();
        assert_eq!(none.exit(), Exit::Usage);
        let absent = discover(&[root.path().join("absent")]).unwrap_err();
        assert_eq!(absent.exit(), Exit::Usage);
    }

    #[test]
    fn a_path_is_shown_without_its_leading_dot() {
        assert_eq!(shown(Path::new("./a/storectl.yaml")), "a/storectl.yaml");
        assert_eq!(shown(Path::new("../storectl.yaml")), "../storectl.yaml");
    }
}
