//! What `--only` picks.

use std::{collections::BTreeSet, fmt, str::FromStr};

use super::{FieldPath, catalogue::FIELDS, pattern::Pattern};
use crate::{LANGUAGES, LanguageTag};

/// Picks fields of a product: a module, a listing, a package, a field, with `*` for any language, index or item. Everything
/// below what it names is picked, too.
///
/// Invariant: at least one field of [`FIELDS`] can match.
///
/// ```
/// use storectl_model::{FieldPath, Selector};
/// let selector: Selector = "listings.*.whatsNew".parse().unwrap();
/// let path = |it: &str| it.parse::<FieldPath>().unwrap();
/// assert!(selector.picks(&path("listings.de-de.whatsNew")));
/// assert!(!selector.picks(&path("listings.de-de.description")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    text: String,
    pattern: Pattern,
}

/// A selector that no field of a manifest can match.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` does not match any manifest field; did you mean `{nearest}`?")]
pub struct InvalidSelector {
    /// What was given.
    pub text: String,
    /// The selector nearest to it.
    pub nearest: String,
}

impl Selector {
    /// Returns whether the selector picks `path`: names it, or something above it.
    pub fn picks(&self, path: &FieldPath) -> bool {
        self.pattern.covers(path)
    }

    /// Refuses a language that neither the Store's table nor a manifest has: nothing could ever be picked.
    ///
    /// `named` are the languages that manifests name; one of them may be outside of the table (trap 23).
    ///
    /// # Errors
    /// With the selector of the nearest language.
    pub fn check_language(&self, named: &BTreeSet<LanguageTag>) -> Result<(), InvalidSelector> {
        let Some(language) = self.pattern.language() else {
            return Ok(());
        };
        if language.is_documented() || named.contains(language) {
            return Ok(());
        }
        let documented = LANGUAGES.iter().flat_map(|(_, codes)| *codes);
        let known = named
            .iter()
            .map(LanguageTag::key)
            .chain(documented.copied());
        let nearest = known.min_by_key(|it| {
            let is_other = it.split('-').next() != Some(language.primary());
            (strsim::damerau_levenshtein(it, language.key()), is_other)
        });
        Err(InvalidSelector {
            text: self.text.clone(),
            nearest: self
                .text
                .replacen(language.as_str(), nearest.unwrap_or("*"), 1),
        })
    }

    /// Returns what stands among `paths` where the selector, which picks none of them, first names something else: the
    /// languages of the listings, the packages, the fields of a listing; each once, in the order of the paths.
    ///
    /// ```
    /// use storectl_model::{FieldPath, Selector};
    /// let paths = ["listings.de-de.description", "listings.de-de.copyright"];
    /// let paths = paths.map(|it| it.parse::<FieldPath>().unwrap());
    /// let nearby = |it: &str| -> Vec<String> {
    ///     let nearby = it.parse::<Selector>().unwrap().nearby(&paths);
    ///     nearby.iter().map(ToString::to_string).collect()
    /// };
    /// assert_eq!(nearby("listings.pl-pl"), ["listings.de-de"]);
    /// assert_eq!(nearby("listings.*.whatsNew"), ["listings.*.description", "listings.*.copyright"]);
    /// assert_eq!(nearby("packages"), ["listings"]);
    /// ```
    pub fn nearby(&self, paths: &[FieldPath]) -> Vec<Self> {
        let shared = |it: &FieldPath| self.pattern.shared_with(it);
        let most = paths.iter().map(shared).max().unwrap_or_default();
        let nearest = paths.iter().filter(|it| shared(it) == most);
        let mut found: Vec<Self> = Vec::new();
        for path in nearest {
            // A field that only the Store knows is nothing to select.
            if let Ok(selector) = self.pattern.turned_to(path, most).parse()
                && !found.contains(&selector)
            {
                found.push(selector);
            }
        }
        found
    }

    /// Returns whether the selector picks `path`, or something below it.
    pub fn touches(&self, path: &FieldPath) -> bool {
        self.pattern.covers(path) || self.pattern.reaches_below(path)
    }
}

impl FromStr for Selector {
    type Err = InvalidSelector;

    fn from_str(text: &str) -> Result<Self, InvalidSelector> {
        let pattern = text.parse::<Pattern>().ok();
        let is_known = |it: &Pattern| fields().any(|field| it.can_meet(&field));
        match pattern {
            Some(pattern) if is_known(&pattern) => Ok(Self {
                text: text.to_owned(),
                pattern,
            }),
            pattern => Err(InvalidSelector {
                text: text.to_owned(),
                nearest: nearest(text, pattern.as_ref()),
            }),
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

fn fields() -> impl Iterator<Item = Pattern> {
    FIELDS.iter().filter_map(|it| it.parse().ok())
}

/// The longest text that is compared with every field, in bytes.
const LONGEST: usize = 128;

/// How many changed letters a name too many or too few counts for.
const DEPTH_COST: usize = 6;

/// Returns the field, or the object or module above one, whose spelling is nearest.
fn nearest(text: &str, pattern: Option<&Pattern>) -> String {
    let start: String = text.chars().take(LONGEST).collect();
    let wanted = start.to_lowercase();
    let mut candidates: Vec<String> = Vec::new();
    for (field, entry) in fields().zip(FIELDS) {
        let filled = pattern.map_or_else(|| (*entry).to_owned(), |it| field.filled_from(it));
        for end in filled.match_indices(['.', '[']).map(|(at, _)| at) {
            candidates.extend(filled.get(..end).map(str::to_owned));
        }
        candidates.push(filled);
    }
    candidates.retain(|it| {
        it.parse::<Pattern>()
            .is_ok_and(|it| fields().any(|field| it.can_meet(&field)))
    });
    let names = |it: &str| it.replace("[*]", "").replace(".*", "").to_lowercase();
    let depth = |it: &str| it.matches('.').count();
    let asked = names(&wanted);
    candidates
        .into_iter()
        .min_by_key(|it| {
            let theirs = names(it);
            // A typo changes letters of a name more often than it adds or drops a whole name.
            let names_apart = depth(&asked).abs_diff(depth(&theirs));
            strsim::damerau_levenshtein(&asked, &theirs) + DEPTH_COST * names_apart
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picks(selector: &str, path: &str) -> bool {
        let selector: Selector = selector.parse().unwrap();
        selector.picks(&path.parse().unwrap())
    }

    #[test]
    fn a_selector_picks_what_it_names_and_everything_below() {
        assert!(picks("packages", "packages[1].packageUrl"));
        assert!(picks("listings.de-de", "listings.DE-de.screenshots[0]"));
        assert!(picks("listings.*.whatsNew", "listings.fr-fr.whatsNew"));
        assert!(picks(
            "properties.isSystemFeatureRequired[Touch]",
            "properties.isSystemFeatureRequired[Touch].isRequired"
        ));
        assert!(!picks("listings.de", "listings.de-de.description"));
        assert!(!picks("listings.*.whatsNew", "listings.fr-fr"));
        assert!(!picks("packages[0]", "packages[1].packageUrl"));
    }

    #[test]
    fn a_selector_touches_what_is_above_what_it_picks() {
        let selector: Selector = "listings.de-de.whatsNew".parse().unwrap();
        assert!(selector.touches(&"listings.de-de".parse().unwrap()));
        assert!(selector.touches(&FieldPath::root()));
        assert!(!selector.touches(&"listings.fr-fr".parse().unwrap()));
        assert!(!selector.touches(&"listings.de-de.description".parse().unwrap()));
    }

    #[test]
    fn a_selector_that_no_field_can_match_names_the_nearest() {
        for (text, nearest) in [
            ("listing.en-us.description", "listings.*.description"),
            ("listings.en-us.descripton", "listings.en-us.description"),
            ("listings.whatsNew", "listings.*.whatsNew"),
            ("package", "packages"),
            ("packages[0].packgeUrl", "packages[0].packageUrl"),
            ("availability.price", "availability.pricing"),
            (
                "properties.productDeclarations.penInk",
                "properties.productDeclarations.penAndInkSupport",
            ),
        ] {
            let error = text.parse::<Selector>().unwrap_err();
            assert_eq!(error.nearest, nearest, "{text}");
        }
        for text in [
            "",
            "*",
            "..",
            "productId",
            "listings.en-us.description.x",
            "packages[0][1]",
        ] {
            let error = text.parse::<Selector>().unwrap_err();
            assert!(
                error.nearest.parse::<Selector>().is_ok(),
                "{text}: {}",
                error.nearest
            );
        }
    }

    #[test]
    fn a_language_that_nobody_knows_names_the_nearest() {
        let named = BTreeSet::from(["ar-ly".parse().unwrap()]);
        for (text, nearest) in [
            ("listings.de-dee", Some("listings.de-de")),
            ("listings.de-dee.whatsNew", Some("listings.de-de.whatsNew")),
            ("listings.ar-lyy", Some("listings.ar-ly")),
            ("listings.AR-ly", None),
            ("listings.DE-de.whatsNew", None),
            ("listings.*.whatsNew", None),
            ("packages", None),
        ] {
            let selector: Selector = text.parse().unwrap();
            let found = selector.check_language(&named).err().map(|it| it.nearest);
            assert_eq!(found.as_deref(), nearest, "{text}");
        }
    }

    #[test]
    fn every_field_is_a_selector_and_so_is_everything_above_it() {
        for field in FIELDS {
            assert_eq!(field.parse::<Selector>().unwrap().to_string(), *field);
        }
        for text in [
            "availability",
            "properties",
            "listings",
            "packages",
            "listings.*",
            "properties.productDeclarations",
        ] {
            assert!(text.parse::<Selector>().is_ok(), "{text}");
        }
    }
}
