//! Images that were uploaded and not committed yet.

use storectl_api::SignedUrl;
use storectl_model::AssetId;

/// The images of one language that were uploaded: ids and the addresses that took them, to be committed.
#[derive(Debug, Default)]
pub(crate) struct Uploaded {
    pub(crate) screenshots: Vec<(AssetId, SignedUrl)>,
    pub(crate) store_logos: Vec<(AssetId, SignedUrl)>,
}
