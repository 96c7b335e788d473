//! Reads the manifest that was submitted last, where its receipt withholds a field that is managed now.

use std::sync::Arc;

use storectl_manifest::Variables;
use storectl_model::{DesiredProduct, FieldPath};
use storectl_plan::Receipt;
use storectl_platform::{Git, GitError, ObjectId, spawn_helper};

use super::{
    memory::Remembered, place::ReceiptPlace, submitted_files::submitted_files, tips::Tips,
};
use crate::manifests::{applied::applied, load::Manifest};

/// Adds the manifests that were submitted to what is remembered of products, where something is asked of them. What cannot be
/// read is not known.
pub(super) async fn with_applied(
    remembered: Vec<Remembered>,
    places: Vec<ReceiptPlace>,
    manifests: &[Manifest],
    vars: &Variables,
) -> Vec<Remembered> {
    let wanted: Vec<Option<Receipt>> = remembered
        .iter()
        .zip(manifests)
        .map(|(it, manifest)| it.accepted().filter(|it| asks(it, manifest)).cloned())
        .collect();
    if wanted.iter().all(Option::is_none) {
        return remembered;
    }
    let vars = vars.clone();
    let read = move || -> Vec<Option<DesiredProduct>> {
        let wanted = wanted.iter().zip(&places);
        wanted
            .map(|(receipt, place)| read(place, receipt.as_ref()?, &vars))
            .collect()
    };
    let Ok(read) = spawn_helper(read).await else {
        // A panic there was reported.
        return remembered;
    };
    let products = remembered.into_iter().zip(read).zip(manifests);
    products
        .map(|((remembered, applied), manifest)| match applied {
            Some(applied) => remembered.with_applied(Arc::new(applied), &manifest.product),
            None => remembered,
        })
        .collect()
}

/// Whether a receipt withholds a field of a name that the manifest writes.
fn asks(receipt: &Receipt, manifest: &Manifest) -> bool {
    let mut withheld = receipt.values.withheld.iter();
    let named: Vec<FieldPath> = manifest.sources.paths().collect();
    withheld.any(|withheld| {
        let is_it =
            |it: &FieldPath| it.module() == withheld.module() && it.field() == withheld.field();
        named.iter().any(is_it)
    })
}

fn read(place: &ReceiptPlace, receipt: &Receipt, vars: &Variables) -> Option<DesiredProduct> {
    let git = place.git().ok()?;
    let tree = tree(&git, place, receipt).ok()??;
    applied(&git, &tree, receipt, vars)
}

/// Returns what holds the manifest and its files: the receipt's own commit, or the checkout's where that was the same.
fn tree(git: &Git, place: &ReceiptPlace, receipt: &Receipt) -> Result<Option<ObjectId>, GitError> {
    if let Some(files) = submitted_files(git, place, &Tips::read(git, place)?, receipt)? {
        return Ok(Some(files));
    }
    let source = &receipt.source;
    match source.commit.as_ref().filter(|_| !source.dirty) {
        Some(commit) => git.commit(commit),
        None => Ok(None),
    }
}
