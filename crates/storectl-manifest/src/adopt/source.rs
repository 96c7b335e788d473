//! What becomes a manifest: a draft of the Store, or what another tool keeps.

use std::collections::BTreeMap;

use storectl_model::{FieldPath, HeldField, ProductId, SellerId};

use crate::ImageFacts;

/// What becomes a manifest.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The product, where it is known; without it the manifest says where its ID is found, and is invalid until it is there.
    pub product_id: Option<ProductId>,
    /// The seller account, where the manifest is to name it.
    pub seller_id: Option<SellerId>,
    /// Every field that holds something, but for the lists of images; of a language to remove, null.
    pub fields: Vec<HeldField>,
    /// The lists of images whose every image is there, in order, by the path of the list.
    pub images: BTreeMap<FieldPath, Vec<ImageFacts>>,
}
