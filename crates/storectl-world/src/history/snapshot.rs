//! A product at one moment.

use std::{
    ops::Deref,
    sync::{Arc, OnceLock},
};

use storectl_sandbox::Product;

use crate::content::{self, Content};

/// A product as it was at one moment. Clones are the same one, which most moments have in common.
#[derive(Clone, Debug)]
pub struct Snapshot(Arc<Seen>);

#[derive(Debug)]
struct Seen {
    product: Product,
    /// What the draft holds: every law asks, and most of what is played is this.
    draft: OnceLock<Content>,
}

impl Snapshot {
    /// Returns what the draft holds.
    pub fn draft(&self) -> &Content {
        let Seen { product, draft } = &*self.0;
        draft.get_or_init(|| content::of_product(product))
    }

    /// Changes it, as an example.
    #[cfg(test)]
    pub fn change(&mut self, change: impl FnOnce(&mut Product)) {
        let mut product = self.0.product.clone();
        change(&mut product);
        *self = product.into();
    }
}

impl From<Product> for Snapshot {
    fn from(product: Product) -> Self {
        Self(Arc::new(Seen {
            product,
            draft: OnceLock::new(),
        }))
    }
}

impl Deref for Snapshot {
    type Target = Product;

    fn deref(&self) -> &Product {
        &self.0.product
    }
}

impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.product == other.0.product
    }
}
