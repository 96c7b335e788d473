//! From pointers to places, after files and defaults are in.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use serde_json::Value;
use storectl_model::FieldPath;

use crate::{
    diagnostic::Location,
    parse::{self, Document, Index, Source},
    pointer,
};

/// Where each part of a checked manifest was written: in the manifest, in `listingDefaults`, or in a file.
#[derive(Clone, Debug)]
pub struct SourceMap {
    source: Arc<Source>,
    index: Arc<Index>,
    /// Texts that come from files, by the pointer of the field.
    files: HashMap<String, Location>,
    /// Other pointers of a value: fields taken from the defaults by the pointer they have in a listing, items of keyed
    /// lists by their key.
    inherited: BTreeMap<String, String>,
}

/// Lists whose items are known by a key and not by their place, with that key; `*` is every item of a list.
const KEYED: [(&str, &str); 3] = [
    ("/properties/isSystemFeatureRequired", "hardwareItemType"),
    ("/properties/systemRequirementDetails", "hardwareItemType"),
    ("/packages/*/errorDetails", "errorScenario"),
];

/// Returns the key by which the items of a list are known, where it is a keyed one.
pub(crate) fn key_of(list: &str) -> Option<&'static str> {
    let is_it = |pattern: &str| match pattern.split_once("/*") {
        None => pattern == list,
        Some((outer, inner)) => {
            let index = list
                .strip_prefix(outer)
                .and_then(|it| it.strip_suffix(inner));
            index.is_some_and(|it| it.len() > 1 && it.bytes().skip(1).all(|it| it.is_ascii_digit()))
        }
    };
    KEYED
        .iter()
        .find(|(pattern, _)| is_it(pattern))
        .map(|it| it.1)
}

/// Where values stand that hold for every listing that does not name its own.
pub(crate) const DEFAULTS: &str = "/listingDefaults";

impl SourceMap {
    pub(crate) fn new(document: &Document) -> Self {
        let mut map = Self {
            source: Arc::clone(&document.source),
            index: Arc::clone(&document.index),
            files: HashMap::new(),
            inherited: BTreeMap::new(),
        };
        for (list, key) in KEYED {
            map.know_by_key(&document.value, list, key);
        }
        map
    }

    /// Lets the items of a list be found by their key: `…/Touch` beside `…/0`.
    fn know_by_key(&mut self, manifest: &Value, list: &str, key: &str) {
        let lists: Vec<String> = match list.split_once("/*") {
            None => vec![list.to_owned()],
            Some((outer, inner)) => {
                let items = manifest
                    .pointer(outer)
                    .and_then(Value::as_array)
                    .map_or(0, Vec::len);
                (0..items)
                    .map(|at| format!("{}{inner}", pointer::item(outer, at)))
                    .collect()
            }
        };
        for list in lists {
            let items = manifest
                .pointer(&list)
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            for (at, item) in items.enumerate() {
                if let Some(key) = item.get(key).and_then(Value::as_str) {
                    self.inherit(pointer::join(&list, key), pointer::item(&list, at));
                }
            }
        }
    }

    pub(crate) fn add_file(&mut self, pointer: &str, start: Location) {
        self.files.insert(pointer.to_owned(), start);
    }

    pub(crate) fn inherit(&mut self, pointer: String, from: String) {
        self.inherited.insert(pointer, from);
    }

    /// Returns the pointers of the copies of the values at `originals`.
    pub(crate) fn copies_of(&self, originals: &BTreeSet<String>) -> impl Iterator<Item = &str> {
        let copies = self.inherited.iter();
        copies.filter_map(|(to, from)| originals.contains(from).then_some(to.as_str()))
    }

    /// Returns whether the value at `pointer` is a copy of one elsewhere.
    pub(crate) fn is_inherited(&self, pointer: &str) -> bool {
        self.inherited.contains_key(pointer)
    }

    /// Returns where in the manifest the value at `pointer` begins, in bytes; `None` where it does not stand there itself.
    pub(crate) fn offset(&self, pointer: &str) -> Option<usize> {
        self.index.get(pointer).map(|it| it.value.start)
    }

    /// Returns the place of the value at `pointer`, a JSON pointer into the manifest.
    ///
    /// A text from a file is at that file's first line; a field taken from `listingDefaults` is there; what is not in the
    /// manifest is at its nearest parent that is, the top of the manifest at last. An item of a keyed list is found by its
    /// key, as a plan points at it: `/properties/isSystemFeatureRequired/Touch`.
    pub fn locate(&self, pointer: &str) -> Option<Location> {
        self.find(pointer, Prefer::File)
    }

    /// Returns the place where writing a value changes what is at `pointer`, and nothing else.
    ///
    /// That is the key itself, or the file of its text if no other field takes its text from there. A value that comes from
    /// `listingDefaults` holds for other languages too, so it is at the nearest part of its own listing that is written.
    pub fn place_to_write(&self, pointer: &str) -> Option<Location> {
        if let Some(start) = self.files.get(pointer)
            && !self.is_shared(pointer, start)
        {
            return Some(start.clone());
        }
        self.find(pointer, Prefer::Own)
    }

    /// Whether other fields take their text from the file that the text at `pointer` comes from.
    fn is_shared(&self, pointer: &str, start: &Location) -> bool {
        let mut others = self.files.iter().filter(|(it, _)| *it != pointer);
        others.any(|(_, other)| other.file.path == start.file.path)
    }

    /// Returns the path of everything that the manifest names, with what it takes from `listingDefaults`. Items of keyed lists
    /// come by their place and by their key.
    pub fn paths(&self) -> impl Iterator<Item = FieldPath> {
        let mut copies: HashMap<&str, Vec<&str>> = HashMap::new();
        for (to, from) in &self.inherited {
            copies.entry(from).or_default().push(to);
        }
        let copied = move |written: &str| -> Vec<FieldPath> {
            let ends = written.match_indices('/').map(|(at, _)| at).skip(1);
            let above = ends.chain([written.len()]);
            let mut found = Vec::new();
            for end in above {
                let (original, below) = written.split_at(end);
                for copy in copies.get(original).into_iter().flatten() {
                    found.push(pointer::path(&format!("{copy}{below}")));
                }
            }
            found
        };
        let nodes = self.index.nodes().into_iter();
        nodes.flat_map(move |(written, _)| {
            let mut all = copied(&written);
            all.push(pointer::path(&written));
            all
        })
    }

    /// Returns the place of the value at `pointer` in the manifest, though its text comes from a file.
    pub(crate) fn locate_in_manifest(&self, pointer: &str) -> Option<Location> {
        self.find(pointer, Prefer::Manifest)
    }

    fn find(&self, pointer: &str, prefer: Prefer) -> Option<Location> {
        let mut pointer = Cow::Borrowed(pointer);
        // A copy is of a default or of an item; a default is not itself a copy, so this ends.
        for _ in 0..3 {
            let mut at: &str = &pointer;
            let original = loop {
                let file = self.files.get(at).filter(|_| prefer == Prefer::File);
                if let Some(start) = file {
                    return Some(start.clone());
                }
                let from = self.inherited.get(at);
                let is_default = |from: &&String| pointer::is_within(from, DEFAULTS);
                if let Some(from) = from.filter(|it| prefer != Prefer::Own || !is_default(it)) {
                    let below = pointer.get(at.len()..).unwrap_or_default();
                    break Some(format!("{from}{below}"));
                }
                if let Some(place) = parse::locate(&self.source, &self.index, at) {
                    return Some(place);
                }
                (at, _) = pointer::split(at)?;
            };
            pointer = Cow::Owned(original?);
        }
        None
    }
}

/// Which of two places is wanted of a text that comes from a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prefer {
    /// The file.
    File,
    /// The manifest.
    Manifest,
    /// The manifest, and of what comes from `listingDefaults` the listing that takes it.
    Own,
}
