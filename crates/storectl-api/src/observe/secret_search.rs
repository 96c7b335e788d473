//! Searching for many secrets in one pass.

use std::{collections::BTreeMap, ops::Range};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};

use crate::observe::views::{View, canonical};

/// The shortest secret that is searched for, in bytes.
pub(crate) const SHORTEST: usize = 4;

/// One automaton over every form of every secret.
pub(crate) struct Search {
    automaton: AhoCorasick,
    /// By pattern: how many characters before and after it hold some of the secret's bits.
    margins: Vec<Margins>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Margins {
    before: usize,
    after: usize,
}

impl Search {
    /// Makes a search for `secrets`; `None` if there is nothing to search for.
    pub(crate) fn of<'a>(secrets: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut patterns: BTreeMap<Vec<u8>, Margins> = BTreeMap::new();
        for secret in secrets {
            add_forms(secret.as_bytes(), &mut patterns);
        }
        if patterns.is_empty() {
            return None;
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(true)
            // Made anew whenever a secret is learned, and it searches little.
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(patterns.keys())
            .ok()?;
        Some(Self {
            automaton,
            margins: patterns.into_values().collect(),
        })
    }

    /// Finds every form of every secret, merged where they overlap, in order.
    pub(crate) fn find(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        let mut merged: Vec<Range<usize>> = Vec::new();
        let mut found: Vec<Range<usize>> = self
            .automaton
            .find_overlapping_iter(bytes)
            .map(|it| {
                let Margins { before, after } = self
                    .margins
                    .get(it.pattern().as_usize())
                    .copied()
                    .unwrap_or_default();
                it.start().saturating_sub(before)..(it.end() + after).min(bytes.len())
            })
            .collect();
        found.sort_by_key(|it| it.start);
        for range in found {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        merged
    }
}

/// Adds a secret as it is, as it looks once escapes are undone, and in base64.
fn add_forms(secret: &[u8], patterns: &mut BTreeMap<Vec<u8>, Margins>) {
    let mut add = |pattern: Vec<u8>, margins: Margins| {
        if pattern.len() >= SHORTEST {
            let known = patterns.entry(pattern).or_default();
            known.before = known.before.max(margins.before);
            known.after = known.after.max(margins.after);
        }
    };
    add(secret.to_vec(), Margins::default());
    add(canonical(secret), Margins::default());
    // A secret that holds what looks like an escape is changed when escapes are undone.
    let mut next = View::decode(secret);
    while let Some(view) = next {
        add(view.bytes().to_vec(), Margins::default());
        next = view.decoded();
    }
    for skipped in 0..3 {
        let (pattern, margins) = base64_of(secret, skipped);
        let url_safe = pattern.replace('+', "-").replace('/', "_");
        add(canonical(pattern.as_bytes()), margins);
        add(url_safe.into_bytes(), margins);
        add(pattern.into_bytes(), margins);
    }
}

/// Returns what base64 makes of a secret that begins `skipped` bytes into a group of three: the characters that depend on
/// the secret alone, and whether those beside them hold some of its bits.
fn base64_of(secret: &[u8], skipped: usize) -> (String, Margins) {
    let bytes: Vec<u8> = std::iter::repeat_n(0, skipped)
        .chain(secret.iter().copied())
        .collect();
    let encoded = STANDARD_NO_PAD.encode(&bytes);
    let first = (8 * skipped).div_ceil(6);
    let last = 8 * bytes.len() / 6;
    let margins = Margins {
        before: usize::from(skipped > 0),
        after: usize::from(!(8 * bytes.len()).is_multiple_of(6)),
    };
    let inner = encoded.get(first..last).unwrap_or_default();
    (inner.to_owned(), margins)
}
