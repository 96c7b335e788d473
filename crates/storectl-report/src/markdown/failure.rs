//! What went wrong, as lines of Markdown.

use storectl_model::StoreMessage;
use storectl_plan::Failure;

use super::{clip, code};
use crate::{ErrorView, SourceRef, escape};

/// Gives an error as lines, each escaped and ending with a break.
pub(super) fn error_lines(view: &ErrorView) -> Vec<String> {
    let ErrorView {
        code: name,
        exit,
        message,
        hints,
        request,
        http_status,
        store_messages,
        correlation_id,
        location,
    } = view;
    let mut lines = vec![format!(
        "**{}** (exit {exit}): {}",
        escape::markdown(name),
        escape::markdown(&clip(message))
    )];
    lines.extend(location.as_ref().map(place));
    lines.extend(answer(request.as_deref(), *http_status));
    lines.extend(store_messages.iter().map(store_message));
    lines.extend(
        correlation_id
            .as_ref()
            .map(|it| format!("correlation id: {}", code(it))),
    );
    lines.extend(
        hints
            .iter()
            .map(|it| format!("hint: {}", escape::markdown(&clip(it)))),
    );
    lines
}

/// Gives a step's failure as lines, each escaped.
pub(super) fn failure_lines(failure: &Failure, location: Option<&SourceRef>) -> Vec<String> {
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
    let mut lines = vec![escape::markdown(&clip(message))];
    lines.extend(location.map(place));
    lines.extend(
        fields
            .iter()
            .map(|it| format!("differs: {}", code(&it.to_string()))),
    );
    lines.extend(answer(request.as_deref(), *http_status));
    lines.extend(store_messages.iter().map(store_message));
    lines.extend(
        correlation_id
            .as_ref()
            .map(|it| format!("correlation id: {}", code(it))),
    );
    lines.extend(
        hints
            .iter()
            .map(|it| format!("hint: {}", escape::markdown(&clip(it)))),
    );
    lines
}

/// Gives `the Store said: …`.
pub(super) fn store_message(message: &StoreMessage) -> String {
    let StoreMessage {
        code: name,
        message,
        target,
    } = message;
    let about = match target.as_str() {
        "" => String::new(),
        target => format!(" (target {})", code(target)),
    };
    format!(
        "the Store said: {} {}{about}",
        code(name),
        escape::markdown(&clip(message))
    )
}

fn place(place: &SourceRef) -> String {
    format!(
        "at {}",
        code(&format!("{}:{}:{}", place.file, place.line, place.column))
    )
}

fn answer(request: Option<&str>, http_status: Option<u16>) -> Option<String> {
    match (request, http_status) {
        (Some(request), Some(status)) => {
            Some(format!("request: {} → HTTP {status}", code(request)))
        }
        (Some(request), None) => Some(format!("request: {}", code(request))),
        (None, Some(status)) => Some(format!("HTTP {status}")),
        (None, None) => None,
    }
}
