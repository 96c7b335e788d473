//! What is beside the changes of a plan: what goes with removed languages, orders of images, the repository.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    FileBefore, RepositoryView,
    json::unreadable::{Unreadable, address, digest},
    view::{Extent, ImageOrder, RemovedPart},
};

/// A field that goes with a removed language.
#[derive(Deserialize, Serialize, JsonSchema)]
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

impl RemovedFieldDoc {
    /// Reads it back.
    pub(super) fn read(&self) -> RemovedPart {
        let Self {
            address: path,
            characters,
            items,
        } = self;
        RemovedPart {
            path: address(path),
            extent: match (characters, items) {
                (Some(characters), _) => Extent::Characters(*characters),
                (None, Some(items)) => Extent::Items(*items),
                (None, None) => Extent::Present,
            },
        }
    }
}

/// The new order of a list of images.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ImageOrderDoc {
    /// E.g. `listings.en-us.screenshots`.
    address: String,
    /// How many images the draft has.
    before: usize,
    /// Each image in its new place by its place before, starting at 1; null for an uploaded image.
    after: Vec<Option<usize>>,
}

impl From<&ImageOrder> for ImageOrderDoc {
    fn from(order: &ImageOrder) -> Self {
        let ImageOrder {
            list,
            before,
            after,
        } = order;
        Self {
            address: list.to_string(),
            before: *before,
            after: after.clone(),
        }
    }
}

impl ImageOrderDoc {
    /// Reads it back.
    pub(super) fn read(&self) -> ImageOrder {
        let Self {
            address: list,
            before,
            after,
        } = self;
        ImageOrder {
            list: address(list),
            before: *before,
            after: after.clone(),
        }
    }
}

/// The file that holds the image before a change.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileBeforeDoc {
    /// Its path from the repository root.
    path: String,
    /// The SHA-256 of its bytes.
    sha256: String,
    /// Its length in bytes.
    bytes: u64,
}

impl From<&FileBefore> for FileBeforeDoc {
    fn from(file: &FileBefore) -> Self {
        let FileBefore {
            path,
            digest,
            bytes,
        } = file;
        Self {
            path: path.clone(),
            sha256: digest.to_string(),
            bytes: *bytes,
        }
    }
}

impl FileBeforeDoc {
    /// Reads it back.
    pub(super) fn read(&self) -> Result<FileBefore, Unreadable> {
        let Self {
            path,
            sha256,
            bytes,
        } = self;
        Ok(FileBefore {
            path: path.clone(),
            digest: digest(sha256)?,
            bytes: *bytes,
        })
    }
}

/// The repository whose pages show the files of a plan.
#[derive(Deserialize, Serialize, JsonSchema)]
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

impl RepositoryDoc {
    /// Reads it back; `None` of what is no repository, to which nothing may be linked.
    pub(super) fn read(&self) -> Option<RepositoryView> {
        let Self { url, head } = self;
        RepositoryView::new(url, head)
    }
}
