//! The simulated service as a state machine: a state and a call in, an outcome and a state out.
//!
//! A call touches one product, and of it no more than it reads or changes: it is judged before anything is written, so
//! that a refused call changes nothing and no copy is needed to take it back. The bytes of images are shared, never
//! copied.

mod asset_commit;
mod assets;
mod context;
mod ids;
mod metadata;
mod packages;
mod readiness;
mod submission;
mod time;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use self::context::Context;
pub(crate) use self::ids::Ids;
use crate::blob::Blob;
use crate::effect::Effect;
use crate::options::Seed;
use crate::product::{Product, Rejection};
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

    /// Copies one product, with all that a call of it may look at.
    pub(crate) fn copy_of(&self, id: &str) -> Self {
        let id = id.to_ascii_lowercase();
        let product = self.products.get(&id).cloned();
        Self {
            ids: self.ids.clone(),
            products: product.into_iter().map(|it| (id.clone(), it)).collect(),
            blobs: self.blobs.clone(),
        }
    }

    /// Returns what is not in the answer of a call: why certification rejected the submission it asks for.
    pub(crate) fn reason(&self, id: &str, call: &Call) -> Option<String> {
        let Call::SubmissionStatus { id: submission } = call else {
            return None;
        };
        let product = self.products.get(&id.to_ascii_lowercase())?;
        let submission = product.submissions.iter().find(|it| it.id == *submission)?;
        let reasons = submission.rejections.iter().map(|rejection| {
            let Rejection { package_id, reason } = rejection;
            format!("certification rejected package {package_id}: {reason}")
        });
        let reasons: Vec<String> = reasons.collect();
        (!reasons.is_empty()).then(|| reasons.join("; "))
    }

    /// Executes one call. A refused call changes nothing.
    pub(crate) fn call(
        &mut self,
        id: &str,
        call: &Call,
        context: &Context,
    ) -> (CallResult, Effect) {
        let Self {
            ids,
            products,
            blobs,
        } = self;
        let id = id.to_ascii_lowercase();
        let mut fresh = None;
        let product = if let Some(product) = products.get_mut(&id) {
            product
        } else {
            let Some(product) = first_use(&id, context.seed) else {
                let refusal = Refusal::not_found("product", "No Product Found");
                return (Err(refusal), Effect::None);
            };
            fresh.insert(product)
        };
        let passed = time::pass(product, context);
        let (outcome, effect) = execute(product, call, ids, blobs, context);
        let effect = effect.and(passed);
        if let (Some(product), Effect::Changed) = (fresh, effect) {
            products.insert(id, product);
        }
        (outcome, effect)
    }
}

/// The product of an id the sandbox does not hold yet: a GUID is an empty product on its first use. Anything else, a
/// Store id like `9P…` among it, is not found (field note 10).
fn first_use(id: &str, seed: Seed) -> Option<Product> {
    let is_guid = id.len() == 36 && Uuid::parse_str(id).is_ok();
    match seed {
        Seed::Sample if is_guid => Some(Product::empty(id)),
        Seed::Sample | Seed::Nothing => None,
    }
}

fn execute(
    product: &mut Product,
    call: &Call,
    ids: &mut Ids,
    blobs: &mut BTreeMap<String, Blob>,
    context: &Context,
) -> (CallResult, Effect) {
    let interpretations = context.interpretations;
    let read = |outcome| (outcome, Effect::None);
    let written = |outcome: CallResult| match outcome {
        Ok(reply) => (Ok(reply), Effect::Changed),
        Err(refusal) => (Err(refusal), Effect::None),
    };
    match call {
        Call::GetMetadata => read(metadata::read(product, None, context)),
        Call::GetModule { module } => read(metadata::read(product, Some(module), context)),
        Call::PutMetadata => written(metadata::write(product, Mode::Replace, context)),
        Call::PatchMetadata => written(metadata::write(product, Mode::Patch, context)),
        Call::GetPackages => read(Ok(packages::read(product, interpretations))),
        Call::GetPackage { id } => read(packages::read_one(product, id, interpretations)),
        Call::PutPackages => written(packages::replace(product, ids, context)),
        Call::PatchPackage { id } => written(packages::patch(product, id, context)),
        Call::CommitPackages => written(packages::commit(product, context)),
        Call::GetAssets => read(assets::read(product, context)),
        Call::CreateAssets => written(assets::create(product, context)),
        Call::CommitAssets => written(asset_commit::commit(product, blobs, context)),
        Call::Status => readiness::read(product, context),
        Call::Submit => written(submission::submit(product, ids, context)),
        Call::SubmissionStatus { id } => submission::status(product, id, context),
    }
}
