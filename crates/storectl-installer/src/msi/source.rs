//! Reads parts of a file, and keeps account of those that are not there.

use std::{
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
};

use crate::{MissingPart, NoInstaller};

/// Parts that are no further apart are asked for as one, in bytes: a request costs more than they do.
const APART: u64 = 8 * 1024;

/// A file, and the parts of it that were looked for and are not there.
#[derive(Debug)]
pub(super) struct Source<'a, R> {
    inner: &'a mut R,
    length: u64,
    missing: Vec<Range<u64>>,
}

/// Why something of a file is not known.
#[derive(Debug)]
pub(super) enum Gap {
    /// Its bytes are not there. The source has noted them.
    Missing,
    /// It is over a bound of ours.
    Unknown,
    /// The structure contradicts itself.
    Broken(NoInstaller),
    /// The file cannot be read from where it is.
    Io(io::Error),
}

/// What the bytes of a structure contradict.
pub(super) const CONTRADICTION: Gap = Gap::Broken(NoInstaller::Other);

impl<'a, R: Read + Seek> Source<'a, R> {
    pub(super) fn new(inner: &'a mut R, length: u64) -> Self {
        Self {
            inner,
            length,
            missing: Vec::new(),
        }
    }

    /// Returns the length of the file in bytes.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Reads a part that the file must have. The caller bounds its length.
    pub(super) fn read(&mut self, part: Range<u64>) -> Result<Vec<u8>, Gap> {
        let mut bytes = Vec::new();
        self.append(part, &mut bytes)?;
        Ok(bytes)
    }

    /// Reads parts one after the other. All that are missing are noted, not only the first.
    pub(super) fn read_all(&mut self, parts: &[Range<u64>]) -> Result<Vec<u8>, Gap> {
        let length = parts.iter().map(|it| it.end - it.start).sum::<u64>();
        let capacity = usize::try_from(length.min(self.length)).map_err(|_| Gap::Unknown)?;
        let mut bytes = Vec::with_capacity(capacity);
        let mut outcome = Ok(());
        for part in parts {
            match self.append(part.clone(), &mut bytes) {
                Ok(()) => {}
                Err(Gap::Missing) => outcome = Err(Gap::Missing),
                Err(gap) => return Err(gap),
            }
        }
        outcome.map(|()| bytes)
    }

    fn append(&mut self, part: Range<u64>, bytes: &mut Vec<u8>) -> Result<(), Gap> {
        if part.end > self.length {
            return Err(Gap::Broken(NoInstaller::CutOff));
        }
        let length = usize::try_from(part.end - part.start).map_err(|_| Gap::Unknown)?;
        let start = bytes.len();
        bytes.resize(start + length, 0);
        let read = self.inner.seek(SeekFrom::Start(part.start)).and_then(|_| {
            self.inner
                .read_exact(bytes.get_mut(start..).unwrap_or_default())
        });
        read.map_err(|error| self.gap(error))
    }

    /// Notes what is missing of a part that may be needed: a guess, which may reach past the end.
    pub(super) fn expect(&mut self, part: &Range<u64>) -> Result<(), Gap> {
        let part = part.start.min(self.length)..part.end.min(self.length);
        match self.read(part) {
            Ok(_) | Err(Gap::Missing) => Ok(()),
            Err(gap) => Err(gap),
        }
    }

    /// Returns how many parts are missing so far, for [`Self::forget`].
    pub(super) fn mark(&self) -> usize {
        self.missing.len()
    }

    /// Forgets the parts that were noted since a mark: what they would tell is not worth asking for.
    pub(super) fn forget(&mut self, mark: usize) {
        self.missing.truncate(mark);
    }

    /// Returns the parts that are missing, in order, apart from each other.
    pub(super) fn missing(mut self) -> Vec<Range<u64>> {
        self.missing.sort_by_key(|it| it.start);
        let mut parts: Vec<Range<u64>> = Vec::new();
        for part in self.missing {
            match parts.last_mut() {
                Some(last) if part.start <= last.end + APART => last.end = last.end.max(part.end),
                _ => parts.push(part),
            }
        }
        parts
    }

    fn gap(&mut self, error: io::Error) -> Gap {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            return Gap::Broken(NoInstaller::CutOff);
        }
        match error.get_ref().and_then(|it| it.downcast_ref()) {
            Some(MissingPart(part)) => {
                self.missing.push(part.clone());
                Gap::Missing
            }
            None => Gap::Io(error),
        }
    }
}

/// Returns a thing where it is known, and fails only where nothing of the file would be.
pub(super) fn optional<T>(found: Result<T, Gap>) -> Result<Option<T>, Gap> {
    match found {
        Ok(it) => Ok(Some(it)),
        Err(Gap::Missing | Gap::Unknown) => Ok(None),
        Err(gap @ (Gap::Broken(_) | Gap::Io(_))) => Err(gap),
    }
}
