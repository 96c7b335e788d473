//! What a manifest asks for, in the world's own words.

mod change;
mod destructive;
mod edit;
mod package_edit;
mod packages;
mod picture;
mod portal;
mod soundness;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use storectl_sandbox::{
    Fields,
    tables::{MARKETS, words},
};

use crate::content::{Content, listing_address, packages, set, set_packages};

pub use change::Change;
pub use destructive::{Loss, destructive, losses};
pub use edit::{Edit, PictureChange};
pub use package_edit::PackageEdit;
pub use picture::{Images, Picture};
pub use portal::{Committed, PortalEdit};

/// The value of the secret variable `reviewerPassword`, for `STORECTL_VAR_REVIEWERPASSWORD`. A manifest never holds it: where
/// a wish does, what is written names the variable.
pub const SECRET_VARIABLE: &str = "Tr0ub4dor-canary";

/// What a manifest says of one product; what it does not name is unmanaged, and null clears.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// Availability, by field; markets as a manifest has them (a list, `all`, `{ allExcept: […] }`).
    pub availability: Fields,
    /// Properties, by field; hardware by its type: `{ Touch: { isRequired: true } }`.
    pub properties: Fields,
    /// Languages; one without a listing is removed.
    pub listings: BTreeMap<String, Option<ListingWish>>,
    /// Whether languages that are not named are removed.
    #[serde(default)]
    pub prunes: bool,
    /// The fields of each package, if packages are managed; `errorDetails` by scenario: `{ rebootRequired: [{ errorValue: … }] }`.
    pub packages: Option<Vec<Fields>>,
    /// Tokens of destructive changes that are acknowledged.
    pub acknowledge: Vec<String>,
}

/// What a manifest says of one language.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListingWish {
    /// Texts and lists, by field.
    pub fields: Fields,
    /// Screenshots in their order, if they are managed.
    pub screenshots: Option<Vec<Picture>>,
    /// Logos in their order, if they are managed.
    pub logos: Option<Vec<Picture>>,
}

impl ListingWish {
    /// Returns the pictures of a kind, if they are managed.
    pub fn pictures(&self, images: Images) -> Option<&Vec<Picture>> {
        match images {
            Images::Screenshots => self.screenshots.as_ref(),
            Images::StoreLogos => self.logos.as_ref(),
        }
    }
}

impl Wish {
    /// Returns what a draft should hold that held `content`, once this is applied: what is named has its value, everything else
    /// what it had.
    pub fn outcome(&self, content: &Content) -> Content {
        let mut outcome = content.clone();
        outcome.retain(|address, _| !self.removes(address));
        for (address, value) in self.named() {
            set(&mut outcome, address, &value);
        }
        if let Some(wished) = &self.packages {
            set_packages(&mut outcome, packages::outcome(wished, &packages(content)));
        }
        outcome
    }

    /// Returns the addresses that this names, a removed language with its own only.
    pub fn managed(&self) -> BTreeSet<String> {
        let packages = self.packages.as_ref().map(|_| "packages".to_owned());
        let named = self.named().into_iter().map(|(address, _)| address);
        named.chain(packages).collect()
    }

    /// Returns whether an address is managed, everything of a language that is removed included.
    pub fn manages(&self, address: &str) -> bool {
        self.removes(address) || self.managed().contains(address)
    }

    /// Returns whether an address belongs to a language that goes.
    fn removes(&self, address: &str) -> bool {
        let Some(rest) = address.strip_prefix("listings.") else {
            return false;
        };
        let language = rest.split('.').next().unwrap_or_default();
        let named = self
            .listings
            .iter()
            .find(|(named, _)| named.eq_ignore_ascii_case(language));
        match named {
            Some((_, listing)) => listing.is_none(),
            None => self.prunes,
        }
    }

    /// Every address this names but `packages`, with its value; null where it is cleared or removed.
    fn named(&self) -> Vec<(String, Value)> {
        let mut named = Vec::new();
        for (name, value) in &self.availability {
            let value = match name.as_str() {
                "markets" => markets(value),
                _ => value.clone(),
            };
            named.push((format!("availability.{name}"), value));
        }
        for (name, value) in &self.properties {
            named_property(&mut named, name, value);
        }
        for (language, listing) in &self.listings {
            let address = listing_address(language);
            let Some(listing) = listing else {
                named.push((address, Value::Null));
                continue;
            };
            for (name, value) in &listing.fields {
                named.push((format!("{address}.{name}"), value.clone()));
            }
            for images in Images::ALL {
                if let Some(pictures) = listing.pictures(images) {
                    let field = images.field();
                    named.push((format!("{address}.{field}"), images.sizes(pictures)));
                }
            }
            named.push((address, Value::Bool(true)));
        }
        named
    }
}

/// A property, or the members of it that have addresses of their own. The items of a list that is cleared are all cleared.
fn named_property(named: &mut Vec<(String, Value)>, name: &str, value: &Value) {
    let address = format!("properties.{name}");
    let (kinds, members): (&[&str], [&str; 2]) = match name {
        "isSystemFeatureRequired" => (words::FEATURES, ["isRequired", "isRecommended"]),
        "systemRequirementDetails" => (
            words::REQUIREMENTS,
            ["minimumRequirement", "recommendedRequirement"],
        ),
        "productDeclarations" => {
            for (declaration, value) in value.as_object().into_iter().flatten() {
                named.push((format!("{address}.{declaration}"), value.clone()));
            }
            return;
        }
        _ => return named.push((address, value.clone())),
    };
    for kind in kinds {
        for member in members {
            let item = value.get(kind);
            let value = match (value, item.and_then(|it| it.get(member))) {
                (Value::Null, _) => Value::Null,
                (_, Some(value)) => value.clone(),
                (_, None) => continue,
            };
            named.push((format!("{address}.{kind}.{member}"), value));
        }
    }
}

/// The markets that a manifest means.
fn markets(written: &Value) -> Value {
    let excepted = written.get("allExcept").and_then(Value::as_array);
    match (written, excepted) {
        (_, Some(excepted)) => {
            let is_meant = |market: &&&str| !excepted.iter().any(|it| it == **market);
            MARKETS.iter().filter(is_meant).copied().collect()
        }
        (Value::String(_), _) => MARKETS.iter().copied().collect(),
        _ => written.clone(),
    }
}
