//! Near matches: what a misspelled word was probably meant to be.

use crate::{hint::Hint, work};

/// The longest word that near matches are sought for, in bytes; the longest key of a manifest has 24.
const LONGEST_WORD: usize = 64;

/// The most words a misspelled one is compared with; the longest vocabulary, of languages, has 320.
const MOST_CANDIDATES: usize = 1_000;

/// Returns the candidate nearest to `word`, where one is near enough to be what was meant.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if word.len() > LONGEST_WORD {
        return None;
    }
    let lower = word.to_lowercase();
    let budget = match lower.chars().count() {
        0 => return None,
        // Codes of two letters all lie near one another: only the case may differ.
        1..=2 => 0,
        3..=5 => 2,
        _ => 3,
    };
    candidates
        .into_iter()
        .take(MOST_CANDIDATES)
        .map(|it| {
            let other = it.to_lowercase();
            work::visit(lower.len() * other.len());
            (strsim::damerau_levenshtein(&lower, &other), it)
        })
        .filter(|(distance, it)| *distance <= budget && *distance < it.chars().count().max(2))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, it)| it)
}

/// Returns the hint that names the nearest candidate, which corrects the word.
pub(crate) fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<Hint> {
    nearest(word, candidates).map(|it| Hint::did_you_mean(word, it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found_whatever_its_case() {
        assert_eq!(
            nearest("screenshot", ["screenshots", "storeLogos"]),
            Some("screenshots")
        );
        assert_eq!(nearest("us", ["US", "UG"]), Some("US"));
        assert_eq!(nearest("whatever", ["US", "UG"]), None);
    }
}
