//! One product as its manifest wants it.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    AckToken, DesiredAvailability, DesiredPackage, DesiredProperties, ListingIntent,
    RememberedSecrets, Scope,
};
use crate::{
    FieldPath, LanguageTag, ProductId, SecretValues, Selector, SellerId, SubmitMode, WaitFor,
};

/// One product as its manifest wants it. Fields carry the API's own names (design.md §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesiredProduct {
    /// Partner Center's id.
    pub product_id: ProductId,
    /// The seller account, where the manifest names it.
    pub seller_id: Option<SellerId>,
    /// The product's name, for people.
    pub name: Option<String>,
    /// The availability module.
    pub availability: DesiredAvailability,
    /// The properties module.
    pub properties: DesiredProperties,
    /// The listings named, `listingDefaults` already laid under each.
    pub listings: BTreeMap<LanguageTag, ListingIntent>,
    /// The whole list of packages; `None` if the manifest does not manage them. Never empty.
    pub packages: Option<Vec<DesiredPackage>>,
    /// What happens to listings the manifest does not name.
    pub prune: Prune,
    /// Destructive changes the manifest agrees to.
    pub acknowledge: BTreeSet<AckToken>,
    /// The manifest's default for `--submit`.
    pub submit: Option<SubmitMode>,
    /// The manifest's default for `--wait`.
    pub wait: Option<WaitFor>,
    /// The fields this run manages of those named above.
    pub scope: Scope,
    /// Fields whose value uses a secret variable: nobody is shown what they hold.
    pub secrets: BTreeSet<FieldPath>,
    /// What those fields hold, and the secret variables.
    pub secret_values: SecretValues,
    /// Fields that an earlier submission filled from a secret variable.
    pub remembered_secrets: RememberedSecrets,
}

impl DesiredProduct {
    /// Whether the manifest manages the images of any language.
    pub fn manages_images(&self) -> bool {
        self.listings.values().any(|intent| match intent {
            ListingIntent::Present(listing) => {
                listing.screenshots.is_managed() || listing.store_logos.is_managed()
            }
            ListingIntent::Removed => false,
        })
    }

    /// Makes a product of which nothing is named: whatever the Store holds is unmanaged.
    pub fn naming_nothing() -> Self {
        Self {
            product_id: ProductId::unspecified(),
            seller_id: None,
            name: None,
            availability: DesiredAvailability::default(),
            properties: DesiredProperties::default(),
            listings: BTreeMap::new(),
            packages: None,
            prune: Prune::Keep,
            acknowledge: BTreeSet::new(),
            submit: None,
            wait: None,
            scope: Scope::EVERYTHING,
            secrets: BTreeSet::new(),
            secret_values: SecretValues::default(),
            remembered_secrets: RememberedSecrets::default(),
        }
    }

    /// Returns whether the value at `path` uses a secret variable, or is part of one that does or has a part that does.
    pub fn uses_secret(&self, path: &FieldPath) -> bool {
        let mut secrets = self.secrets.iter();
        secrets.any(|it| it.is_within(path) || path.is_within(it))
    }

    /// Returns whether nobody is shown what the Store holds at `path` now: the manifest fills it from a secret variable, or an
    /// earlier submission did.
    pub fn holds_secret(&self, path: &FieldPath) -> bool {
        self.uses_secret(path) || self.remembered_secrets.covers(path)
    }

    /// Returns whether nobody is shown what the Store holds at `path` once the manifest is applied.
    pub fn leaves_secret(&self, path: &FieldPath) -> bool {
        self.uses_secret(path) || self.remembered_secrets.outlasts(path)
    }

    /// Takes what is remembered of earlier submissions' secrets.
    pub fn remembering(&self, remembered_secrets: &RememberedSecrets) -> Cow<'_, Self> {
        if self.remembered_secrets == *remembered_secrets {
            return Cow::Borrowed(self);
        }
        Cow::Owned(Self {
            remembered_secrets: remembered_secrets.clone(),
            ..self.clone()
        })
    }

    /// Restricts a run to what `selectors` pick; none of them restricts nothing.
    #[must_use]
    pub fn only(self, selectors: Vec<Selector>) -> Self {
        Self {
            scope: Scope::only(selectors),
            ..self
        }
    }
}

/// What happens to listings that are on the Store and not in the manifest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prune {
    /// They are unmanaged and stay.
    #[default]
    Keep,
    /// They are removed (`prune: [listings]` or `--prune`).
    Listings,
}
