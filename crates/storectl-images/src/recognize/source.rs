//! Where the manifest's images are.

use std::{
    fs::File,
    io::{self, Read},
    path::PathBuf,
};

use storectl_model::DesiredImage;

/// Opens the manifest's images. Each distinct content is opened once for its MD5 and, where pixels must be compared,
/// once for these, however many languages share it.
pub trait ImageSource: Send + Sync {
    /// Opens a file at its start.
    ///
    /// # Errors
    /// Returns an error if the file no longer exists or may not be read.
    fn open(&self, image: &DesiredImage) -> io::Result<Box<dyn Read + Send>>;
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
    fn open(&self, image: &DesiredImage) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(File::open(self.0.join(&image.path))?))
    }
}
