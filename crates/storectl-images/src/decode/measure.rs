//! Everything a manifest's check needs to know of an image file, in one reading of it.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use sha2::{Digest as _, Sha256};
use storectl_model::Digest;

use super::{
    decoder,
    image::{ImageError, ImageInfo},
};

/// An image file that decodes completely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its length in bytes.
    pub bytes: u64,
    /// What the bytes are.
    pub info: ImageInfo,
}

/// Decodes an image to its end and digests its bytes while they pass, so that a PNG is read once and memory does not
/// depend on the file's length. `limit` is the most bytes read.
///
/// # Errors
/// Returns an error if the image does not decode, or has more bytes than `limit`; never panics, whatever the bytes.
pub fn measure(file: impl BufRead + Seek, limit: u64) -> Result<Measured, ImageError> {
    let mut file = HashingReader::new(file, limit);
    let examined = decoder::examine(&mut file);
    if file.is_over_limit {
        return Err(ImageError::TooLong { limit });
    }
    let info = examined?;
    let (digest, bytes) = file.finish().map_err(ImageError::Unreadable)?;
    if bytes > limit {
        return Err(ImageError::TooLong { limit });
    }
    Ok(Measured {
        digest,
        bytes,
        info,
    })
}

/// Digests each byte the first time it passes.
struct HashingReader<R> {
    inner: R,
    hasher: Sha256,
    /// Where `inner` stands.
    position: u64,
    /// How many bytes from the start are digested; nothing is skipped.
    hashed: u64,
    limit: u64,
    is_over_limit: bool,
}

impl<R: BufRead + Seek> HashingReader<R> {
    fn new(inner: R, limit: u64) -> Self {
        Self {
            inner,
            hasher: Sha256::new(),
            position: 0,
            hashed: 0,
            limit,
            is_over_limit: false,
        }
    }

    /// Reads on to the end, at most one byte past the limit, and returns the digest and the length.
    fn finish(mut self) -> io::Result<(Digest, u64)> {
        self.seek_to(self.hashed)?;
        self.read_until(self.limit.saturating_add(1))?;
        Ok((Digest::from_bytes(&self.hasher.finalize()), self.hashed))
    }

    /// Reads on to `end` or to the end of the file.
    fn read_until(&mut self, end: u64) -> io::Result<()> {
        while self.position < end {
            let wanted = end - self.position;
            let there = match self.fill_buf() {
                Ok([]) => break,
                Ok(bytes) => bytes.len(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            self.consume(there.min(usize::try_from(wanted).unwrap_or(usize::MAX)));
        }
        Ok(())
    }

    fn seek_to(&mut self, to: u64) -> io::Result<()> {
        if to != self.position {
            self.position = self.inner.seek(SeekFrom::Start(to))?;
        }
        Ok(())
    }
}

impl<R: BufRead + Seek> BufRead for HashingReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.position > self.limit {
            self.is_over_limit = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        let Ok(there) = self.inner.fill_buf() else {
            return;
        };
        let passed = there.get(..amount).unwrap_or(there);
        let known =
            usize::try_from(self.hashed.saturating_sub(self.position)).unwrap_or(usize::MAX);
        if let Some(new) = passed.get(known..) {
            self.hasher.update(new);
        }
        self.position = self.position.saturating_add(passed.len() as u64);
        self.hashed = self.hashed.max(self.position);
        let amount = passed.len();
        self.inner.consume(amount);
    }
}

impl<R: BufRead + Seek> Read for HashingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead + Seek> Seek for HashingReader<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(to) => Some(to),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
            SeekFrom::End(by) => {
                let end = self.inner.seek(SeekFrom::End(0))?;
                self.position = end;
                end.checked_add_signed(by)
            }
        };
        let to = to.ok_or(io::ErrorKind::InvalidInput)?;
        // What is jumped over is digested on the way.
        self.seek_to(to.min(self.hashed))?;
        self.read_until(to)?;
        Ok(self.position)
    }
}
