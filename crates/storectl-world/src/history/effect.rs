//! What a request did to a product.

use std::sync::OnceLock;

use storectl_sandbox::Product;

use crate::content::{self, Content};

/// What a request did to a product.
#[derive(Clone, Debug)]
pub struct Effect {
    /// The product before.
    pub before: Product,
    /// The product after.
    pub after: Product,
    /// What the draft held and holds: every law asks, and most of what is played is this.
    contents: OnceLock<(Content, Content)>,
}

impl Effect {
    /// Takes the product before and after.
    pub fn new(before: Product, after: Product) -> Self {
        Self {
            before,
            after,
            contents: OnceLock::new(),
        }
    }

    /// Returns what the draft held and holds; `None` where that is the same.
    pub fn on_draft(&self) -> Option<(&Content, &Content)> {
        let Self { before, after, .. } = self;
        let is_as_it_was = before.availability == after.availability
            && before.properties == after.properties
            && before.listings == after.listings
            && before.packages == after.packages;
        if is_as_it_was {
            return None;
        }
        let contents = || (content::of_product(before), content::of_product(after));
        let (before, after) = self.contents.get_or_init(contents);
        (before != after).then_some((before, after))
    }
}
