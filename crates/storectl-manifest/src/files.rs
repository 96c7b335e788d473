//! The files a manifest names, and what the caller found in them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::Deserialize as _;
use serde_json::Value;
use storectl_model::{Digest, ImageChecksums, ImageSize};

use crate::{format, pointer, raw};

/// What a file is named as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// A text or a file of checksums, `{ file: PATH }`, or a changelog that holds a text, `{ changelog: PATH }`.
    Text,
    /// A screenshot or a store logo.
    Image,
}

/// One place of a manifest that names a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileReference {
    /// The path as written, `${name}` replaced; relative to the manifest's folder, `/` between folders.
    pub path: String,
    /// What it is named as.
    pub kind: FileKind,
    /// JSON pointer of the path's value.
    pub pointer: String,
}

/// What the caller found for each reference, by kind and path.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Texts, as they are in the file.
    pub texts: BTreeMap<String, Result<String, FileFault>>,
    /// Images, measured.
    pub images: BTreeMap<String, Result<ImageFacts, FileFault>>,
    /// Paths that are or go through a symbolic link that stays inside the repository.
    pub linked: BTreeSet<String>,
    /// How the manifest itself was reached.
    pub manifest: ManifestAccess,
}

/// How a manifest was reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ManifestAccess {
    /// By its own path.
    #[default]
    Direct,
    /// Through a symbolic link that stays inside the repository.
    Linked,
}

/// Why a file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// There is no such file.
    Missing,
    /// There is such a file only when case is ignored.
    OtherCase {
        /// The path as it is on disk, from the manifest's folder, as the manifest has to write it.
        actual: String,
    },
    /// A folder, a device, a pipe.
    NotAFile,
    /// It is outside the manifest's repository, links resolved.
    OutsideRepository,
    /// Links resolved, it is in or below something whose name begins with a dot.
    Hidden,
    /// It is larger than storectl reads.
    TooLarge {
        /// Its size in bytes.
        bytes: u64,
        /// The largest size read, in bytes.
        limit: u64,
    },
    /// A text that is not UTF-8.
    NotUtf8 {
        /// The first byte that belongs to no character, from 0.
        offset: usize,
    },
    /// A text in UTF-16.
    Utf16,
    /// A Git LFS pointer in place of an image.
    LfsPointer,
    /// An image whose bytes are not an image.
    NotAnImage,
    /// An image that does not decode, e.g. because it is truncated; with the reason.
    BrokenImage(String),
    /// The system refused to read it; in the system's own words.
    Unreadable(String),
}

/// What is wrong with it, to follow the file's name: `is not a regular file`.
impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("does not exist"),
            Self::OtherCase { actual } => write!(f, "is `{}` on disk", format::shorten(actual)),
            Self::NotAFile => f.write_str("is not a regular file"),
            Self::OutsideRepository => f.write_str("is outside the repository"),
            Self::Hidden => {
                f.write_str("resolves through a symbolic link to a name that begins with a dot")
            }
            Self::TooLarge { bytes, limit } => {
                write!(f, "is {bytes} bytes; the limit is {limit}")
            }
            Self::NotUtf8 { offset } => {
                let byte = offset.saturating_add(1);
                write!(f, "is not UTF-8: invalid byte at offset {byte}")
            }
            Self::Utf16 => f.write_str("is UTF-16, not UTF-8"),
            Self::LfsPointer => f.write_str("is a Git LFS pointer, not the image"),
            Self::NotAnImage => f.write_str("is not an image"),
            Self::BrokenImage(why) => write!(f, "cannot be decoded: {}", format::shorten(why)),
            Self::Unreadable(why) => write!(f, "cannot be read: {}", format::shorten(why)),
        }
    }
}

/// What is known of an image file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageFacts {
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its size in pixels.
    pub size: ImageSize,
    /// What its copies are recognized by; `None` where only a Git LFS pointer was there to read.
    pub checksums: Option<ImageChecksums>,
    /// What its bytes are, whatever its name says.
    pub format: ImageFormat,
}

/// The format of an image, by its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// Anything else, by name.
    Other(String),
}

/// A path that a manifest names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedPath {
    /// Pointer of the path's value.
    pub(crate) pointer: String,
    /// The path, `${name}` replaced.
    pub(crate) path: String,
}

impl NamedPath {
    /// Returns the paths, in order, of the value at `at`.
    pub(crate) fn all(paths: raw::Paths, at: &str) -> Vec<Self> {
        match paths {
            raw::Paths::One(path) => vec![Self {
                pointer: at.to_owned(),
                path,
            }],
            raw::Paths::FirstOf(paths) => {
                let paths = paths.into_iter().enumerate();
                let named = paths.map(|(index, path)| Self {
                    pointer: pointer::item(at, index),
                    path,
                });
                named.collect()
            }
        }
    }
}

/// A text field that is taken from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TextReference {
    /// Pointer of the field.
    pub(crate) field: String,
    /// The language of the listing it is under.
    pub(crate) language: Option<String>,
    /// Which files, and how much of them.
    pub(crate) origin: TextOrigin,
}

/// What of a file is a field's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TextOrigin {
    /// `{ file: … }`: the whole of the first file that exists.
    File(Vec<NamedPath>),
    /// `{ changelog: PATH }`: the section of one version.
    Changelog(NamedPath),
}

impl TextReference {
    fn of(parent: &str, name: &str, language: Option<&str>, value: &Value) -> Option<Self> {
        let value = value.as_object()?;
        let field = pointer::join(parent, name);
        let origin = if let Some(paths) = value.get("file") {
            let paths = raw::Paths::deserialize(paths).ok()?;
            TextOrigin::File(NamedPath::all(paths, &pointer::join(&field, "file")))
        } else {
            TextOrigin::Changelog(NamedPath {
                pointer: pointer::join(&field, "changelog"),
                path: value.get("changelog")?.as_str()?.to_owned(),
            })
        };
        Some(Self {
            field,
            language: language.map(str::to_owned),
            origin,
        })
    }
}

impl TextOrigin {
    /// Returns every path that it names.
    pub(crate) fn paths(&self) -> &[NamedPath] {
        match self {
            Self::File(paths) => paths,
            Self::Changelog(path) => std::slice::from_ref(path),
        }
    }

    /// Returns every path that it names.
    pub(crate) fn into_paths(self) -> Vec<NamedPath> {
        match self {
            Self::File(paths) => paths,
            Self::Changelog(path) => vec![path],
        }
    }
}

/// Returns the first of `paths` that names a file, whatever is wrong with that; `None` if all of them are missing.
pub(crate) fn first_there<'p>(paths: &'p [NamedPath], files: &Files) -> Option<&'p NamedPath> {
    let is_missing =
        |it: &NamedPath| matches!(files.texts.get(&it.path), Some(Err(FileFault::Missing)));
    paths.iter().find(|it| !is_missing(it))
}

/// The listings of a manifest's value and `listingDefaults`, with their pointers and languages.
fn listings(value: &Value) -> impl Iterator<Item = (String, Option<&str>, &Value)> {
    let defaults = value.get("listingDefaults");
    let named = value.get("listings").and_then(Value::as_object);
    let named = named.into_iter().flatten();
    defaults
        .map(|it| ("/listingDefaults".to_owned(), None, it))
        .into_iter()
        .chain(named.map(|(language, listing)| {
            let at = pointer::join("/listings", language);
            (at, Some(language.as_str()), listing)
        }))
}

/// Returns every member of a listing and of the properties that names a text file, whatever the member is called: which
/// members may do so is the schema's to say.
pub(crate) fn text_references(value: &Value) -> Vec<TextReference> {
    let properties = value
        .get("properties")
        .map(|it| ("/properties".to_owned(), None, it));
    let parents = listings(value).chain(properties);
    parents
        .flat_map(|(at, language, parent)| {
            let members = parent.as_object().into_iter().flatten();
            members.filter_map(move |(name, member)| TextReference::of(&at, name, language, member))
        })
        .collect()
}

/// Returns every file of checksums that a package names.
pub(crate) fn checksum_references(value: &Value) -> Vec<NamedPath> {
    let packages = value.get("packages").and_then(Value::as_array);
    let packages = packages.into_iter().flatten().enumerate();
    let named = packages.filter_map(|(index, package)| {
        let path = package.pointer("/expect/sha256/file")?.as_str()?;
        let at = pointer::item("/packages", index);
        Some(NamedPath {
            pointer: format!("{at}/expect/sha256/file"),
            path: path.to_owned(),
        })
    });
    named.collect()
}

/// Returns every image of `value`: pointer and path.
pub(crate) fn image_references(value: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, _, listing) in listings(value) {
        for field in raw::LISTING_IMAGES {
            let images = listing.get(field).and_then(Value::as_array);
            let at = pointer::join(&at, field);
            let images = images.into_iter().flatten().enumerate();
            found.extend(images.filter_map(|(index, image)| {
                Some((pointer::item(&at, index), image.as_str()?.to_owned()))
            }));
        }
    }
    found
}
