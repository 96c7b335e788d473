//! A product made of a draft as the service answers it, e.g. one that was read of the real Store.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::blob::{self, Blob};
use crate::fields::Fields;
use crate::png;
use crate::product::{Asset, Listing, Package, Product};

/// A draft that is not of the service's shape; names the place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place} is missing, or not of the service's shape")]
pub struct DraftError {
    place: String,
}

/// A product with the blobs of its images.
pub(crate) struct SeededProduct {
    pub(crate) product: Product,
    pub(crate) blobs: BTreeMap<String, Blob>,
}

/// The size of an image of which the service does not tell it: the smallest screenshot it takes.
const UNKNOWN_SIZE: (u32, u32) = (1366, 768);

impl SeededProduct {
    /// Makes a product that is ready, with its packages committed and no submission in progress. Nothing is validated. In the
    /// place of each image stands a picture of one pixel.
    ///
    /// # Errors
    /// A member that is missing or of another shape.
    pub(crate) fn of_draft(id: &str, draft: &Value) -> Result<Self, DraftError> {
        let mut blobs = BTreeMap::new();
        let packages = items(draft, "packages")?
            .map(|(place, item)| {
                let mut fields = object(item, &place)?;
                let id = text(fields.shift_remove("packageId").as_ref(), &place)?;
                Ok(Package { id, fields })
            })
            .collect::<Result<Vec<_>, DraftError>>()?;
        let mut listings = Vec::new();
        for (place, item) in items(draft, "listingLanguages")? {
            let language = text(item.get("language"), &place)?;
            listings.push(Listing::empty(language));
        }
        for (place, item) in items(draft, "listings")? {
            let mut fields = object(item, &place)?;
            let language = text(fields.shift_remove("language").as_ref(), &place)?;
            listing(&mut listings, language).fields = fields;
        }
        for (place, item) in items(draft, "listingAssets")? {
            let language = text(item.get("language"), &place)?;
            let screenshots = assets(id, item, &place, "screenshots", &mut blobs)?;
            let store_logos = assets(id, item, &place, "storeLogos", &mut blobs)?;
            let listing = listing(&mut listings, language);
            listing.screenshots = screenshots;
            listing.store_logos = store_logos;
        }
        let product = Product {
            availability: member(draft, "availability")?,
            properties: member(draft, "properties")?,
            listings,
            committed_packages: packages.clone(),
            packages,
            ..Product::empty(id.to_ascii_lowercase())
        };
        Ok(Self { product, blobs })
    }
}

fn listing(listings: &mut Vec<Listing>, language: String) -> &mut Listing {
    let known = listings
        .iter()
        .position(|it| it.language.eq_ignore_ascii_case(&language));
    let at = known.unwrap_or_else(|| {
        listings.push(Listing::empty(language));
        listings.len() - 1
    });
    &mut listings[at]
}

fn assets(
    product: &str,
    item: &Value,
    place: &str,
    kind: &str,
    blobs: &mut BTreeMap<String, Blob>,
) -> Result<Vec<Asset>, DraftError> {
    let asset = |(place, image): (String, &Value)| {
        let id = text(image.get("id"), &place)?;
        let side = |name: &str| {
            let size = image.pointer(&format!("/imageSize/{name}"))?.as_u64()?;
            u32::try_from(size).ok()
        };
        let (width, height) = side("width").zip(side("height")).unwrap_or(UNKNOWN_SIZE);
        let blob = blob::path("listingassets", &product.to_ascii_lowercase(), &id);
        let picture = png::plain(1, 1, [0, 0, 0]);
        blobs.insert(blob.clone(), Blob::new("image/png", picture.into()));
        Ok(Asset {
            id,
            blob,
            width,
            height,
        })
    };
    let images = items(item, kind)?.map(|(at, it)| (format!("{place}.{at}"), it));
    images.map(asset).collect()
}

fn items<'a>(
    draft: &'a Value,
    name: &str,
) -> Result<impl Iterator<Item = (String, &'a Value)>, DraftError> {
    let items = draft.get(name).and_then(Value::as_array);
    let items = items.ok_or_else(|| wrong(name))?.iter().enumerate();
    let name = name.to_owned();
    Ok(items.map(move |(at, it)| (format!("{name}[{at}]"), it)))
}

fn member(draft: &Value, name: &str) -> Result<Fields, DraftError> {
    object(draft.get(name).unwrap_or(&Value::Null), name)
}

fn object(value: &Value, place: &str) -> Result<Fields, DraftError> {
    value.as_object().cloned().ok_or_else(|| wrong(place))
}

fn text(value: Option<&Value>, place: &str) -> Result<String, DraftError> {
    let text = value.and_then(Value::as_str);
    text.map(str::to_owned).ok_or_else(|| wrong(place))
}

fn wrong(place: impl Into<String>) -> DraftError {
    DraftError {
        place: place.into(),
    }
}
