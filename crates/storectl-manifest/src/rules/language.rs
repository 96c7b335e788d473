//! Language codes.

use storectl_model::{LANGUAGES, LanguageTag};

use crate::{catalogue, checker::Checker, format, hint::Hint};

/// Returns whether `text` has the form of a language code: 2 or 3 letters, then groups of 2 to 8 letters or digits.
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
    let (rule, message) = match &tag {
        None => {
            let quoted = checker.quote(at, written);
            let message = format!("{quoted} is not a valid language code");
            (&catalogue::LANGUAGE, message)
        }
        Some(tag) if !tag.is_documented() => (
            &catalogue::UNKNOWN_LANGUAGE,
            format!("language `{written}` is not in the Store's documentation"),
        ),
        Some(_) => return tag,
    };
    let hint = checker.may_suggest().then(|| suggestion(written)).flatten();
    checker.report_key(rule, at, message).hinted(hint);
    tag
}

/// Suggests a code for one that is malformed or not in the table: one of the same language, never of another.
fn suggestion(written: &str) -> Option<Hint> {
    /// Longer ones are not language codes.
    const LONGEST: usize = 40;
    /// How many codes of the language are named.
    const SHOWN: usize = 8;
    if written.len() > LONGEST {
        return None;
    }
    if let Some((_, [code, ..])) = LANGUAGES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(written.trim()))
    {
        return Some(Hint::did_you_mean(written, code));
    }
    let code = normalized(written);
    if let Some(exact) = all().find(|it| it.eq_ignore_ascii_case(&code)) {
        return Some(Hint::did_you_mean(written, exact));
    }
    let distance = |it: &str| strsim::damerau_levenshtein(&code, &it.to_ascii_lowercase());
    let is_same = |it: &&str| primary(it).eq_ignore_ascii_case(primary(&code));
    let same: Vec<&str> = all().filter(is_same).collect();
    if same.is_empty() {
        // Three letters are most often a typo of two; two letters are a language of their own.
        let near = all()
            .filter(|_| primary(&code).len() > 2 && code.contains('-'))
            .find(|it| distance(it) <= 1);
        return match near {
            Some(near) => Some(Hint::did_you_mean(written, near)),
            None if code != written && is_well_formed(&code) => Some(
                Hint::text(format!(
                    "write `{code}`, which is not in the Store's documentation either; the Store may still accept it"
                ))
                .replacing(written, &code),
            ),
            None => None,
        };
    }
    // Regions of two letters are all near one another: only a letter too many or too few tells a typo.
    let slip = |it: &&&str| it.len() != code.len() && it.contains('-') && distance(it) <= 1;
    match same.iter().find(slip) {
        Some(near) if code.contains('-') => Some(Hint::did_you_mean(written, near)),
        Some(_) | None => Some(Hint::text(format!(
            "the Store's languages include {}",
            format::some_of(&same, SHOWN)
        ))),
    }
}

/// Writes a code of another system as the Store's would be: `en_GB.UTF-8` is `en-gb`, `en-uk` too.
fn normalized(written: &str) -> String {
    let code = written.split(['.', '@']).next().unwrap_or_default();
    let code: String = code
        .trim()
        .chars()
        .map(|it| match it {
            '_' => '-',
            it if it.is_whitespace() => '-',
            it => it.to_ascii_lowercase(),
        })
        .collect();
    match code.as_str() {
        "en-uk" => "en-gb".to_owned(),
        _ => code,
    }
}

fn primary(code: &str) -> &str {
    code.split('-').next().unwrap_or_default()
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
    fn other_spellings_lead_to_a_code_of_the_same_language() {
        for (written, hint) in [
            ("EN_us", "did you mean `en-us`?"),
            ("en us", "did you mean `en-us`?"),
            ("pt_PT", "did you mean `pt-pt`?"),
            ("en_GB.UTF-8", "did you mean `en-gb`?"),
            ("en-uk", "did you mean `en-gb`?"),
            ("Japanese", "did you mean `ja`?"),
            ("de-ded", "did you mean `de-de`?"),
            ("deu-de", "did you mean `de-de`?"),
            (
                "az",
                "the Store's languages include `az-arab`, `az-arab-az`, `az-cyrl`, `az-cyrl-az`, `az-latn`, `az-latn-az`",
            ),
            (
                "en_IL",
                "the Store's languages include `en`, `en-au`, `en-ca`, `en-gb`, `en-ie`, `en-in`, `en-nz`, `en-sg` and 14 more",
            ),
            (
                "ar_LY",
                "write `ar-ly`, which is not in the Store's documentation either; the Store may still accept it",
            ),
        ] {
            let found = suggestion(written).map(|it| it.text);
            assert_eq!(found.as_deref(), Some(hint), "{written}");
        }
        assert_eq!(suggestion("ar"), None);
        assert_eq!(suggestion(&"x".repeat(100)), None);
    }
}
