//! The strings of an MSI: tables hold numbers of them.

use std::cell::Cell;

use msi::CodePage;

use super::{
    bytes::{u16_at, u32_at},
    source::{CONTRADICTION, Gap},
};

/// Set in the code page where numbers of strings are three bytes long, not two.
const LONG_NUMBERS: u32 = 0x8000_0000;

/// How many bytes of strings are decoded in all: a table may name one long string in each of its rows.
const MAX_DECODED: usize = 16 * 1024 * 1024;

/// The strings of an MSI.
#[derive(Debug)]
pub(super) struct Strings {
    code_page: CodePage,
    /// How many bytes the number of a string has: two or three.
    pub(super) number: usize,
    data: Vec<u8>,
    /// Where each string ends in the data; it begins where the one before it ends.
    ends: Vec<u32>,
    /// How many bytes may still be decoded.
    left: Cell<usize>,
}

impl Strings {
    /// Reads the pool, which has the length of each string, and the data, which has their bytes one after the other.
    ///
    /// A string of 64 KiB or more has a length of zero in the pool, and the length in the four bytes after it.
    pub(super) fn parse(pool: &[u8], data: Vec<u8>) -> Result<Self, Gap> {
        let page = u32_at(pool, 0).ok_or(CONTRADICTION)?;
        let code_page = i32::try_from(page & !LONG_NUMBERS)
            .ok()
            .and_then(CodePage::from_id)
            .ok_or(Gap::Unknown)?;
        let mut ends = Vec::new();
        let mut end: u32 = 0;
        let mut at = 4;
        while let (Some(length), Some(uses)) = (u16_at(pool, at), u16_at(pool, at + 2)) {
            let mut length = u32::from(length);
            at += 4;
            if length == 0 && uses > 0 {
                length = u32_at(pool, at).ok_or(CONTRADICTION)?;
                at += 4;
            }
            end = end.checked_add(length).ok_or(CONTRADICTION)?;
            ends.push(end);
        }
        if usize::try_from(end).is_ok_and(|it| it > data.len()) {
            return Err(CONTRADICTION);
        }
        Ok(Self {
            code_page,
            number: if page & LONG_NUMBERS == 0 { 2 } else { 3 },
            data,
            ends,
            left: Cell::new(MAX_DECODED),
        })
    }

    /// Returns the string of a number; 0 is none, and numbers begin with 1. Once 16 MiB were decoded, none is known.
    pub(super) fn get(&self, number: u32) -> Option<String> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let end = self.ends.get(index).copied()?;
        let start = index
            .checked_sub(1)
            .map_or(Some(0), |it| self.ends.get(it).copied())?;
        let bytes = self
            .data
            .get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)?;
        self.left.set(self.left.get().checked_sub(bytes.len())?);
        Some(self.code_page.decode(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(page: u32, numbers: &[u16]) -> Vec<u8> {
        let numbers = numbers.iter().flat_map(|it| it.to_le_bytes());
        page.to_le_bytes().into_iter().chain(numbers).collect()
    }

    #[test]
    fn strings_lie_one_after_the_other() {
        let strings = Strings::parse(&pool(1252, &[2, 1, 0, 0, 3, 9]), b"ab\xfcde".to_vec());
        let strings = strings.unwrap();
        let all: Vec<_> = (0..5).map(|it| strings.get(it)).collect();
        let some = |it: &str| Some(it.to_owned());
        assert_eq!(all, [None, some("ab"), some(""), some("üde"), None]);
    }

    #[test]
    fn a_long_string_has_its_length_in_the_next_entry() {
        let pool = pool(0x8000_fde9, &[0, 1, 4, 1, 1, 1]);
        let strings = Strings::parse(&pool, vec![b'x'; 0x1_0005]).unwrap();
        assert_eq!(strings.number, 3);
        assert_eq!(strings.get(1).map(|it| it.len()), Some(0x1_0004));
        assert_eq!(strings.get(2).as_deref(), Some("x"));
    }

    #[test]
    fn a_string_that_is_named_again_and_again_is_decoded_up_to_a_bound() {
        let strings = Strings::parse(&pool(0, &[0, 1, 0, 16]), vec![b'x'; 0x10_0000]).unwrap();
        let decoded = (0..100_000).filter_map(|_| strings.get(1)).count();
        assert_eq!(decoded, MAX_DECODED / 0x10_0000);
    }

    #[test]
    fn lengths_that_the_data_does_not_have_are_a_contradiction() {
        for numbers in [&[4, 1][..], &[0, 1, 0xffff, 0xffff], &[0, 1]] {
            assert!(
                Strings::parse(&pool(0, numbers), b"abc".to_vec()).is_err(),
                "{numbers:?}"
            );
        }
    }
}
