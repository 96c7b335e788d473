//! Packages of a manifest beside those of the Store, before anything else of the draft is read.

use storectl_model::{
    DesiredPackage, DesiredProduct, FieldPath, Module, RemotePackage, RemoteProduct,
};

use super::{packages::packages, sides::Sides};
use crate::findings::Findings;

/// A package of the manifest beside the one of the Store that it is.
#[derive(Clone, Copy, Debug)]
pub struct PackagePair<'a> {
    /// The manifest's.
    pub desired: &'a DesiredPackage,
    /// The Store's; `None` if it is new.
    pub live: Option<&'a RemotePackage>,
    /// Whether this run writes anything of it.
    pub is_changed: bool,
}

/// Pairs the packages of a manifest with those of the Store, in the manifest's order; none where this run manages no package.
pub fn package_pairs<'a>(
    desired: &'a DesiredProduct,
    live: &'a [RemotePackage],
) -> Vec<PackagePair<'a>> {
    let list = FieldPath::of_module(Module::Packages);
    let managed = match &desired.packages {
        Some(managed) if desired.scope.touches(&list) => managed,
        Some(_) | None => return Vec::new(),
    };
    let remote = RemoteProduct {
        packages: live.to_vec(),
        ..RemoteProduct::default()
    };
    let sides = Sides {
        base: None,
        desired,
        live: &remote,
    };
    let compared = packages(sides, &mut Findings::default()).packages;
    let pairs = managed.iter().zip(compared);
    let pairs = pairs.map(|(desired, it)| {
        let id = it.stored.as_ref().map(|it| &it.id);
        PackagePair {
            desired,
            live: id.and_then(|id| live.iter().find(|it| it.package_id == *id)),
            is_changed: !it.fields.changes.is_empty(),
        }
    });
    pairs.collect()
}
