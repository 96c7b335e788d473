//! What every call looks at: its request, the lock of an active submission.

use std::time::Duration;

use serde_json::{Value, json};

use crate::certification::Host;
use crate::fields::{self, Fields};
use crate::guids::Guids;
use crate::interpretations::Interpretations;
use crate::options::Seed;
use crate::product::Product;
use crate::request::Query;
use crate::response::{Refusal, StoreError};
use crate::tables::members::Member;

/// What a call may look at besides the product.
pub(crate) struct Context<'a> {
    pub(crate) interpretations: &'a Interpretations,
    pub(crate) seed: Seed,
    /// Where the ids of images come from.
    pub(crate) guids: &'a Guids,
    /// Since 1970.
    pub(crate) now: Duration,
    /// Scheme and authority at which clients reach the sandbox.
    pub(crate) address: &'a str,
    /// The host of installers at that address.
    pub(crate) host: Host<'a>,
    pub(crate) query: Query,
    /// The body as sent.
    pub(crate) body: &'a [u8],
}

impl Context<'_> {
    /// The body as an object of these members, in the contract's spelling.
    ///
    /// # Errors
    /// It is not JSON (400 whatever the interpretation), not an object, or holds what the contract does not know.
    pub(super) fn body(&self, members: &[Member], target: &'static str) -> Result<Fields, Refusal> {
        let parsed = crate::json::parse(self.body).map_err(|error| {
            Refusal::malformed(target, format!("the body is not JSON: {error}"))
        })?;
        let Value::Object(sent) = parsed else {
            return Err(Refusal::malformed(target, "the body must be a JSON object"));
        };
        fields::known(sent, members, self.interpretations).map_err(|errors| {
            let errors = errors.into_iter();
            Refusal::new(
                errors
                    .map(|it| {
                        let message = format!("{}: {}", it.place, it.reason);
                        StoreError::bad_request(module(&it.place).unwrap_or(target), message)
                    })
                    .collect(),
            )
        })
    }
}

/// The module a place in a metadata body belongs to.
fn module(place: &str) -> Option<&'static str> {
    ["availability", "properties", "listings"]
        .into_iter()
        .find(|name| {
            place
                .strip_prefix(name)
                .is_some_and(|it| it.starts_with('.'))
        })
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
