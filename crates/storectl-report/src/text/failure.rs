//! What went wrong, with everything that helps.

use storectl_model::{FieldPath, StoreMessage};
use storectl_plan::Failure;

use super::page::{Ink, Page};
use crate::{ErrorView, SourceRef, Styling, escape};

/// Renders an error that ended a command.
pub fn error(view: &ErrorView, styling: Styling) -> String {
    let mut page = Page::new(styling);
    write_error(&mut page, 0, view);
    page.finish()
}

pub(super) fn write_error(page: &mut Page, indent: usize, view: &ErrorView) {
    let ErrorView {
        code,
        exit,
        message,
        hints,
        request,
        http_status,
        store_messages,
        correlation_id,
        location,
    } = view;
    let head = page.ink(Ink::Danger, &format!("error[{code}]:"));
    page.line(indent, &format!("{head} {}", escape::line(message)));
    Details {
        location: location.as_ref(),
        request: request.as_deref(),
        http_status: *http_status,
        store_messages,
        correlation_id: correlation_id.as_deref(),
        fields: &[],
        hints,
    }
    .write(page, indent + 2);
    page.line(indent + 2, &format!("exit code: {exit}"));
}

/// Writes why a step failed.
pub(super) fn write_failure(
    page: &mut Page,
    indent: usize,
    failure: &Failure,
    location: Option<&SourceRef>,
) {
    let Failure {
        kind: _, // the message says it in words
        message,
        request,
        http_status,
        store_messages,
        correlation_id,
        hints,
        fields,
    } = failure;
    page.line(indent, &escape::line(message));
    Details {
        location,
        request: request.as_deref(),
        http_status: *http_status,
        store_messages,
        correlation_id: correlation_id.as_deref(),
        fields,
        hints,
    }
    .write(page, indent);
}

struct Details<'a> {
    location: Option<&'a SourceRef>,
    request: Option<&'a str>,
    http_status: Option<u16>,
    store_messages: &'a [StoreMessage],
    correlation_id: Option<&'a str>,
    fields: &'a [FieldPath],
    hints: &'a [String],
}

impl Details<'_> {
    fn write(self, page: &mut Page, indent: usize) {
        let Self {
            location,
            request,
            http_status,
            store_messages,
            correlation_id,
            fields,
            hints,
        } = self;
        if let Some(place) = location {
            page.line(indent, &format!("at {}", place_text(place)));
        }
        for field in fields {
            let address = field.to_string();
            page.line(indent, &format!("differs: {}", escape::line(&address)));
        }
        let answer = http_status.map(|it| format!("HTTP {it}"));
        let sent: Vec<String> = request
            .map(|it| escape::line(it).into_owned())
            .into_iter()
            .chain(answer)
            .collect();
        if !sent.is_empty() {
            page.line(indent, &format!("request: {}", sent.join(" → ")));
        }
        for message in store_messages {
            page.line(
                indent,
                &format!("the Store said: {}", store_message(message)),
            );
        }
        if let Some(id) = correlation_id {
            page.line(indent, &format!("correlation id: {}", escape::line(id)));
        }
        for hint in hints {
            let label = page.ink(Ink::Heading, "hint:");
            page.line(indent, &format!("{label} {}", escape::line(hint)));
        }
    }
}

/// Gives `code: message (target)`, leaving out what is empty.
pub(super) fn store_message(message: &StoreMessage) -> String {
    let StoreMessage {
        code,
        message,
        target,
    } = message;
    let mut out = escape::line(code).into_owned();
    if !out.is_empty() && !message.is_empty() {
        out.push_str(": ");
    }
    out.push_str(&escape::line(message));
    if !target.is_empty() {
        out.push_str(" (target ");
        out.push_str(&escape::line(target));
        out.push(')');
    }
    out
}

pub(super) fn place_text(place: &SourceRef) -> String {
    format!(
        "{}:{}:{}",
        escape::line(&place.file),
        place.line,
        place.column
    )
}
