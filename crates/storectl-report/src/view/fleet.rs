//! The products of a fleet, and how jobs share them.

use storectl_model::{Shard, ShardCount};

use crate::Foreign;

/// The products that jobs are to work on.
#[derive(Clone, Debug)]
pub struct FleetView<'a> {
    /// Version of this tool.
    pub tool_version: &'a str,
    /// Manifests that were looked at.
    pub manifests: usize,
    /// The revision since which a file of theirs changed, as it was given; `None` if all products are listed.
    pub changed_since: Option<Foreign<'a>>,
    /// How many parts the fleet has; `None` if it is not split.
    pub shards: Option<ShardCount>,
    /// The products, grouped by seller.
    pub products: Vec<FleetProduct<'a>>,
}

/// One of them.
#[derive(Clone, Copy, Debug)]
pub struct FleetProduct<'a> {
    /// The manifest's path from the repository root.
    pub manifest: Foreign<'a>,
    /// Its path from the working directory.
    pub shown: Foreign<'a>,
    /// Partner Center's ID; `None` if the manifest does not say it.
    pub product_id: Option<Foreign<'a>>,
    /// The seller account; `None` if nobody names one.
    pub seller_id: Option<Foreign<'a>>,
    /// The part of the fleet that it is in; `None` if the fleet is not split.
    pub shard: Option<Shard>,
}
