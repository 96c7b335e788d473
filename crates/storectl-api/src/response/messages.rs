//! What a body says, whatever its shape.

use serde_json::Value;
use storectl_model::StoreMessage;

use crate::{
    observe::redact::Redactor,
    response::{body, decode::reader::ObjectReader},
};

/// Messages of one answer that are kept; a draft with 200 languages has fewer.
const MOST_MESSAGES: usize = 1000;

/// Bytes of one part of a message that are kept.
const LONGEST_PART: usize = 4000;

/// Bytes of an answer that is not JSON that are searched for Azure's error.
const LOOKED_AT: usize = 4096;

/// The messages and the data of a body.
pub(super) struct Refusal {
    pub(super) messages: Vec<StoreMessage>,
    pub(super) data: Value,
}

/// Reads the wrapper, the gateway's `{statusCode, message}` (field note 8), Entra's `{error, error_description}` and
/// Azure's `<Error><Code>`; anything else says nothing.
pub(super) fn read_refusal(body: &[u8], redactor: &Redactor) -> Refusal {
    let object = body::parse(body)
        .ok()
        .and_then(|value| ObjectReader::of(value, "").ok());
    let Some(mut object) = object else {
        return Refusal {
            messages: azure(body, redactor).into_iter().collect(),
            data: Value::Null,
        };
    };
    let mut messages = messages(&mut object, redactor);
    let data = object.take("responseData").unwrap_or_default();
    let mut short = |code: &str, message: &str| -> Option<StoreMessage> {
        let message = object.text(message).ok()??;
        let code = object.text(code).ok().flatten().unwrap_or_default();
        Some(StoreMessage {
            code: shown(&code, redactor),
            message: shown(&message, redactor),
            target: String::new(),
        })
    };
    messages.extend(short("error", "error_description"));
    messages.extend(short("statusCode", "message"));
    Refusal { messages, data }
}

/// Reads the wrapper's `errors`; members that are null or say nothing are none (trap 6).
pub(super) fn messages(wrapper: &mut ObjectReader, redactor: &Redactor) -> Vec<StoreMessage> {
    wrapper
        .items("errors")
        .into_iter()
        .filter_map(|(at, item)| {
            let message = match item {
                Value::String(message) => StoreMessage {
                    message: shown(&message, redactor),
                    ..StoreMessage::default()
                },
                item => {
                    let mut item = ObjectReader::of(item, at).ok()?;
                    let mut part = |key| {
                        let text = item.text(key).ok().flatten().unwrap_or_default();
                        shown(&text, redactor)
                    };
                    StoreMessage {
                        code: part("code"),
                        message: part("message"),
                        target: part("target"),
                    }
                }
            };
            (message != StoreMessage::default()).then_some(message)
        })
        .take(MOST_MESSAGES)
        .collect()
}

/// Gives a text as it is shown: redacted, then bounded.
fn shown(text: &str, redactor: &Redactor) -> String {
    if text.len() <= LONGEST_PART {
        redactor.quote(text)
    } else {
        let mut text = redactor.excerpt(text.as_bytes(), LONGEST_PART);
        text.push('…');
        text
    }
}

fn azure(body: &[u8], redactor: &Redactor) -> Option<StoreMessage> {
    let text = String::from_utf8_lossy(body.get(..LOOKED_AT).unwrap_or(body));
    let between = |tag: &str| {
        let (_, rest) = text.split_once(&format!("<{tag}>"))?;
        let (inner, _) = rest.split_once(&format!("</{tag}>"))?;
        Some(shown(inner.trim(), redactor))
    };
    let (_, _) = text.split_once("<Error>")?;
    Some(StoreMessage {
        code: between("Code")?,
        message: between("Message").unwrap_or_default(),
        target: String::new(),
    })
}
