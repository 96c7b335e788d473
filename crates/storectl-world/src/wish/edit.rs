//! How a manifest changes.

use serde::{Deserialize, Serialize};
use serde_json::json;
use storectl_sandbox::Fields;

use super::{
    Images, ListingWish, PackageEdit, Picture, Wish,
    change::{Change, Put as _},
};

/// One change of a manifest. Where it does not fit, it changes nothing: scenarios stay sound whatever is taken out of them.
///
/// It does not fit either where the manifest would no longer be valid on its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Edit {
    /// A text or list of a language that is named.
    Listing {
        /// The language.
        language: String,
        /// The field.
        field: String,
        /// What becomes of it.
        change: Change,
    },
    /// Pictures of a language that is named.
    Pictures {
        /// The language.
        language: String,
        /// Which.
        images: Images,
        /// What becomes of them.
        change: PictureChange,
    },
    /// A language that is not named, or removed, is named with this.
    AddLanguage {
        /// The language.
        language: String,
        /// What is said of it.
        listing: ListingWish,
    },
    /// A language is removed.
    RemoveLanguage {
        /// The language.
        language: String,
    },
    /// A language is no longer managed.
    ReleaseLanguage {
        /// The language.
        language: String,
    },
    /// Languages that are not named are removed, or not.
    Prune(bool),
    /// A field of availability.
    Availability {
        /// The field.
        field: String,
        /// What becomes of it.
        change: Change,
    },
    /// A market joins the list of markets.
    AddMarket(String),
    /// A market leaves the list of markets.
    RemoveMarket(String),
    /// The price, with its trial.
    Price {
        /// `pricing`.
        pricing: String,
        /// `freeTrial`.
        trial: String,
    },
    /// A field of properties that stands alone; hardware is cleared as a whole.
    Property {
        /// The field.
        field: String,
        /// What becomes of it.
        change: Change,
    },
    /// The privacy policy; where there is none, none is required.
    PrivacyPolicy(Option<String>),
    /// The category.
    Category {
        /// `category`.
        category: String,
        /// `subcategory`, where the category has some.
        subcategory: Option<String>,
    },
    /// A member of a declaration or of a hardware item.
    Member {
        /// `productDeclarations`, `isSystemFeatureRequired` or `systemRequirementDetails`.
        list: String,
        /// The item's type; none of declarations.
        kind: Option<String>,
        /// The member.
        member: String,
        /// What becomes of it.
        change: Change,
    },
    /// Packages.
    Packages(PackageEdit),
}

/// What becomes of pictures. All but the first are about pictures that are managed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PictureChange {
    /// They are these.
    Set(Vec<Picture>),
    /// One is added.
    Add(Picture),
    /// The one of this index, counted around, gives way to another.
    Replace(usize, Picture),
    /// The one of this index, counted around, goes.
    Remove(usize),
    /// The first becomes the last.
    Rotate,
    /// They are no longer managed.
    Release,
}

/// Fields of availability and properties that nothing else depends on.
const ALONE: &[&str] = &[
    "markets",
    "discoverability",
    "enableInFutureMarkets",
    "website",
    "supportContactInfo",
    "certificationNotes",
];

/// The lists of hardware.
const HARDWARE: &[&str] = &["isSystemFeatureRequired", "systemRequirementDetails"];

impl Wish {
    /// Returns this with a change.
    #[must_use]
    pub fn edited(&self, edit: &Edit) -> Self {
        let mut edited = self.clone();
        match edited.edit(edit) {
            Some(()) if edited.is_sound() => edited,
            Some(()) | None => self.clone(),
        }
    }

    /// Edits this; `None` where the edit does not fit.
    fn edit(&mut self, edit: &Edit) -> Option<()> {
        match edit {
            Edit::Listing {
                language,
                field,
                change,
            } => self.listing(language)?.fields.put(field, change),
            Edit::Pictures {
                language,
                images,
                change,
            } => {
                let listing = self.listing(language)?;
                match images {
                    Images::Screenshots => change.apply(&mut listing.screenshots)?,
                    Images::StoreLogos => change.apply(&mut listing.logos)?,
                }
            }
            Edit::AddLanguage { language, listing } => {
                let named = self.listings.entry(language.clone()).or_default();
                if named.is_some() {
                    return None;
                }
                *named = Some(listing.clone());
            }
            Edit::RemoveLanguage { language } => {
                self.listings.insert(language.clone(), None);
            }
            Edit::ReleaseLanguage { language } => {
                self.listings.remove(language)?;
            }
            Edit::Prune(prunes) => self.prunes = *prunes,
            Edit::Availability { field, change } => {
                let fits = match change {
                    Change::Set(_) => ALONE.contains(&field.as_str()),
                    Change::Clear => false,
                    Change::Release => true,
                };
                fits.then(|| self.availability.put(field, change))?;
            }
            Edit::AddMarket(market) => {
                let markets = self.availability.get_mut("markets")?.as_array_mut()?;
                if markets.iter().any(|it| it == market) {
                    return None;
                }
                markets.push(json!(market));
            }
            Edit::RemoveMarket(market) => {
                let markets = self.availability.get_mut("markets")?.as_array_mut()?;
                markets.retain(|it| it != market);
            }
            Edit::Price { pricing, trial } => {
                self.availability
                    .insert("pricing".to_owned(), json!(pricing));
                self.availability
                    .insert("freeTrial".to_owned(), json!(trial));
            }
            Edit::Property { field, change } => {
                let is_whole = HARDWARE.contains(&field.as_str()) && *change == Change::Clear;
                let fits = is_whole || ALONE.contains(&field.as_str());
                fits.then(|| self.properties.put(field, change))?;
            }
            Edit::PrivacyPolicy(url) => {
                let required = ("isPrivacyPolicyRequired".to_owned(), json!(url.is_some()));
                let url = ("privacyPolicyUrl".to_owned(), json!(url));
                self.properties.extend([required, url]);
            }
            Edit::Category {
                category,
                subcategory,
            } => {
                let category = ("category".to_owned(), json!(category));
                let subcategory = ("subcategory".to_owned(), json!(subcategory));
                self.properties.extend([category, subcategory]);
            }
            Edit::Member {
                list,
                kind,
                member,
                change,
            } => self.member(list, kind.as_deref(), member, change)?,
            Edit::Packages(edit) => edit.apply(&mut self.packages)?,
        }
        Some(())
    }

    fn listing(&mut self, language: &str) -> Option<&mut ListingWish> {
        self.listings.get_mut(language)?.as_mut()
    }

    fn member(
        &mut self,
        list: &str,
        kind: Option<&str>,
        member: &str,
        change: &Change,
    ) -> Option<()> {
        let mut object = object(&mut self.properties, list)?;
        match kind {
            // A declaration is true or false.
            None if *change == Change::Clear => return None,
            None => {}
            Some(kind) => object = self::object(object, kind)?,
        }
        object.put(member, change);
        if object.is_empty() {
            // What names nothing is not written.
            let items = self.properties.get_mut(list)?.as_object_mut()?;
            if let Some(kind) = kind {
                items.shift_remove(kind);
            }
            if items.is_empty() {
                self.properties.shift_remove(list);
            }
        }
        Some(())
    }
}

/// The object that a field holds; one that is cleared, or not named, begins anew.
fn object<'a>(fields: &'a mut Fields, name: &str) -> Option<&'a mut Fields> {
    let value = fields.entry(name).or_insert_with(|| json!({}));
    if value.is_null() {
        *value = json!({});
    }
    value.as_object_mut()
}

impl PictureChange {
    /// Changes pictures; `None` where it does not fit.
    fn apply(&self, pictures: &mut Option<Vec<Picture>>) -> Option<()> {
        match self {
            Self::Set(set) => *pictures = Some(set.clone()),
            Self::Release => drop(pictures.take()?),
            Self::Add(picture) => pictures.as_mut()?.push(*picture),
            Self::Replace(at, picture) => {
                let pictures = pictures.as_mut()?;
                let at = at.checked_rem(pictures.len())?;
                *pictures.get_mut(at)? = *picture;
            }
            Self::Remove(at) => {
                let pictures = pictures.as_mut()?;
                let at = at.checked_rem(pictures.len())?;
                pictures.remove(at);
            }
            Self::Rotate => {
                let pictures = pictures.as_mut()?;
                let first = (!pictures.is_empty()).then(|| pictures.remove(0))?;
                pictures.push(first);
            }
        }
        Some(())
    }
}
