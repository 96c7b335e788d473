//! Keywords of the App Store as search terms.

use std::collections::BTreeSet;

use storectl_model::limits::{self, Length};

/// Keywords, split by what the Store takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Keywords {
    /// Those that are search terms.
    pub(super) terms: Vec<String>,
    /// Those that are too long, or one too many.
    pub(super) over_limit: Vec<String>,
}

/// Splits keywords at commas, each once. The first ones that keep within the limits are search terms.
pub(super) fn split(text: &str) -> Keywords {
    let mut keywords = Keywords::default();
    let mut seen = BTreeSet::new();
    for word in text.split([',', '，', '、', '\n']).map(str::trim) {
        if word.is_empty() || !seen.insert(word.to_lowercase()) {
            continue;
        }
        let length = Length::of(word);
        let fits = length.utf16.max(length.code_points) <= limits::SEARCH_TERM
            && keywords.terms.len() < limits::SEARCH_TERMS
            && {
                let terms = keywords.terms.iter().map(String::as_str);
                limits::search_words(terms.chain([word])).len() <= limits::SEARCH_WORDS
            };
        let list = if fits {
            &mut keywords.terms
        } else {
            &mut keywords.over_limit
        };
        list.push(word.to_owned());
    }
    keywords
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, terms: &[&str], over_limit: &[&str]) {
        let found = split(text);
        assert_eq!(found.terms, terms);
        assert_eq!(found.over_limit, over_limit);
    }

    #[test]
    fn keywords_are_split_at_commas_and_kept_once() {
        check(
            "gears, wheels ,GEARS,,cog\n",
            &["gears", "wheels", "cog"],
            &[],
        );
        check("", &[], &[]);
    }

    #[test]
    fn the_eighth_and_what_is_too_long_is_left_over() {
        let long = "x".repeat(31);
        check(
            &format!("{long},a,b,c,d,e,f,g,h"),
            &["a", "b", "c", "d", "e", "f", "g"],
            &[&long, "h"],
        );
    }

    #[test]
    fn all_terms_together_have_at_most_21_words() {
        let words: Vec<String> = (0..24).map(|it| it.to_string()).collect();
        let text: Vec<String> = words.chunks(8).map(|it| it.join(" ")).collect();
        let found = split(&text.join(","));
        assert_eq!((found.terms.len(), found.over_limit.len()), (2, 1));
    }
}
