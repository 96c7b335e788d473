//! Live values of drafts, as a snapshot keeps them.

use std::collections::{BTreeMap, BTreeSet};

use storectl_model::{
    AssetId, Digest, FieldPath, ProductId, RemoteProduct, SellerId, SubmissionId,
};
use storectl_plan::{EndedSubmission, SubmissionNews};

/// Everything that plans read of one Store.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveSnapshot {
    /// The Store, as a plan file names it.
    pub endpoint: String,
    /// When it was read, in seconds since 1970.
    pub read_at: u64,
    /// The products that could be read.
    pub products: Vec<LiveProduct>,
}

/// Everything that a plan reads of one product.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveProduct {
    /// The product.
    pub product: ProductId,
    /// The seller account it was read for.
    pub seller: SellerId,
    /// The draft.
    pub remote: RemoteProduct,
    /// The submission that was asked about, and what the Store said.
    pub submission: Option<(SubmissionId, SubmissionNews)>,
    /// The submission that the draft's status named although it had ended.
    pub ended: Option<EndedSubmission>,
    /// What is known of the content of images.
    pub images: BTreeMap<AssetId, ImageFacts>,
    /// Fields of which signatures and passwords are masked; written by [`live`](super::live).
    pub masked: BTreeSet<FieldPath>,
    /// Fields whose values are not kept; written by [`live`](super::live).
    pub withheld: BTreeSet<FieldPath>,
}

/// What is known of an image's content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageFacts {
    /// The digest of its bytes, or of the file it was uploaded from.
    pub content: Option<Digest>,
    /// The digest of its pixels.
    pub pixels: Option<Digest>,
    /// Why it could not be read.
    pub unread: Option<String>,
}
