//! What must not be seen, made unseen: known secrets by value in every encoding, everything else by its form.

use std::{
    collections::{BTreeSet, HashSet},
    fmt,
    ops::Range,
    sync::{Arc, PoisonError, RwLock},
};

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value};
use storectl_model::mask::{self, Mask, REDACTED};

use crate::observe::{
    secret_search::{SHORTEST, Search},
    views::View,
};

/// How many layers of escaping are looked through: an address in a JSON text in a JSON text has three.
const LAYERS: usize = 3;

/// Bytes of a long text that are looked at for its start.
const LOOKED_AT: usize = 64 * 1024;

/// Bytes before that cut that are not shown: more than the longest secret in its longest spelling.
const UNSHOWN: usize = 32 * 1024;

/// What testers of the Store are told, how to sign in for example: known or not, nobody else reads it.
const NOTES: &str = "certificationNotes";

/// Removes secrets from texts: those it knows by value, however they are escaped or encoded, and what looks like one by
/// its form. Clones share what they know.
#[derive(Clone, Default)]
pub struct Redactor {
    known: Arc<RwLock<Known>>,
}

#[derive(Default)]
struct Known {
    secrets: Vec<SecretString>,
    search: Option<Search>,
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redactor").finish_non_exhaustive()
    }
}

impl Redactor {
    /// Remembers a secret of 4 bytes or more, e.g. of a manifest's variable or a credential. Shorter ones are not searched
    /// for: replacing them would garble ordinary words.
    pub fn learn(&self, secret: &SecretString) {
        self.learn_all([secret.expose_secret()]);
    }

    /// Remembers several secrets, as [`Self::learn`] does.
    pub fn learn_all<'s>(&self, secrets: impl IntoIterator<Item = &'s str>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let new: BTreeSet<&str> = {
            let old: HashSet<&str> = known
                .secrets
                .iter()
                .map(SecretString::expose_secret)
                .collect();
            let long = secrets.into_iter().filter(|it| it.len() >= SHORTEST);
            long.filter(|it| !old.contains(it)).collect()
        };
        if !new.is_empty() {
            known
                .secrets
                .extend(new.into_iter().map(SecretString::from));
            known.search = Search::of(known.secrets.iter().map(SecretString::expose_secret));
        }
    }

    /// Returns `text` without its secrets. Redact before cutting: half a secret is not recognized. Linear in the text.
    pub fn text(&self, text: &str) -> String {
        let mut masks: Vec<Mask> = self
            .by_value(text)
            .into_iter()
            .map(|range| Mask {
                range,
                shown: REDACTED.to_owned(),
            })
            .chain(mask::find(text))
            .collect();
        masks.sort_by_key(|it| it.range.start);
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for Mask { range, shown } in masks {
            if range.start >= done {
                out.push_str(text.get(done..range.start).unwrap_or_default());
                out.push_str(&shown);
            }
            // Where two overlap, the second is hidden behind the first.
            done = done.max(range.end);
        }
        out.push_str(text.get(done..).unwrap_or_default());
        out
    }

    /// Returns the start of a text without its secrets, at most `most` characters, whitespace collapsed.
    pub(crate) fn excerpt(&self, bytes: &[u8], most: usize) -> String {
        let (start, is_cut) = match bytes.get(..LOOKED_AT) {
            Some(start) => (start, true),
            None => (bytes, false),
        };
        let mut text = self.text(&String::from_utf8_lossy(start));
        if is_cut {
            // Half a secret at the cut is not recognized, so what could be one is not shown.
            text.truncate(char_boundary_before(
                &text,
                text.len().saturating_sub(UNSHOWN),
            ));
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ").chars().take(most).collect()
    }

    /// Returns a body without its secrets: JSON by its fields, names and values, anything else as text.
    pub fn body(&self, bytes: &[u8]) -> String {
        match serde_json::from_slice::<Value>(bytes) {
            Ok(value) => self.value(value).to_string(),
            Err(_) => self.text(&String::from_utf8_lossy(bytes)),
        }
    }

    fn value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => items.into_iter().map(|it| self.value(it)).collect(),
            Value::Object(fields) => {
                let mut redacted = Map::with_capacity(fields.len());
                for (name, value) in fields {
                    let is_secret = mask::is_secret_name(&name) || name == NOTES;
                    let value = if is_secret && !value.is_null() {
                        Value::from(REDACTED)
                    } else {
                        self.value(value)
                    };
                    redacted.insert(self.text(&name), value);
                }
                Value::Object(redacted)
            }
            // A secret may be all digits.
            Value::Number(number) => {
                let text = number.to_string();
                let redacted = self.text(&text);
                if redacted == text {
                    Value::Number(number)
                } else {
                    Value::String(redacted)
                }
            }
            other @ (Value::Null | Value::Bool(_)) => other,
        }
    }

    /// Finds the secrets it knows, as they stand and behind escapes.
    fn by_value(&self, text: &str) -> Vec<Range<usize>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let Some(search) = &known.search else {
            return Vec::new();
        };
        let mut found = search.find(text.as_bytes());
        let mut next = View::decode(text.as_bytes());
        for _ in 0..LAYERS {
            let Some(view) = next else {
                break;
            };
            let ranges = search.find(view.bytes());
            found.extend(ranges.into_iter().map(|it| view.range(it)));
            next = view.decoded();
        }
        found
            .into_iter()
            .map(|it| char_boundary_before(text, it.start)..char_boundary_after(text, it.end))
            .collect()
    }
}

fn char_boundary_before(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn char_boundary_after(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}
