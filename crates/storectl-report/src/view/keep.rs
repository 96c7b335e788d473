//! What would keep a value that somebody changed in Partner Center.

use storectl_model::{
    Segment,
    mask::{REDACTED, mask},
};
use storectl_plan::{Change, ChangeValue};

use super::Sentence;
use crate::{Foreign, SourceRef};

/// Longest text that is offered as a line of YAML, in characters; longer ones are named by their file.
const SHORT: usize = 60;

/// Says what to write, and where, so that apply keeps the Store's value: the whole line of YAML where it is short.
pub(crate) fn keep(change: &Change, source: Option<&SourceRef>, manifest: Foreign<'_>) -> Sentence {
    let sentence = Sentence::labeled("to keep it");
    let Some(source) = source else {
        return sentence.ours("change the manifest");
    };
    let is_in_manifest = source.file == manifest.as_raw();
    match yaml_line(change).filter(|_| is_in_manifest) {
        Some(line) => {
            let sentence = sentence.ours("write ").code(&line);
            let sentence = match (change.path.language(), change.path.field()) {
                // The value may be that of all listings.
                (Some(_), Some(_)) => sentence
                    .ours(" in ")
                    .code(&change.path.object().to_string()),
                (_, _) => sentence,
            };
            sentence.ours(" at ").place(source)
        }
        None => sentence
            .ours("write the value of Partner Center to ")
            .place(source),
    }
}

/// Returns the line that makes the Store's value the manifest's; `None` where it is long, a list, or nobody is shown it.
fn yaml_line(change: &Change) -> Option<String> {
    let Some(Segment::Key(key)) = change.path.segments().last() else {
        return change
            .path
            .language()
            .filter(|_| change.path.field().is_none() && change.before.is_unset())
            .map(|it| format!("{}: null", it.as_str()));
    };
    let value = match &change.before {
        ChangeValue::Unset => "null".to_owned(),
        ChangeValue::Flag(flag) => flag.to_string(),
        ChangeValue::Word(text) | ChangeValue::Text(text) => scalar(text)?,
        ChangeValue::Items(_)
        | ChangeValue::Image(_)
        | ChangeValue::Images(_)
        | ChangeValue::Object(_)
        | ChangeValue::Withheld(_) => return None,
    };
    Some(format!("{key}: {value}"))
}

/// Writes a short text as YAML: in quotes, which hold for a text of any form, with `${` as a literal.
fn scalar(text: &str) -> Option<String> {
    let is_short = text.chars().count() <= SHORT && !text.contains('\n');
    // What is masked, or shown in another form, is not the value.
    let has_mask = mask(text) != text || text.contains(REDACTED.trim_end_matches(']'));
    let is_shown = !has_mask && Foreign::new(text).line() == text;
    (is_short && is_shown).then(|| serde_json::Value::from(text.replace("${", "$${")).to_string())
}

#[cfg(test)]
mod tests {
    use storectl_plan::Action;

    use super::*;
    use crate::view::Span;

    fn line(address: &str, live: ChangeValue) -> Option<String> {
        yaml_line(&Change {
            path: address.parse().unwrap(),
            action: Action::Change,
            origin: None,
            base: None,
            before: live,
            after: ChangeValue::Unset,
            guard: None,
            limit: None,
        })
    }

    #[test]
    fn a_short_value_is_a_line_of_yaml_that_reads_back_as_the_value() {
        let word = |text| line("listings.en-us.copyright", ChangeValue::word(text));
        for (text, expected) in [
            ("© Contoso: 1.10", r#"copyright: "© Contoso: 1.10""#),
            ("NO", r#"copyright: "NO""#),
            (r#"say "hi" \"#, r#"copyright: "say \"hi\" \\""#),
            ("${version}", r#"copyright: "$${version}""#),
        ] {
            assert_eq!(word(text).as_deref(), Some(expected));
        }
        let flag = line(
            "properties.isPrivacyPolicyRequired",
            ChangeValue::Flag(false),
        );
        assert_eq!(flag.as_deref(), Some("isPrivacyPolicyRequired: false"));
        let removed = line("listings.fr-fr", ChangeValue::Unset);
        assert_eq!(removed.as_deref(), Some("fr-fr: null"));
    }

    #[test]
    fn lists_long_texts_and_values_that_are_not_shown_as_they_are_are_no_line() {
        let of = |value| line("listings.en-us.description", value);
        assert_eq!(of(ChangeValue::items(["a"])), None);
        assert_eq!(of(ChangeValue::text(&"a".repeat(61))), None);
        assert_eq!(of(ChangeValue::text("a\nb")), None);
        assert_eq!(of(ChangeValue::word("https://c.com/x?sig=abcdefgh")), None);
        // Whoever copied what is shown of these would write another value.
        assert_eq!(of(ChangeValue::word("\u{1b}[31mred")), None);
        assert_eq!(of(ChangeValue::word("::error::x")), None);
        assert_eq!(line("packages[0]", ChangeValue::word("exe")), None);
    }

    #[test]
    fn a_value_of_another_file_is_named_by_the_file() {
        let change = Change {
            path: "listings.en-us.shortDescription".parse().unwrap(),
            action: Action::Change,
            origin: None,
            base: None,
            before: ChangeValue::text("short"),
            after: ChangeValue::text("other"),
            guard: None,
            limit: None,
        };
        let source = SourceRef {
            file: "store/en-us/short.txt".to_owned(),
            in_repository: "store/en-us/short.txt".to_owned(),
            line: 1,
            column: 1,
        };
        let said = keep(&change, Some(&source), Foreign::new("store/storectl.yaml"));
        assert_eq!(said.spans.last(), Some(&Span::Place(source)));
        assert!(!said.spans.iter().any(|it| matches!(it, Span::Code(_))));
    }

    #[test]
    fn a_masked_address_is_not_the_value_to_write() {
        let masked = [
            "https://a.b/?sig=[REDACTED:15c8948d]",
            "https://[REDACTED]@a.b/",
        ];
        for url in masked {
            assert_eq!(
                line("packages[0].genericDocUrl", ChangeValue::word(url)),
                None
            );
        }
    }
}
