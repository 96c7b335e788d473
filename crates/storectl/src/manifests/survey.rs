//! What a manifest is about, without a look at the pixels of its images: what a list of hundreds of products needs.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use storectl_manifest::{FileFault, ImageFacts, ImageFormat, Variables};
use storectl_model::{Digest, ImageSize, ProductId, SellerId, Shard, ShardCount};

use crate::manifests::{
    discover::shown,
    examine::{Examined, ManifestSource, examine},
    file_tree::{Checkout, Content, FileTree, ImageResult, Pointers, manifest_in, split},
    parallel::Cores,
    place::Base,
    repository::Resolved,
    shard::shard_of,
};

/// What a manifest is about.
#[derive(Debug)]
pub(crate) struct Survey {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its path from the repository root, as documents name it.
    pub(crate) manifest: String,
    /// Its path from the working directory, as people name it.
    pub(crate) shown: String,
    /// The product it names, where that can be read.
    pub(crate) product_id: Option<ProductId>,
    /// The seller account it names.
    pub(crate) seller_id: Option<SellerId>,
    /// The part of the fleet that it is in, where the fleet is split.
    pub(crate) shard: Option<Shard>,
    /// The files it names, there or not, as paths from the working directory; `None` where it has errors, so that nobody can
    /// tell them all.
    pub(crate) files: Option<BTreeSet<PathBuf>>,
}

/// Surveys the manifest at `path`.
pub(crate) fn survey(
    path: &Path,
    vars: &Variables,
    shards: Option<ShardCount>,
    base: &Base,
) -> Survey {
    let examined = examined(path, vars);
    let examined = examined.as_ref();
    let document = examined.map(|it| &it.document);
    let said = document.and_then(|it| it.value().get("sellerId")?.as_str());
    let product = examined.and_then(|it| it.checked.product.as_ref());
    let seller_id = match product {
        Some(product) => product.seller_id.clone(),
        None => said.and_then(|it| it.trim().parse().ok()),
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    let files = examined.filter(|it| it.checked.product.is_some());
    let files = files.map(|it| {
        let references = it.references.iter();
        references.map(|it| folder.join(&it.path)).collect()
    });
    Survey {
        path: path.to_owned(),
        manifest: base.name(path),
        shown: shown(path),
        product_id: examined.and_then(|it| it.checked.product_id.clone()),
        seller_id,
        shard: shards.map(|it| shard_of(document, path, it, base)),
        files,
    }
}

/// Examines a manifest; `None` if it cannot be read.
fn examined(path: &Path, vars: &Variables) -> Option<Examined> {
    let (folder, name) = split(path).ok()?;
    let tree = Unmeasured(Checkout::of(folder).ok()?);
    let (bytes, access) = manifest_in(&tree, folder, name).ok()?;
    let source = ManifestSource {
        tree: &tree,
        folder,
        shown: shown(path),
        bytes: &bytes,
        access,
    };
    examine(&source, vars, Cores::one()).ok()
}

/// A checkout whose images are only known to be there.
struct Unmeasured(Checkout);

impl FileTree for Unmeasured {
    fn resolve(&self, folder: &Path, path: &str) -> Result<Resolved, FileFault> {
        self.0.resolve(folder, path)
    }

    fn pointers(&self) -> Pointers {
        Pointers::Followed
    }

    fn prepare(&self, files: &[&Path]) {
        self.0.prepare(files);
    }

    fn open(&self, file: &Path, cap: u64) -> Result<Box<dyn Content>, FileFault> {
        self.0.open(file, cap)
    }

    /// Images are told apart by their paths. Their size is unknown, of which the rules only warn.
    fn image(&self, file: &Path, _measure: &dyn Fn() -> ImageResult) -> ImageResult {
        Ok(ImageFacts {
            digest: Digest::of(file.as_os_str().as_encoded_bytes()),
            bytes: 1,
            size: ImageSize {
                width: 0,
                height: 0,
            },
            checksums: None,
            format: ImageFormat::Png,
        })
    }
}
