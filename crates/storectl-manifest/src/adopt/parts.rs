//! A new manifest under way: what it says, each language for itself, and the files it names.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    error::AdoptError,
    new_manifest::{NAME, NewManifest},
};
use crate::{Checked, Files, ImageFacts, Variables, check, files, parse};

/// A new manifest under way.
pub(super) struct Parts {
    /// What it says.
    pub(super) value: Value,
    /// Texts in files of their own, as the files write them, by path.
    pub(super) texts: BTreeMap<String, String>,
    /// Images, by path.
    pub(super) images: BTreeMap<String, ImageFacts>,
}

impl Parts {
    /// Checks a manifest together with these files.
    ///
    /// # Errors
    /// What cannot be read at all.
    pub(super) fn check(&self, yaml: &str) -> Result<Checked, AdoptError> {
        let document = parse::read(NAME, yaml.as_bytes()).map_err(AdoptError::Unwritable)?;
        let texts = self.texts.iter();
        let images = self.images.iter();
        let files = Files {
            texts: texts
                .map(|(path, it)| (path.clone(), Ok(it.clone())))
                .collect(),
            images: images
                .map(|(path, it)| (path.clone(), Ok(it.clone())))
                .collect(),
            ..Files::default()
        };
        Ok(check(&document, &files, &Variables::default()))
    }

    /// Returns the manifest's text as it is now, without comments.
    pub(super) fn yaml(&self) -> String {
        let manifest = NewManifest {
            value: self.value.clone(),
            ..NewManifest::default()
        };
        manifest.to_yaml()
    }

    /// Forgets the files that the manifest no longer names. Before languages share paths.
    pub(super) fn forget_unnamed(&mut self) {
        let references = files::text_references(&self.value).into_iter();
        let paths = references.flat_map(|it| it.origin.into_paths());
        let texts: BTreeSet<String> = paths.map(|it| it.path).collect();
        self.texts.retain(|path, _| texts.contains(path));
        let references = files::image_references(&self.value).into_iter();
        let images: BTreeSet<String> = references.map(|it| it.1).collect();
        self.images.retain(|path, _| images.contains(path));
    }
}
