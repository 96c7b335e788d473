//! A checkout that is read again and again: an image that did not change is decoded once.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use storectl_manifest::FileFault;

use crate::manifests::{
    file_tree::{Content, FileTree, ImageResult, Pointers},
    repository::Resolved,
};

/// How many images are remembered before all are forgotten; a manifest of 250 languages may name 5,000.
const MOST: usize = 20_000;

/// What is known of images, by their resolved paths.
#[derive(Debug, Default)]
pub(crate) struct ImageMemory(Mutex<HashMap<PathBuf, (Stamp, ImageResult)>>);

/// What changes when a file does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    modified: SystemTime,
}

impl Stamp {
    fn of(file: &Path) -> Option<Self> {
        let facts = fs::metadata(file).ok()?;
        Some(Self {
            bytes: facts.len(),
            modified: facts.modified().ok()?,
        })
    }
}

/// A tree of files whose images are remembered.
pub(super) struct Remembered<'a> {
    pub(super) tree: &'a dyn FileTree,
    pub(super) images: &'a ImageMemory,
}

impl FileTree for Remembered<'_> {
    fn resolve(&self, folder: &Path, path: &str) -> Result<Resolved, FileFault> {
        self.tree.resolve(folder, path)
    }

    fn pointers(&self) -> Pointers {
        self.tree.pointers()
    }

    fn prepare(&self, files: &[&Path]) {
        self.tree.prepare(files);
    }

    fn open(&self, file: &Path, cap: u64) -> Result<Box<dyn Content>, FileFault> {
        self.tree.open(file, cap)
    }

    fn image(&self, file: &Path, measure: &dyn Fn() -> ImageResult) -> ImageResult {
        let lock = || self.images.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Taken before the file is read: what changes while it is read is read again.
        let Some(stamp) = Stamp::of(file) else {
            return measure();
        };
        if let Some((_, known)) = lock().get(file).filter(|(it, _)| *it == stamp) {
            return known.clone();
        }
        let found = measure();
        let mut known = lock();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(file.to_owned(), (stamp, found.clone()));
        found
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::manifests::file_tree::Checkout;

    #[test]
    fn an_image_is_decoded_again_only_once_it_changed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("1.png");
        fs::write(&file, "one").unwrap();
        let (images, decoded) = (ImageMemory::default(), Cell::new(0));
        let checkout = Checkout::of(folder.path()).unwrap();
        let tree = Remembered {
            tree: &checkout,
            images: &images,
        };
        let look = || {
            let found = tree.image(&file, &|| {
                decoded.set(decoded.get() + 1);
                Err(FileFault::NotAnImage)
            });
            assert_eq!(found, Err(FileFault::NotAnImage));
        };
        look();
        look();
        assert_eq!(decoded.get(), 1);
        fs::write(&file, "longer").unwrap();
        look();
        assert_eq!(decoded.get(), 2);
    }
}
