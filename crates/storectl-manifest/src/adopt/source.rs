//! What of a draft becomes a manifest.

use std::collections::BTreeMap;

use storectl_model::{FieldPath, HeldField, ProductId, SellerId};

use crate::ImageFacts;

/// What of a draft becomes a manifest.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The product.
    pub product_id: ProductId,
    /// The seller account, where the manifest is to name it.
    pub seller_id: Option<SellerId>,
    /// Every field that holds something, but for the lists of images.
    pub fields: Vec<HeldField>,
    /// The lists of images whose every image is there, in order, by the path of the list.
    pub images: BTreeMap<FieldPath, Vec<ImageFacts>>,
}
