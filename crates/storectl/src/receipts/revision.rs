//! Takes the manifests at a git revision as the base of labels: `plan --base REV`.

use storectl_manifest::Variables;
use storectl_plan::Base;

use super::{BaseSource, Remembered};
use crate::manifests::{load::Manifest, revision::Revisions};

/// What the labels of one product rest on, and its values; no values where it cannot be used.
pub(crate) type RevisionBase = (BaseSource, Option<Base>);

/// Reads the base of each product: its manifest at `rev`. Where that cannot be used, its plan is two-way and says why; no plan
/// fails for it (forms.md, "Receipts" 12). Blocks.
pub(crate) fn bases_at(manifests: &[Manifest], rev: &str, vars: Variables) -> Vec<RevisionBase> {
    let mut revisions = Revisions::new(rev, vars);
    let base = |manifest: &Manifest| {
        let product = &manifest.product.product_id;
        match revisions.find(&manifest.folder, &manifest.file(), product) {
            Ok(found) => {
                let source = BaseSource::Revision {
                    rev: rev.to_owned(),
                    commit: found.commit.to_string(),
                };
                (source, Some(Base::of_manifest(&found.product)))
            }
            Err(unusable) => {
                let reason = unusable.to_string();
                (BaseSource::None { reason }, None)
            }
        }
    };
    manifests.iter().map(base).collect()
}

/// Lets the labels of each product rest on another base.
pub(crate) fn with_bases(remembered: Vec<Remembered>, bases: Vec<RevisionBase>) -> Vec<Remembered> {
    let products = remembered.into_iter().zip(bases);
    products
        .map(|(remembered, (source, base))| remembered.with_base(source, base))
        .collect()
}
