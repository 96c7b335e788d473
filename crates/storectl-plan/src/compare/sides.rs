//! What is compared with what.

use storectl_model::{DesiredProduct, RemoteProduct};

use super::base::Base;

/// The sides of a comparison.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sides<'a> {
    /// What both started from, where it is known.
    pub(crate) base: Option<&'a Base>,
    /// What the manifest says.
    pub(crate) desired: &'a DesiredProduct,
    /// What the Store holds.
    pub(crate) live: &'a RemoteProduct,
}
