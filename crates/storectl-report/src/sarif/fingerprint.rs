//! What identifies a result from run to run, whatever its line.

use std::collections::{BTreeMap, HashMap};

use storectl_model::Digest;

use crate::remarks::{About, Remark};

/// The key of our own fingerprints, and the one that GitHub compares results by.
const KEYS: [&str; 2] = ["storectl/v1", "primaryLocationLineHash"];

/// Gives results their fingerprints; results that are alike are told apart by their order.
#[derive(Default)]
pub(super) struct Fingerprints {
    seen: HashMap<String, usize>,
}

impl Fingerprints {
    /// Returns the fingerprints of a result.
    pub(super) fn of(&mut self, remark: &Remark) -> BTreeMap<&'static str, String> {
        let About {
            product,
            address,
            action,
        } = &remark.about;
        let file = remark.place.as_ref().map(|it| it.file.as_str());
        // Each part with its length, so that no two lists are one text.
        let product = product.as_deref().map(str::to_ascii_lowercase);
        let parts = [
            Some(remark.rule.id.as_ref()),
            product.as_deref(),
            address.as_deref(),
            *action,
            // A product is known by its ID, wherever its manifest moves.
            file.filter(|_| product.is_none()),
        ];
        let parts = parts.map(|it| it.map_or("-".to_owned(), |it| format!("{}:{it}", it.len())));
        let digest = Digest::of(parts.join("\n").as_bytes());
        let digest: String = digest.as_str().chars().take(LENGTH).collect();
        let number = self.seen.entry(digest.clone()).or_default();
        *number += 1;
        let fingerprint = format!("{digest}:{number}");
        KEYS.map(|it| (it, fingerprint.clone())).into()
    }
}

/// Hexadecimal digits of a fingerprint.
const LENGTH: usize = 32;
