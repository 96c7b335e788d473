//! The matrix of a manifest, and of what customers get.

use std::{borrow::Cow, collections::BTreeSet};

use storectl_model::{
    DesiredListing, DesiredProduct, Field, FieldPath, LanguageTag, ListingIntent, RemoteListing,
};

use super::{
    ListingText,
    held::{Held, desired, stored},
    shared::SharedTexts,
};
use crate::{pointer, source_map::SourceMap};

/// The texts of every listing that a manifest names and does not remove, in the manifest's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextMatrix {
    rows: Vec<TextRow>,
}

/// The texts of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRow {
    /// The language, as the manifest spells it.
    pub language: LanguageTag,
    /// By [`ListingText::ALL`].
    cells: [TextCell; 11],
}

/// What one language has in one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextCell {
    /// The manifest does not name the text; in the matrix of an outcome, the draft has none either.
    Absent,
    /// The manifest clears it.
    Cleared,
    /// There is one.
    Present(PresentText),
}

/// A text that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresentText {
    /// Where it comes from.
    pub origin: TextOrigin,
    /// How long it is, in the [`unit`](ListingText::unit) of its field; `None` where it holds a secret.
    pub length: Option<usize>,
    /// The language whose text this is, word for word, though it is another language (the fact that rule `STC0609` warns of).
    pub identical_to: Option<LanguageTag>,
}

/// Where a text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextOrigin {
    /// The listing itself.
    Listing,
    /// `listingDefaults`.
    Defaults,
    /// The draft: the manifest does not manage it, and the Store has one.
    Store,
}

impl TextMatrix {
    /// Puts together a matrix that was made before, such as that of a document.
    pub fn of_rows(rows: Vec<TextRow>) -> Self {
        Self { rows }
    }

    /// Looks at what a manifest says.
    pub fn of_manifest(product: &DesiredProduct, sources: &SourceMap) -> Self {
        let nothing = RemoteListing::default();
        Builder::new(product, sources).build(|_| Some(&nothing))
    }

    /// Looks at what customers get once the manifest is applied: `outcome` gives the texts of a listing then, and `None` for
    /// one that will not be there.
    pub fn of_outcome<'a>(
        product: &'a DesiredProduct,
        sources: &'a SourceMap,
        outcome: impl Fn(&LanguageTag) -> Option<&'a RemoteListing>,
    ) -> Self {
        Builder::new(product, sources).build(outcome)
    }

    /// Returns the languages, in the manifest's order.
    pub fn rows(&self) -> &[TextRow] {
        &self.rows
    }

    /// Returns the fields that at least one language has or clears, in the order of plans.
    pub fn fields(&self) -> impl Iterator<Item = ListingText> {
        let is_used = |field: &ListingText| {
            let mut rows = self.rows.iter();
            rows.any(|it| *it.cell(*field) != TextCell::Absent)
        };
        ListingText::ALL.into_iter().filter(is_used)
    }
}

impl TextRow {
    /// Puts together the row of a language of what it has in each field.
    pub fn new(language: LanguageTag, cell: impl FnMut(ListingText) -> TextCell) -> Self {
        Self {
            language,
            cells: ListingText::ALL.map(cell),
        }
    }

    /// Returns what the language has in a field.
    pub fn cell(&self, field: ListingText) -> &TextCell {
        &self.cells[field as usize]
    }

    /// Returns every field with what the language has in it.
    pub fn cells(&self) -> impl Iterator<Item = (ListingText, &TextCell)> {
        ListingText::ALL.into_iter().zip(&self.cells)
    }
}

/// A matrix under construction.
struct Builder<'a> {
    product: &'a DesiredProduct,
    sources: &'a SourceMap,
    /// Fields that a secret variable fills.
    secrets: BTreeSet<(&'a LanguageTag, &'a str)>,
    shared: SharedTexts<Cow<'a, str>, ()>,
}

impl<'a> Builder<'a> {
    fn new(product: &'a DesiredProduct, sources: &'a SourceMap) -> Self {
        let secrets = product.secrets.iter();
        Self {
            product,
            sources,
            secrets: secrets
                .filter_map(|it| it.language().zip(it.field()))
                .collect(),
            shared: SharedTexts::new(),
        }
    }

    fn build(mut self, outcome: impl Fn(&LanguageTag) -> Option<&'a RemoteListing>) -> TextMatrix {
        let mut listings: Vec<(&LanguageTag, &DesiredListing)> = Vec::new();
        for (language, intent) in &self.product.listings {
            match intent {
                ListingIntent::Present(listing) => listings.push((language, listing)),
                ListingIntent::Removed => {}
            }
        }
        listings.sort_by_key(|(language, _)| self.sources.offset(&pointer_of(language)));
        let rows = listings.into_iter().filter_map(|(language, listing)| {
            let stored = outcome(language)?;
            Some(self.row(language, listing, stored))
        });
        TextMatrix {
            rows: rows.collect(),
        }
    }

    fn row(
        &mut self,
        language: &'a LanguageTag,
        listing: &'a DesiredListing,
        outcome: &'a RemoteListing,
    ) -> TextRow {
        let mut stored = stored(outcome).map(|(_, held)| held).into_iter();
        let cells = desired(listing).map(|(field, said)| {
            let held = stored.next().flatten();
            match said {
                Field::Set(said) if self.is_managed(language, field) => {
                    let origin = self.origin(language, field);
                    TextCell::Present(self.text(language, field, said, origin))
                }
                Field::Clear if self.is_managed(language, field) => TextCell::Cleared,
                Field::Absent | Field::Clear | Field::Set(_) => match held {
                    None => TextCell::Absent,
                    Some(held) => {
                        TextCell::Present(self.text(language, field, held, TextOrigin::Store))
                    }
                },
            }
        });
        TextRow {
            language: language.clone(),
            cells,
        }
    }

    /// Whether this run manages what the manifest says there.
    fn is_managed(&self, language: &LanguageTag, field: ListingText) -> bool {
        let scope = &self.product.scope;
        scope.selectors().is_empty() || scope.manages(&path(language, field))
    }

    fn origin(&self, language: &LanguageTag, field: ListingText) -> TextOrigin {
        let at = pointer::join(&pointer_of(language), field.as_str());
        if self.sources.is_inherited(&at) {
            TextOrigin::Defaults
        } else {
            TextOrigin::Listing
        }
    }

    fn text(
        &mut self,
        language: &LanguageTag,
        field: ListingText,
        held: Held<'a>,
        origin: TextOrigin,
    ) -> PresentText {
        let length = (!self.holds_secret(language, field, &held)).then(|| held.length());
        let shared = match (held, origin) {
            // Shared on purpose.
            (Held::List(_), _) | (Held::Text(_), TextOrigin::Defaults) => None,
            (Held::Text(text), TextOrigin::Listing | TextOrigin::Store) => {
                self.shared.first_with(field, text, language, ())
            }
        };
        PresentText {
            origin,
            length,
            identical_to: shared.map(|(first, ())| first.clone()),
        }
    }

    fn holds_secret(&self, language: &LanguageTag, field: ListingText, held: &Held<'_>) -> bool {
        let (remembered, values) = (
            &self.product.remembered_secrets,
            &self.product.secret_values,
        );
        let is_found = |text: &str| !values.hides_nothing() && values.is_in(text);
        self.secrets.contains(&(language, field.as_str()))
            || (!remembered.is_empty() && remembered.outlasts(&path(language, field)))
            || match held {
                Held::Text(text) => is_found(text),
                Held::List(_) => false,
            }
    }
}

fn pointer_of(language: &LanguageTag) -> String {
    pointer::join("/listings", language.as_str())
}

fn path(language: &LanguageTag, field: ListingText) -> FieldPath {
    FieldPath::of_listing(language).key(field.as_str())
}
