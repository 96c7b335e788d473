//! An installer of which parts may be missing: what is asked for and not there is noted, so that it can be asked for together.

use std::{
    io::{Read, Seek, SeekFrom},
    iter,
    ops::Range,
};

use crate::{Depth, ReadError};

/// Most bytes that are held of one part: 24 MiB.
const LONGEST: u64 = 24 * 1024 * 1024;

/// An installer of which parts may be missing.
pub(crate) struct Source<'a, R> {
    inner: &'a mut R,
    length: u64,
    missing: Vec<Range<u64>>,
}

impl<'a, R: Read + Seek> Source<'a, R> {
    /// Takes an installer of `length` bytes.
    pub(crate) fn new(inner: &'a mut R, length: u64) -> Self {
        Self {
            inner,
            length,
            missing: Vec::new(),
        }
    }

    /// Returns its length in bytes.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// Returns the bytes of a range, as far as the installer reaches; none of a part that is too long to be held.
    ///
    /// # Errors
    /// They are not there, and nothing can be told without them.
    pub(crate) fn need(&mut self, range: Range<u64>) -> Result<Vec<u8>, ReadError> {
        let range = range.start.min(self.length)..range.end.min(self.length);
        if range.end.saturating_sub(range.start) > LONGEST {
            return Ok(Vec::new());
        }
        let mut bytes = Vec::new();
        self.inner.seek(SeekFrom::Start(range.start))?;
        let mut part = self
            .inner
            .by_ref()
            .take(range.end.saturating_sub(range.start));
        match part.read_to_end(&mut bytes).map_err(ReadError::from) {
            Ok(_) => Ok(bytes),
            // All of it is asked for, whatever length the reader tried.
            Err(ReadError::Missing(_)) => {
                let from = range.start + bytes.len() as u64;
                Err(missing(from..range.end))
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the bytes of a range where they are there, and notes that they are missing where they are not.
    ///
    /// # Errors
    /// The installer cannot be read.
    pub(crate) fn want(&mut self, range: Range<u64>) -> Result<Option<Vec<u8>>, ReadError> {
        match self.need(range) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(ReadError::Missing(missing)) => {
                self.missing.extend(missing);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the bytes of a range where they are there.
    ///
    /// # Errors
    /// The installer cannot be read.
    pub(crate) fn known(&mut self, range: Range<u64>) -> Result<Option<Vec<u8>>, ReadError> {
        match self.need(range) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(ReadError::Missing(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Hands every byte to `each`, in order, with where it is.
    ///
    /// # Errors
    /// The installer cannot be read, or not completely.
    pub(crate) fn stream(&mut self, mut each: impl FnMut(u64, &[u8])) -> Result<(), ReadError> {
        self.inner.seek(SeekFrom::Start(0))?;
        let mut buffer = vec![0; 64 * 1024];
        let mut at = 0;
        while at < self.length {
            let count = match self.inner.read(&mut buffer).map_err(ReadError::from) {
                Ok(0) => return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into()),
                Ok(count) => count,
                Err(ReadError::Missing(_)) => {
                    return Err(missing(at..self.length));
                }
                Err(error) => return Err(error),
            };
            each(at, buffer.get(..count).unwrap_or_default());
            at += count as u64;
        }
        Ok(())
    }

    /// Ends a look.
    ///
    /// # Errors
    /// The parts that were missing, in order, where they are to be asked for.
    pub(crate) fn finish(self, depth: Depth) -> Result<(), ReadError> {
        match depth {
            Depth::Parts | Depth::Whole if !self.missing.is_empty() => {
                Err(ReadError::Missing(merged(self.missing)))
            }
            Depth::Parts | Depth::Known | Depth::Whole => Ok(()),
        }
    }
}

fn missing(range: Range<u64>) -> ReadError {
    ReadError::Missing(iter::once(range).collect())
}

/// Puts ranges in order and joins those that touch.
fn merged(mut ranges: Vec<Range<u64>>) -> Vec<Range<u64>> {
    ranges.sort_by_key(|it| (it.start, it.end));
    let mut merged: Vec<Range<u64>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}
