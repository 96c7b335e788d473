//! From pointers to places, after files and defaults are in.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use crate::{
    Document, Location,
    document::{self, Index},
    pointer,
    source::Source,
};

/// Where each part of a checked manifest was written: in the manifest, in `listingDefaults`, or in a file.
#[derive(Clone, Debug)]
pub struct SourceMap {
    source: Arc<Source>,
    index: Arc<Index>,
    /// Texts that come from files, by the pointer of the field.
    files: HashMap<String, Location>,
    /// Fields taken from the defaults, by the pointer they have in a listing.
    inherited: BTreeMap<String, String>,
}

impl SourceMap {
    pub(crate) fn new(document: &Document) -> Self {
        Self {
            source: Arc::clone(&document.source),
            index: Arc::clone(&document.index),
            files: HashMap::new(),
            inherited: BTreeMap::new(),
        }
    }

    pub(crate) fn add_file(&mut self, pointer: &str, start: Location) {
        self.files.insert(pointer.to_owned(), start);
    }

    pub(crate) fn inherit(&mut self, pointer: String, from: String) {
        self.inherited.insert(pointer, from);
    }

    /// Gives the place of the value at `pointer`, a JSON pointer into the manifest.
    ///
    /// A text from a file is at that file's first line; a field taken from `listingDefaults` is there; what is not in the
    /// manifest is at its nearest parent that is, the top of the manifest at last.
    pub fn locate(&self, pointer: &str) -> Option<Location> {
        let mut at = pointer;
        let mut below = String::new();
        loop {
            if let Some(from) = self.inherited.get(at) {
                return self.locate(&format!("{from}{below}"));
            }
            if let Some(start) = self.files.get(at) {
                return Some(start.clone());
            }
            if self.index.contains_key(at) {
                return document::locate(&self.source, &self.index, at);
            }
            let (parent, _) = pointer::split(at)?;
            below = format!("{}{below}", at.get(parent.len()..).unwrap_or_default());
            at = parent;
        }
    }
}
