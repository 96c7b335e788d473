//! Parts of several documents.

use schemars::JsonSchema;
use serde::Serialize;
use storectl_model::StoreMessage;

use crate::SourceRef;

/// Version of every document of this module.
pub(super) const FORMAT_VERSION: &str = "1.1";

/// The tool that wrote a document.
#[derive(Serialize, JsonSchema)]
pub(super) struct ToolDoc {
    /// Its name.
    name: &'static str,
    /// Its version.
    version: String,
}

impl ToolDoc {
    pub(super) fn new(version: &str) -> Self {
        Self {
            name: "storectl",
            version: version.to_owned(),
        }
    }
}

/// A place in a file.
#[derive(Serialize, JsonSchema)]
pub(super) struct SourceDoc {
    /// The path as people know it.
    file: String,
    /// Line, from 1.
    line: usize,
    /// Column in characters, from 1.
    column: usize,
}

impl From<&SourceRef> for SourceDoc {
    fn from(place: &SourceRef) -> Self {
        let SourceRef { file, line, column } = place;
        Self {
            file: file.clone(),
            line: *line,
            column: *column,
        }
    }
}

/// What the Store said.
#[derive(Serialize, JsonSchema)]
pub(super) struct MessageDoc {
    /// The Store's code, e.g. `badrequest`.
    code: String,
    /// For people.
    message: String,
    /// What it is about, e.g. `listings`.
    target: String,
}

impl From<&StoreMessage> for MessageDoc {
    fn from(message: &StoreMessage) -> Self {
        let StoreMessage {
            code,
            message,
            target,
        } = message;
        Self {
            code: code.clone(),
            message: message.clone(),
            target: target.clone(),
        }
    }
}

/// Converts every item.
pub(super) fn all<'a, T: 'a, D: From<&'a T>>(items: impl IntoIterator<Item = &'a T>) -> Vec<D> {
    items.into_iter().map(D::from).collect()
}
