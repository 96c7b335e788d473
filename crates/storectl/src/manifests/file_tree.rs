//! Where a manifest and the files it names are read from: one interface for the checkout and for what git keeps.

use std::{
    ffi::OsStr,
    io::{Read, Seek},
    path::Path,
};

use storectl_manifest::{FileFault, ImageFacts, ManifestAccess};
use storectl_platform::{InputFileError, open_input};

use crate::manifests::{
    folders::Folders,
    repository::{Reached, Repository, Resolved, fault},
};

/// The longest manifest or text read, in bytes; the longest text the Store takes is 10,000 characters.
pub(crate) const TEXT_CAP: u64 = 1024 * 1024;
/// The largest image read, in bytes. Source: store-api.md, listing assets are under 50 MB.
pub(crate) const IMAGE_CAP: u64 = 50 * 1024 * 1024;

/// The files that a manifest may reach.
///
/// The same rule holds in each: inside the tree only, links resolved, nothing with a name that begins with a dot
/// (design.md §3, Paths).
pub(crate) trait FileTree: Sync {
    /// Resolves `path`, as a manifest in `folder` writes it.
    ///
    /// # Errors
    /// What is missing, outside, hidden, or spelled in another case.
    fn resolve(&self, folder: &Path, path: &str) -> Result<Resolved, FileFault>;

    /// Says what a Git LFS pointer in place of an image is.
    fn pointers(&self) -> Pointers;

    /// Tells which manifests and texts are opened next, by their resolved paths: where each costs much, they are read together.
    fn prepare(&self, files: &[&Path]);

    /// Opens a regular file of at most `cap` bytes, by its resolved path.
    ///
    /// # Errors
    /// What is no regular file, is longer, or cannot be read.
    fn open(&self, file: &Path, cap: u64) -> Result<Box<dyn Content>, FileFault>;

    /// Returns the facts of an image, by its resolved path. `measure` finds them out by decoding it; a tree that is read again
    /// and again may remember them.
    ///
    /// # Errors
    /// Why it is not an image that can be used.
    fn image(&self, _file: &Path, measure: &dyn Fn() -> ImageResult) -> ImageResult {
        measure()
    }
}

/// What is known of an image, or why it cannot be used.
pub(crate) type ImageResult = Result<ImageFacts, FileFault>;

/// What a Git LFS pointer in place of an image is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pointers {
    /// A fault: the image is to be uploaded, and was not fetched.
    Refused,
    /// What git keeps of the image, which is only compared with.
    Followed,
}

/// The content of a file, at its start.
pub(crate) trait Content: Read + Seek + Send {}

impl<T: Read + Seek + Send> Content for T {}

/// The files of the checkout that a manifest is in.
#[derive(Debug)]
pub(crate) struct Checkout {
    repository: Repository,
    folders: Folders,
}

impl Checkout {
    /// Finds the one of a manifest in `folder`.
    ///
    /// # Errors
    /// A folder that cannot be resolved.
    pub(crate) fn of(folder: &Path) -> Result<Self, FileFault> {
        Repository::of(folder)
            .map(Self::from)
            .map_err(|error| fault(&error))
    }
}

impl From<Repository> for Checkout {
    fn from(repository: Repository) -> Self {
        Self {
            repository,
            folders: Folders::default(),
        }
    }
}

impl FileTree for Checkout {
    fn resolve(&self, folder: &Path, path: &str) -> Result<Resolved, FileFault> {
        match self.folders.find(&self.repository, folder, path) {
            Some(listed) => Ok(listed),
            None => self.repository.resolve(folder, path),
        }
    }

    fn pointers(&self) -> Pointers {
        Pointers::Refused
    }

    fn prepare(&self, _files: &[&Path]) {}

    fn open(&self, file: &Path, cap: u64) -> Result<Box<dyn Content>, FileFault> {
        match open_input(file, cap) {
            Ok(file) => Ok(Box::new(file)),
            Err(InputFileError::NotRegular(_)) => Err(FileFault::NotAFile),
            Err(InputFileError::TooLarge { bytes }) => {
                Err(FileFault::TooLarge { bytes, limit: cap })
            }
            Err(InputFileError::Read(error)) => Err(fault(&error)),
        }
    }
}

/// Reads the manifest called `name` in `folder` of `tree`, whole, and says how it was reached. It obeys the rule of the files
/// it names: what is wrong in a manifest is shown with its line, and a stranger's link could show a secret.
///
/// # Errors
/// What [`FileFault`] tells, except what is about its content.
pub(crate) fn manifest_in(
    tree: &dyn FileTree,
    folder: &Path,
    name: &str,
) -> Result<(Vec<u8>, ManifestAccess), FileFault> {
    let Resolved { path, reached } = tree.resolve(folder, name)?;
    let access = match reached {
        Reached::Directly => ManifestAccess::Direct,
        Reached::ThroughLink => ManifestAccess::Linked,
    };
    Ok((bytes(tree, &path)?, access))
}

/// Most texts have fewer bytes.
const LIKELY: usize = 8 * 1024;

/// Reads a manifest or a text whole, by its resolved path.
///
/// # Errors
/// A file that cannot be opened, or is longer than [`TEXT_CAP`].
pub(super) fn bytes(tree: &dyn FileTree, file: &Path) -> Result<Vec<u8>, FileFault> {
    // Most texts are read in one step, and keep no more room than they need.
    let mut content = Vec::with_capacity(LIKELY);
    // One byte more than the cap shows a file that has grown since it was measured.
    tree.open(file, TEXT_CAP)?
        .take(TEXT_CAP + 1)
        .read_to_end(&mut content)
        .map_err(|error| fault(&error))?;
    let bytes = u64::try_from(content.len()).unwrap_or(u64::MAX);
    if bytes > TEXT_CAP {
        return Err(FileFault::TooLarge {
            bytes,
            limit: TEXT_CAP,
        });
    }
    content.shrink_to_fit();
    Ok(content)
}

/// Splits the path of a manifest into its folder and its name.
///
/// # Errors
/// A name that is not UTF-8.
pub(crate) fn split(manifest: &Path) -> Result<(&Path, &str), FileFault> {
    let folder = manifest.parent().unwrap_or(Path::new(""));
    let name = manifest.file_name().and_then(OsStr::to_str);
    let unreadable = || FileFault::Unreadable("its name is not valid UTF-8".to_owned());
    Ok((folder, name.ok_or_else(unreadable)?))
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    #[test]
    fn a_device_is_not_a_file() {
        use super::*;

        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::of(folder.path()).unwrap();
        assert_eq!(
            bytes(&checkout, Path::new("/dev/zero")),
            Err(FileFault::NotAFile)
        );
    }
}
