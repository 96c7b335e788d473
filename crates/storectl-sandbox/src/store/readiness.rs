//! Whether the draft is ready, and what asks for it.

use serde_json::json;

use super::context::{Context, active_submission_error};
use super::time;
use crate::effect::Effect;
use crate::interpretations::{Interpretations, UncommittedPackages};
use crate::product::{Product, Upload};
use crate::response::{CallResult, Refusal, Reply, StoreError};

/// GET status. Each one brings a running upload or submission one step on.
pub(super) fn read(product: &mut Product, context: &Context) -> (CallResult, Effect) {
    if product.stale_reads > 0 {
        product.stale_reads -= 1;
        let reply = Reply::data(json!({ "isReady": true }));
        return (Ok(reply), Effect::Changed);
    }
    if let Some(active) = product
        .submissions
        .iter_mut()
        .find(|it| it.progress.is_active())
    {
        active.progress = time::certification_read(active.progress);
        let reply = Reply {
            data: json!({ "isReady": false, "ongoingSubmissionId": active.id }),
            errors: vec![active_submission_error(&active.id)],
        };
        time::pass(product, context);
        return (Ok(reply), Effect::Changed);
    }
    let errors = not_ready(product, Texts::Demanded, context.interpretations);
    let (uploading, effect) = match product.upload {
        Upload::Running { .. } => (true, Effect::Changed),
        Upload::Done | Upload::Failed => (false, Effect::None),
    };
    product.upload = time::upload_read(&product.upload);
    time::pass(product, context);
    let reply = Reply {
        data: json!({ "isReady": errors.is_empty() && !uploading }),
        errors,
    };
    (Ok(reply), effect)
}

/// Whether a listing without its required texts counts as not ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Texts {
    /// It does.
    Demanded,
    /// It does not: this may be the write that brings them.
    MayCome,
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
        let message = "Packages were updated but are not committed";
        errors.push(StoreError::state("packages", message));
    }
    for listing in &product.listings {
        let mut lacks = listing.lacks();
        if texts == Texts::MayCome {
            lacks.retain(|lacked| matches!(*lacked, "screenshots" | "storeLogos"));
        }
        if !lacks.is_empty() {
            let (language, lacks) = (&listing.language, lacks.join(", "));
            let message = format!("Listing {language} is incomplete; missing: {lacks}");
            errors.push(StoreError::state("listings", message));
        }
    }
    errors
}

/// Refuses what needs every module ready.
pub(super) fn refuse_unless_ready(
    product: &Product,
    texts: Texts,
    interpretations: &Interpretations,
) -> Result<(), Refusal> {
    let mut errors = not_ready(product, texts, interpretations);
    if let Err(uploading) = refuse_during_upload(product) {
        errors.extend(uploading.errors);
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Refusal::new(errors))
    }
}

/// Refuses what has to wait for an upload.
pub(super) fn refuse_during_upload(product: &Product) -> Result<(), Refusal> {
    match product.upload {
        Upload::Done | Upload::Failed => Ok(()),
        Upload::Running { .. } => Err(Refusal::state(
            "packages",
            "Packages are still being uploaded",
        )),
    }
}
