//! Submitting, and following a submission.

use serde_json::json;

use super::context::{Context, polling_url, refuse_while_active};
use super::ids::Ids;
use super::readiness::{self, Texts};
use super::time;
use crate::effect::Effect;
use crate::interpretations::{Interpretations, UnknownSubmission};
use crate::product::{Product, Progress, Submission};
use crate::response::{CallResult, Refusal, Reply, StoreError};
use crate::rules::{availability, listing, package, properties};

/// POST submit.
pub(super) fn submit(product: &mut Product, ids: &mut Ids, context: &Context) -> CallResult {
    let interpretations = context.interpretations;
    refuse_while_active(product)?;
    readiness::refuse_unless_ready(product, Texts::Demanded, interpretations)?;
    let errors = invalid(product, interpretations);
    if !errors.is_empty() {
        return Err(Refusal::new(errors));
    }
    let id = ids.submission();
    let polling_url = polling_url(product, &id);
    product.submissions.push(Submission {
        id: id.clone(),
        progress: time::begin_certification(context),
        status_reads: 0,
        rejections: Vec::new(),
        packages: product.committed_packages.clone(),
        availability: product.availability.clone(),
        properties: product.properties.clone(),
        listings: product.listings.clone(),
    });
    product.stale_reads = interpretations.stale_reads;
    time::pass(product, context);
    Ok(Reply::data(
        json!({ "pollingUrl": polling_url, "submissionId": id }),
    ))
}

/// Every rule the draft breaks.
fn invalid(product: &Product, interpretations: &Interpretations) -> Vec<StoreError> {
    let mut errors = availability::MODULE.validate(&product.availability, interpretations);
    errors.extend(properties::MODULE.validate(&product.properties, interpretations));
    for it in &product.listings {
        let refused = listing::MODULE.validate(&it.fields, interpretations);
        errors.extend(refused.into_iter().map(|error| error.within(&it.language)));
    }
    for it in &product.committed_packages {
        let refused = package::MODULE.validate(&it.fields, interpretations);
        errors.extend(refused.into_iter().map(|error| error.within(&it.id)));
    }
    if product.listings.is_empty() {
        errors.push(StoreError::state(
            "listings",
            "At least one listing is required",
        ));
    }
    if product.committed_packages.is_empty() {
        errors.push(StoreError::state(
            "packages",
            "At least one committed package is required",
        ));
    }
    errors
}

/// GET submission/{id}/status.
pub(super) fn status(product: &mut Product, id: &str, context: &Context) -> (CallResult, Effect) {
    let interpretations = context.interpretations;
    let Some(submission) = product.submissions.iter_mut().find(|it| it.id == id) else {
        return (unknown(id, interpretations), Effect::None);
    };
    let unseen = interpretations.unseen_reads;
    let failing = unseen.saturating_add(interpretations.status_failures);
    if submission.status_reads < failing {
        let is_unseen = submission.status_reads < unseen;
        submission.status_reads += 1;
        let refusal = if is_unseen {
            not_found(id)
        } else {
            Refusal::unavailable()
        };
        return (Err(refusal), Effect::Changed);
    }
    let before = submission.progress;
    let (status, failed) = match before {
        Progress::InProgress { .. } => ("INPROGRESS", false),
        Progress::Retried | Progress::Stalled => ("FAILED", false),
        Progress::Unknown => ("UNKNOWN", false),
        Progress::Published => ("PUBLISHED", false),
        Progress::Failed => ("FAILED", true),
    };
    submission.progress = time::certification_read(before);
    let effect = if submission.progress == before {
        Effect::None
    } else {
        Effect::Changed
    };
    time::pass(product, context);
    let data = json!({ "publishingStatus": status, "hasFailed": failed });
    (Ok(Reply::data(data)), effect)
}

fn unknown(id: &str, interpretations: &Interpretations) -> CallResult {
    match interpretations.unknown_submission {
        UnknownSubmission::NotFound => Err(not_found(id)),
        UnknownSubmission::Refused => Err(Refusal::new(not_found(id).errors)),
        UnknownSubmission::Unknown => Ok(Reply::data(
            json!({ "publishingStatus": "UNKNOWN", "hasFailed": false }),
        )),
    }
}

fn not_found(id: &str) -> Refusal {
    Refusal::not_found("submission", format!("Submission `{id}` was not found"))
}
