//! Where the notes of a release go.

use std::collections::{BTreeMap, BTreeSet};

use storectl_model::{FieldPath, LanguageTag};

use super::{
    ReleaseError, default_address,
    notes_source::{Giver, Listed, Source, listed},
};
use crate::{
    edit::{Change, Edit},
    parse::Document,
};

/// The notes of a release, as they were given. Their variables are replaced where the manifest is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReleaseNotes {
    /// One text for every language that has none of its own here.
    pub shared: Option<String>,
    /// The texts of single languages.
    pub by_language: BTreeMap<LanguageTag, String>,
}

/// Where the notes of a release go in one manifest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlacedNotes {
    /// The edits, for [`place_edits`](crate::place_edits()).
    pub edits: Vec<Edit>,
    /// The languages whose notes were given and that the manifest lists.
    pub listed: BTreeSet<LanguageTag>,
    /// The languages that the shared text does not reach: they have notes of their own.
    pub unreached: Vec<LanguageTag>,
}

/// Returns where notes go (forms.md, "Edit" 6): a shared text to the file of each language, where the path names
/// `${language}`, to the only language, or to `listingDefaults`; the text of a language to that language.
///
/// # Errors
/// [`ReleaseError::InChangelog`] and [`ReleaseError::InFirstFile`] where somebody else writes the notes,
/// [`ReleaseError::NotesPerLanguage`], [`ReleaseError::NoListing`].
pub fn place_notes(document: &Document, notes: &ReleaseNotes) -> Result<PlacedNotes, ReleaseError> {
    let listings = listed(&document.value);
    let mut placed = PlacedNotes::default();
    if let Some(text) = &notes.shared {
        let is_given = |it: &&Listed| notes.by_language.contains_key(&it.language);
        let others: Vec<&Listed> = listings.iter().filter(|it| !is_given(it)).collect();
        placed.share(text, &others, listings.len())?;
    }
    for (language, text) in &notes.by_language {
        let Some(listing) = listings.iter().find(|it| it.language == *language) else {
            continue;
        };
        placed.listed.insert(language.clone());
        let address = match listings.len() {
            1 => listing.address(),
            _ => listing.own_address(),
        };
        placed.write(listing, address, text)?;
    }
    Ok(placed)
}

impl PlacedNotes {
    /// Places a text for `listings`, of the `all` there are.
    fn share(&mut self, text: &str, listings: &[&Listed], all: usize) -> Result<(), ReleaseError> {
        let of_each = listings
            .iter()
            .filter(|it| it.source() == Some(&Source::FilePerLanguage));
        let of_each: Vec<&&Listed> = of_each.collect();
        let inherits = |it: &&&Listed| matches!(it.notes, Some((Giver::Default, _)));
        let reached: Vec<&&Listed> = if !of_each.is_empty() {
            of_each
        } else if all == 1 {
            listings.iter().collect()
        } else {
            listings.iter().filter(inherits).collect()
        };
        if let [first, ..] = reached.as_slice() {
            let is_per_language = first.source() == Some(&Source::FilePerLanguage);
            for listing in &reached {
                let address = if is_per_language {
                    listing.own_address()
                } else {
                    listing.address()
                };
                self.write(listing, address, text)?;
            }
            let is_reached = |it: &Listed| reached.iter().any(|one| one.language == it.language);
            let unreached = listings.iter().filter(|it| !is_reached(it));
            self.unreached = unreached.map(|it| it.language.clone()).collect();
            return Ok(());
        }
        let is_unmanaged = |it: &&Listed| it.notes.is_none();
        match listings {
            [] if all == 0 => Err(ReleaseError::NoListing),
            [] => Ok(()),
            listings if listings.len() == all && listings.iter().all(is_unmanaged) => {
                self.set(default_address(), text);
                Ok(())
            }
            listings => {
                for listing in listings {
                    refuse_foreign(listing)?;
                }
                let languages = listings.iter().map(|it| it.language.as_str().to_owned());
                Err(ReleaseError::NotesPerLanguage {
                    languages: languages.collect(),
                })
            }
        }
    }

    /// Writes the notes of a listing.
    fn write(
        &mut self,
        listing: &Listed,
        address: FieldPath,
        text: &str,
    ) -> Result<(), ReleaseError> {
        refuse_foreign(listing)?;
        self.set(address, text);
        Ok(())
    }

    fn set(&mut self, address: FieldPath, text: &str) {
        let is_set = self.edits.iter().any(|it| it.address == address);
        if !is_set {
            let change = Change::Set(text.into());
            self.edits.push(Edit { address, change });
        }
    }
}

/// Refuses notes that are written elsewhere: a text in their place would cut them off from there.
fn refuse_foreign(listing: &Listed) -> Result<(), ReleaseError> {
    let address = listing.address();
    match listing.source() {
        Some(Source::Changelog(path)) => {
            let path = path.clone();
            Err(ReleaseError::InChangelog { address, path })
        }
        Some(Source::FirstFile(path)) => {
            let path = path.clone();
            Err(ReleaseError::InFirstFile { address, path })
        }
        Some(Source::Inline | Source::File | Source::FilePerLanguage) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn place(manifest: &str, notes: &[(&str, &str)]) -> Result<PlacedNotes, ReleaseError> {
        let document = parse::read("storectl.yaml", manifest.as_bytes()).unwrap();
        let mut given = ReleaseNotes::default();
        for (language, text) in notes {
            match *language {
                "" => given.shared = Some((*text).to_owned()),
                language => {
                    let language = language.parse().unwrap();
                    given.by_language.insert(language, (*text).to_owned());
                }
            }
        }
        place_notes(&document, &given)
    }

    /// The addresses that are written, each with its text.
    fn written(manifest: &str, notes: &[(&str, &str)]) -> Vec<String> {
        let edits = place(manifest, notes).unwrap().edits.into_iter();
        let line = |it: Edit| match it.change {
            Change::Set(text) => format!("{}={}", it.address, text.as_str().unwrap()),
            Change::Unset => format!("{} is unset", it.address),
        };
        edits.map(line).collect()
    }

    const PER_LANGUAGE: &str = "listingDefaults: { whatsNew: { file: 'notes/${language}.md' } }
listings: { de-de: {}, en-us: { sortTitle: A }, fr-fr: null, it-it: { whatsNew: Nuovo } }
";

    #[test]
    fn a_shared_text_goes_to_the_file_of_each_language() {
        assert_eq!(
            written(PER_LANGUAGE, &[("", "New")]),
            ["listings.de-de.whatsNew=New", "listings.en-us.whatsNew=New"]
        );
        let placed = place(PER_LANGUAGE, &[("", "New")]).unwrap();
        assert_eq!(placed.unreached, ["it-it".parse().unwrap()]);
        assert_eq!(
            written(
                PER_LANGUAGE,
                &[("", "New"), ("DE-de", "Neu"), ("it-it", "Novità")]
            ),
            [
                "listings.en-us.whatsNew=New",
                "listings.de-de.whatsNew=Neu",
                "listings.it-it.whatsNew=Novità",
            ]
        );
    }

    #[test]
    fn a_shared_text_goes_to_the_only_language_wherever_its_notes_stand() {
        for (manifest, address) in [
            ("listings: { en-us: { whatsNew: Old } }\n", "listings.en-us"),
            (
                "listings: { en-us: { whatsNew: null }, de-de: null }\n",
                "listings.en-us",
            ),
            ("listings: { en-us: {} }\n", "listings.en-us"),
            (
                "listings: { en-us: { whatsNew: { file: a.md } } }\n",
                "listings.en-us",
            ),
            (
                "listingDefaults: { whatsNew: Old }\nlistings: { en-us: {} }\n",
                "listingDefaults",
            ),
        ] {
            let expected = format!("{address}.whatsNew=New");
            assert_eq!(
                written(manifest, &[("", "New")]),
                std::slice::from_ref(&expected),
                "{manifest}"
            );
            assert_eq!(
                written(manifest, &[("en-us", "New")]),
                [expected],
                "{manifest}"
            );
        }
    }

    #[test]
    fn a_shared_text_of_several_languages_goes_to_the_defaults() {
        for manifest in [
            "listingDefaults: { whatsNew: Old }\nlistings: { de-de: {}, en-us: {} }\n",
            "listingDefaults: { whatsNew: { file: a.md } }\nlistings: { de-de: {}, en-us: {} }\n",
            "listings: { de-de: {}, en-us: {} }\n",
        ] {
            assert_eq!(
                written(manifest, &[("", "New")]),
                ["listingDefaults.whatsNew=New"],
                "{manifest}"
            );
        }
        let inherited = "listingDefaults: { whatsNew: Old }\nlistings: { de-de: {}, en-us: {} }\n";
        assert_eq!(
            written(inherited, &[("", "New"), ("de-de", "Neu")]),
            [
                "listingDefaults.whatsNew=New",
                "listings.de-de.whatsNew=Neu"
            ]
        );
    }

    #[test]
    fn a_shared_text_is_refused_where_each_language_has_its_own() {
        for manifest in [
            "listings: { de-de: { whatsNew: Alt }, en-us: { whatsNew: Old } }\n",
            "listings: { de-de: {}, en-us: { whatsNew: Old } }\n",
            "listingDefaults: { whatsNew: Unused }\nlistings: { de-de: { whatsNew: Alt }, en-us: { whatsNew: Old } }\n",
        ] {
            let error = place(manifest, &[("", "New")]).unwrap_err();
            let languages = ["de-de", "en-us"].map(str::to_owned).to_vec();
            assert_eq!(
                error,
                ReleaseError::NotesPerLanguage { languages },
                "{manifest}"
            );
            assert_eq!(
                written(manifest, &[("de-de", "Neu")]),
                ["listings.de-de.whatsNew=Neu"]
            );
        }
        let none = place("listings: { fr-fr: null }\n", &[("", "New")]);
        assert_eq!(none, Err(ReleaseError::NoListing));
    }

    #[test]
    fn notes_that_stand_in_a_changelog_or_in_the_first_of_several_files_are_written_there() {
        for (source, path) in [
            ("{ changelog: CHANGELOG.md }", "CHANGELOG.md"),
            (
                "{ file: ['notes/${language}.md', notes/en.md] }",
                "notes/${language}.md",
            ),
        ] {
            let manifest = format!(
                "listingDefaults: {{ whatsNew: {source} }}\nlistings: {{ de-de: {{}}, en-us: {{ whatsNew: Own }} }}\n"
            );
            for notes in [("", "New"), ("de-de", "Neu")] {
                let error = place(&manifest, &[notes]).unwrap_err().to_string();
                assert!(error.contains("`listingDefaults.whatsNew`"), "{error}");
                assert!(error.contains(&format!("`{path}`")), "{error}");
            }
            assert_eq!(
                written(&manifest, &[("en-us", "New")]),
                ["listings.en-us.whatsNew=New"]
            );
        }
    }

    #[test]
    fn a_language_that_is_not_listed_gets_nothing() {
        let placed = place(PER_LANGUAGE, &[("ja-jp", "新"), ("fr-fr", "Nouveau")]).unwrap();
        assert_eq!(placed, PlacedNotes::default());
    }
}
