//! The files a manifest names: found here, read by the caller.

use std::collections::BTreeMap;

use serde_json::Value;
use storectl_model::{Digest, ImageSize};

use crate::{
    parse::Document,
    pointer, raw,
    variables::{self, Variables},
};

/// What a file is named as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// A text, `{ file: PATH }`.
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
}

/// Why a file could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// There is no such file.
    Missing,
    /// A folder, a device, a pipe.
    NotAFile,
    /// It resolves to a place outside the manifest's repository.
    OutsideRepository,
    /// It, or a folder on the way, is a symbolic link.
    Symlink,
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
    /// An image whose bytes are no image.
    NotAnImage,
    /// An image that does not decode, e.g. because it is cut short; with the reason.
    BrokenImage(String),
    /// The system's own words.
    Unreadable(String),
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

/// Why a path is refused by its text alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathFault {
    /// It would leave the manifest's folder.
    Leaves,
    /// It is written in a way that is not the same file on every system.
    Form(&'static str),
}

/// Checks a path by its text.
pub(crate) fn path_fault(path: &str) -> Option<PathFault> {
    if path.is_empty() {
        Some(PathFault::Form("an empty path"))
    } else if path.contains("://") {
        Some(PathFault::Form("a URL where a file is meant"))
    } else if path.chars().any(char::is_control) {
        Some(PathFault::Form("a path with a control character"))
    } else if path.starts_with(['/', '\\'])
        || path.split(['/', '\\']).any(|it| it == "..")
        || path.as_bytes().get(1) == Some(&b':')
    {
        Some(PathFault::Leaves)
    } else if path.contains('\\') {
        Some(PathFault::Form("a path with `\\` between folders"))
    } else if path.contains(':') {
        Some(PathFault::Form("a path with `:`"))
    } else if path.ends_with('/') || path == "." {
        Some(PathFault::Form("the path of a folder"))
    } else {
        None
    }
}

impl Document {
    /// Gives the files the manifest names, each once per place, `${name}` replaced.
    ///
    /// Paths that would leave the repository by their text, and paths with unknown variables, are left out: nobody is to read
    /// them, and [`check`](crate::check()) reports them.
    pub fn file_references(&self, vars: &Variables) -> Vec<FileReference> {
        references(self, vars)
    }
}

fn references(document: &Document, vars: &Variables) -> Vec<FileReference> {
    let expanded = variables::expand(document, vars);
    let value = &expanded.value;
    let mut found = Vec::new();
    let listings = value.get("listings").and_then(Value::as_object);
    let defaults = value.get("listingDefaults");
    let named = listings
        .into_iter()
        .flatten()
        .map(|(language, listing)| (pointer::join("/listings", language), listing));
    for (at, listing) in defaults
        .map(|it| ("/listingDefaults".to_owned(), it))
        .into_iter()
        .chain(named)
    {
        for field in raw::LISTING_TEXTS {
            push_text(&mut found, listing, &at, field);
        }
        for field in raw::LISTING_IMAGES {
            let images = listing.get(field).and_then(Value::as_array);
            let at = pointer::join(&at, field);
            for (index, image) in images.into_iter().flatten().enumerate() {
                if let Some(path) = image.as_str() {
                    found.push(FileReference {
                        path: path.to_owned(),
                        kind: FileKind::Image,
                        pointer: pointer::item(&at, index),
                    });
                }
            }
        }
    }
    if let Some(properties) = value.get("properties") {
        for field in raw::PROPERTIES_TEXTS {
            push_text(&mut found, properties, "/properties", field);
        }
    }
    let broken = |it: &FileReference| expanded.problems.iter().any(|p| p.pointer == it.pointer);
    found.retain(|it| path_fault(&it.path).is_none() && !broken(it));
    found
}

fn push_text(found: &mut Vec<FileReference>, parent: &Value, at: &str, field: &str) {
    let text = parent.get(field).and_then(|it| it.get("file"));
    if let Some(path) = text.and_then(Value::as_str) {
        found.push(FileReference {
            path: path.to_owned(),
            kind: FileKind::Text,
            pointer: pointer::join(&pointer::join(at, field), "file"),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leaves_the_folder_is_told_by_its_text() {
        for path in [
            "../x",
            "a/../../x",
            "/etc/passwd",
            "\\\\server\\share",
            "C:\\x",
            "c:/x",
            "a\\..\\x",
            "\\x",
        ] {
            assert_eq!(path_fault(path), Some(PathFault::Leaves), "{path}");
        }
        for path in [
            "",
            "a\\b",
            "a\0b",
            "https://x/y.png",
            "images/",
            ".",
            "a.png:stream",
        ] {
            assert!(
                matches!(path_fault(path), Some(PathFault::Form(_))),
                "{path}"
            );
        }
        for path in [
            "a.png",
            "./a.png",
            "images/en-us/1.png",
            "..a/b..",
            "日本.md",
            "a b.md",
        ] {
            assert_eq!(path_fault(path), None, "{path}");
        }
    }
}
