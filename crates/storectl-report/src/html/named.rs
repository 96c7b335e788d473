//! Which images a page names: what is to be read to show them.

use std::collections::BTreeSet;

use storectl_model::Digest;
use storectl_plan::{ChangeValue, ImageValue};

use super::{pictures::images_of, plan::by_urgency};
use crate::{Output, ProductView};

/// An image that a page shows if its bytes are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPicture {
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its length in bytes.
    pub bytes: u64,
    /// Where it may be.
    pub file: PictureFile,
}

/// Where the bytes of an image may be. It is what a document says, and a document may be anybody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureFile {
    /// A file of the checkout.
    Beside {
        /// The manifest, as documents call it.
        manifest: String,
        /// The file, as the manifest writes it.
        path: String,
    },
    /// A file that git keeps.
    AtCommit {
        /// The commit.
        commit: String,
        /// The path from the root of the repository.
        path: String,
    },
}

/// Returns the images that a page of a result names, each content once: first those of changes, then those of Store pages, and
/// of either those of the products that come first on the page.
pub(super) fn named(output: &Output<'_>) -> Vec<NamedPicture> {
    let products = match output {
        Output::Plan(view) => by_urgency(&view.products),
        Output::Apply(view) => by_urgency(&view.plan.products),
        Output::Status(_)
        | Output::History(_)
        | Output::Inspect(_)
        | Output::Doctor(_)
        | Output::Diagnostics(_)
        | Output::Error(_) => return Vec::new(),
    };
    let mut found = Finder::default();
    for (_, product) in &products {
        found.changes(product);
    }
    for (_, product) in &products {
        found.store_page(product);
    }
    found.named
}

#[derive(Default)]
struct Finder {
    named: Vec<NamedPicture>,
    seen: BTreeSet<Digest>,
}

impl Finder {
    fn changes(&mut self, product: &ProductView<'_>) {
        let Ok(plan) = product.plan() else { return };
        let commit = product.base.commit();
        for (at, change) in plan.changes.iter().enumerate() {
            self.values(product, [&change.after, &change.before]);
            if let (Some(commit), Some(file)) = (commit, product.file_before(at)) {
                let place = || PictureFile::AtCommit {
                    commit: commit.to_owned(),
                    path: file.path.clone(),
                };
                self.add(&file.digest, file.bytes, place);
            }
        }
    }

    fn store_page(&mut self, product: &ProductView<'_>) {
        let Ok(plan) = product.plan() else { return };
        if let Some(page) = &plan.store_page {
            self.values(product, page.values.values());
        }
    }

    fn values<'v>(
        &mut self,
        product: &ProductView<'_>,
        values: impl IntoIterator<Item = &'v ChangeValue>,
    ) {
        for image in values.into_iter().flat_map(images_of) {
            match image {
                ImageValue::Stored { id: _, size: _ } => {}
                ImageValue::File {
                    path,
                    digest,
                    bytes,
                    size: _,
                } => self.add(digest, *bytes, || PictureFile::Beside {
                    manifest: product.manifest.as_raw().to_owned(),
                    path: path.clone(),
                }),
            }
        }
    }

    fn add(&mut self, digest: &Digest, bytes: u64, place: impl FnOnce() -> PictureFile) {
        if self.seen.insert(digest.clone()) {
            self.named.push(NamedPicture {
                digest: digest.clone(),
                bytes,
                file: place(),
            });
        }
    }
}
