//! What must not be seen, made unseen: known secrets by value in every encoding, everything else by its form.

use std::{
    borrow::{Borrow, Cow},
    cmp::Ordering,
    collections::BTreeSet,
    fmt,
    ops::Range,
    sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard},
};

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value};
use storectl_model::{
    FieldPath,
    mask::{self, Mask, REDACTED},
};

use crate::{
    observe::{
        hidden_fields::HiddenFields,
        secret_search::{SHORTEST, Search},
        views::{LAYERS, View},
    },
    response::body,
};

/// Bytes of a long text that are looked at for its start.
const LOOKED_AT: usize = 1024 * 1024;

/// Bytes before that cut that are not shown: more than the longest secret, of 64 KiB, with six bytes a character.
const UNSHOWN: usize = 512 * 1024;

/// Removes secrets from texts: those it knows by value, however they are escaped or encoded, what looks like one by its
/// form, and of bodies what secret fields hold. Clones share what they know.
#[derive(Clone, Default)]
pub struct Redactor {
    known: Arc<RwLock<Known>>,
}

#[derive(Default)]
struct Known {
    secrets: BTreeSet<KnownSecret>,
    /// Finds the secrets; made at the first search after one was learned, for many are learned in a row.
    search: OnceLock<Option<Search>>,
    fields: HiddenFields,
    /// Texts that stay in documents as they are.
    public: BTreeSet<String>,
}

/// A secret, ordered by its value so that each is known once.
struct KnownSecret(SecretString);

impl Borrow<str> for KnownSecret {
    fn borrow(&self) -> &str {
        self.0.expose_secret()
    }
}

impl PartialEq for KnownSecret {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for KnownSecret {}

impl PartialOrd for KnownSecret {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for KnownSecret {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.expose_secret().cmp(other.0.expose_secret())
    }
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
        for secret in secrets {
            if secret.len() >= SHORTEST && !known.secrets.contains(secret) {
                known
                    .secrets
                    .insert(KnownSecret(SecretString::from(secret)));
                known.search = OnceLock::new();
            }
        }
    }

    /// Hides what the fields at `paths` hold, in every body and in every text that quotes one: the value that the Store
    /// has is not known, and as secret as the one to come (forms.md, "Outputs, errors, secrets, files" 3).
    pub fn hide_fields<'p>(&self, paths: impl IntoIterator<Item = &'p FieldPath>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.fields.add(paths);
    }

    /// Remembers texts that are public whatever the secrets are ([`storectl_model::SecretValues::add_public`]).
    pub fn keep<'p>(&self, texts: impl IntoIterator<Item = &'p str>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.public.extend(texts.into_iter().map(str::to_owned));
    }

    /// Returns a text of a document of our own without its secrets, borrowed where it has none; one that is public stays as
    /// it is.
    pub fn text_of_document<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.known().public.contains(text) {
            Cow::Borrowed(text)
        } else {
            self.redacted(text)
        }
    }

    /// Returns `text` without its secrets. Redact before cutting: half a secret is not recognized. Linear in the text.
    pub fn text(&self, text: &str) -> String {
        self.redacted(text).into_owned()
    }

    fn redacted<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut masks: Vec<Mask> = self
            .by_value(text)
            .into_iter()
            .map(|range| Mask {
                range,
                shown: REDACTED.to_owned(),
            })
            .chain(mask::find(text))
            .collect();
        if masks.is_empty() {
            return Cow::Borrowed(text);
        }
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
        Cow::Owned(out)
    }

    /// Returns a service's text without its secrets, up to where it begins to say what a hidden field holds.
    pub(crate) fn quote(&self, text: &str) -> String {
        let quoted = self.known().fields.first_value(text);
        match quoted {
            Some(end) => self.text(text.get(..end).unwrap_or_default()) + REDACTED,
            None => self.text(text),
        }
    }

    /// Returns the start of a body without its secrets, at most `most` characters, whitespace collapsed.
    pub(crate) fn excerpt(&self, bytes: &[u8], most: usize) -> String {
        let body = body::parse(bytes).map(|it| self.value(it).to_string());
        let bytes = body.as_ref().map_or(bytes, |it| it.as_bytes());
        let (start, is_cut) = match bytes.get(..LOOKED_AT) {
            Some(start) => (start, true),
            None => (bytes, false),
        };
        let mut text = self.quote(&String::from_utf8_lossy(start));
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
        match body::parse(bytes) {
            Ok(value) => self.value(value).to_string(),
            Err(_) => self.quote(&String::from_utf8_lossy(bytes)),
        }
    }

    fn value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.quote(&text)),
            Value::Array(items) => items.into_iter().map(|it| self.value(it)).collect(),
            Value::Object(fields) => {
                let mut redacted = Map::with_capacity(fields.len());
                for (name, value) in fields {
                    let hidden = self.known().fields.stand_in(&name, &value);
                    let value = match hidden {
                        Some(stand_in) => stand_in,
                        None if mask::is_secret_name(&name) && !value.is_null() => REDACTED.into(),
                        None => self.value(value),
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

    fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Finds the secrets it knows, as they stand and behind escapes.
    fn by_value(&self, text: &str) -> Vec<Range<usize>> {
        let known = self.known();
        let search = known
            .search
            .get_or_init(|| Search::of(known.secrets.iter().map(Borrow::borrow)));
        let Some(search) = search else {
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
