//! Takes the manifests at a git revision as the base of labels: `plan --base REV`.

use storectl_manifest::Variables;
use storectl_plan::Base;

use super::{BaseSource, Remembered};
use crate::manifests::{load::Manifest, revision::Revisions};

/// Lets the labels of each product rest on its manifest at `rev`. Where that cannot be used, its plan is two-way and says why;
/// no plan fails for it (forms.md, "Receipts" 12).
pub(crate) fn with_revision(
    remembered: Vec<Remembered>,
    manifests: &[Manifest],
    rev: &str,
    vars: Variables,
) -> Vec<Remembered> {
    let mut revisions = Revisions::new(rev, vars);
    let products = remembered.into_iter().zip(manifests);
    let with_base = |(remembered, manifest): (Remembered, &Manifest)| {
        let product = &manifest.product.product_id;
        match revisions.find(&manifest.folder, &manifest.file(), product) {
            Ok(found) => {
                let source = BaseSource::Revision {
                    rev: rev.to_owned(),
                    commit: found.commit.to_string(),
                };
                remembered.with_base(source, Some(Base::of_manifest(&found.product)))
            }
            Err(unusable) => {
                let reason = unusable.to_string();
                remembered.with_base(BaseSource::None { reason }, None)
            }
        }
    };
    products.map(with_base).collect()
}
