//! What goes with removed languages, and the repository a plan is made of.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    RepositoryView,
    view::{Extent, RemovedPart},
};

/// A field that goes with a removed language.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RemovedFieldDoc {
    /// E.g. `listings.fr-fr.description`.
    address: String,
    /// The length of a text, in characters; null for other values and for secrets.
    characters: Option<usize>,
    /// The number of items of a list; null for other values.
    items: Option<usize>,
}

impl From<&RemovedPart> for RemovedFieldDoc {
    fn from(part: &RemovedPart) -> Self {
        let RemovedPart { path, extent } = part;
        let (characters, items) = match extent {
            Extent::Characters(characters) => (Some(*characters), None),
            Extent::Items(items) => (None, Some(*items)),
            Extent::Present => (None, None),
        };
        Self {
            address: path.to_string(),
            characters,
            items,
        }
    }
}

/// The repository whose pages show the files of a plan.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RepositoryDoc {
    /// Its address, e.g. `https://github.com/contoso/notes`.
    url: String,
    /// The commit that the plan is made of.
    head: String,
}

impl From<&RepositoryView> for RepositoryDoc {
    fn from(view: &RepositoryView) -> Self {
        Self {
            url: view.url().to_owned(),
            head: view.head().to_owned(),
        }
    }
}
