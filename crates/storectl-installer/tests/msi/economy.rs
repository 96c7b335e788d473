//! What a look over ranges takes: the head and the end first, then what is named as missing.

use std::ops::Range;

use cfb::Version;
use storectl_installer::{Content, Depth, Facts, Parts, ReadError, Signing, read};

use crate::support::{fixture, large};

/// The first round of a look at an MSI over HTTP.
const HEAD: u64 = 32 * 1024;
const END: u64 = 64 * 1024;

/// What a look may take.
const MOST: u64 = 256 * 1024;

fn part<'a>(bytes: &'a [u8], range: &Range<u64>) -> &'a [u8] {
    &bytes[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()]
}

#[derive(Debug)]
struct Look {
    facts: Facts,
    /// The ranges of each round.
    rounds: Vec<Vec<Range<u64>>>,
}

impl Look {
    fn at(bytes: &[u8]) -> Self {
        let length = bytes.len() as u64;
        let mut rounds = vec![vec![
            0..HEAD.min(length),
            length.saturating_sub(END)..length,
        ]];
        let mut parts = Parts::new(length);
        loop {
            for range in rounds.last().unwrap() {
                parts.add(range.start, part(bytes, range));
            }
            match read(&mut parts, length, Depth::Parts) {
                Ok(Content::Installer(facts)) => {
                    break Self {
                        facts: *facts,
                        rounds,
                    };
                }
                Err(ReadError::Missing(missing)) if rounds.len() < 4 => rounds.push(missing),
                other => panic!("{other:?} after {rounds:?}"),
            }
        }
    }

    fn ranges(&self) -> usize {
        self.rounds.iter().map(Vec::len).sum()
    }

    fn bytes(&self) -> u64 {
        self.rounds
            .iter()
            .flatten()
            .map(|it| it.end - it.start)
            .sum()
    }

    fn assert_economical(&self) {
        assert_eq!(self.facts.version.as_deref(), Some("1.5.0"));
        assert!(self.rounds.len() <= 2, "{:?}", self.rounds);
        assert!(self.ranges() <= 4, "{:?}", self.rounds);
        assert!(
            self.bytes() <= MOST,
            "{} bytes, {:?}",
            self.bytes(),
            self.rounds
        );
    }
}

#[test]
fn a_small_package_is_read_in_the_first_round() {
    for name in ["plain-x64.msi", "signed-x86.msi", "downloads-x64.msi"] {
        assert_eq!(Look::at(&fixture(name)).rounds.len(), 1, "{name}");
    }
}

/// With sectors of 512 bytes the header lists the allocation table of 7 MB, with those of 4096 of 450 MB.
const LARGE: [(Version, usize); 2] = [(Version::V3, 6 << 20), (Version::V4, 62 << 20)];

#[test]
fn a_large_signed_package_takes_two_rounds_of_four_ranges() {
    for (version, length) in LARGE {
        let look = Look::at(&large(version, length, Some(9000)));
        look.assert_economical();
        // A signature that cannot be parsed was nevertheless read.
        assert_eq!(look.facts.signing, Signing::Unknown);
    }
}

#[test]
fn a_large_unsigned_package_takes_no_more() {
    for (version, length) in LARGE {
        let look = Look::at(&large(version, length, None));
        look.assert_economical();
        assert_eq!(look.facts.signing, Signing::Unsigned);
    }
}

#[test]
fn parts_say_what_the_whole_file_says() {
    let bytes = large(Version::V3, 6 << 20, None);
    let mut file = std::io::Cursor::new(&bytes);
    let whole = read(&mut file, bytes.len() as u64, Depth::Whole).unwrap();
    let Content::Installer(mut whole) = whole else {
        panic!("{whole:?}");
    };
    whole.sha256 = None;
    assert_eq!(Look::at(&bytes).facts, *whole);
}

#[test]
fn what_is_known_is_told_and_nothing_else_is_asked_for() {
    let bytes = large(Version::V4, 6 << 20, None);
    let length = bytes.len() as u64;
    let look = Look::at(&bytes);
    let mut parts = Parts::new(length);
    parts.add(0, &bytes[..512]);
    let unknown = read(&mut parts, length, Depth::Known);
    assert!(matches!(unknown, Err(ReadError::Missing(_))), "{unknown:?}");
    // The end has the directory and the tables; the allocation table before it was asked for.
    let [first, second] = look.rounds.as_slice() else {
        panic!("{:?}", look.rounds);
    };
    for range in first.iter().chain(second) {
        parts.add(range.start, part(&bytes, range));
    }
    let known = read(&mut parts, length, Depth::Known).unwrap();
    assert_eq!(known, Content::Installer(Box::new(look.facts)));
}
