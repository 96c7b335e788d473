//! The values of a receipt: the whole outcome of a submission, field by field.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use storectl_model::{
    AssetId, DesiredProduct, Digest, Field, FieldPath, ListingIntent, Module, RemotePackage,
    RemoteProduct, SECRET, mask::mask_json,
};

use crate::{
    Base, ChangeValue, OutcomeValues,
    compare::{Identity, matches, stored_body},
};

/// What was published, by field. What is off, empty or unset is not listed, as in [`OutcomeValues`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReceiptValues {
    /// Every field that held something, but those in `withheld`.
    pub values: BTreeMap<FieldPath, ReceiptValue>,
    /// Fields of which nothing is kept, not even a digest: those that use a secret variable, and certification notes.
    pub withheld: BTreeSet<FieldPath>,
    /// The packages by the API's names, in the order of `packages[N]`; without secrets.
    pub packages: Vec<Map<String, Value>>,
}

/// One value of a receipt.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceiptValue {
    /// The digest over address and value ([`Base::digest`]).
    pub digest: Digest,
    /// The value itself, where it is short and public: enums, flags, markets, prices, addresses without secrets.
    pub value: Option<Value>,
    /// The length of a text in characters; `None` too in receipts of versions that did not record it. A text that shrinks by
    /// more than half is guarded (design.md §6), and the digest alone does not say that it did.
    pub characters: Option<usize>,
    /// The images of a list of images, in order.
    pub images: Option<Vec<ReceiptImage>>,
}

/// One image as it was submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptImage {
    /// The Store's id, under which the content never changes (field note 22).
    pub id: AssetId,
    /// The content, where it is known: of an image that the manifest named.
    pub digest: Option<Digest>,
}

impl ReceiptValues {
    /// Takes everything that `draft` publishes; it was proven to be what `desired` asks for. What holds a secret since an
    /// earlier submission is withheld as well.
    pub fn of(draft: &RemoteProduct, desired: &DesiredProduct) -> Self {
        let draft = RemoteProduct {
            packages: in_order_of_manifest(draft, desired),
            ..draft.clone()
        };
        let mut outcome = OutcomeValues::of_draft(&draft);
        outcome.hide(desired);
        let mut kept = Self {
            withheld: desired.secrets.clone(),
            ..Self::default()
        };
        for (path, published) in outcome.iter() {
            match &published.shown {
                ChangeValue::Withheld(_) => {
                    kept.withheld.insert(path.clone());
                }
                shown => {
                    let value = ReceiptValue {
                        digest: Base::digest(path, published.canonical()),
                        // A value that holds a secret all the same, whoever wrote it there, is nobody's to read.
                        value: plain(path, shown)
                            .filter(|it| desired.secret_values.hide(it.clone()) == *it),
                        characters: characters(shown),
                        images: images(path, &draft, desired),
                    };
                    kept.values.insert(path.clone(), value);
                }
            }
        }
        // A text that was managed is certification notes all the same.
        let notes = FieldPath::of_module(Module::Properties).key("certificationNotes");
        kept.values.remove(&notes);
        kept.withheld.insert(notes);
        kept.packages = packages(&draft.packages, &kept.withheld);
        kept
    }
}

/// The packages of the draft under the indexes the manifest gives them, others after those.
fn in_order_of_manifest(draft: &RemoteProduct, desired: &DesiredProduct) -> Vec<RemotePackage> {
    let ours = desired.packages.iter().flatten();
    let ours: Vec<Identity<'_>> = ours.map(Identity::of_desired).collect();
    let theirs: Vec<Identity<'_>> = draft.packages.iter().map(Identity::of_stored).collect();
    let found: Vec<usize> = matches(&ours, &theirs).into_iter().flatten().collect();
    let rest = (0..draft.packages.len()).filter(|it| !found.contains(it));
    let order: Vec<usize> = found.iter().copied().chain(rest).collect();
    let packages = order.into_iter().filter_map(|it| draft.packages.get(it));
    packages.cloned().collect()
}

/// The facts of packages, with what uses a secret variable left out and signatures in addresses masked.
fn packages(packages: &[RemotePackage], withheld: &BTreeSet<FieldPath>) -> Vec<Map<String, Value>> {
    let facts = |(at, package): (usize, &RemotePackage)| {
        let object = FieldPath::of_package(at);
        let mut facts = stored_body(package);
        for (name, value) in &mut facts {
            let path = object.clone().key(name.clone());
            if withheld.iter().any(|it| it.is_within(&path)) {
                *value = SECRET.into();
            }
        }
        match mask_json(Value::Object(facts)) {
            Value::Object(facts) => facts,
            _ => Map::new(),
        }
    };
    packages.iter().enumerate().map(facts).collect()
}

/// Addresses: short, public, and what a reviewer asks for first. Their signatures and passwords are masked.
const ADDRESSES: [&str; 4] = ["packageUrl", "genericDocUrl", "website", "privacyPolicyUrl"];

/// Words of the Store's vocabularies.
const WORDS: [&str; 6] = [
    "discoverability",
    "pricing",
    "freeTrial",
    "category",
    "subcategory",
    "packageType",
];

/// Returns the value as a receipt may hold it: enums, flags, markets, prices and addresses without secrets (forms.md,
/// "Receipts" 3). Texts, lists and images are kept by their digest alone.
fn plain(path: &FieldPath, shown: &ChangeValue) -> Option<Value> {
    let field = path.field();
    let is_public = match shown {
        ChangeValue::Flag(_) => true,
        ChangeValue::Items(_) => {
            path.module() == Some(Module::Availability) && field == Some("markets")
        }
        // A language by itself: that it was there.
        ChangeValue::Word(_) if field.is_none() => true,
        ChangeValue::Word(_) => {
            field.is_some_and(|it| ADDRESSES.contains(&it) || WORDS.contains(&it))
        }
        ChangeValue::Unset
        | ChangeValue::Text(_)
        | ChangeValue::Image(_)
        | ChangeValue::Images(_)
        | ChangeValue::Object(_)
        | ChangeValue::Withheld(_) => false,
    };
    is_public.then(|| mask_json(shown.to_json()))
}

/// Returns the length of a text in characters, as the guard of texts that shrink counts it.
fn characters(shown: &ChangeValue) -> Option<usize> {
    match shown {
        ChangeValue::Text(text) => Some(text.chars().count()),
        ChangeValue::Unset
        | ChangeValue::Flag(_)
        | ChangeValue::Word(_)
        | ChangeValue::Items(_)
        | ChangeValue::Image(_)
        | ChangeValue::Images(_)
        | ChangeValue::Object(_)
        | ChangeValue::Withheld(_) => None,
    }
}

/// Returns the images at `path`, with the content of those the manifest names; `None` if it is no list of images.
fn images(
    path: &FieldPath,
    draft: &RemoteProduct,
    desired: &DesiredProduct,
) -> Option<Vec<ReceiptImage>> {
    let language = path.language()?;
    let stored = draft.assets.get(language)?;
    let listing = match desired.listings.get(language) {
        Some(ListingIntent::Present(listing)) => Some(&**listing),
        Some(ListingIntent::Removed) | None => None,
    };
    let (stored, named) = match path.field()? {
        "screenshots" => (&stored.screenshots, listing.map(|it| &it.screenshots)),
        "storeLogos" => (&stored.store_logos, listing.map(|it| &it.store_logos)),
        _ => return None,
    };
    // Proven: the images are the manifest's, in its order.
    let files = named.and_then(Field::set);
    let files = files.filter(|it| it.len() == stored.len() && desired.scope.manages(path));
    let image = |(at, asset): (usize, &storectl_model::RemoteAsset)| ReceiptImage {
        id: asset.id.clone(),
        digest: files.and_then(|it| it.get(at)).map(|it| it.digest.clone()),
    };
    Some(stored.iter().enumerate().map(image).collect())
}
