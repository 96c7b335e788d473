//! Listing language codes.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use crate::{InvalidId, LANGUAGES};

/// A listing language such as `en-us`, compared without regard to case and kept as it was spelt.
///
/// `en` and `en-us` are different listings and never turned into one another (trap 22). Invariant: that of the ids, so it
/// is safe in a path, a query and an address.
#[derive(Clone, Debug)]
pub struct LanguageTag {
    spelt: String,
    key: String,
}

impl LanguageTag {
    /// Gives the code as it was spelt: the manifest's way, or the Store's on what the Store answered.
    pub fn as_str(&self) -> &str {
        &self.spelt
    }

    /// Gives the code in lower case: its identity.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Tells whether this has the form of a language code: 2 or 3 letters, then groups of 2 to 8 letters or digits.
    pub fn is_well_formed(&self) -> bool {
        let mut parts = self.key.split('-');
        let primary = parts.next().unwrap_or_default();
        (2..=3).contains(&primary.len())
            && primary.bytes().all(|it| it.is_ascii_alphabetic())
            && parts.all(|it| {
                (2..=8).contains(&it.len()) && it.bytes().all(|b| b.is_ascii_alphanumeric())
            })
    }

    /// Tells whether the contract's language table has this code.
    pub fn is_documented(&self) -> bool {
        LANGUAGES
            .iter()
            .any(|(_, codes)| codes.iter().any(|it| it.eq_ignore_ascii_case(&self.key)))
    }
}

impl FromStr for LanguageTag {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        crate::ids::check(text, "a language code")?;
        Ok(Self {
            spelt: text.to_owned(),
            key: text.to_ascii_lowercase(),
        })
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.spelt)
    }
}

impl PartialEq for LanguageTag {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}
impl Eq for LanguageTag {}
impl Hash for LanguageTag {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}
impl PartialOrd for LanguageTag {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for LanguageTag {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_kept_and_does_not_count() {
        let ours: LanguageTag = "EN-us".parse().unwrap();
        assert_eq!(ours, "en-US".parse().unwrap());
        assert_eq!(ours.as_str(), "EN-us");
    }

    #[test]
    fn the_table_holds_the_320_distinct_codes_and_no_arabic() {
        assert_eq!(
            LANGUAGES
                .iter()
                .map(|(_, codes)| codes.len())
                .sum::<usize>(),
            320
        );
        assert!("fil-ph".parse::<LanguageTag>().unwrap().is_documented());
        assert!("ZH-hans".parse::<LanguageTag>().unwrap().is_documented());
        assert!(!"ar".parse::<LanguageTag>().unwrap().is_documented());
    }
}
