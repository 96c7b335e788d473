//! The simulated service as a state machine: a state and a call in, an outcome and a state out.

mod assets;
mod metadata;
mod packages;
pub(crate) mod query;
mod submission;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::answer::{Outcome, Refusal, StoreError};
use crate::blob::Blob;
use crate::options::Seed;
use crate::product::{Fields, Product};
use crate::readings::Readings;
use crate::route::Call;
use crate::rules::{Mode, names};
use query::Query;

/// Everything the service remembers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct State {
    pub(crate) ids: Ids,
    pub(crate) products: BTreeMap<String, Product>,
    pub(crate) blobs: BTreeMap<String, Blob>,
}

/// The next numbers of the ids the service counts. A state file may hold the last one there is; counting starts over then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Ids {
    next_package: u64,
    next_submission: u64,
}

impl Ids {
    fn package(&mut self) -> String {
        self.next_package = self.next_package.wrapping_add(1);
        self.next_package.to_string()
    }

    fn submission(&mut self) -> String {
        self.next_submission = self.next_submission.wrapping_add(1);
        self.next_submission.to_string()
    }
}

impl Default for Ids {
    /// Numbers of the size recorded live (field note 11).
    fn default() -> Self {
        Self {
            next_package: 72_541_436,
            next_submission: 1_152_921_505_700_520_060,
        }
    }
}

/// What a call may look at besides the product.
pub(crate) struct Context<'a> {
    pub(crate) readings: &'a Readings,
    pub(crate) seed: Seed,
    /// Seconds since 1970.
    pub(crate) now: u64,
    /// The address the request was sent to, scheme and host.
    pub(crate) origin: String,
    pub(crate) query: Query,
    /// The body as sent.
    pub(crate) body: &'a [u8],
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
    pub(crate) fn call(&mut self, product: &str, call: &Call, context: &Context) -> Outcome {
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
) -> Outcome {
    match call {
        Call::GetMetadata => metadata::read(product, None, context),
        Call::GetModule { module } => metadata::read(product, Some(module), context),
        Call::PutMetadata => metadata::write(product, Mode::Replace, context),
        Call::PatchMetadata => metadata::write(product, Mode::Patch, context),
        Call::GetPackages => Ok(packages::read(product, context.readings)),
        Call::GetPackage { id } => packages::read_one(product, id, context.readings),
        Call::PutPackages => packages::replace(product, ids, context),
        Call::PatchPackage { id } => packages::patch(product, id, context),
        Call::CommitPackages => packages::commit(product, context.readings),
        Call::GetAssets => assets::read(product, context),
        Call::CreateAssets => assets::create(product, context),
        Call::CommitAssets => assets::commit(product, blobs, context),
        Call::Status => Ok(submission::status(product, context.readings)),
        Call::Submit => submission::submit(product, ids, context.readings),
        Call::SubmissionStatus { id } => {
            submission::submission_status(product, id, context.readings)
        }
    }
}

/// The error of every write while a submission is active (field note 6).
pub(crate) fn active_submission_error(id: &str) -> StoreError {
    StoreError::state(
        "submission",
        format!("Product already has One Active Submission In-Progress. SubmissionId: {id}"),
    )
}

/// Refuses a write while a submission is active, naming it.
fn refuse_while_active(product: &Product) -> Result<(), Refusal> {
    match product.active_submission() {
        None => Ok(()),
        Some(active) => Err(Refusal {
            data: json!({
                "pollingUrl": submission::polling_url(product, &active.id),
                "ongoingSubmissionId": active.id,
            }),
            ..Refusal::new(vec![active_submission_error(&active.id)])
        }),
    }
}

/// The body as an object with the contract's spelling of names.
fn body(context: &Context, target: &'static str) -> Result<Fields, Refusal> {
    let parsed: Value = serde_json::from_slice(context.body)
        .map_err(|error| Refusal::bad_request(target, format!("the body is not JSON: {error}")))?;
    match names::canonical(parsed) {
        Value::Object(members) => Ok(members),
        _ => Err(Refusal::bad_request(
            target,
            "the body must be a JSON object",
        )),
    }
}
