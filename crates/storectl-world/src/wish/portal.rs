//! What somebody changes in Partner Center.

use serde::{Deserialize, Serialize};
use storectl_sandbox::Product;

/// One edit in Partner Center. Where it does not fit, it changes nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PortalEdit {
    None,
}

impl PortalEdit {
    /// Edits a draft.
    pub fn apply(&self, product: &mut Product) {
        let _ = product;
        match *self {
            Self::None => {}
        }
    }
}
