//! A file that is digested while it is read.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use md5::Md5;
use sha2::{Digest as _, Sha256};
use storectl_model::Digest;

/// What the bytes of a file are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileDigests {
    /// SHA-256.
    pub(super) sha256: Digest,
    /// MD5 in base64, as blob servers keep it.
    pub(super) md5: String,
    /// Length in bytes; where the file has more than the limit, one more than that.
    pub(super) bytes: u64,
}

/// Digests each byte the first time it passes.
pub(super) struct HashingReader<R> {
    inner: R,
    sha256: Sha256,
    md5: Md5,
    /// Where `inner` stands.
    position: u64,
    /// How many bytes from the start are digested; nothing is skipped.
    hashed: u64,
    limit: u64,
    is_over_limit: bool,
}

impl<R: BufRead + Seek> HashingReader<R> {
    /// Takes a file of which at most one byte more than `limit` is read.
    pub(super) fn new(inner: R, limit: u64) -> Self {
        Self {
            inner,
            sha256: Sha256::new(),
            md5: Md5::new(),
            position: 0,
            hashed: 0,
            limit,
            is_over_limit: false,
        }
    }

    /// Reports whether bytes past the limit were asked for.
    pub(super) fn is_over_limit(&self) -> bool {
        self.is_over_limit
    }

    /// Reads on to the end, at most one byte past the limit.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read.
    pub(super) fn finish(mut self) -> io::Result<FileDigests> {
        self.seek_to(self.hashed)?;
        self.read_until(self.limit.saturating_add(1))?;
        Ok(FileDigests {
            sha256: Digest::from_bytes(&self.sha256.finalize()),
            md5: STANDARD.encode(self.md5.finalize()),
            bytes: self.hashed,
        })
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
            self.sha256.update(new);
            self.md5.update(new);
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
