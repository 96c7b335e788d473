//! What a base is made of: a receipt, or a manifest.

use std::collections::BTreeSet;

use storectl_model::{
    DesiredProduct, FieldPath, ListingIntent, Module, PackageId, Prune, RemotePackage,
    RemoteProduct,
};

use super::{Receipt, ReceiptValue};
use crate::{
    Base, ChangeValue, ImageValue,
    compare::{
        BaseImage, BasePackages, BaseValue, Extent, ImagePolicy, Sides, compare, stored_package,
    },
    findings::Findings,
};

impl Base {
    /// Takes the whole outcome of the submission that a receipt records.
    pub fn of_receipt(receipt: &Receipt) -> Self {
        let value = |it: &ReceiptValue| match &it.images {
            None => BaseValue::Digest(it.digest.clone()),
            Some(images) => BaseValue::Images(
                images
                    .iter()
                    .map(|it| BaseImage {
                        id: Some(it.id.clone()),
                        content: it.digest.clone(),
                    })
                    .collect(),
            ),
        };
        let values = receipt.values.values.iter();
        Self {
            extent: Extent::Whole,
            shown: values
                .clone()
                .filter_map(|(at, it)| Some((at.clone(), it.value.clone()?)))
                .collect(),
            values: values.map(|(at, it)| (at.clone(), value(it))).collect(),
            withheld: receipt.values.withheld.clone(),
            packages: BasePackages::Stored(receipt.stored_packages()),
            ..Self::default()
        }
    }

    /// Takes what a receipt withholds from the manifest that was applied, as far as `now` manages it. Its secret variables have
    /// the values of today.
    #[must_use]
    pub fn with_applied(mut self, applied: &DesiredProduct, now: &DesiredProduct) -> Self {
        let mut named = Self::of_manifest(applied);
        let mut found = BTreeSet::new();
        let notes = FieldPath::of_module(Module::Properties).key("certificationNotes");
        if !now.properties.certification_notes.is_managed() || !now.scope.manages(&notes) {
            // Nobody compares notes that are not managed.
            named.values.remove(&notes);
        } else if !named.values.contains_key(&notes)
            && now.properties.certification_notes.set().is_some()
        {
            // What the manifest says of them is new. Where it clears them, whether there were any stays unknown.
            self.uncertain.insert(notes.clone());
            found.insert(notes);
        }
        for (path, value) in named.values {
            let of = |it: &&FieldPath| it.is_within(&path) || path.is_within(it);
            let withheld: Vec<FieldPath> = self.withheld.iter().filter(of).cloned().collect();
            if path.field().is_none() || withheld.is_empty() {
                continue;
            }
            if applied.uses_secret(&path) {
                self.uncertain.insert(path.clone());
            } else if let Some(shown) = named.shown.remove(&path) {
                self.shown.insert(path.clone(), shown);
            }
            self.values.insert(path, value);
            found.extend(withheld);
        }
        self.withheld.retain(|it| !found.contains(it));
        self
    }

    /// Takes what a manifest names, e.g. at another revision.
    pub fn of_manifest(desired: &DesiredProduct) -> Self {
        let nothing = RemoteProduct::default();
        let sides = Sides {
            base: None,
            desired,
            live: &nothing,
        };
        let comparison = compare(sides, ImagePolicy::Content, &mut Findings::default());
        let mut base = Self {
            extent: Extent::Named,
            withheld: desired.secrets.clone(),
            ..Self::default()
        };
        for named in comparison.named() {
            let digest = Self::digest(&named.path, &named.canonical);
            base.values
                .insert(named.path.clone(), BaseValue::Digest(digest));
            let shown = named.canonical.clone().masked().to_json();
            base.shown.insert(named.path.clone(), shown);
        }
        for (language, intent) in &desired.listings {
            let path = FieldPath::of_listing(language);
            let ListingIntent::Present(listing) = intent else {
                base.complete.insert(path);
                continue;
            };
            for (name, files) in [
                ("screenshots", &listing.screenshots),
                ("storeLogos", &listing.store_logos),
            ] {
                if let Some(files) = files.set() {
                    let images = files.iter().map(|it| BaseImage {
                        id: None,
                        content: Some(it.digest.clone()),
                    });
                    let list = path.clone().key(name);
                    let shown = ChangeValue::images(files.iter().map(ImageValue::from));
                    base.shown.insert(list.clone(), shown.to_json());
                    base.values
                        .insert(list, BaseValue::Images(images.collect()));
                }
            }
            let present = Self::digest(&path, &ChangeValue::word(language.key()));
            base.values.insert(path, BaseValue::Digest(present));
        }
        if desired.prune == Prune::Listings {
            base.complete.insert(FieldPath::of_module(Module::Listings));
        }
        if let Some(packages) = &desired.packages {
            base.complete.insert(FieldPath::of_module(Module::Packages));
            base.packages = BasePackages::Named(packages.clone());
        }
        base
    }
}

impl Receipt {
    /// Returns the packages as a draft holds them.
    pub(crate) fn stored_packages(&self) -> Vec<RemotePackage> {
        let packages = self.values.packages.iter();
        packages
            .map(|it| stored_package(PackageId::unassigned(), it))
            .collect()
    }
}
