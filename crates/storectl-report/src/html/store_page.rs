//! The Store page of each language as customers will see it, and what they see of the product as a whole.

use std::collections::{BTreeMap, BTreeSet};

use askama::{Template, filters::HtmlSafe};
use storectl_model::{FieldPath, LanguageTag, Module};
use storectl_plan::{ChangeValue, ImageValue};

use super::{
    budget::{self, Budget, Part},
    figure::Figure,
    pictures::images_of,
    text::{shown, whole},
};
use crate::{
    PlanDetails,
    diff::lines_of,
    value::in_line,
    view::{FieldMarks, StorePage, count, thousands},
};

/// Most items of a list that are shown.
const ITEMS: usize = 300;

/// The Store pages of a product.
#[derive(Template)]
#[template(path = "store_page.html")]
pub(super) struct StorePages {
    languages: String,
    product: Vec<Field>,
    listings: Vec<Listing>,
    /// How many languages are left out.
    omitted: usize,
}

impl HtmlSafe for StorePages {}

/// The Store page of one language.
#[derive(Template)]
#[template(path = "listing.html")]
struct Listing {
    language: String,
    /// How many of its fields change, in words; empty where none does.
    changes: String,
    is_open: bool,
    name: String,
    logo: Option<Figure>,
    developer: String,
    /// Price, markets and category.
    offer: Vec<String>,
    fields: Vec<Field>,
}

impl HtmlSafe for Listing {}

/// A field with what it will hold.
#[derive(Template)]
#[template(path = "field.html")]
struct Field {
    label: String,
    /// The language of its texts; empty for what is in none.
    language: String,
    is_changed: bool,
    is_unmanaged: bool,
    shape: Shape,
}

impl HtmlSafe for Field {}

enum Shape {
    Short(String),
    Lines(Vec<String>),
    List { items: Vec<String>, more: usize },
    Pictures(Vec<Figure>),
}

/// The fields of a listing in the order in which a Store page shows them, and what they are called there. What follows the
/// contact is not on it.
const FIELDS: [(&str, &str); 13] = [
    ("shortDescription", "Short description"),
    ("screenshots", "Screenshots"),
    ("description", "Description"),
    ("whatsNew", "What’s new in this version"),
    ("productFeatures", "Features"),
    ("requirements", "System requirements"),
    ("additionalLicenseTerms", "License terms"),
    ("copyright", "Copyright"),
    ("developedBy", "Developed by"),
    ("contactInfo", "Contact"),
    ("storeLogos", "Store logos"),
    ("searchTerms", "Search terms (found by, not shown)"),
    ("sortTitle", "Sort title (sorted by, not shown)"),
];

impl StorePages {
    /// Takes the Store pages of a plan, those that change first; `None` where none changes.
    pub(super) fn of(plan: &PlanDetails, name: &str, budget: &mut Budget<'_>) -> Option<Self> {
        let page = plan.store_page.as_ref()?;
        let mut made = Maker {
            page,
            marks: FieldMarks::of(plan),
            by_language: by_language(page),
            name: shown(name),
            offer: offer(page),
            budget,
        };
        let product = page
            .values
            .iter()
            .filter(|(path, _)| path.language().is_none());
        let product: Vec<Field> = product
            .map(|(path, value)| made.field(path, value, &path.to_string(), ""))
            .collect();
        let languages = page.languages();
        let changed: BTreeSet<&LanguageTag> = plan
            .changes
            .iter()
            .filter_map(|it| it.path.language())
            .collect();
        let (first, last): (Vec<&LanguageTag>, Vec<&LanguageTag>) =
            languages.iter().partition(|it| changed.contains(*it));
        let mut listings = Vec::new();
        for language in first.into_iter().chain(last) {
            listings.extend(made.listing(language, listings.is_empty()));
        }
        Some(Self {
            languages: count(languages.len(), "language"),
            omitted: languages.len() - listings.len(),
            product,
            listings,
        })
    }
}

fn by_language(page: &StorePage) -> BTreeMap<&LanguageTag, Vec<(&FieldPath, &ChangeValue)>> {
    let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (path, value) in &page.values {
        if let Some(language) = path.language() {
            all.entry(language).or_default().push((path, value));
        }
    }
    all
}

/// Says what stands beside the name: price, markets, category.
fn offer(page: &StorePage) -> Vec<String> {
    let value = |module, field: &'static str| {
        let path = FieldPath::of_module(module).key(field);
        page.values.get(&path)
    };
    let word = |module, field| {
        value(module, field)
            .and_then(ChangeValue::as_str)
            .map(shown)
    };
    let markets = value(Module::Availability, "markets").map(|it| match it {
        ChangeValue::Items(markets) => count(markets.len(), "market"),
        other => shown(&in_line(other)),
    });
    let offer = [
        word(Module::Availability, "pricing"),
        word(Module::Availability, "freeTrial"),
        markets,
        word(Module::Properties, "category"),
        word(Module::Properties, "subcategory"),
    ];
    offer.into_iter().flatten().collect()
}

struct Maker<'a, 'p> {
    page: &'a StorePage,
    marks: FieldMarks<'a>,
    by_language: BTreeMap<&'a LanguageTag, Vec<(&'a FieldPath, &'a ChangeValue)>>,
    name: String,
    offer: Vec<String>,
    budget: &'a mut Budget<'p>,
}

impl Maker<'_, '_> {
    fn listing(&mut self, language: &LanguageTag, is_open: bool) -> Option<Listing> {
        let values = self.by_language.remove(language)?;
        let bytes = values.iter().map(|(_, it)| budget::length(it) + 200).sum();
        if !self.budget.store_page(bytes) {
            return None;
        }
        let tag = language.as_str();
        let logo = self
            .page
            .of_listing(language, "storeLogos")
            .and_then(|it| images_of(it).first())
            .map(|it| self.figure(it));
        let known = FIELDS.iter().filter_map(|(name, label)| {
            let (path, value) = values.iter().find(|(path, _)| path.field() == Some(name))?;
            Some((*path, *value, (*label).to_owned()))
        });
        let is_known = |path: &FieldPath| FIELDS.iter().any(|(name, _)| path.field() == Some(name));
        let others = values.iter().filter(|(path, _)| !is_known(path));
        let others = others.map(|(path, value)| (*path, *value, path.within_object()));
        let fields: Vec<Field> = known
            .chain(others)
            .map(|(path, value, label)| self.field(path, value, &label, tag))
            .collect();
        let changed = fields.iter().filter(|it| it.is_changed).count();
        let developer = self.page.of_listing(language, "developedBy");
        Some(Listing {
            language: shown(tag),
            changes: match changed {
                0 => String::new(),
                changed => format!("{} changed", count(changed, "field")),
            },
            is_open: is_open && changed > 0,
            name: self.name.clone(),
            logo,
            developer: developer
                .and_then(ChangeValue::as_str)
                .map(shown)
                .unwrap_or_default(),
            offer: self.offer.clone(),
            fields,
        })
    }

    fn field(
        &mut self,
        path: &FieldPath,
        value: &ChangeValue,
        label: &str,
        language: &str,
    ) -> Field {
        Field {
            label: shown(label),
            language: language.to_owned(),
            is_changed: self.marks.is_changed(path),
            is_unmanaged: self.marks.is_unmanaged(path),
            shape: match value {
                ChangeValue::Text(text) => {
                    Shape::Lines(lines_of(text).into_iter().map(whole).collect())
                }
                ChangeValue::Items(items) => Shape::List {
                    items: items.iter().take(ITEMS).map(|it| whole(it)).collect(),
                    more: items.len().saturating_sub(ITEMS),
                },
                ChangeValue::Image(_) | ChangeValue::Images(_) => {
                    Shape::Pictures(images_of(value).iter().map(|it| self.figure(it)).collect())
                }
                ChangeValue::Unset
                | ChangeValue::Flag(_)
                | ChangeValue::Word(_)
                | ChangeValue::Object(_)
                | ChangeValue::Withheld(_) => Shape::Short(shown(&in_line(value))),
            },
        }
    }

    fn figure(&mut self, image: &ImageValue) -> Figure {
        Figure::of(image, None, Part::StorePages, self.budget)
    }
}
