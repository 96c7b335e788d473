//! Languages × texts.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storectl_manifest::{ListingText, PresentText, TextCell, TextMatrix, TextOrigin, TextRow};

use super::shared::{Word, read_all};
use crate::{
    Foreign,
    json::{
        shelf::Shelf,
        unreadable::{Unreadable, id},
    },
    view::ManifestTexts,
};

/// The texts of each language.
#[derive(Deserialize, Serialize, JsonSchema)]
pub(in crate::json) struct LocalizationDoc {
    /// The text fields of a listing.
    fields: Vec<FieldDoc>,
    /// The languages of the manifest, in its order.
    languages: Vec<LanguageDoc>,
}

/// The texts of each language of one manifest.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::json) struct ManifestLocalizationDoc {
    /// The manifest's path.
    manifest: String,
    /// The product ID in Partner Center.
    product_id: String,
    /// The texts.
    texts: LocalizationDoc,
}

/// A text field of a listing.
#[derive(Deserialize, Serialize, JsonSchema)]
struct FieldDoc {
    /// Its name, e.g. `whatsNew`.
    field: Word,
    /// What lengths are counted in: `characters`, `items` of a list, or `values` of a list whose items hold several.
    #[schemars(extend("enum" = ["characters", "items", "values"]))]
    unit: Word,
    /// The maximum length; null if none is documented.
    limit: Option<usize>,
}

/// The texts of one language.
#[derive(Deserialize, Serialize, JsonSchema)]
struct LanguageDoc {
    /// The language.
    language: String,
    /// One entry per field, by its name.
    texts: BTreeMap<Word, TextDoc>,
}

/// A text of one language.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct TextDoc {
    /// `own`: the listing has it; `defaults`: it comes from `listingDefaults`; `store`: the manifest does not manage it, and the
    /// draft has it (plans only); `cleared`: the manifest clears it; `absent`: the manifest does not name it, and in a plan the
    /// draft has none either.
    #[schemars(extend("enum" = ["own", "defaults", "store", "cleared", "absent"]))]
    state: Word,
    /// Its length in the field's unit; null if there is no text, or if it holds a secret.
    length: Option<usize>,
    /// The language whose text this is, word for word: the fact that `STC0609` warns of. Null if there is none.
    identical_to: Option<String>,
}

impl From<&TextMatrix> for LocalizationDoc {
    fn from(matrix: &TextMatrix) -> Self {
        let field = |it: ListingText| FieldDoc {
            field: it.as_str().into(),
            unit: it.unit().as_str().into(),
            limit: it.limit(),
        };
        Self {
            fields: ListingText::ALL.map(field).into(),
            languages: matrix.rows().iter().map(LanguageDoc::from).collect(),
        }
    }
}

impl From<&ManifestTexts<'_>> for ManifestLocalizationDoc {
    fn from(texts: &ManifestTexts<'_>) -> Self {
        let ManifestTexts {
            manifest: _, // for people
            in_repository,
            product_id,
            matrix,
        } = texts;
        Self {
            manifest: in_repository.as_raw().to_owned(),
            product_id: product_id.as_raw().to_owned(),
            texts: LocalizationDoc::from(*matrix),
        }
    }
}

impl From<&TextRow> for LanguageDoc {
    fn from(row: &TextRow) -> Self {
        let texts = row.cells();
        Self {
            language: row.language.to_string(),
            texts: texts
                .map(|(field, cell)| (field.as_str().into(), TextDoc::from(cell)))
                .collect(),
        }
    }
}

impl From<&TextCell> for TextDoc {
    fn from(cell: &TextCell) -> Self {
        let none = |state: &'static str| Self {
            state: state.into(),
            length: None,
            identical_to: None,
        };
        match cell {
            TextCell::Absent => none("absent"),
            TextCell::Cleared => none("cleared"),
            TextCell::Present(text) => {
                let PresentText {
                    origin,
                    length,
                    identical_to,
                } = text;
                Self {
                    state: match origin {
                        TextOrigin::Listing => "own".into(),
                        TextOrigin::Defaults => "defaults".into(),
                        TextOrigin::Store => "store".into(),
                    },
                    length: *length,
                    identical_to: identical_to.as_ref().map(ToString::to_string),
                }
            }
        }
    }
}

impl LocalizationDoc {
    /// Reads the texts.
    pub(super) fn read(&self) -> Result<TextMatrix, Unreadable> {
        let Self {
            fields: _, // those that this version knows
            languages,
        } = self;
        Ok(TextMatrix::of_rows(read_all(languages, LanguageDoc::read)?))
    }
}

impl ManifestLocalizationDoc {
    /// Reads the texts of a manifest.
    pub(super) fn read<'a>(
        &'a self,
        shelf: &'a Shelf<'_>,
    ) -> Result<ManifestTexts<'a>, Unreadable> {
        let Self {
            manifest,
            product_id,
            texts,
        } = self;
        Ok(ManifestTexts {
            manifest: Foreign::new(shelf.names.of(manifest)),
            in_repository: Foreign::new(manifest),
            product_id: Foreign::new(product_id),
            matrix: shelf.matrices.alloc(texts.read()?),
        })
    }
}

impl LanguageDoc {
    fn read(&self) -> Result<TextRow, Unreadable> {
        let Self { language, texts } = self;
        let mut cells = BTreeMap::new();
        for field in ListingText::ALL {
            if let Some(text) = texts.get(field.as_str()) {
                cells.insert(field.as_str(), text.read()?);
            }
        }
        Ok(TextRow::new(id(language)?, |field| {
            cells.remove(field.as_str()).unwrap_or(TextCell::Absent)
        }))
    }
}

impl TextDoc {
    fn read(&self) -> Result<TextCell, Unreadable> {
        let Self {
            state,
            length,
            identical_to,
        } = self;
        let origin = match &**state {
            "absent" => return Ok(TextCell::Absent),
            "cleared" => return Ok(TextCell::Cleared),
            "own" => TextOrigin::Listing,
            "defaults" => TextOrigin::Defaults,
            "store" => TextOrigin::Store,
            other => return Err(Unreadable::new("the state of a text", other)),
        };
        Ok(TextCell::Present(PresentText {
            origin,
            length: *length,
            identical_to: identical_to.as_deref().map(id).transpose()?,
        }))
    }
}
