//! The values of a receipt: the whole outcome of a submission, field by field.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use storectl_model::{AssetId, Digest, FieldPath};

/// What was published, by field. What is off, empty or unset is not listed, as in [`OutcomeValues`](crate::OutcomeValues).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReceiptValues {
    /// Every field that held something, but those in `withheld`.
    pub values: BTreeMap<FieldPath, ReceiptValue>,
    /// Fields of which nothing is kept, not even a digest: those that use a secret variable, and certification notes.
    pub withheld: BTreeSet<FieldPath>,
}

/// One value of a receipt.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceiptValue {
    /// The digest over address and value ([`Base::digest`](crate::Base::digest)).
    pub digest: Digest,
    /// The value itself, where it is short and public: enums, flags, markets, prices, addresses without secrets.
    pub value: Option<Value>,
    /// The images of a list of images, in order.
    pub images: Option<Vec<ReceiptImage>>,
}

/// One image as it was submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptImage {
    /// The Store's id, under which the content never changes (field note 22).
    pub id: AssetId,
    /// The content, where it is known: of an image that the manifest named.
    pub digest: Option<Digest>,
}
