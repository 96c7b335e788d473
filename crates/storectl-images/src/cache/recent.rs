//! Facts by the age of their knowledge.

use std::collections::BTreeMap;

use storectl_model::Digest;

/// Most facts kept; 200 languages with every image have 2,400. The oldest go first.
pub(super) const MAX_ENTRIES: usize = 8_192;

/// A digest known of each key.
#[derive(Debug)]
pub(super) struct Recent<K> {
    facts: BTreeMap<K, Fact>,
    next: usize,
}

#[derive(Debug)]
struct Fact {
    digest: Digest,
    /// Counts insertions: the larger, the younger.
    age: usize,
}

impl<K> Default for Recent<K> {
    fn default() -> Self {
        Self {
            facts: BTreeMap::new(),
            next: 0,
        }
    }
}

impl<K: Ord> Recent<K> {
    /// Takes pairs as a file has them, oldest first; what is not a fact is left out.
    pub(super) fn from_pairs(pairs: &[(String, String)], key: impl Fn(&str) -> Option<K>) -> Self {
        let mut recent = Self::default();
        for (name, value) in pairs {
            if let (Some(key), Some(value)) = (key(name), digest(value)) {
                recent.insert(key, value);
            }
        }
        recent
    }

    /// Returns the youngest facts as pairs, oldest first.
    pub(super) fn to_pairs(&self, name: impl Fn(&K) -> &str) -> Vec<(String, String)> {
        let mut facts: Vec<_> = self.facts.iter().collect();
        facts.sort_by_key(|(_, fact)| fact.age);
        let old = facts.len().saturating_sub(MAX_ENTRIES);
        facts
            .into_iter()
            .skip(old)
            .map(|(key, fact)| (name(key).to_owned(), fact.digest.to_string()))
            .collect()
    }

    pub(super) fn insert(&mut self, key: K, digest: Digest) {
        let age = self.next;
        self.facts.insert(key, Fact { digest, age });
        self.next = self.next.saturating_add(1);
    }

    pub(super) fn get(&self, key: &K) -> Option<&Digest> {
        self.facts.get(key).map(|it| &it.digest)
    }

    #[cfg(test)]
    pub(super) fn keys(&self) -> Vec<&K> {
        self.facts.keys().collect()
    }
}

/// Reads a digest as [`Digest`] writes it.
pub(super) fn digest(text: &str) -> Option<Digest> {
    let digits = text.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> = digits
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    let digest = Digest::from_bytes(&bytes?);
    // Only the canonical form is read: `+1` parses as a byte, too.
    (text.len() == 64 && digest.as_str() == text).then_some(digest)
}
