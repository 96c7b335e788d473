//! Writing live values to a snapshot and reading them back, whichever version of 1.x wrote it.

use serde::Deserialize;
use serde_json::{Value, error::Category, json};
use storectl_model::{
    DesiredProduct, RemoteNotes, RemoteProduct, SecretValues, Unmasked, mask::mask_json,
};

pub use super::v1::live::InvalidLive;
use super::{
    bounded::{Bounded, LONGEST_TEXT, MOST_ITEMS},
    live::{LiveProduct, LiveSnapshot},
    v1::live::{DraftDoc, FORMAT, LiveDoc, objects, withhold},
};

/// Longest snapshot read, in bytes. One of a product in 200 languages with every text at its limit has about 4 MB.
pub const MAX_LIVE: u64 = 64 * 1024 * 1024;

/// Why bytes are not a snapshot that can be used.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// It is not JSON, or not of a snapshot's shape. Says where, and quotes nothing.
    #[error("{}", malformed(.0))]
    Malformed(#[from] serde_json::Error),
    /// It holds more of something than any product has: a plan would compare and show all of it.
    #[error(
        "it is too large: at most {MOST_ITEMS} items in a list and {LONGEST_TEXT} bytes in a text (line {}, column {})",
        .0.line(), .0.column()
    )]
    TooMuch(#[source] serde_json::Error),
    /// It is longer than any snapshot that is read.
    #[error("it is too large: at most {} MiB", MAX_LIVE / (1024 * 1024))]
    TooLong,
    /// It is another document.
    #[error("its format is not {FORMAT}")]
    OtherFormat,
    /// It is of a version this tool does not know.
    #[error("its version is {0}, but this version of storectl reads 1.x")]
    OtherVersion(String),
    /// A value is not what the format says.
    #[error(transparent)]
    Invalid(#[from] InvalidLive),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    #[serde(default)]
    format: String,
    #[serde(default)]
    format_version: String,
}

/// Reads a snapshot. Fields that a later 1.x added are ignored.
///
/// # Errors
/// Returns an error if the text is not a snapshot of a version this tool reads.
pub fn read_live(text: &str) -> Result<LiveSnapshot, LiveError> {
    if text.len() as u64 > MAX_LIVE {
        return Err(LiveError::TooLong);
    }
    serde_json::from_str::<Bounded>(text).map_err(|error| match error.classify() {
        Category::Data => LiveError::TooMuch(error),
        Category::Io | Category::Syntax | Category::Eof => LiveError::Malformed(error),
    })?;
    let head: Head = serde_json::from_str(text)?;
    if head.format != FORMAT {
        return Err(LiveError::OtherFormat);
    }
    if head.format_version.split('.').next() != Some("1") {
        return Err(LiveError::OtherVersion(head.format_version));
    }
    Ok(serde_json::from_str::<LiveDoc>(text)?.snapshot()?)
}

/// Returns the document of a snapshot, which [`read_live`] reads back; `desired` are its products' manifests, in order.
///
/// Signatures and passwords in addresses are masked. What fields hold that use a secret variable, and whatever holds a secret,
/// is withheld; of certification notes no more is kept than that there are some.
pub fn live(snapshot: &LiveSnapshot, desired: &[&DesiredProduct], tool_version: &str) -> Value {
    let mut snapshot = snapshot.clone();
    for product in &mut snapshot.products {
        let notes = &mut product.remote.properties.certification_notes;
        // An empty text is what no notes are, and stays so.
        if let Some(RemoteNotes::Text(text)) = notes
            && !text.is_empty()
        {
            *notes = Some(RemoteNotes::Present);
        }
    }
    let mut document =
        serde_json::to_value(LiveDoc::new(&snapshot, tool_version)).unwrap_or_default();
    let products = document.get_mut("products").and_then(Value::as_array_mut);
    for (product, desired) in products.into_iter().flatten().zip(desired) {
        withhold(product, desired);
    }
    mask_json(document)
}

/// Returns a draft by the API's own names, complete: `availability`, `properties`, `listings`, `listingLanguages`, `packages`
/// and `listingAssets`.
pub fn draft(remote: &RemoteProduct) -> Value {
    serde_json::to_value(DraftDoc::from(remote)).unwrap_or_default()
}

impl LiveProduct {
    /// Puts the manifest's own texts in the places of those that are masked alike; a field of which it is not clear whether it
    /// is alike is withheld. What looks like a mask elsewhere is a text like any other.
    ///
    /// # Errors
    /// Returns an error if a value is no longer what the format says, which is not known to happen.
    pub fn unmasked(mut self, secrets: &SecretValues) -> Result<Self, LiveError> {
        let mut document = json!({ "draft": draft(&self.remote) });
        for (object, members) in objects(&mut document) {
            for (name, value) in members {
                let path = object.clone().key(name.clone());
                if self.masked.contains(&path) && unmask(value, secrets) == Likeness::Unclear {
                    self.withheld.insert(path);
                }
            }
        }
        let RemoteProduct {
            status, messages, ..
        } = self.remote;
        self.remote = RemoteProduct {
            status,
            messages,
            ..serde_json::from_value::<DraftDoc>(document["draft"].take())?.remote()?
        };
        Ok(self)
    }
}

/// Whether masked texts are known to be the manifest's, or to be others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Likeness {
    Clear,
    Unclear,
}

/// Puts the manifest's own texts in the places of those that are masked alike.
fn unmask(value: &mut Value, secrets: &SecretValues) -> Likeness {
    let all = |parts: &mut dyn Iterator<Item = &mut Value>| {
        parts.fold(Likeness::Clear, |likeness, it| match unmask(it, secrets) {
            Likeness::Clear => likeness,
            Likeness::Unclear => Likeness::Unclear,
        })
    };
    match value {
        Value::String(text) => match secrets.unmask(text) {
            Unmasked::Other => Likeness::Clear,
            Unmasked::Known(ours) => {
                ours.clone_into(text);
                Likeness::Clear
            }
            Unmasked::Unclear => Likeness::Unclear,
        },
        Value::Array(items) => all(&mut items.iter_mut()),
        Value::Object(members) => all(&mut members.values_mut()),
        Value::Null | Value::Bool(_) | Value::Number(_) => Likeness::Clear,
    }
}

fn malformed(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        Category::Eof => "it ends unexpectedly",
        Category::Syntax | Category::Io => "it is not JSON",
        Category::Data => "it does not have the format of a snapshot",
    };
    format!("{what} (line {}, column {})", error.line(), error.column())
}
