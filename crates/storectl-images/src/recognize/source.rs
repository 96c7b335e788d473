//! Where the manifest's images are.

use std::{
    io::{self, Read, Seek},
    path::PathBuf,
};

use storectl_model::DesiredImage;
use storectl_platform::{InputFileError, open_input};

/// A file, at its start.
pub trait ImageFile: Read + Seek + Send {}

impl<T: Read + Seek + Send> ImageFile for T {}

/// Opens the manifest's images. A content is opened only where its pixels are probably those of an image of the Store in
/// other bytes, and once, however many languages share it.
pub trait ImageSource: Send + Sync {
    /// Opens a file.
    ///
    /// # Errors
    /// Returns an error if the file no longer exists or may not be read.
    fn open(&self, image: &DesiredImage) -> io::Result<Box<dyn ImageFile>>;
}

/// Images in a folder: the manifest's.
#[derive(Clone, Debug)]
pub struct ImageFolder(PathBuf);

impl ImageFolder {
    /// Takes the folder that the paths of images are relative to.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }
}

impl ImageSource for ImageFolder {
    fn open(&self, image: &DesiredImage) -> io::Result<Box<dyn ImageFile>> {
        // Links on the way were judged when the manifest was checked.
        let path = self.0.join(&image.path).canonicalize()?;
        match open_input(&path, u64::MAX) {
            Ok(file) => Ok(Box::new(file)),
            Err(InputFileError::Read(error)) => Err(error),
            Err(error) => Err(io::Error::other(error)),
        }
    }
}
