//! What would keep a value that the Store holds and the manifest does not.

use storectl_model::{
    LanguageTag, Segment,
    mask::{REDACTED, mask},
};
use storectl_plan::{Change, ChangeValue};

use super::Sentence;
use crate::{Foreign, SourceRef};

/// Longest value that is offered to be written, in characters.
const LONGEST: usize = 200;

/// Says how apply keeps the Store's value: the command that takes it, else what to write, and where. That is YAML where it
/// goes into the manifest, and the value as it is where it goes into a file of its own. `place` is where writing it changes
/// this value and no other.
pub(crate) fn keep(
    change: &Change,
    command: Option<&str>,
    place: Option<&SourceRef>,
    manifest: Foreign<'_>,
) -> Sentence {
    let sentence = Sentence::labeled("to keep it");
    if let Some(command) = command {
        return sentence.code(command);
    }
    let Some(place) = place else {
        return sentence.ours("change the manifest");
    };
    if place.in_repository != manifest.as_raw() {
        let sentence = match text_of_file(&change.before) {
            Ok(text) => sentence.ours("write ").code(&text),
            Err(why) => why.said(sentence),
        };
        return sentence.ours(" to ").place(place);
    }
    let line = key(change).and_then(|key| Ok(format!("{key}: {}", yaml(change)?)));
    let sentence = match line {
        Ok(line) => sentence.ours("write ").code(&line),
        Err(why) => why.said(sentence),
    };
    let object = change.path.object();
    let sentence = match (change.path.language(), change.path.field()) {
        // The place is that of the listing where it takes the value from the defaults.
        (Some(_), Some(_)) => sentence.ours(" in ").code(&object.to_string()),
        (_, _) => sentence,
    };
    sentence.ours(" at ").place(place)
}

/// Says how a conflict ends with the Store's value, where a command does that.
pub(crate) fn take_live(command: &str) -> Sentence {
    Sentence::labeled("to take the live value").code(command)
}

/// Why a value is not offered to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NotOffered {
    /// It is long, or of many parts, or people are shown it in another form.
    InJson,
    /// Nobody is shown it, or not whole.
    Hidden,
    /// It is images, whose files are in Partner Center.
    Images,
}

impl NotOffered {
    fn said(self, sentence: Sentence) -> Sentence {
        match self {
            Self::InJson => sentence
                .ours("write the value of Partner Center (")
                .code("--format json")
                .ours(" has it)"),
            Self::Hidden => sentence.ours(
                "write the value of Partner Center (it is not shown, as it may hold a secret)",
            ),
            Self::Images => sentence.ours("name the images of Partner Center"),
        }
    }
}

/// Returns the key that is written.
fn key(change: &Change) -> Result<&str, NotOffered> {
    if let Some(Segment::Key(key)) = change.path.segments().last() {
        return Ok(key);
    }
    let whole = change.path.language();
    let whole = whole.filter(|_| change.path.field().is_none());
    whole.map(LanguageTag::as_str).ok_or(NotOffered::InJson)
}

/// Returns the Store's value as YAML on one line.
fn yaml(change: &Change) -> Result<String, NotOffered> {
    let is_listing = change.path.language().is_some() && change.path.field().is_none();
    let value = match &change.before {
        ChangeValue::Unset => "null".to_owned(),
        // A listing that is named stays, whatever is in it.
        _ if is_listing => "{}".to_owned(),
        ChangeValue::Flag(flag) => flag.to_string(),
        ChangeValue::Word(text) | ChangeValue::Text(text) => scalar(text)?,
        ChangeValue::Items(items) => {
            let items: Result<Vec<String>, NotOffered> =
                items.iter().map(|it| scalar(it)).collect();
            format!("[{}]", items?.join(", "))
        }
        ChangeValue::Object(_) => return Err(NotOffered::InJson),
        ChangeValue::Image(_) | ChangeValue::Images(_) => return Err(NotOffered::Images),
        ChangeValue::Withheld(_) => return Err(NotOffered::Hidden),
    };
    bounded(value)
}

/// Writes a text as YAML: in quotes, which hold for a text of any form, with `${` as a literal.
fn scalar(text: &str) -> Result<String, NotOffered> {
    shown(text)?;
    Ok(serde_json::Value::from(literal(text)).to_string())
}

/// Returns the text that a file is to hold.
fn text_of_file(value: &ChangeValue) -> Result<String, NotOffered> {
    match value {
        ChangeValue::Word(text) | ChangeValue::Text(text) => {
            shown(text)?;
            bounded(literal(text))
        }
        ChangeValue::Withheld(_) => Err(NotOffered::Hidden),
        ChangeValue::Image(_) | ChangeValue::Images(_) => Err(NotOffered::Images),
        ChangeValue::Unset
        | ChangeValue::Flag(_)
        | ChangeValue::Items(_)
        | ChangeValue::Object(_) => Err(NotOffered::InJson),
    }
}

/// Refuses a text that people are not shown as it is: whoever copied what they see would write another one.
fn shown(text: &str) -> Result<(), NotOffered> {
    if mask(text) != text || text.contains(REDACTED.trim_end_matches(']')) {
        return Err(NotOffered::Hidden);
    }
    if text.contains('\n') || Foreign::new(text).line() != text {
        return Err(NotOffered::InJson);
    }
    Ok(())
}

/// Keeps `${` from being read as a variable.
fn literal(text: &str) -> String {
    text.replace("${", "$${")
}

fn bounded(value: String) -> Result<String, NotOffered> {
    if value.chars().count() > LONGEST {
        return Err(NotOffered::InJson);
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use storectl_plan::{Action, Withheld};

    use super::*;
    use crate::view::Span;

    fn change(address: &str, live: ChangeValue) -> Change {
        Change {
            path: address.parse().unwrap(),
            action: Action::Change,
            origin: None,
            base: None,
            before: live,
            after: ChangeValue::Unset,
            guard: None,
            limit: None,
        }
    }

    fn line(address: &str, live: ChangeValue) -> Option<String> {
        let change = change(address, live);
        Some(format!("{}: {}", key(&change).ok()?, yaml(&change).ok()?))
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
    fn a_list_is_a_flow_value_up_to_a_length() {
        let list = line(
            "listings.en-us.searchTerms",
            ChangeValue::items(["a: b", "${c}"]),
        );
        assert_eq!(list.as_deref(), Some(r#"searchTerms: ["a: b", "$${c}"]"#));
        let markets = vec!["US"; 40];
        assert_eq!(
            line("availability.markets", ChangeValue::items(markets)),
            None
        );
    }

    #[test]
    fn a_listing_that_is_named_stays() {
        let listing = ChangeValue::Object(serde_json::json!({ "description": "Gears" }));
        assert_eq!(
            line("listings.fr-fr", listing).as_deref(),
            Some("fr-fr: {}")
        );
    }

    #[test]
    fn a_value_that_is_not_shown_as_it_is_is_not_offered() {
        let of = |value| yaml(&change("listings.en-us.description", value)).unwrap_err();
        assert_eq!(of(ChangeValue::text(&"a".repeat(199))), NotOffered::InJson);
        assert_eq!(of(ChangeValue::text("a\nb")), NotOffered::InJson);
        assert_eq!(
            of(ChangeValue::word("https://c.com/x?sig=abcdefgh")),
            NotOffered::Hidden
        );
        assert_eq!(
            of(ChangeValue::items(["https://c.com/x?sig=abcdefgh"])),
            NotOffered::Hidden
        );
        let secret = ChangeValue::Withheld(Withheld::new("hunter2"));
        assert_eq!(of(secret), NotOffered::Hidden);
        // Whoever copied what is shown of these would write another value.
        assert_eq!(of(ChangeValue::word("\u{1b}[31mred")), NotOffered::InJson);
        assert_eq!(of(ChangeValue::word("::error::x")), NotOffered::InJson);
        assert_eq!(line("packages[0]", ChangeValue::word("exe")), None);
    }

    #[test]
    fn a_text_of_a_file_is_written_there_as_it_is() {
        let change = change(
            "listings.en-us.shortDescription",
            ChangeValue::text("say \"short\""),
        );
        let place = SourceRef {
            file: "store/en-us/short.txt".to_owned(),
            in_repository: "store/en-us/short.txt".to_owned(),
            line: 1,
            column: 1,
        };
        let said = keep(
            &change,
            None,
            Some(&place),
            Foreign::new("store/storectl.yaml"),
        );
        assert_eq!(said.spans.last(), Some(&Span::Place(place)));
        assert!(said.spans.contains(&Span::Code("say \"short\"".to_owned())));
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
