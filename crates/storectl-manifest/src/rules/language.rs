//! Language codes.

use storectl_model::{LANGUAGES, LanguageTag};

use crate::{catalogue, checker::Checker, format, suggest};

/// Tells whether `text` has the form of a language code: 2 or 3 letters, then groups of 2 to 8 letters or digits.
fn is_well_formed(text: &str) -> bool {
    let mut parts = text.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|it| it.is_ascii_alphabetic())
        && parts
            .all(|it| (2..=8).contains(&it.len()) && it.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn all() -> impl Iterator<Item = &'static str> {
    LANGUAGES
        .iter()
        .flat_map(|(_, codes)| codes.iter().copied())
}

/// Checks a language code, at its key where it is one.
///
/// A well-formed code outside the table is a warning: products publish such, and import must round-trip (trap 23).
pub(super) fn language(checker: &mut Checker<'_>, at: &str, written: &str) -> Option<LanguageTag> {
    let tag = written
        .parse::<LanguageTag>()
        .ok()
        .filter(|_| is_well_formed(written));
    let Some(tag) = tag else {
        let message = format!("`{}` is no language code", format::shorten(written));
        checker
            .report_key(&catalogue::LANGUAGE, at, message)
            .hinted(suggestion(written));
        return None;
    };
    if !tag.is_documented() {
        let message = format!("`{written}` is not in the Store's table of languages");
        checker
            .report_key(&catalogue::UNKNOWN_LANGUAGE, at, message)
            .hinted(unknown_hint(written));
    }
    Some(tag)
}

/// Suggests a code for one whose language the table does not know; a known language in an unlisted region is no slip, and
/// bare codes are too short to tell (`ar` is Arabic, not a slip of `af`).
fn unknown_hint(written: &str) -> Option<String> {
    let lower = written.to_ascii_lowercase();
    let primary = |it: &str| {
        it.split('-')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let known = all().any(|it| primary(it) == primary(&lower));
    let near = all().find(|it| strsim::damerau_levenshtein(&lower, &it.to_ascii_lowercase()) <= 1);
    match near {
        Some(near) if !known && written.contains('-') => Some(format!("did you mean `{near}`?")),
        _ => None,
    }
}

/// Suggests a code for one that is malformed.
fn suggestion(written: &str) -> Option<String> {
    let dashed: String = written
        .chars()
        .filter(|it| !it.is_whitespace())
        .map(|it| if it == '_' { '-' } else { it })
        .collect();
    let exact = all().find(|it| it.eq_ignore_ascii_case(&dashed));
    let named = || {
        LANGUAGES
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(written.trim()))
            .and_then(|(_, codes)| codes.first().copied())
    };
    exact
        .or_else(named)
        .map(|it| format!("did you mean `{it}`?"))
        .or_else(|| suggest::did_you_mean(&dashed, all()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_and_the_schema_take_the_same_codes() {
        let schema = serde_json::json!({ "pattern": crate::raw::LANGUAGE_PATTERN });
        let schema = jsonschema::validator_for(&schema).unwrap();
        let odd = [
            "",
            "e",
            "en_us",
            "en-",
            "-en",
            "e1",
            "engl",
            "en-u",
            "en-us-123456789",
            "é-us",
            "en us",
            "EN-US-1a",
        ];
        for code in all().chain(odd) {
            let text = serde_json::Value::from(code);
            assert_eq!(is_well_formed(code), schema.is_valid(&text), "{code}");
        }
        assert!(all().all(is_well_formed));
    }

    #[test]
    fn a_slip_is_told_from_a_language_the_table_lacks() {
        assert_eq!(unknown_hint("ar"), None);
        assert_eq!(unknown_hint("en-fr"), None);
        assert_eq!(
            unknown_hint("dee-de").as_deref(),
            Some("did you mean `de-de`?")
        );
        assert_eq!(
            suggestion("EN_us").as_deref(),
            Some("did you mean `en-us`?")
        );
        assert_eq!(
            suggestion("Japanese").as_deref(),
            Some("did you mean `ja`?")
        );
    }
}
