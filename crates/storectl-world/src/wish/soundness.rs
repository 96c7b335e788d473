//! Which wishes a manifest may hold, alone and over a draft.

use std::collections::BTreeSet;

use serde_json::Value;
use storectl_sandbox::{
    Fields,
    tables::{CATEGORIES, words},
};

use super::{
    Images, Picture, Wish,
    packages::{architecture, text},
};
use crate::content::{self, Content};

/// Fields of a listing that the Store requires (store-api.md, Update Current Draft Submission Metadata).
pub(super) const REQUIRED_TEXTS: &[&str] = &["description", "additionalLicenseTerms"];

/// Pictures are small, so that many fit into memory.
const WIDEST: u32 = 500;

impl Wish {
    /// Returns whether this is a valid manifest on its own: what belongs together is named together, and nothing is cleared
    /// that must be there. Lengths of texts and the spelling of words are those of whoever writes the wish.
    pub fn is_sound(&self) -> bool {
        self.has_a_market()
            && self.has_a_policy_where_required()
            && category_pair_is_valid(
                self.properties.get("category"),
                self.properties.get("subcategory"),
            )
            && self.listings_are_sound()
            && self.packages.as_ref().is_none_or(|it| are_sound(it))
    }

    /// Returns whether this and a draft together are valid, and complete enough to be published. Where they are not, a command
    /// may well refuse.
    pub fn is_valid_over(&self, content: &Content) -> bool {
        self.is_sound() && is_publishable(&self.outcome(content))
    }

    fn has_a_market(&self) -> bool {
        let markets = self.availability.get("markets");
        markets.is_none_or(|it| it.as_array().is_none_or(|it| !it.is_empty()))
    }

    /// Both fields are named, or only an address that replaces the other.
    fn has_a_policy_where_required(&self) -> bool {
        let url = self.properties.get("privacyPolicyUrl");
        match self.properties.get("isPrivacyPolicyRequired") {
            Some(Value::Bool(true)) => url.is_some_and(Value::is_string),
            Some(_) => true,
            None => url.is_none_or(Value::is_string),
        }
    }

    fn listings_are_sound(&self) -> bool {
        let mut named = self.listings.values().flatten();
        let has_one = !self.prunes || named.clone().next().is_some();
        has_one
            && named.all(|listing| {
                let clears = |name: &&str| listing.fields.get(*name).is_some_and(Value::is_null);
                let pictures = Images::ALL.iter().all(|images| {
                    let pictures = listing.pictures(*images);
                    pictures.is_none_or(|it| is_set(it, images.most()))
                });
                pictures && !REQUIRED_TEXTS.iter().any(clears)
            })
    }
}

fn is_set(pictures: &[Picture], most: usize) -> bool {
    let numbers: BTreeSet<u32> = pictures.iter().map(|Picture(number)| *number).collect();
    (1..=most).contains(&pictures.len())
        && numbers.len() == pictures.len()
        && numbers.iter().all(|it| *it <= WIDEST)
}

/// Whether a category and a subcategory belong together; whoever names one of them names both.
fn category_pair_is_valid(category: Option<&Value>, subcategory: Option<&Value>) -> bool {
    let (Some(category), Some(subcategory)) = (category, subcategory) else {
        return category.is_none() && subcategory.is_none();
    };
    let known = CATEGORIES.iter().find(|(name, _)| category == name);
    known.is_some_and(|(_, allowed)| match subcategory.as_str() {
        None => allowed.is_empty(),
        Some(subcategory) => allowed.contains(&subcategory),
    })
}

/// Whether each package is of an architecture of its own, and clears nothing that it needs.
fn are_sound(packages: &[Fields]) -> bool {
    let architectures: BTreeSet<&str> = packages.iter().map(architecture).collect();
    !packages.is_empty()
        && architectures.len() == packages.len()
        && packages.iter().all(|package| {
            let clears = |name| package.get(name).is_some_and(Value::is_null);
            let is_exe = text(package, "packageType") == "exe";
            let is_silent = package.get("isSilentInstall") == Some(&Value::Bool(true));
            words::ARCHITECTURES.contains(&architecture(package))
                && text(package, "packageUrl").starts_with("https://")
                && !(is_exe && clears("genericDocUrl"))
                && (is_silent || !clears("installerParameters"))
        })
}

/// Whether a content can be published: store-api.md, Update Current Draft Submission Metadata and Packages.
fn is_publishable(content: &Content) -> bool {
    let has = |address: &str| content.contains_key(address);
    let languages: Vec<&String> = content
        .keys()
        .filter(|it| it.starts_with("listings.") && it.matches('.').count() == 1)
        .collect();
    let pictures = Images::ALL.map(Images::field);
    let is_complete = |language: &&String| {
        let mut fields = REQUIRED_TEXTS.iter().chain(&pictures);
        fields.all(|it| has(&format!("{language}.{it}")))
    };
    let packages = content::packages(content);
    !languages.is_empty()
        && languages.iter().all(is_complete)
        && has("availability.markets")
        && (content.get("properties.isPrivacyPolicyRequired") != Some(&Value::Bool(true))
            || has("properties.privacyPolicyUrl"))
        && category_pair_is_valid(
            content.get("properties.category"),
            Some(
                content
                    .get("properties.subcategory")
                    .unwrap_or(&Value::Null),
            ),
        )
        && !packages.is_empty()
        && packages.iter().all(|it| is_complete_package(it))
}

fn is_complete_package(package: &Fields) -> bool {
    let has = |name: &str| package.contains_key(name);
    let is_silent = package.get("isSilentInstall") == Some(&Value::Bool(true));
    [
        "packageUrl",
        "packageType",
        "architectures",
        "languages",
        "isSilentInstall",
    ]
    .iter()
    .all(|it| has(it))
        && (is_silent || has("installerParameters"))
        && (text(package, "packageType") != "exe" || has("genericDocUrl"))
}
