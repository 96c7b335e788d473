//! Versions of a product, as tags, changelogs, addresses and installers write them.

use std::{cmp::Ordering, str::FromStr};

/// A dotted or semantic version.
///
/// Numbers compare one by one, and a missing one counts as 0: `1.4` equals `1.4.0`, and `1.4.0.1`, with the fourth part that
/// Windows has, is higher. A number too large to hold counts as the largest. A pre-release is lower than its release; build
/// metadata after `+` says nothing about the order (semver.org, 10 and 11).
///
/// Text that is not a version does not parse, so that nothing is compared with it.
///
/// ```
/// # use storectl_model::Version;
/// let version = |text: &str| text.parse::<Version>();
/// assert_eq!(version("v1.4"), version("1.4.0"));
/// assert!(version("1.10.0")? > version("1.9.9.9")?);
/// assert!(version("1.5.0-rc.1")? < version("1.5.0")?);
/// assert!(version("latest").is_err());
/// # Ok::<(), storectl_model::InvalidVersion>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Version {
    /// Without zeros at the end.
    numbers: Vec<u64>,
    /// Empty for a release.
    pre_release: Vec<Identifier>,
}

/// A part of a pre-release. Numbers are lower than words, as semver.org, 11.4.3 has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Identifier {
    Number(u64),
    /// In lower case.
    Word(String),
}

/// Why a text is not a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a version: expected numbers joined by dots, such as 1.4.2 or 1.5.0-rc.1")]
pub struct InvalidVersion;

/// The longest version read, in bytes.
const LONGEST: usize = 128;

impl Version {
    /// Makes a version of its numbers and of what follows them; without a letter or digit in `pre_release`, a release.
    pub fn new(numbers: &[u64], pre_release: &str) -> Self {
        let length = numbers
            .iter()
            .rposition(|it| *it != 0)
            .map_or(0, |it| it + 1);
        Self {
            numbers: numbers.iter().take(length).copied().collect(),
            pre_release: identifiers(pre_release),
        }
    }

    /// Returns whether it comes before a release.
    pub fn is_pre_release(&self) -> bool {
        !self.pre_release.is_empty()
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let pre_releases = || match (self.is_pre_release(), other.is_pre_release()) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (true, true) | (false, false) => self.pre_release.cmp(&other.pre_release),
        };
        self.numbers.cmp(&other.numbers).then_with(pre_releases)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for Version {
    type Err = InvalidVersion;

    /// Reads numbers joined by dots, with an optional `v` before them, and an optional pre-release (`-rc.1`) and build
    /// (`+7`) after them.
    fn from_str(text: &str) -> Result<Self, InvalidVersion> {
        if text.len() > LONGEST {
            return Err(InvalidVersion);
        }
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let (text, build) = text
            .split_once('+')
            .map_or((text, None), |(text, build)| (text, Some(build)));
        let (numbers, pre_release) = text
            .split_once('-')
            .map_or((text, None), |(numbers, it)| (numbers, Some(it)));
        let suffixes = [build, pre_release].into_iter().flatten();
        if !suffixes.flat_map(|it| it.split('.')).all(is_identifier) {
            return Err(InvalidVersion);
        }
        let numbers: Option<Vec<u64>> = numbers.split('.').map(number).collect();
        let numbers = numbers.ok_or(InvalidVersion)?;
        Ok(Self::new(&numbers, pre_release.unwrap_or_default()))
    }
}

fn is_identifier(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.any(|it| it.is_ascii_alphanumeric())
        && text
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'-')
}

fn number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

/// Splits a pre-release where a separator stands and where letters meet digits: `rc10` comes after `rc9`, as people mean it.
fn identifiers(text: &str) -> Vec<Identifier> {
    let words = text.split(|it: char| !it.is_ascii_alphanumeric());
    words
        .flat_map(|it| {
            it.as_bytes()
                .chunk_by(|one, other| one.is_ascii_digit() == other.is_ascii_digit())
        })
        .map(|run| {
            let run = String::from_utf8_lossy(run).to_ascii_lowercase();
            number(&run).map_or(Identifier::Word(run), Identifier::Number)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    #[test]
    fn versions_have_the_order_that_people_mean() {
        let ascending = [
            "0.9",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0-rc9",
            "1.0.0-rc10",
            "1.0",
            "1.0.0.1",
            "1.9.9.9",
            "1.10",
            "2",
            "26.11.3",
        ];
        for pair in ascending.windows(2) {
            assert!(version(pair[0]) < version(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn a_version_has_several_spellings() {
        for (one, other) in [
            ("1.4", "1.4.0"),
            ("1.4.0.0", "1.4"),
            ("v1.4.2", "1.4.2"),
            ("1.4.2+build.7", "1.4.2"),
            ("1.04", "1.4"),
            ("1.5.0-RC.1", "1.5.0-rc.1"),
            ("0", "0.0.0"),
        ] {
            assert_eq!(version(one), version(other), "{one} {other}");
        }
    }

    #[test]
    fn what_is_no_version_has_no_order() {
        for text in [
            "", "v", "latest", "1.", ".1", "1..2", "1.x", "1.0-", "1.0+", "1.0-a..b", "1.0-a_b",
            "-1", " 1.0", "1.0 ", "１.0",
        ] {
            assert_eq!(text.parse::<Version>(), Err(InvalidVersion), "{text}");
        }
        assert!("1.".repeat(LONGEST).parse::<Version>().is_err());
    }

    proptest! {
        #[test]
        fn numbers_compare_one_by_one(one in prop::collection::vec(0..4_u64, 1..5), other in prop::collection::vec(0..4_u64, 1..5)) {
            let text = |it: &[u64]| it.iter().map(u64::to_string).collect::<Vec<_>>().join(".");
            let padded = |it: &[u64]| { let mut it = it.to_vec(); it.resize(4, 0); it };
            prop_assert_eq!(version(&text(&one)).cmp(&version(&text(&other))), padded(&one).cmp(&padded(&other)));
        }

        #[test]
        fn a_pre_release_is_between_the_version_before_and_its_release(
            numbers in prop::collection::vec(0..100_u64, 1..5), label in "[a-z]{1,6}(\\.[0-9]{1,3})?",
        ) {
            let release = Version::new(&numbers, "");
            let pre_release = Version::new(&numbers, &label);
            prop_assert!(pre_release < release);
            let mut lower = numbers.clone();
            if let Some(last) = lower.last_mut().filter(|it| **it > 0) {
                *last -= 1;
                prop_assert!(Version::new(&lower, "") < pre_release);
            }
        }

        #[test]
        fn the_order_is_one(texts in prop::collection::vec("v?[0-9]{1,2}(\\.[0-9]{1,2}){0,3}(-[a-z0-9.]{1,5})?", 3)) {
            let versions: Vec<Version> = texts.iter().filter_map(|it| it.parse().ok()).collect();
            if let [a, b, c] = versions.as_slice() {
                prop_assert_eq!(a.cmp(b), b.cmp(a).reverse());
                prop_assert_eq!(a.cmp(b).is_eq(), a == b);
                prop_assert!(!(a <= b && b <= c) || a <= c);
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = text.parse::<Version>();
        }
    }
}
