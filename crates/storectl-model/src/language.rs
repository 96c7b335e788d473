//! Listing language codes.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use crate::{InvalidId, LANGUAGES};

/// A listing language such as `en-us`, compared without regard to case and kept as it was spelled.
///
/// `en` and `en-us` are different listings and never turned into one another (trap 22). Invariant: that of the ids, so it
/// is safe in a path, a query and an address.
#[derive(Clone, Debug)]
pub struct LanguageTag {
    spelled: String,
    key: String,
}

impl LanguageTag {
    /// Returns the code as it was spelled: the manifest's way, or the Store's on what the Store answered.
    pub fn as_str(&self) -> &str {
        &self.spelled
    }

    /// Returns the code in lower case: its identity.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Returns the code spelled in lower case.
    #[must_use]
    pub fn in_lower_case(&self) -> Self {
        Self {
            spelled: self.key.clone(),
            key: self.key.clone(),
        }
    }

    /// Returns whether this has the form of a language code: 2 or 3 letters, then groups of 2 to 8 letters or digits.
    pub fn is_well_formed(&self) -> bool {
        let mut parts = self.key.split('-');
        let primary = parts.next().unwrap_or_default();
        (2..=3).contains(&primary.len())
            && primary.bytes().all(|it| it.is_ascii_alphabetic())
            && parts.all(|it| {
                (2..=8).contains(&it.len()) && it.bytes().all(|b| b.is_ascii_alphanumeric())
            })
    }

    /// Returns whether the contract's language table has this code.
    pub fn is_documented(&self) -> bool {
        LANGUAGES
            .iter()
            .any(|(_, codes)| codes.iter().any(|it| it.eq_ignore_ascii_case(&self.key)))
    }

    /// Returns the language alone: `zh` of `zh-hans-cn`, in lower case.
    pub fn primary(&self) -> &str {
        self.key.split('-').next().unwrap_or_default()
    }

    /// Returns whether the code names a region: two letters or three digits.
    pub fn has_region(&self) -> bool {
        self.key.split('-').skip(1).any(is_region)
    }

    /// Returns language and script: `zh-hans` of `zh-cn`, `de` of `de-at`.
    ///
    /// Where a code has no script, the contract's table gives it, if the codes of its row agree on one.
    pub fn family(&self) -> String {
        let script = self.key.split('-').skip(1).find(|it| is_script(it));
        match script.map(str::to_owned).or_else(|| self.usual_script()) {
            Some(script) => format!("{}-{script}", self.primary()),
            None => self.primary().to_owned(),
        }
    }

    /// Returns whether both are listings of one language and script, one of them without a region: `de` and `de-de`,
    /// `zh-hans` and `zh-cn`.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.has_region() != other.has_region() && self.family() == other.family()
    }

    /// Returns the script that the codes beside this one in the contract's table name.
    fn usual_script(&self) -> Option<String> {
        let (_, row) = LANGUAGES
            .iter()
            .find(|(_, codes)| codes.iter().any(|it| it.eq_ignore_ascii_case(&self.key)))?;
        let mut scripts = row.iter().flat_map(|code| code.split('-').skip(1));
        let first = scripts.find(|it| is_script(it))?;
        let agrees = |it: &str| !is_script(it) || it.eq_ignore_ascii_case(first);
        scripts.all(agrees).then(|| first.to_ascii_lowercase())
    }
}

fn is_script(part: &str) -> bool {
    part.len() == 4 && part.bytes().all(|it| it.is_ascii_alphabetic())
}

fn is_region(part: &str) -> bool {
    (part.len() == 2 && part.bytes().all(|it| it.is_ascii_alphabetic()))
        || (part.len() == 3 && part.bytes().all(|it| it.is_ascii_digit()))
}

impl FromStr for LanguageTag {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        crate::ids::check(text, "a language code")?;
        Ok(Self {
            spelled: text.to_owned(),
            key: text.to_ascii_lowercase(),
        })
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.spelled)
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
