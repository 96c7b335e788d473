//! Facts by the age of their knowledge.

use std::collections::BTreeMap;

use storectl_model::Digest;

use crate::decode::Pixels;

/// Most facts kept; 200 languages with every image have 2,400. The oldest go first.
pub(super) const MAX_ENTRIES: usize = 8_192;

/// Length of a digest's text.
const DIGEST: usize = 64;

/// A value known of each key.
#[derive(Debug)]
pub(super) struct Recent<K, V> {
    facts: BTreeMap<K, Fact<V>>,
    next: usize,
}

#[derive(Debug)]
struct Fact<V> {
    value: V,
    /// Counts insertions: the larger, the younger.
    age: usize,
}

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Self {
            facts: BTreeMap::new(),
            next: 0,
        }
    }
}

impl<K: Ord, V> Recent<K, V> {
    /// Takes pairs as a file has them, oldest first; what is not a fact is left out.
    pub(super) fn from_pairs(
        pairs: &[(String, String)],
        key: impl Fn(&str) -> Option<K>,
        value: impl Fn(&str) -> Option<V>,
    ) -> Self {
        let mut recent = Self::default();
        for (name, text) in pairs {
            if let (Some(key), Some(value)) = (key(name), value(text)) {
                recent.insert(key, value);
            }
        }
        recent
    }

    /// Returns the youngest facts as pairs, oldest first.
    pub(super) fn to_pairs(
        &self,
        name: impl Fn(&K) -> &str,
        text: impl Fn(&V) -> String,
    ) -> Vec<(String, String)> {
        let mut facts: Vec<_> = self.facts.iter().collect();
        facts.sort_by_key(|(_, fact)| fact.age);
        let old = facts.len().saturating_sub(MAX_ENTRIES);
        facts
            .into_iter()
            .skip(old)
            .map(|(key, fact)| (name(key).to_owned(), text(&fact.value)))
            .collect()
    }

    pub(super) fn insert(&mut self, key: K, value: V) {
        let age = self.next;
        self.facts.insert(key, Fact { value, age });
        self.next = self.next.saturating_add(1);
    }

    pub(super) fn get(&self, key: &K) -> Option<&V> {
        self.facts.get(key).map(|it| &it.value)
    }

    #[cfg(test)]
    pub(super) fn keys(&self) -> Vec<&K> {
        self.facts.keys().collect()
    }
}

/// Writes what identifies pixels: the digest, and behind it the checksum, where that is known.
pub(super) fn pixels_text(pixels: &Pixels) -> String {
    match pixels.checksum {
        Some(checksum) => format!("{}{checksum:016x}", pixels.digest),
        None => pixels.digest.to_string(),
    }
}

/// Reads what [`pixels_text`] writes.
pub(super) fn pixels(text: &str) -> Option<Pixels> {
    let (whole, checksum) = text.split_at_checked(DIGEST)?;
    let pixels = Pixels {
        digest: digest(whole)?,
        checksum: match checksum {
            "" => None,
            checksum => Some(u64::from_str_radix(checksum, 16).ok()?),
        },
    };
    (pixels_text(&pixels) == text).then_some(pixels)
}

/// Reads a digest as [`Digest`] writes it.
pub(super) fn digest(text: &str) -> Option<Digest> {
    let digits = text.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> = digits
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    let digest = Digest::from_bytes(&bytes?);
    // Only the canonical form is read: `+1` parses as a byte, too.
    (text.len() == DIGEST && digest.as_str() == text).then_some(digest)
}
