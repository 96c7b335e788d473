//! A set of addresses that knows what is above and below one.

use std::collections::BTreeSet;

use storectl_model::FieldPath;

/// Returns an address as addresses are looked up: the same however manifest and Store spell a language.
pub(super) fn looked_up(address: &str) -> String {
    let path: Result<FieldPath, _> = address.parse();
    path.map_or_else(|_| address.to_owned(), |it| it.in_lower_case().to_string())
}

/// Addresses of fields and objects, and words for what has no address (`submit`).
///
/// A path is sorted right before everything below it, so each question costs a look-up for each step of the path, however
/// many addresses there are.
#[derive(Debug, Default)]
pub(super) struct Places {
    paths: BTreeSet<FieldPath>,
    /// What is not a path is related to itself alone.
    words: BTreeSet<String>,
}

impl<'a> FromIterator<&'a str> for Places {
    fn from_iter<T: IntoIterator<Item = &'a str>>(addresses: T) -> Self {
        let mut places = Self::default();
        for address in addresses {
            match address.parse() {
                Ok(path) => {
                    places.paths.insert(path);
                }
                Err(_) => {
                    places.words.insert(address.to_owned());
                }
            }
        }
        places
    }
}

impl Places {
    /// Tells whether one of them is `address`, above it or below it.
    pub(super) fn relates_to(&self, address: &str) -> bool {
        match address.parse() {
            Ok(path) => self.has_at_or_above(&path) || self.has_below(&path),
            Err(_) => self.words.contains(address),
        }
    }

    /// Tells whether one of them is `address` or above it.
    pub(super) fn holds(&self, address: &str) -> bool {
        match address.parse() {
            Ok(path) => self.has_at_or_above(&path),
            Err(_) => self.words.contains(address),
        }
    }

    fn has_at_or_above(&self, path: &FieldPath) -> bool {
        let mut above = Some(path.clone());
        while let Some(it) = above {
            if self.paths.contains(&it) {
                return true;
            }
            above = it.parent();
        }
        false
    }

    fn has_below(&self, path: &FieldPath) -> bool {
        let next = self.paths.range(path..).next();
        next.is_some_and(|it| it.is_within(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_follow_the_paths() {
        let places: Places = [
            "listings.en-us.screenshots",
            "packages[1].packageUrl",
            "submit",
        ]
        .into_iter()
        .collect();
        for related in [
            "listings",
            "listings.EN-us",
            "listings.en-us.screenshots",
            "listings.en-us.screenshots[2]",
            "packages[1]",
            "submit",
        ] {
            assert!(places.relates_to(related), "{related}");
        }
        for stranger in [
            "listings.en",
            "listings.en-us.screenshotsX",
            "listings.en-us.description",
            "packages[10].packageUrl",
            "packages[1].packageUrlX",
            "commit-packages",
            "",
        ] {
            assert!(!places.relates_to(stranger), "{stranger}");
        }
        assert!(places.holds("listings.en-us.screenshots[0]"));
        assert!(!places.holds("listings.en-us"));
    }
}
