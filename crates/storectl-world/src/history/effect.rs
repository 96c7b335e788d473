//! What a request did to a product.

use crate::{content::Content, history::snapshot::Snapshot};

/// What a request did to a product.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The product before.
    pub before: Snapshot,
    /// The product after.
    pub after: Snapshot,
}

impl Effect {
    /// Returns what the draft held and holds; `None` where that is the same.
    pub fn on_draft(&self) -> Option<(&Content, &Content)> {
        let Self { before, after } = self;
        if before == after {
            return None;
        }
        let (before, after) = (before.draft(), after.draft());
        (before != after).then_some((before, after))
    }
}
