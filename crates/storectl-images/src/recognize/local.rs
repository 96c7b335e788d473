//! The manifest's files: each distinct content read once for its MD5, and once for its pixels where these matter.

use std::{
    collections::BTreeMap,
    fmt,
    io::{self, Read},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use md5::Md5;
use sha2::{Digest as _, Sha256};
use storectl_model::{DesiredImage, Digest};
use storectl_platform::spawn_helper;
use tokio::sync::OnceCell;

use super::{
    finding::{FileError, PixelFact},
    source::ImageSource,
};
use crate::decode::{self, ImageFormat};

/// How much of a file is in memory while it is digested, in bytes.
const CHUNK: usize = 64 * 1024;

/// The files images are compared with.
pub(super) struct LocalFiles<'a> {
    source: &'a dyn ImageSource,
    files: BTreeMap<Digest, LocalFile<'a>>,
}

struct LocalFile<'a> {
    image: &'a DesiredImage,
    md5: OnceCell<Result<String, FileError>>,
    pixels: OnceCell<Result<(ImageFormat, Digest), FileError>>,
}

impl<'a> LocalFiles<'a> {
    pub(super) fn new(
        source: &'a dyn ImageSource,
        images: impl IntoIterator<Item = &'a DesiredImage>,
    ) -> Self {
        let file = |image: &'a DesiredImage| {
            let file = LocalFile {
                image,
                md5: OnceCell::new(),
                pixels: OnceCell::new(),
            };
            (image.digest.clone(), file)
        };
        Self {
            source,
            files: images.into_iter().map(file).collect(),
        }
    }

    /// Returns the MD5 of a file in base64.
    ///
    /// # Errors
    /// Returns an error if it cannot be read, or is no longer the file that the manifest was checked with.
    pub(super) async fn md5(&self, digest: &Digest) -> Result<String, FileError> {
        let Some(file) = self.files.get(digest) else {
            return Err(FileError::NotListed(digest.clone()));
        };
        let md5 = file.md5.get_or_init(|| async {
            self.with(file.image, |mut reader| digests(&mut reader))
                .await
        });
        md5.await.clone()
    }

    /// Returns the digest of a file's pixels.
    ///
    /// # Errors
    /// As [`md5`](Self::md5), or because the file does not decode.
    pub(super) async fn pixels(&self, digest: &Digest) -> Result<Digest, FileError> {
        let Some(file) = self.files.get(digest) else {
            return Err(FileError::NotListed(digest.clone()));
        };
        let pixels = file.pixels.get_or_init(|| async {
            let decoded = self.with(file.image, |mut reader| {
                let mut bytes = Vec::new();
                reader.read_to_end(&mut bytes)?;
                Ok((decode::pixels(&bytes), Digest::of(&bytes)))
            });
            decoded
                .await?
                .map(|(info, pixels)| (info.format, pixels))
                .map_err(|error| unusable(file.image, &error))
        });
        pixels.await.clone().map(|(_, pixels)| pixels)
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

    /// Reads a file away from the other tasks and checks that it is still the one that was checked.
    async fn with<T: Send + 'static>(
        &self,
        image: &DesiredImage,
        work: impl FnOnce(io::Take<Box<dyn Read + Send>>) -> io::Result<(T, Digest)> + Send + 'static,
    ) -> Result<T, FileError> {
        let reader = self.source.open(image);
        let reader = reader.map_err(|it| unusable(image, &it))?;
        // One byte more shows a file that has grown.
        let reader = reader.take(image.bytes.saturating_add(1));
        let done = spawn_helper(move || work(reader)).await;
        let (value, digest) = done
            .map_err(|it| unusable(image, &it))?
            .map_err(|it| unusable(image, &it))?;
        if digest != image.digest {
            let path = image.path.clone();
            return Err(FileError::Changed { path });
        }
        Ok(value)
    }
}

fn unusable(image: &DesiredImage, error: &dyn fmt::Display) -> FileError {
    FileError::Unusable {
        path: image.path.clone(),
        reason: error.to_string(),
    }
}

/// Digests a stream: its MD5 in base64, as blob servers keep it, and its SHA-256.
fn digests(reader: &mut dyn Read) -> io::Result<(String, Digest)> {
    let mut md5 = Md5::new();
    let mut sha256 = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        let count = match reader.read(&mut chunk) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let bytes = chunk.get(..count).unwrap_or_default();
        if bytes.is_empty() {
            let sha256 = Digest::from_bytes(&sha256.finalize());
            return Ok((STANDARD.encode(md5.finalize()), sha256));
        }
        md5.update(bytes);
        sha256.update(bytes);
    }
}
