//! The one comparison: every field described once, visited by one pass over base, desired and live.
//!
//! Planning, verifying and the report of what is unmanaged are this pass. It yields, field by field, the change, the body
//! of the request that makes it, who made the difference, what it will be, and what the manifest leaves alone. Objects are visited by
//! [`fields::Fields`]; when two values are the same, [`equality`] says.

mod after;
mod availability;
mod base;
mod equality;
mod fields;
mod images;
mod keyed;
mod listings;
mod matching;
mod package_body;
mod package_pairs;
mod packages;
mod properties;
mod sides;
mod values;

use std::collections::BTreeSet;

use storectl_model::{
    DesiredListing, DesiredProduct, FieldPath, LanguageTag, ListingIntent, Module, Prune,
    RemoteAssets, RemoteAvailability, RemoteListing, RemoteProduct, RemoteProperties,
};

pub use self::package_pairs::{PackagePair, package_pairs};
pub use self::{
    base::Base,
    values::{ChangeValue, ImageValue, Withheld},
};
pub(crate) use self::{
    base::{BaseImage, BasePackages, BasePlace, BaseValue, Extent},
    equality::Equality,
    fields::{Fields, Held, Named},
    images::{ImagePolicy, ImageSet, ListingImages},
    matching::{Identity, matches},
    package_body::{stored as stored_package, stored_body},
    packages::{ComparedPackage, PackageComparison, PackageWrite, label as label_of_package},
    sides::Sides,
    values::sorted,
};
use crate::{Action, Origin, findings::Findings};

/// Everything one pass found, object by object.
pub(crate) struct Comparison<'a> {
    pub(crate) availability: Fields<'a>,
    /// The availability module as it will be.
    pub(crate) availability_after: RemoteAvailability,
    pub(crate) properties: Fields<'a>,
    /// The properties module as it will be.
    pub(crate) properties_after: RemoteProperties,
    /// Languages of the draft that stay, whether the manifest names them or not.
    pub(crate) listings: Vec<ComparedListing<'a>>,
    /// Languages of the manifest that the draft does not have.
    pub(crate) added: Vec<AddedListing<'a>>,
    /// Languages that go, as one object of changes.
    pub(crate) removed: Fields<'a>,
    /// The removed languages in the Store's spelling.
    pub(crate) removed_languages: Vec<LanguageTag>,
    /// Every field of the removed languages, with the value that goes.
    pub(crate) removed_fields: Vec<(FieldPath, ChangeValue)>,
    /// Languages that the manifest removes, and that are gone from the draft since the base.
    pub(crate) gone_alike: Vec<FieldPath>,
    pub(crate) packages: PackageComparison<'a>,
}

/// A language on both sides, or on the Store alone.
pub(crate) struct ComparedListing<'a> {
    /// In the Store's spelling, for writes.
    pub(crate) language: LanguageTag,
    pub(crate) texts: Fields<'a>,
    /// The texts as they will be.
    pub(crate) after: RemoteListing,
    pub(crate) image_fields: Fields<'a>,
    pub(crate) images: ListingImages,
    /// A language without images, as an interrupted run leaves one behind.
    pub(crate) lacks_images: bool,
}

/// A language that the Store does not have.
pub(crate) struct AddedListing<'a> {
    /// In the manifest's spelling.
    pub(crate) language: &'a LanguageTag,
    pub(crate) desired: &'a DesiredListing,
    pub(crate) texts: Fields<'a>,
    /// The texts as they will be.
    pub(crate) after: RemoteListing,
    pub(crate) images: ListingImages,
}

/// Compares the sides, object by object.
pub(crate) fn compare<'a>(
    sides: Sides<'a>,
    policy: ImagePolicy<'_>,
    findings: &mut Findings,
) -> Comparison<'a> {
    let stored = stored_languages(sides.live);
    let removed_languages = removed_languages(sides, &stored);
    let mut removed = Fields::new(FieldPath::of_module(Module::Listings), sides);
    let mut removed_fields = Vec::new();
    for language in &removed_languages {
        // The path has the manifest's spelling where it has one.
        let named = sides.desired.listings.get_key_value(language);
        let path = FieldPath::of_listing(named.map_or(language, |(named, _)| named));
        let held = listing(sides, policy, language, &mut Findings::default());
        let held = [held.texts.unmanaged, held.image_fields.unmanaged].concat();
        let origin = sides.base.map(|base| {
            let held = held.iter().map(|it| (&it.path, &it.canonical));
            base.origin_of_removed(&path, &BasePlace::Same, held)
        });
        let before = ChangeValue::word(language.as_str());
        removed.record(path, Action::Remove, origin, before, ChangeValue::Unset);
        removed_fields.extend(held.into_iter().map(|it| (it.path, it.shown)));
    }
    let (availability, availability_after) = availability::availability(sides);
    let (properties, properties_after) = properties::properties(sides, findings);
    Comparison {
        packages: packages::packages(sides, findings),
        availability,
        availability_after,
        properties,
        properties_after,
        listings: stored
            .iter()
            .filter(|it| !removed_languages.contains(it))
            .map(|it| listing(sides, policy, it, findings))
            .collect(),
        added: added(sides, policy, &stored, findings),
        removed,
        removed_languages,
        removed_fields,
        gone_alike: gone_alike(sides, &stored),
    }
}

impl Comparison<'_> {
    /// Returns every object, in the manifest's order of modules.
    pub(crate) fn objects(&self) -> impl Iterator<Item = &Fields<'_>> {
        let listings = self
            .listings
            .iter()
            .flat_map(|it| [&it.texts, &it.image_fields]);
        [&self.availability, &self.properties]
            .into_iter()
            .chain(listings)
            .chain(self.packages.packages.iter().map(|it| &it.fields))
    }

    /// Returns every field that the manifest does not name and that holds something, with its value.
    pub(crate) fn unmanaged(&self) -> impl Iterator<Item = &Held> {
        self.objects().flat_map(|it| &it.unmanaged)
    }

    /// Returns every field that the manifest names, but lists of images, with what it says.
    pub(crate) fn named(&self) -> impl Iterator<Item = &Named> {
        let added = self.added.iter().map(|it| &it.texts);
        self.objects().chain(added).flat_map(|it| &it.named)
    }

    /// Returns the fields that manifest and draft changed alike since the base.
    pub(crate) fn agreed(&self) -> Vec<FieldPath> {
        let fields = self.objects().flat_map(|it| it.agreed.iter());
        let gone = self.gone_alike.iter().chain(&self.packages.gone_alike);
        fields.chain(gone).cloned().collect()
    }
}

impl AddedListing<'_> {
    /// Tells who added the language that the draft lacks.
    pub(crate) fn origin(&self) -> Option<Origin> {
        let base = self.texts.base()?;
        let named = self.texts.named.iter().map(|it| (&it.path, &it.canonical));
        Some(base.origin_of_added(self.texts.path(), self.texts.place(), named))
    }
}

/// Languages that neither the draft nor, on purpose, the manifest has, and the base had.
fn gone_alike(sides: Sides<'_>, stored: &BTreeSet<LanguageTag>) -> Vec<FieldPath> {
    let had = sides.base.into_iter().flat_map(Base::listings);
    let gone = had.filter_map(|listing| {
        let language = listing.language()?;
        let is_gone = !stored.contains(language) && is_to_go(sides.desired, language);
        // In the manifest's spelling, where it has one.
        let named = sides.desired.listings.get_key_value(language);
        is_gone.then(|| FieldPath::of_listing(named.map_or(language, |(named, _)| named)))
    });
    gone.collect()
}

/// Every language of the product in the Store's spelling, whichever answer named it.
fn stored_languages(live: &RemoteProduct) -> BTreeSet<LanguageTag> {
    let listed = live.languages.iter().map(|it| &it.language);
    live.listings.keys().chain(listed).cloned().collect()
}

fn removed_languages(sides: Sides<'_>, stored: &BTreeSet<LanguageTag>) -> Vec<LanguageTag> {
    let goes = |language: &&LanguageTag| is_to_go(sides.desired, language);
    stored.iter().filter(goes).cloned().collect()
}

/// Whether a manifest asks for a language to be removed, by its name or with all that it does not name.
pub(crate) fn is_to_go(desired: &DesiredProduct, language: &LanguageTag) -> bool {
    let is_named_to_go = match desired.listings.get(language) {
        Some(ListingIntent::Removed) => true,
        Some(ListingIntent::Present(_)) => false,
        None => desired.prune == Prune::Listings,
    };
    is_named_to_go && desired.scope.manages(&FieldPath::of_listing(language))
}

fn listing<'a>(
    sides: Sides<'a>,
    policy: ImagePolicy<'_>,
    stored: &LanguageTag,
    findings: &mut Findings,
) -> ComparedListing<'a> {
    let unmanaged = DesiredListing::default();
    let named = sides.desired.listings.get_key_value(stored);
    let (language, desired) = match named {
        Some((named, ListingIntent::Present(desired))) => (named, &**desired),
        Some((named, ListingIntent::Removed)) => (named, &unmanaged),
        None => (stored, &unmanaged),
    };
    let (no_texts, no_images) = (RemoteListing::default(), RemoteAssets::default());
    let live_texts = sides.live.listings.get(stored).unwrap_or(&no_texts);
    let live_images = sides.live.assets.get(stored).unwrap_or(&no_images);
    let (image_fields, images) =
        images::images(sides, policy, language, desired, live_images, findings);
    let (texts, after) = listings::texts(sides, language, desired, live_texts);
    ComparedListing {
        language: stored.clone(),
        texts,
        after,
        image_fields,
        images,
        lacks_images: live_images.screenshots.is_empty() || live_images.store_logos.is_empty(),
    }
}

fn added<'a>(
    sides: Sides<'a>,
    policy: ImagePolicy<'_>,
    stored: &BTreeSet<LanguageTag>,
    findings: &mut Findings,
) -> Vec<AddedListing<'a>> {
    let mut added = Vec::new();
    for (language, intent) in &sides.desired.listings {
        let ListingIntent::Present(desired) = intent else {
            continue;
        };
        let is_managed = sides
            .desired
            .scope
            .manages(&FieldPath::of_listing(language));
        if stored.contains(language) || !is_managed {
            continue;
        }
        let nothing = RemoteAssets::default();
        let (_, images) = images::images(sides, policy, language, desired, &nothing, findings);
        let (texts, after) = listings::texts(sides, language, desired, &RemoteListing::default());
        added.push(AddedListing {
            language,
            desired,
            texts,
            after,
            images,
        });
    }
    added
}
