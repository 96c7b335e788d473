//! Which of the manifests a job works on.

use std::path::Path;

use storectl_manifest::Document;
use storectl_model::{ProductId, Shard, ShardCount};

use crate::manifests::{
    files,
    parallel::{Cores, each},
    place::Base,
};

/// Returns the manifests of a shard, in their order; all of them where none is asked for.
pub(crate) fn pick<M: AsRef<Path> + Sync>(manifests: Vec<M>, shard: Option<Shard>) -> Vec<M> {
    let Some(shard) = shard else {
        return manifests;
    };
    let base = Base::current();
    let is_in_shard = |path: &Path| {
        let document = files::manifest(path).ok();
        let document = document.and_then(|(bytes, _)| storectl_manifest::read("", &bytes).ok());
        shard_of(document.as_ref(), path, shard.count(), &base) == shard
    };
    let is_in_shard = each(Cores::all(), &manifests, |_, it| is_in_shard(it.as_ref()));
    let picked = manifests.into_iter().zip(is_in_shard);
    picked
        .filter_map(|(manifest, it)| it.then_some(manifest))
        .collect()
}

/// Returns the shard of the manifest at `path`, as far as it can be read: that of the ID it says, whatever else is wrong with it,
/// else that of its path.
pub(super) fn shard_of(
    document: Option<&Document>,
    path: &Path,
    shards: ShardCount,
    base: &Base,
) -> Shard {
    let id = document.and_then(|it| it.value().get("productId")?.as_str());
    let id: Option<ProductId> = id.and_then(|it| it.trim().parse().ok());
    match id {
        Some(id) => shards.of_product(&id),
        None => shards.of_manifest(&base.name(path)),
    }
}
