//! What documents call a manifest: its path from the repository root (design.md §4), read back from a plan file.

use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

use storectl_manifest::Diagnostic;
use storectl_platform::resolve;

use crate::manifests::{
    discover::shown,
    repository::{git_top_level, is_hidden},
};

/// The folder that paths in documents begin at: the top level of the repository that this run is in, else its folder.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    /// Links resolved.
    root: PathBuf,
    /// Where this run is, links resolved.
    here: PathBuf,
}

/// Why a path of a plan file is not one that storectl wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PlaceFault {
    /// It has no characters.
    #[error("it is empty")]
    Empty,
    /// No system has such a name.
    #[error("it contains a NUL character")]
    Nul,
    /// It begins at the root of a file system.
    #[error("it is absolute, and no such plan was made here")]
    Absolute,
    /// It leads out of the repository.
    #[error("it points outside the repository, and no such plan was made here")]
    Outside,
    /// It has components that storectl leaves out.
    #[error("it contains `.` or `..`, but a plan names a manifest by its shortest path")]
    Unnormalized,
    /// A name begins with a dot.
    #[error("it contains a name that begins with a dot")]
    Hidden,
}

/// Returns what documents call each file that diagnostics point at, by the path that people know it by.
pub(crate) fn names(diagnostics: &[Diagnostic]) -> BTreeMap<String, String> {
    let base = Base::current();
    let mut names = BTreeMap::new();
    for it in diagnostics {
        let related = it.related.iter().map(|(place, _)| place);
        for place in related.chain([&it.location]) {
            let file = &place.file.path;
            if !names.contains_key(file) {
                names.insert(file.clone(), base.name_of_file(file));
            }
        }
    }
    names
}

impl Base {
    /// Finds the one of this run.
    pub(crate) fn current() -> Self {
        let here = resolve(Path::new("."));
        let root = git_top_level(&here).unwrap_or(&here).to_owned();
        Self { root, here }
    }

    /// Takes a root that is not in the file system, such as the tree of a commit.
    pub(super) fn of_tree(root: &str) -> Self {
        Self {
            root: PathBuf::from(root),
            here: PathBuf::new(),
        }
    }

    /// Returns what documents call a manifest. One outside has the name it was passed by.
    pub(crate) fn name(&self, manifest: &Path) -> String {
        // The manifest itself may be a link, whose own name counts.
        let folder = self.here.join(manifest.parent().unwrap_or(Path::new("")));
        let folder = resolve(&folder);
        let inside = folder.strip_prefix(&self.root).ok();
        match inside.zip(manifest.file_name()) {
            Some((inside, name)) => shown(&inside.join(name)),
            None => shown(manifest),
        }
    }

    /// Returns what documents call a file that people know by this path from the working directory. Looks at no file; one
    /// outside the repository keeps its name.
    pub(crate) fn name_of_file(&self, file: &str) -> String {
        let mut path = PathBuf::new();
        for component in self.here.join(file).components() {
            match component {
                Component::ParentDir => {
                    path.pop();
                }
                Component::CurDir => {}
                Component::Prefix(_) | Component::RootDir | Component::Normal(_) => {
                    path.push(component);
                }
            }
        }
        match path.strip_prefix(&self.root) {
            Ok(inside) => shown(inside),
            Err(_) => file.to_owned(),
        }
    }

    /// Returns where the manifest is that a document calls so, as a path from the current folder. Looks at no file.
    ///
    /// # Errors
    /// A path that storectl does not write.
    pub(crate) fn find(&self, name: &str) -> Result<PathBuf, PlaceFault> {
        if name.is_empty() {
            return Err(PlaceFault::Empty);
        }
        if name.contains('\0') {
            return Err(PlaceFault::Nul);
        }
        let name = Path::new(name);
        let mut up = PathBuf::new();
        if let Ok(below) = self.here.strip_prefix(&self.root) {
            up.extend(below.components().map(|_| ".."));
        }
        let mut depth = 0_usize;
        let mut is_normal = true;
        for component in name.components() {
            match component {
                Component::Prefix(_) | Component::RootDir => return Err(PlaceFault::Absolute),
                Component::ParentDir => {
                    depth = depth.checked_sub(1).ok_or(PlaceFault::Outside)?;
                    is_normal = false;
                }
                Component::CurDir => is_normal = false,
                Component::Normal(name) if is_hidden(name) => return Err(PlaceFault::Hidden),
                Component::Normal(_) => depth += 1,
            }
        }
        // `sub/..` need not be the folder that `sub` is in: `sub` may be a link.
        if is_normal {
            Ok(up.join(name))
        } else {
            Err(PlaceFault::Unnormalized)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(here: &str) -> Base {
        Base {
            root: PathBuf::from("/repo"),
            here: PathBuf::from(here),
        }
    }

    #[test]
    fn a_path_of_a_document_begins_at_the_root_whatever_the_current_folder() {
        for (here, found) in [
            ("/repo", "a/storectl.yaml"),
            ("/repo/a", "../a/storectl.yaml"),
            ("/repo/b/c", "../../a/storectl.yaml"),
        ] {
            let path = base(here).find("a/storectl.yaml").unwrap();
            assert_eq!(path, Path::new(found), "{here}");
        }
    }

    #[test]
    fn a_path_that_storectl_does_not_write_is_refused() {
        for (name, fault) in [
            ("", PlaceFault::Empty),
            ("a\0b", PlaceFault::Nul),
            ("/etc/passwd", PlaceFault::Absolute),
            ("../storectl.yaml", PlaceFault::Outside),
            ("a/../../storectl.yaml", PlaceFault::Outside),
            (".", PlaceFault::Unnormalized),
            ("./storectl.yaml", PlaceFault::Unnormalized),
            ("a/../storectl.yaml", PlaceFault::Unnormalized),
            ("a/../.env", PlaceFault::Hidden),
            (".env", PlaceFault::Hidden),
            ("a/.git/config", PlaceFault::Hidden),
        ] {
            assert_eq!(base("/repo").find(name), Err(fault), "{name:?}");
        }
    }

    #[test]
    fn a_file_is_named_from_the_root_wherever_it_is_shown() {
        for (here, shown, name) in [
            ("/repo", "a/notes.txt", "a/notes.txt"),
            ("/repo/a", "notes.txt", "a/notes.txt"),
            ("/repo/a", "../b/notes.txt", "b/notes.txt"),
            ("/repo/a/b", "./c/../notes.txt", "a/b/notes.txt"),
            ("/repo", "/elsewhere/notes.txt", "/elsewhere/notes.txt"),
        ] {
            assert_eq!(base(here).name_of_file(shown), name, "{here} {shown}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_manifest_is_named_from_the_root_and_by_its_own_name() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        std::fs::create_dir(root.join("a")).unwrap();
        std::fs::write(root.join("a/x.yaml"), "").unwrap();
        std::os::unix::fs::symlink("a/x.yaml", root.join("storectl.yaml")).unwrap();
        let base = Base {
            root: root.clone(),
            here: root.join("a"),
        };
        assert_eq!(base.name(&root.join("a/../a/x.yaml")), "a/x.yaml");
        assert_eq!(base.name(&root.join("storectl.yaml")), "storectl.yaml");
        assert_eq!(
            base.name(Path::new("/elsewhere/x.yaml")),
            "/elsewhere/x.yaml"
        );
    }
}
