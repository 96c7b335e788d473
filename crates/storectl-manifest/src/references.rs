//! Which files the caller is to read for a manifest.

use std::collections::HashSet;

use crate::{
    files::{self, FileKind, FileReference},
    parse::Document,
    paths,
    variables::{self, Variables},
};

impl Document {
    /// Returns the files the manifest names, one for each place, `${name}` replaced.
    ///
    /// Paths that are refused by their text, and paths with unknown variables, are left out: they are not to be read, and
    /// [`check`](crate::check()) reports them.
    pub fn file_references(&self, vars: &Variables) -> Vec<FileReference> {
        let expanded = variables::expand(self, vars, None);
        let broken: HashSet<&str> = expanded
            .problems
            .iter()
            .map(|it| it.pointer.as_str())
            .collect();
        let texts = files::text_references(&expanded.value).into_iter();
        let texts = texts.flat_map(|it| it.origin.into_paths());
        let texts = texts.chain(files::checksum_references(&expanded.value));
        let texts = texts.map(|it| FileReference {
            path: it.path,
            kind: FileKind::Text,
            pointer: it.pointer,
        });
        let images = files::image_references(&expanded.value).into_iter();
        let images = images.map(|(pointer, path)| FileReference {
            path,
            kind: FileKind::Image,
            pointer,
        });
        texts
            .chain(images)
            .filter(|it| paths::fault(&it.path).is_none() && !broken.contains(it.pointer.as_str()))
            .collect()
    }
}
