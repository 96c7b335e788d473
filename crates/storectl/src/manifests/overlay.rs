//! The checkout as it will be once edited files are written: what is edited is checked before anything is.

use std::{
    collections::BTreeMap,
    io::Cursor,
    path::{Path, PathBuf},
};

use storectl_manifest::FileFault;

use crate::manifests::{
    file_tree::{Checkout, Content, FileTree, Pointers},
    repository::{Reached, Resolved},
};

/// A file with another content.
#[derive(Clone, Debug)]
pub(crate) struct EditedFile {
    /// Its path as people know it.
    pub(crate) shown: String,
    /// What it holds now; `None` of one that is to be created.
    pub(crate) before: Option<Vec<u8>>,
    /// What it will hold.
    pub(crate) after: Vec<u8>,
}

/// Files with another content, by their resolved paths.
#[derive(Clone, Debug, Default)]
pub(crate) struct EditedFiles(BTreeMap<PathBuf, EditedFile>);

impl EditedFiles {
    /// Nothing is edited.
    pub(crate) const NONE: Self = Self(BTreeMap::new());

    /// Takes a file, if its content changes; what was known of it before is replaced. Returns whether it changes.
    pub(crate) fn insert(&mut self, path: PathBuf, file: EditedFile) -> bool {
        let changes = file.before.as_ref() != Some(&file.after);
        if changes {
            self.0.insert(path, file);
        }
        changes
    }

    /// Returns what a file will hold, where it is edited.
    pub(crate) fn get(&self, path: &Path) -> Option<&[u8]> {
        self.0.get(path).map(|it| it.after.as_slice())
    }

    /// Returns the files, by path.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Path, &EditedFile)> {
        self.0.iter().map(|(path, file)| (path.as_path(), file))
    }
}

/// Returns where a file is that a manifest in `folder` names, or where it would be created.
///
/// # Errors
/// A place outside the repository, a hidden one, one in another case, or a broken link.
pub(crate) fn place(checkout: &Checkout, folder: &Path, path: &str) -> Result<PathBuf, FileFault> {
    match checkout.resolve(folder, path) {
        Ok(resolved) => Ok(resolved.path),
        Err(FileFault::Missing) => {
            let (parent, name) = path.rsplit_once('/').unwrap_or((".", path));
            if name.starts_with('.') {
                return Err(FileFault::Hidden);
            }
            let parent = place(checkout, folder, parent);
            let file = parent.map_err(|fault| above(fault, name))?.join(name);
            if file.is_symlink() {
                return Err(FileFault::Missing);
            }
            Ok(file)
        }
        Err(fault) => Err(fault),
    }
}

/// Returns the fault of a file `name` whose folder has this one.
fn above(fault: FileFault, name: &str) -> FileFault {
    match fault {
        FileFault::OtherCase { actual } if actual.is_empty() => FileFault::OtherCase {
            actual: name.to_owned(),
        },
        FileFault::OtherCase { actual } => FileFault::OtherCase {
            actual: format!("{actual}/{name}"),
        },
        fault => fault,
    }
}

/// The checkout, where edited files have their new content.
pub(super) struct Overlay<'a> {
    pub(super) checkout: Checkout,
    pub(super) edited: &'a EditedFiles,
}

impl FileTree for Overlay<'_> {
    fn resolve(&self, folder: &Path, path: &str) -> Result<Resolved, FileFault> {
        let resolved = self.checkout.resolve(folder, path);
        if !matches!(resolved, Err(FileFault::Missing)) {
            return resolved;
        }
        let path = place(&self.checkout, folder, path).map_err(|fault| match fault {
            // The folder is there in another case, the file in none.
            FileFault::OtherCase { .. } => FileFault::Missing,
            fault => fault,
        })?;
        let reached = Reached::Directly;
        let is_new = self.edited.get(&path).is_some();
        is_new
            .then_some(Resolved { path, reached })
            .ok_or(FileFault::Missing)
    }

    fn pointers(&self) -> Pointers {
        self.checkout.pointers()
    }

    fn prepare(&self, files: &[&Path]) {
        self.checkout.prepare(files);
    }

    fn open(&self, file: &Path, cap: u64) -> Result<Box<dyn Content>, FileFault> {
        let Some(content) = self.edited.get(file) else {
            return self.checkout.open(file, cap);
        };
        let bytes = u64::try_from(content.len()).unwrap_or(u64::MAX);
        if bytes > cap {
            return Err(FileFault::TooLarge { bytes, limit: cap });
        }
        Ok(Box::new(Cursor::new(content.to_vec())))
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, io::Read as _};

    use super::*;

    fn overlay<'a>(folder: &Path, edited: &'a EditedFiles) -> Overlay<'a> {
        let checkout = Checkout::of(folder).unwrap();
        Overlay { checkout, edited }
    }

    fn read(tree: &Overlay<'_>, folder: &Path, path: &str) -> Result<String, FileFault> {
        let path = tree.resolve(folder, path)?.path;
        let mut text = String::new();
        tree.open(&path, 100)?.read_to_string(&mut text).unwrap();
        Ok(text)
    }

    #[test]
    fn edited_and_new_files_are_read_and_the_others_are_the_checkouts() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::write(folder.join("a.txt"), "old").unwrap();
        fs::write(folder.join("b.txt"), "same").unwrap();
        let checkout = Checkout::of(folder).unwrap();
        let mut edited = EditedFiles::NONE;
        for (path, before) in [("a.txt", Some(b"old".to_vec())), ("texts/c.txt", None)] {
            let file = EditedFile {
                shown: path.to_owned(),
                before,
                after: b"new".to_vec(),
            };
            assert!(edited.insert(place(&checkout, folder, path).unwrap(), file));
        }
        let tree = overlay(folder, &edited);
        for (path, content) in [
            ("a.txt", Ok("new")),
            ("./a.txt", Ok("new")),
            ("b.txt", Ok("same")),
            ("texts/c.txt", Ok("new")),
            ("texts/d.txt", Err(FileFault::Missing)),
            ("../a.txt", Err(FileFault::OutsideRepository)),
        ] {
            let found = read(&tree, folder, path);
            assert_eq!(found, content.map(str::to_owned), "{path}");
        }
    }

    #[test]
    fn a_new_file_obeys_the_rule_of_every_file() {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::of(folder.path()).unwrap();
        for (path, fault) in [
            ("../new.txt", FileFault::OutsideRepository),
            (".hidden", FileFault::Hidden),
            (".hidden/new.txt", FileFault::Hidden),
            ("a/.hidden/new.txt", FileFault::Hidden),
        ] {
            assert_eq!(place(&checkout, folder.path(), path), Err(fault), "{path}");
        }
    }

    #[test]
    fn a_new_file_is_named_below_the_folder_as_it_is_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("Texts")).unwrap();
        let checkout = Checkout::of(folder.path()).unwrap();
        for (written, actual) in [
            ("texts/new.txt", "Texts/new.txt"),
            ("texts/de/new.txt", "Texts/de/new.txt"),
        ] {
            let actual = actual.to_owned();
            let found = place(&checkout, folder.path(), written);
            assert_eq!(found, Err(FileFault::OtherCase { actual }), "{written}");
            let read = overlay(folder.path(), &EditedFiles::NONE).resolve(folder.path(), written);
            assert_eq!(read, Err(FileFault::Missing), "{written}");
        }
    }
}
