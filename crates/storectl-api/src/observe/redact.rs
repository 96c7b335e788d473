//! What must not be seen, made unseen: known secrets by value, everything else by its form.

use std::sync::{PoisonError, RwLock};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

/// What stands where a secret stood.
pub(crate) const REDACTED: &str = "[REDACTED]";

/// Shorter secrets are not searched by value: replacing them would garble ordinary words.
const SHORTEST_KNOWN: usize = 8;

/// Names whose values are secrets in a form, a query or a JSON text.
const NAMES: &[&str] = &[
    "sig",
    "access_token",
    "refresh_token",
    "id_token",
    "client_secret",
    "client_assertion",
];

/// Removes secrets from texts; knows those this process has used.
#[derive(Debug, Default)]
pub(crate) struct Redactor {
    known: RwLock<Vec<SecretString>>,
}

impl Redactor {
    /// Remembers a secret, so that an answer that echoes it does not betray it.
    pub(crate) fn learn(&self, secret: &SecretString) {
        if secret.expose_secret().len() < SHORTEST_KNOWN {
            return;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if !known
            .iter()
            .any(|it| it.expose_secret() == secret.expose_secret())
        {
            known.push(secret.clone());
        }
    }

    /// Gives `text` without its secrets.
    pub(crate) fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &*self.known.read().unwrap_or_else(PoisonError::into_inner) {
            let secret = secret.expose_secret();
            if text.contains(secret) {
                text = text.replace(secret, REDACTED);
            }
            let encoded = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
            if encoded != secret && text.contains(&encoded) {
                text = text.replace(&encoded, REDACTED);
            }
        }
        by_form(&text)
    }

    /// Gives a body without its secrets: JSON by its fields, anything else as text.
    pub(crate) fn body(&self, bytes: &[u8]) -> String {
        match serde_json::from_slice::<Value>(bytes) {
            Ok(mut value) => {
                self.value(&mut value);
                value.to_string()
            }
            Err(_) => self.text(&String::from_utf8_lossy(bytes)),
        }
    }

    fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|it| self.value(it)),
            Value::Object(fields) => {
                for (name, value) in fields.iter_mut() {
                    if NAMES.iter().any(|it| it.eq_ignore_ascii_case(name)) {
                        *value = Value::from(REDACTED);
                    } else {
                        self.value(value);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// Removes what looks like a secret wherever it stands.
pub(crate) fn by_form(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((start, end)) = next_secret(rest) {
        out.push_str(rest.get(..start).unwrap_or_default());
        out.push_str(REDACTED);
        rest = rest.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Finds the first value to hide, as a byte range on character boundaries (all its neighbours are ASCII).
fn next_secret(text: &str) -> Option<(usize, usize)> {
    let lower = text.to_ascii_lowercase();
    let named = NAMES.iter().flat_map(|name| {
        lower.match_indices(name).filter_map(|(at, _)| {
            let start = after_separator(&lower, at + name.len())?;
            some_value(text, start, 1)
        })
    });
    let bearer = lower
        .match_indices("bearer ")
        .filter_map(|(at, it)| some_value(text, at + it.len(), 20));
    let jwt = text
        .match_indices("eyJ")
        .filter_map(|(at, _)| some_value(text, at, 20));
    named.chain(bearer).chain(jwt).min()
}

/// Steps over `=`, `":"`, `%3D` or `\u003d` after a name; `None` where none is there.
fn after_separator(lower: &str, mut at: usize) -> Option<usize> {
    let mut separated = false;
    loop {
        let rest = lower.get(at..)?;
        if let Some(length) = ["%3d", "\\u003d", "=", ":"]
            .iter()
            .find_map(|it| rest.starts_with(it).then_some(it.len()))
        {
            separated = true;
            at += length;
        } else if rest.starts_with(['"', ' ', '\'', '\\']) {
            at += 1;
        } else {
            return separated.then_some(at);
        }
    }
}

fn some_value(text: &str, start: usize, shortest: usize) -> Option<(usize, usize)> {
    let value = text.get(start..)?;
    if value.starts_with(REDACTED) {
        return None;
    }
    let length = value
        .bytes()
        .take_while(|it| it.is_ascii_alphanumeric() || b"%+/=_-.~".contains(it))
        .count();
    (length >= shortest).then_some((start, start + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_tokens_and_secrets_are_hidden_wherever_they_stand() {
        for text in [
            "https://x.blob.core.windows.net/a?sv=1&sig=CANARY%2B%3D&se=2",
            "https://x.example/a?SIG=CANARY",
            r#"{"assetUrl":"https://x.example/a?st=1\u0026sig\u003dCANARY"}"#,
            "url=https%3A%2F%2Fx%3Fsig%3DCANARY",
            r#"{"access_token": "CANARY", "a": 1"#,
            "client_secret=CANARY&scope=x",
            "authorization: Bearer CANARYCANARYCANARYCANARY",
            "token eyJCANARYCANARY.CANARYCANARY.CANARY was refused",
        ] {
            let hidden = by_form(text);
            assert!(!hidden.contains("CANARY"), "{text} -> {hidden}");
            assert!(hidden.contains(REDACTED));
        }
    }

    #[test]
    fn ordinary_words_stay() {
        for text in [
            "the bearer token is missing or invalid",
            "client_secret is expired",
            "designs and signals — 日本語",
        ] {
            assert_eq!(by_form(text), text);
        }
    }

    #[test]
    fn a_secret_this_process_used_is_hidden_by_value_and_percent_encoded() {
        let redactor = Redactor::default();
        redactor.learn(&SecretString::from("p+w&d/canary"));
        assert_eq!(
            redactor.text("p+w&d/canary p%2Bw%26d%2Fcanary"),
            "[REDACTED] [REDACTED]"
        );
        assert!(!format!("{redactor:?}").contains("canary"));
    }
}
