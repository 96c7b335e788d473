//! What every call looks at: its request, the lock of an active submission.

use serde_json::{Value, json};

use crate::fields::{self, Fields};
use crate::interpretations::Interpretations;
use crate::options::Seed;
use crate::product::Product;
use crate::request::Query;
use crate::response::{Refusal, StoreError};

/// What a call may look at besides the product.
pub(crate) struct Context<'a> {
    pub(crate) interpretations: &'a Interpretations,
    pub(crate) seed: Seed,
    /// Seconds since 1970.
    pub(crate) now: u64,
    /// Scheme and authority at which clients reach the sandbox.
    pub(crate) address: &'a str,
    pub(crate) query: Query,
    /// The body as sent.
    pub(crate) body: &'a [u8],
}

/// The address of a submission's status; no leading slash (field note 32).
pub(super) fn polling_url(product: &Product, submission: &str) -> String {
    format!(
        "submission/v1/product/{}/submission/{submission}/status",
        product.id
    )
}

/// The error of every write while a submission is active (field note 6).
pub(super) fn active_submission_error(id: &str) -> StoreError {
    StoreError::state(
        "submission",
        format!("Product already has One Active Submission In-Progress. SubmissionId: {id}"),
    )
}

/// Refuses a write while a submission is active, naming it.
pub(super) fn refuse_while_active(product: &Product) -> Result<(), Refusal> {
    match product.active_submission() {
        None => Ok(()),
        Some(active) => Err(Refusal {
            data: json!({
                "pollingUrl": polling_url(product, &active.id),
                "ongoingSubmissionId": active.id,
            }),
            ..Refusal::new(vec![active_submission_error(&active.id)])
        }),
    }
}

/// The body as an object with the contract's spelling of names.
pub(super) fn body(context: &Context, target: &'static str) -> Result<Fields, Refusal> {
    let parsed: Value = serde_json::from_slice(context.body)
        .map_err(|error| Refusal::bad_request(target, format!("the body is not JSON: {error}")))?;
    match fields::canonical(parsed) {
        Value::Object(members) => Ok(members),
        _ => Err(Refusal::bad_request(
            target,
            "the body must be a JSON object",
        )),
    }
}
