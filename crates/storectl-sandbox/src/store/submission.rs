//! Readiness, submitting, and following a submission.

use serde_json::json;

use super::context::{active_submission_error, polling_url, refuse_while_active};
use super::ids::Ids;
use super::packages;
use crate::interpretations::{Interpretations, SubmissionOutcome, UncommittedPackages};
use crate::product::{Product, Progress, Submission, Upload};
use crate::response::{CallResult, Refusal, Reply, StoreError};
use crate::rules::{availability, listing, package, properties};

/// GET status. Time passes by reads: each one brings a running upload or submission one step on.
pub(super) fn status(product: &mut Product, interpretations: &Interpretations) -> Reply {
    if product.stale_reads > 0 {
        product.stale_reads -= 1;
        return Reply::data(json!({ "isReady": true }));
    }
    if let Some(active) = product
        .submissions
        .iter_mut()
        .find(|it| it.progress.is_active())
    {
        active.progress = advance(active.progress, interpretations);
        return Reply {
            data: json!({ "isReady": false, "ongoingSubmissionId": active.id }),
            errors: vec![active_submission_error(&active.id)],
        };
    }
    let errors = not_ready(product, Texts::Demanded, interpretations);
    let uploading = matches!(product.upload, Upload::Running { .. });
    if let Upload::Running { reads, end } = product.upload {
        product.upload = packages::upload(reads.saturating_sub(1), end);
    }
    Reply {
        data: json!({ "isReady": errors.is_empty() && !uploading }),
        errors,
    }
}

/// What keeps the draft from being ready, apart from an upload that is still running.
///
/// A module that was never filled in keeps nothing from being ready: a product without listings or
/// packages could otherwise never get its first through this API. Submitting asks for them.
fn not_ready(
    product: &Product,
    texts: Texts,
    interpretations: &Interpretations,
) -> Vec<StoreError> {
    let mut errors = Vec::new();
    if product.upload == Upload::Failed {
        errors.push(StoreError {
            code: "packageuploaderror",
            message: "Package upload failed. Correct the packages or commit them again".to_owned(),
            target: "packages",
        });
    }
    if interpretations.uncommitted_packages == UncommittedPackages::NotReady
        && product.packages != product.committed_packages
    {
        let message = "Packages were updated and are not committed";
        errors.push(StoreError::state("packages", message));
    }
    for listing in &product.listings {
        let mut lacks = listing.lacks();
        if texts == Texts::MayCome {
            lacks.retain(|lacked| matches!(*lacked, "screenshots" | "storeLogos"));
        }
        if !lacks.is_empty() {
            let (language, lacks) = (&listing.language, lacks.join(", "));
            let message = format!("Listing {language} is incomplete, it lacks: {lacks}");
            errors.push(StoreError::state("listings", message));
        }
    }
    errors
}

/// Whether a listing without its required texts counts as not ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Texts {
    /// It does.
    Demanded,
    /// It does not: this may be the write that brings them.
    MayCome,
}

/// Refuses what needs every module ready.
pub(super) fn refuse_unless_ready(
    product: &Product,
    texts: Texts,
    interpretations: &Interpretations,
) -> Result<(), Refusal> {
    let mut errors = not_ready(product, texts, interpretations);
    if matches!(product.upload, Upload::Running { .. }) {
        errors.push(packages::uploading());
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Refusal::new(errors))
    }
}

/// POST submit.
pub(super) fn submit(
    product: &mut Product,
    ids: &mut Ids,
    interpretations: &Interpretations,
) -> CallResult {
    refuse_while_active(product)?;
    refuse_unless_ready(product, Texts::Demanded, interpretations)?;
    let errors = invalid(product, interpretations);
    if !errors.is_empty() {
        return Err(Refusal::new(errors));
    }
    let id = ids.submission();
    let polling_url = polling_url(product, &id);
    product.submissions.push(Submission {
        id: id.clone(),
        progress: in_progress(interpretations.submission_reads, interpretations),
        packages: product.committed_packages.clone(),
        availability: product.availability.clone(),
        properties: product.properties.clone(),
        listings: product.listings.clone(),
    });
    product.stale_reads = interpretations.stale_reads;
    Ok(Reply::data(
        json!({ "pollingUrl": polling_url, "submissionId": id }),
    ))
}

/// Every rule the whole draft breaks.
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
pub(super) fn submission_status(
    product: &mut Product,
    id: &str,
    interpretations: &Interpretations,
) -> CallResult {
    let Some(submission) = product.submissions.iter_mut().find(|it| it.id == id) else {
        return Err(Refusal::not_found(
            "submission",
            format!("Submission `{id}` was not found"),
        ));
    };
    let (status, failed) = match submission.progress {
        Progress::InProgress { .. } => ("INPROGRESS", false),
        Progress::Retried => ("FAILED", false),
        Progress::Published => ("PUBLISHED", false),
        Progress::Failed => ("FAILED", true),
    };
    submission.progress = advance(submission.progress, interpretations);
    Ok(Reply::data(
        json!({ "publishingStatus": status, "hasFailed": failed }),
    ))
}

/// Where a submission is after one more status read.
fn advance(progress: Progress, interpretations: &Interpretations) -> Progress {
    match progress {
        Progress::InProgress { reads } => in_progress(reads.saturating_sub(1), interpretations),
        Progress::Retried | Progress::Published => Progress::Published,
        Progress::Failed => Progress::Failed,
    }
}

/// A submission with so many status reads to go.
fn in_progress(reads: u32, interpretations: &Interpretations) -> Progress {
    match (reads, interpretations.submission_outcome) {
        (0, SubmissionOutcome::Published) => Progress::Published,
        (0, SubmissionOutcome::Failed) => Progress::Failed,
        (0, SubmissionOutcome::Retried) => Progress::Retried,
        (reads, _) => Progress::InProgress { reads },
    }
}
