//! The document of the products of a fleet.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storectl_model::{Shard, ShardCount};

use super::shared::{FORMAT_VERSION, ToolDoc, Word, all, shard};
use crate::{FleetProduct, FleetView, json::unreadable::Unreadable};

/// What the results of jobs are expected to be about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedFleet {
    /// The parts that have a product; none where the fleet is not split.
    pub shards: BTreeSet<Shard>,
    /// The path of each manifest from the repository root, and its product's ID, where the manifest says it.
    pub products: Vec<(String, Option<String>)>,
}

/// What `storectl fleet list --format json` writes: the products that jobs are to work on.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "storectl fleet")]
pub(in crate::json) struct FleetDoc {
    /// Always `storectl.fleet`.
    #[schemars(extend("const" = "storectl.fleet"))]
    format: Word,
    /// Within a major version, fields may be added but are never renamed.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    format_version: Word,
    /// The tool that wrote this.
    tool: ToolDoc,
    /// The revision since which a file of the products changed (`--changed-since`), as it was given; null if all are listed.
    changed_since: Option<String>,
    /// The number of parts that the fleet is split into; null if it is not split.
    shards: Option<u16>,
    /// The products, grouped by seller.
    products: Vec<ProductDoc>,
    /// Totals.
    summary: SummaryDoc,
}

/// One product.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ProductDoc {
    /// The manifest's path from the repository root.
    manifest: String,
    /// The product ID in Partner Center; null if the manifest cannot be read.
    product_id: Option<String>,
    /// The seller account; null if neither the manifest nor the run names one.
    seller_id: Option<String>,
    /// The part of the fleet that the product is in, e.g. `2/4`; null if the fleet is not split.
    shard: Option<String>,
}

/// Totals.
#[derive(Deserialize, Serialize, JsonSchema)]
struct SummaryDoc {
    /// Number of manifests read, including those of products that are not listed.
    manifests: usize,
}

impl From<&FleetView<'_>> for FleetDoc {
    fn from(view: &FleetView<'_>) -> Self {
        let FleetView {
            tool_version,
            manifests,
            changed_since,
            shards,
            products,
        } = view;
        Self {
            format: "storectl.fleet".into(),
            format_version: FORMAT_VERSION.into(),
            tool: ToolDoc::new(tool_version),
            changed_since: changed_since.map(|it| it.as_raw().to_owned()),
            shards: shards.map(ShardCount::get),
            products: all(products),
            summary: SummaryDoc {
                manifests: *manifests,
            },
        }
    }
}

impl From<&FleetProduct<'_>> for ProductDoc {
    fn from(product: &FleetProduct<'_>) -> Self {
        let FleetProduct {
            manifest,
            shown: _, // for people
            product_id,
            seller_id,
            shard,
        } = product;
        Self {
            manifest: manifest.as_raw().to_owned(),
            product_id: product_id.map(|it| it.as_raw().to_owned()),
            seller_id: seller_id.map(|it| it.as_raw().to_owned()),
            shard: shard.map(|it| it.to_string()),
        }
    }
}

impl FleetDoc {
    /// Reads which results jobs that follow the list come to.
    ///
    /// # Errors
    /// A value is not what the format says.
    pub(in crate::json) fn expected(&self) -> Result<ExpectedFleet, Unreadable> {
        let mut expected = ExpectedFleet::default();
        for it in &self.products {
            expected.shards.extend(shard(it.shard.as_deref())?);
            let product = (it.manifest.clone(), it.product_id.clone());
            expected.products.push(product);
        }
        Ok(expected)
    }
}
