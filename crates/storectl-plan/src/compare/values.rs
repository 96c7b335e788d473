//! One side of a difference: a value by its kind.

use std::{collections::BTreeMap, fmt};

use serde_json::{Map, Value, json};
use storectl_model::{
    AssetId, DesiredImage, Digest, ImageSize, RemoteAsset, SECRET, SecretValues,
    mask::{mask, mask_json},
};

/// A value of the product, before or after a change. Renderers match on its kind; none guesses it from JSON.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ChangeValue {
    /// Nothing: the field is unset, absent or empty.
    #[default]
    Unset,
    /// A switch.
    Flag(bool),
    /// A word of a vocabulary, a URL or another short label.
    Word(String),
    /// Prose.
    Text(String),
    /// A list or set of words or texts; never empty.
    Items(Vec<String>),
    /// One image.
    Image(ImageValue),
    /// A list of images, in order; never empty.
    Images(Vec<ImageValue>),
    /// Something of several members, in the API's own JSON: a listing, a package, hardware texts, or a value under a key
    /// that this tool does not know.
    Object(Value),
    /// A value that nobody is shown.
    Withheld(Withheld),
}

/// An image as shown to users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageValue {
    /// An image of the Store.
    Stored {
        /// Its id; the content never changes under it.
        id: AssetId,
        /// Its size in pixels, where the Store reports it.
        size: Option<ImageSize>,
    },
    /// A file beside the manifest.
    File {
        /// The file, as the manifest writes it.
        path: String,
        /// SHA-256 of its bytes.
        digest: Digest,
        /// Its length in bytes.
        bytes: u64,
        /// Its size in pixels.
        size: ImageSize,
    },
}

/// A value that is never shown: the Store's certification notes, a field whose value uses a secret variable (forms.md,
/// "Outputs, errors, secrets, files" 3). Documents and their digests hold that it is there and nothing else of it: of a
/// short text, a length or a digest is enough to test guesses.
#[derive(Clone, PartialEq, Eq)]
pub struct Withheld {
    /// For comparisons within this run; `None` where only its presence is known.
    digest: Option<Digest>,
    /// The length of a text that a receipt keeps by its digest; no secret has one.
    length: Option<usize>,
}

impl Withheld {
    /// A value of which only its presence counts.
    pub const PRESENT: Self = Self {
        digest: None,
        length: None,
    };

    /// Keeps of `text` what comparing it takes.
    pub fn new(text: &str) -> Self {
        Self {
            digest: Some(Digest::of(text.as_bytes())),
            length: None,
        }
    }

    /// Takes what a receipt keeps of a text: its digest, and its length in characters.
    pub(crate) fn kept_by_digest(digest: &Digest, characters: usize) -> Self {
        Self {
            digest: Some(digest.clone()),
            length: Some(characters),
        }
    }

    /// Returns the digest of the text, which goes into no document; `None` where only its presence is known.
    pub(crate) fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// Returns the digest that a receipt keeps of a text that is no secret.
    pub(crate) fn kept_digest(&self) -> Option<&Digest> {
        self.length.and(self.digest.as_ref())
    }

    /// Returns the length in characters of a text that is no secret.
    pub(crate) fn length(&self) -> Option<usize> {
        self.length
    }
}

/// Shows no digest: that of a short text can be searched for.
impl fmt::Debug for Withheld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Withheld").finish_non_exhaustive()
    }
}

impl ChangeValue {
    /// Makes prose; an empty text is unset.
    pub fn text(text: &str) -> Self {
        match text {
            "" => Self::Unset,
            text => Self::Text(text.to_owned()),
        }
    }

    /// Makes a word; an empty one is unset.
    pub fn word(word: &str) -> Self {
        match word {
            "" => Self::Unset,
            word => Self::Word(word.to_owned()),
        }
    }

    /// Makes a list of words or texts; an empty one is unset.
    pub fn items(items: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let items: Vec<String> = items.into_iter().map(Into::into).collect();
        if items.is_empty() {
            Self::Unset
        } else {
            Self::Items(items)
        }
    }

    /// Makes a list of images; an empty one is unset.
    pub fn images(images: impl IntoIterator<Item = ImageValue>) -> Self {
        let images: Vec<ImageValue> = images.into_iter().collect();
        if images.is_empty() {
            Self::Unset
        } else {
            Self::Images(images)
        }
    }

    /// Makes a value of JSON whose kind is not known; `null` and what is empty are unset.
    pub fn object(value: Value) -> Self {
        match value {
            Value::Null => Self::Unset,
            Value::Array(items) if items.is_empty() => Self::Unset,
            Value::Object(members) if members.is_empty() => Self::Unset,
            Value::String(text) => Self::text(&text),
            Value::Bool(flag) => Self::Flag(flag),
            value @ (Value::Number(_) | Value::Array(_) | Value::Object(_)) => Self::Object(value),
        }
    }

    /// Returns the value with the signatures and passwords in addresses masked. Comparing and guarding come before.
    #[must_use]
    pub(crate) fn masked(self) -> Self {
        match self {
            Self::Word(text) => Self::Word(mask(&text).into_owned()),
            Self::Text(text) => Self::Text(mask(&text).into_owned()),
            Self::Items(items) => {
                Self::Items(items.iter().map(|it| mask(it).into_owned()).collect())
            }
            Self::Object(value) => Self::Object(mask_json(value)),
            other @ (Self::Unset
            | Self::Flag(_)
            | Self::Image(_)
            | Self::Images(_)
            | Self::Withheld(_)) => other,
        }
    }

    /// Returns what is shown of a secret: that it is there.
    #[must_use]
    pub(crate) fn into_secret(self) -> Self {
        match self {
            Self::Unset => Self::Unset,
            value => {
                let text = value.to_json().to_string();
                Self::Withheld(Withheld::new(&text))
            }
        }
    }

    /// Returns the value as people may see it: without secrets, wherever in it they are.
    #[must_use]
    pub(crate) fn without(self, secrets: &SecretValues) -> Self {
        match self {
            Self::Word(text) | Self::Text(text) if secrets.is_in(&text) => {
                Self::Withheld(Withheld::new(&text))
            }
            Self::Items(items) => {
                let hide = |it: String| {
                    if secrets.is_in(&it) {
                        SECRET.to_owned()
                    } else {
                        it
                    }
                };
                Self::Items(items.into_iter().map(hide).collect())
            }
            Self::Object(value) => Self::Object(secrets.hide(value)),
            other @ (Self::Unset
            | Self::Flag(_)
            | Self::Word(_)
            | Self::Text(_)
            | Self::Image(_)
            | Self::Images(_)
            | Self::Withheld(_)) => other,
        }
    }

    /// Returns whether there is no value.
    pub fn is_unset(&self) -> bool {
        matches!(self, Self::Unset)
    }

    /// Returns a word or a text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Word(text) | Self::Text(text) => Some(text),
            Self::Unset
            | Self::Flag(_)
            | Self::Items(_)
            | Self::Image(_)
            | Self::Images(_)
            | Self::Object(_)
            | Self::Withheld(_) => None,
        }
    }

    /// Returns the value as the JSON documents show it: unset is `null`, a withheld value is `"(secret)"`.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Unset => Value::Null,
            Self::Flag(flag) => (*flag).into(),
            Self::Word(text) | Self::Text(text) => text.as_str().into(),
            Self::Items(items) => items.as_slice().into(),
            Self::Image(image) => image.to_json(),
            Self::Images(images) => images.iter().map(ImageValue::to_json).collect(),
            Self::Object(value) => value.clone(),
            Self::Withheld(_) => SECRET.into(),
        }
    }
}

impl ImageValue {
    /// Returns the image as the JSON documents show it.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Stored { id, size } => {
                let mut members = Map::from_iter([("id".to_owned(), id.as_str().into())]);
                if let Some(size) = size {
                    members.insert("width".to_owned(), size.width.into());
                    members.insert("height".to_owned(), size.height.into());
                }
                Value::Object(members)
            }
            Self::File {
                path,
                digest,
                bytes,
                size,
            } => json!({
                "path": path,
                "sha256": digest.as_str(),
                "bytes": bytes,
                "width": size.width,
                "height": size.height,
            }),
        }
    }
}

impl From<&RemoteAsset> for ImageValue {
    fn from(asset: &RemoteAsset) -> Self {
        Self::Stored {
            id: asset.id.clone(),
            size: asset.size,
        }
    }
}

impl From<&DesiredImage> for ImageValue {
    fn from(image: &DesiredImage) -> Self {
        Self::File {
            path: image.path.clone(),
            digest: image.digest.clone(),
            bytes: image.bytes,
            size: image.size,
        }
    }
}

/// The members of objects by name: their order on the wire is not promised.
pub(crate) fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<String, Value> = members
                .into_iter()
                .map(|(name, it)| (name, sorted(it)))
                .collect();
            members.into_iter().collect()
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        scalar => scalar,
    }
}
