//! What went wrong, as sentences.

use std::collections::BTreeSet;

use storectl_model::{FieldPath, MessageSeverity, StoreMessage};
use storectl_plan::Failure;

use super::{ErrorView, Sentence, SourceRef, stale::stale_details};

/// Returns everything known about an error except its message.
pub(crate) fn error_details(error: &ErrorView) -> Vec<Sentence> {
    let ErrorView {
        code: _,
        exit: _,
        message: _,
        hints,
        request,
        http_status,
        store_messages,
        correlation_id,
        location,
        stale,
    } = error;
    let mut told = stale_details(stale);
    let details = Details {
        location: location.as_ref(),
        request: request.as_deref(),
        http_status: *http_status,
        store_messages,
        correlation_id: correlation_id.as_deref(),
        fields: Vec::new(),
        hints,
    };
    told.extend(details.sentences());
    told
}

/// Returns everything known about a step's failure except its message.
pub(crate) fn failure_details(failure: &Failure, location: Option<&SourceRef>) -> Vec<Sentence> {
    let Failure {
        kind: _, // the message says it in words
        message,
        request,
        http_status,
        store_messages,
        correlation_id,
        in_the_way: _, // the message names it
        reason: _,     // its hints are among the others
        next: _,       // and so are those of what to do next
        hints,
        fields,
    } = failure;
    Details {
        location,
        request: request.as_deref(),
        http_status: *http_status,
        store_messages,
        correlation_id: correlation_id.as_deref(),
        fields: unnamed(message, fields),
        hints,
    }
    .sentences()
}

/// Returns the fields that a message does not name itself, with their values.
fn unnamed<'a>(message: &str, fields: &'a [FieldPath]) -> Vec<&'a FieldPath> {
    let words: BTreeSet<&str> = message.split_whitespace().collect();
    let is_unnamed = |it: &&FieldPath| !words.contains(it.to_string().as_str());
    fields.iter().filter(is_unnamed).collect()
}

/// Returns `the Store reports: code: message (target)`, or that it warns, leaving out what is empty. A code that only repeats
/// the severity says nothing more.
pub(crate) fn store_reports(message: &StoreMessage) -> Sentence {
    let label = match message.severity() {
        MessageSeverity::Error => "the Store reports",
        MessageSeverity::Warning => "the Store warns",
    };
    let StoreMessage {
        code,
        message,
        target,
    } = message;
    let repeats = ["error", "warning"]
        .iter()
        .any(|it| code.eq_ignore_ascii_case(it));
    let mut sentence = Sentence::labeled(label);
    if !code.is_empty() && !repeats {
        sentence = sentence.code(code).ours(": ");
    }
    sentence = if message.is_empty() {
        sentence.ours("(no message)")
    } else {
        sentence.prose(message)
    };
    if target.is_empty() {
        sentence
    } else {
        sentence.ours(" (target ").code(target).ours(")")
    }
}

struct Details<'a> {
    location: Option<&'a SourceRef>,
    request: Option<&'a str>,
    http_status: Option<u16>,
    store_messages: &'a [StoreMessage],
    correlation_id: Option<&'a str>,
    fields: Vec<&'a FieldPath>,
    hints: &'a [String],
}

/// Most messages and addresses of one failure that people are shown.
const MOST: usize = 30;

impl Details<'_> {
    fn sentences(self) -> Vec<Sentence> {
        let Self {
            location,
            request,
            http_status,
            store_messages,
            correlation_id,
            fields,
            hints,
        } = self;
        let mut all = Vec::new();
        all.extend(location.map(place));
        let differs = |it: &&FieldPath| Sentence::labeled("differs").code(&it.to_string());
        all.extend(fields.iter().take(MOST).map(differs));
        all.extend(more(fields.len()));
        all.extend(answer(request, http_status));
        all.extend(store_messages.iter().take(MOST).map(store_reports));
        all.extend(more(store_messages.len()));
        all.extend(correlation_id.map(|it| Sentence::labeled("correlation ID").code(it)));
        all.extend(hints.iter().map(|it| hint(it)));
        all
    }
}

/// Returns `note: …`: what storectl itself says beside a result.
pub(crate) fn note(text: &str) -> Sentence {
    Sentence::labeled("note").prose(text)
}

/// Returns `hint: …`.
pub(crate) fn hint(text: &str) -> Sentence {
    Sentence::labeled("hint").prose(text)
}

/// Returns `at file:line:column`.
pub(crate) fn place(place: &SourceRef) -> Sentence {
    Sentence::labeled("at").place(place)
}

fn more(all: usize) -> Option<Sentence> {
    let more = all.checked_sub(MOST).filter(|it| *it > 0)?;
    Some(Sentence::new().ours(format!("and {more} more")))
}

fn answer(request: Option<&str>, http_status: Option<u16>) -> Option<Sentence> {
    match (request, http_status) {
        (Some(request), Some(status)) => Some(
            Sentence::labeled("request")
                .code(request)
                .ours(format!(" → HTTP {status}")),
        ),
        (Some(request), None) => Some(Sentence::labeled("request").code(request)),
        (None, Some(status)) => Some(Sentence::new().ours(format!("HTTP {status}"))),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use storectl_plan::FailureKind;

    use super::*;
    use crate::view::Span;

    #[test]
    fn an_address_that_the_message_names_is_not_listed_again() {
        let fields = ["packages[1].packageUrl", "packages[10].packageUrl"];
        let failure = Failure {
            fields: fields.map(|it| it.parse().unwrap()).to_vec(),
            ..Failure::new(
                FailureKind::Unconverged,
                "the draft differs: packages[10].packageUrl is `a`, expected `b`",
            )
        };
        let listed: Vec<Sentence> = failure_details(&failure, None);
        let [only] = listed.as_slice() else {
            panic!("{listed:?}")
        };
        assert_eq!(only.label, Some("differs"));
        assert_eq!(
            only.spans,
            [Span::Code("packages[1].packageUrl".to_owned())]
        );
    }

    #[test]
    fn a_message_without_words_says_so() {
        let sentence = store_reports(&StoreMessage {
            code: "warning".to_owned(),
            ..StoreMessage::default()
        });
        assert_eq!(sentence.label, Some("the Store warns"));
        assert_eq!(sentence.spans, [Span::Ours("(no message)".into())]);
    }

    #[test]
    fn a_code_that_only_repeats_the_severity_is_not_shown() {
        for (code, label, expected) in [
            ("Error", "the Store reports", Vec::new()),
            ("warning", "the Store warns", Vec::new()),
            ("badrequest", "the Store reports", vec!["badrequest"]),
        ] {
            let sentence = store_reports(&StoreMessage {
                code: code.to_owned(),
                message: "no".to_owned(),
                target: String::new(),
            });
            assert_eq!(sentence.label, Some(label));
            let codes = sentence.spans.iter().filter_map(|it| match it {
                Span::Code(code) => Some(code.as_str()),
                Span::Ours(_) | Span::Prose(_) | Span::Place(_) => None,
            });
            assert_eq!(codes.collect::<Vec<_>>(), expected);
        }
    }
}
