//! The simulated service as a state machine: a state and a call in, an outcome and a state out.

mod assets;
mod context;
mod ids;
mod metadata;
mod packages;
mod submission;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use self::context::Context;
use self::ids::Ids;
use crate::blob::Blob;
use crate::options::Seed;
use crate::product::Product;
use crate::response::{CallResult, Refusal};
use crate::route::Call;
use crate::rules::check::Mode;

/// Everything the service remembers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct State {
    pub(crate) ids: Ids,
    pub(crate) products: BTreeMap<String, Product>,
    pub(crate) blobs: BTreeMap<String, Blob>,
}

impl State {
    pub(crate) fn new() -> Self {
        Self {
            ids: Ids::default(),
            products: BTreeMap::new(),
            blobs: BTreeMap::new(),
        }
    }

    /// Executes one call. A refused call changes nothing.
    pub(crate) fn call(&mut self, product: &str, call: &Call, context: &Context) -> CallResult {
        let mut product = self.find(product, context.seed)?;
        let Self {
            ids,
            products,
            blobs,
        } = self;
        let outcome = execute(&mut product, call, ids, blobs, context);
        // A refusal must not create the empty product's record either.
        if outcome.is_ok() {
            products.insert(product.id.clone(), product);
        }
        outcome
    }

    /// The product of an id; an unknown GUID is an empty product on its first use. Anything else,
    /// a Store id like `9P…` among it, is not found (field note 10).
    fn find(&self, id: &str, seed: Seed) -> Result<Product, Refusal> {
        let id = id.to_ascii_lowercase();
        let known = self.products.get(&id).cloned();
        let fresh = || match seed {
            Seed::Sample if is_guid(&id) => Some(Product::empty(id)),
            Seed::Sample | Seed::Nothing => None,
        };
        known
            .or_else(fresh)
            .ok_or_else(|| Refusal::not_found("product", "No Product Found"))
    }
}

fn is_guid(id: &str) -> bool {
    id.len() == 36 && Uuid::parse_str(id).is_ok()
}

fn execute(
    product: &mut Product,
    call: &Call,
    ids: &mut Ids,
    blobs: &mut BTreeMap<String, Blob>,
    context: &Context,
) -> CallResult {
    match call {
        Call::GetMetadata => metadata::read(product, None, context),
        Call::GetModule { module } => metadata::read(product, Some(module), context),
        Call::PutMetadata => metadata::write(product, Mode::Replace, context),
        Call::PatchMetadata => metadata::write(product, Mode::Patch, context),
        Call::GetPackages => Ok(packages::read(product, context.interpretations)),
        Call::GetPackage { id } => packages::read_one(product, id, context.interpretations),
        Call::PutPackages => packages::replace(product, ids, context),
        Call::PatchPackage { id } => packages::patch(product, id, context),
        Call::CommitPackages => packages::commit(product, context.interpretations),
        Call::GetAssets => assets::read(product, context),
        Call::CreateAssets => assets::create(product, context),
        Call::CommitAssets => assets::commit(product, blobs, context),
        Call::Status => Ok(submission::status(product, context.interpretations)),
        Call::Submit => submission::submit(product, ids, context.interpretations),
        Call::SubmissionStatus { id } => {
            submission::submission_status(product, id, context.interpretations)
        }
    }
}
