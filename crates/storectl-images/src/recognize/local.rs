//! The manifest's files, each distinct content read once for its pixels, where these matter.

use std::{collections::BTreeMap, fmt, io::BufReader};

use storectl_model::{DesiredImage, Digest};
use storectl_platform::spawn_helper;
use tokio::sync::OnceCell;

use super::{
    finding::{FileError, PixelFact},
    source::ImageSource,
};
use crate::decode::{DecodedFile, ImageFormat, Pixels, pixels_of_file};

/// How much of a file is in memory while it is decoded, in bytes.
const CHUNK: usize = 64 * 1024;

/// The files images are compared with.
pub(super) struct LocalFiles<'a> {
    source: &'a dyn ImageSource,
    files: BTreeMap<Digest, LocalFile<'a>>,
}

struct LocalFile<'a> {
    image: &'a DesiredImage,
    pixels: OnceCell<Result<(ImageFormat, Pixels), FileError>>,
}

impl<'a> LocalFiles<'a> {
    pub(super) fn new(
        source: &'a dyn ImageSource,
        images: impl IntoIterator<Item = &'a DesiredImage>,
    ) -> Self {
        let file = |image: &'a DesiredImage| {
            let file = LocalFile {
                image,
                pixels: OnceCell::new(),
            };
            (image.digest.clone(), file)
        };
        Self {
            source,
            files: images.into_iter().map(file).collect(),
        }
    }

    /// Returns the digest of a file's pixels.
    ///
    /// # Errors
    /// Returns an error if it cannot be read, does not decode, or is no longer the file that the manifest was checked with.
    pub(super) async fn pixels(&self, digest: &Digest) -> Result<Digest, FileError> {
        let Some(file) = self.files.get(digest) else {
            return Err(FileError::NotListed(digest.clone()));
        };
        let pixels = file.pixels.get_or_init(|| self.decode(file.image)).await;
        pixels.clone().map(|(_, pixels)| pixels.digest)
    }

    /// Decodes a file away from the other tasks and checks that it is still the one that was checked.
    async fn decode(&self, image: &DesiredImage) -> Result<(ImageFormat, Pixels), FileError> {
        let reader = self.source.open(image);
        let reader = reader.map_err(|it| unusable(image, &it))?;
        let limit = image.bytes;
        let work = move || pixels_of_file(BufReader::with_capacity(CHUNK, reader), limit);
        let done = spawn_helper(work).await;
        let DecodedFile { digest, decoded } = done
            .map_err(|it| unusable(image, &it))?
            .map_err(|it| unusable(image, &it))?;
        if digest != image.digest {
            let path = image.path.clone();
            return Err(FileError::Changed { path });
        }
        let (info, pixels) = decoded.map_err(|it| unusable(image, &it))?;
        Ok((info.format, pixels))
    }

    /// Returns what was learned of pixels and may be remembered.
    pub(super) fn learned(&self) -> Vec<PixelFact> {
        let known = self.files.iter().filter_map(|(content, file)| {
            let (format, pixels) = file.pixels.get()?.as_ref().ok()?;
            format.is_exact().then(|| PixelFact {
                content: content.clone(),
                pixels: pixels.clone(),
            })
        });
        known.collect()
    }
}

fn unusable(image: &DesiredImage, error: &dyn fmt::Display) -> FileError {
    FileError::Unusable {
        path: image.path.clone(),
        reason: error.to_string(),
    }
}
