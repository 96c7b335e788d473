//! A file of which only some parts are known, such as those that ranges of a host answered.

use std::{
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
};

/// A file of a known length of which some parts are there. Reading any other part fails with a [`MissingPart`].
#[derive(Clone, Debug)]
pub struct Parts {
    length: u64,
    position: u64,
    /// In order, apart from each other.
    known: Vec<(u64, Vec<u8>)>,
}

/// A part that was asked for and is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("bytes {} to {} were not read", .0.start, .0.end)]
pub struct MissingPart(pub Range<u64>);

impl Parts {
    /// Takes a file of `length` bytes of which nothing is known yet.
    pub fn new(length: u64) -> Self {
        Self {
            length,
            position: 0,
            known: Vec::new(),
        }
    }

    /// Returns the length of the file in bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Adds a part; bytes past the end are left out, and what is known already stays as it is.
    pub fn add(&mut self, start: u64, bytes: &[u8]) {
        let end = start.saturating_add(bytes.len() as u64).min(self.length);
        let mut at = start;
        while at < end {
            if let Some(known) = self.known_at(at) {
                at = known.end;
                continue;
            }
            let next = self.known.iter().map(|it| it.0).find(|it| *it > at);
            let until = next.unwrap_or(end).min(end);
            let from = usize::try_from(at - start).unwrap_or(bytes.len());
            let to = usize::try_from(until - start).unwrap_or(bytes.len());
            let part = bytes.get(from..to).unwrap_or_default().to_vec();
            let index = self.known.partition_point(|it| it.0 < at);
            self.known.insert(index, (at, part));
            at = until;
        }
    }

    /// Returns whether every byte of a range is there.
    pub fn has(&self, range: Range<u64>) -> bool {
        let mut at = range.start;
        while at < range.end {
            match self.known_at(at) {
                Some(known) => at = known.end,
                None => return false,
            }
        }
        true
    }

    /// Returns the bytes of a range; `None` unless all of them are there.
    pub fn slice(&self, range: Range<u64>) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let (start, part) = self.bytes().find(|(start, part)| {
                (*start..start.saturating_add(part.len() as u64)).contains(&at)
            })?;
            let from = usize::try_from(at - start).ok()?;
            let to = usize::try_from(range.end - start).unwrap_or(usize::MAX);
            let found = part.get(from..to.min(part.len()))?;
            bytes.extend_from_slice(found);
            at += found.len() as u64;
        }
        Some(bytes)
    }

    /// Returns the ranges that are there, in order.
    pub fn known(&self) -> impl Iterator<Item = Range<u64>> {
        self.known
            .iter()
            .map(|(start, bytes)| *start..start + bytes.len() as u64)
    }

    /// Returns the parts that are there with their first byte, in order.
    pub fn bytes(&self) -> impl Iterator<Item = (u64, &[u8])> {
        self.known
            .iter()
            .map(|(start, bytes)| (*start, bytes.as_slice()))
    }

    fn known_at(&self, at: u64) -> Option<Range<u64>> {
        self.known().find(|it| it.contains(&at))
    }
}

impl Read for Parts {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() || self.position >= self.length {
            return Ok(0);
        }
        let at = self.position;
        let found = self.known.iter().find_map(|(start, bytes)| {
            let from = usize::try_from(at.checked_sub(*start)?).ok()?;
            bytes.get(from..).filter(|it| !it.is_empty())
        });
        let Some(found) = found else {
            let end = at.saturating_add(buffer.len() as u64).min(self.length);
            return Err(io::Error::other(MissingPart(at..end)));
        };
        let count = found.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(found) {
            *to = *from;
        }
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Parts {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(parts: &Parts) -> Vec<Range<u64>> {
        parts.known().collect()
    }

    #[test]
    fn what_is_there_is_read_and_what_is_not_is_named() {
        let mut parts = Parts::new(10);
        parts.add(2, b"cde");
        parts.add(8, b"ijkl");
        assert_eq!(known(&parts), [2..5, 8..10]);
        parts.seek(SeekFrom::Start(3)).unwrap();
        let mut buffer = [0; 4];
        assert_eq!(parts.read(&mut buffer).unwrap(), 2);
        assert_eq!(&buffer[..2], b"de");
        let error = parts.read(&mut buffer).unwrap_err();
        let missing = error.get_ref().and_then(|it| it.downcast_ref());
        assert_eq!(missing, Some(&MissingPart(5..9)));
        parts.seek(SeekFrom::End(-1)).unwrap();
        assert_eq!(parts.read(&mut buffer).unwrap(), 1);
        assert_eq!(parts.read(&mut buffer).unwrap(), 0);
        assert!(parts.seek(SeekFrom::Current(-11)).is_err());
    }

    #[test]
    fn what_is_known_stays_as_it_is() {
        let mut parts = Parts::new(8);
        parts.add(2, b"cd");
        parts.add(0, b"ABCDEF");
        assert_eq!(known(&parts), [0..2, 2..4, 4..6]);
        assert!(parts.has(0..6) && !parts.has(5..7));
        assert_eq!(parts.slice(1..5).as_deref(), Some(&b"Bcd\x45"[..]));
        assert_eq!(parts.slice(5..7), None);
        let mut text = String::new();
        parts.add(6, b"GH");
        parts.read_to_string(&mut text).unwrap();
        assert_eq!(text, "ABcdEFGH");
    }
}
