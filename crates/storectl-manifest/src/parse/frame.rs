//! Collections that are still being read.

use std::{
    collections::{HashMap, hash_map::Entry},
    ops::Range,
};

use serde_json::{Map, Value};

use super::{
    index::{CollectionStyle, Node},
    source::Source,
};
use crate::{
    catalogue::{self, Rule},
    diagnostic::{Diagnostic, Location},
    format, pointer,
};

/// A collection that opens.
#[derive(Clone, Copy)]
pub(super) enum Collection {
    Sequence,
    Mapping,
}

/// What becomes of the value that follows a key.
pub(super) enum Pending {
    /// It goes under the last name of the mapping, whose key is here.
    Kept(Range<usize>),
    /// It is read over.
    Dropped,
}

/// A collection that is still open.
pub(super) enum Frame {
    Mapping(Mapping),
    Sequence {
        style: CollectionStyle,
        start: usize,
        items: Vec<Value>,
        nodes: Vec<Node>,
        /// How many bytes the keys above its items have.
        above: usize,
    },
    /// A collection that is not kept: one used as a key, or under a key that is refused.
    Skipped,
}

impl Frame {
    /// Appends, to the pointer of this collection, what names the value that is read next.
    pub(super) fn push_to(&self, pointer: &mut String) {
        match self {
            Self::Mapping(it) => {
                if let Some(name) = it.last_name() {
                    pointer::push(pointer, name);
                }
            }
            Self::Sequence { items, .. } => pointer::push_item(pointer, items.len()),
            Self::Skipped => {}
        }
    }
}

/// A mapping that is still open.
pub(super) struct Mapping {
    pub(super) style: CollectionStyle,
    pub(super) start: usize,
    /// The last one has its name only, while its value is read.
    pub(super) entries: Map<String, Value>,
    /// Where the entries are that have their values, in the same order.
    pub(super) nodes: Vec<Node>,
    /// How many bytes the keys above its members have.
    pub(super) above: usize,
    /// Whether its names are languages, which are the same in every case.
    pub(super) has_languages: bool,
    /// Which of the entries has each name; languages by lower case.
    pub(super) names: HashMap<String, usize>,
    pub(super) pending: Option<Pending>,
}

/// The most bytes of the keys above a value, its own included; the schema's longest have under 100. Each value of a manifest
/// is known by its keys, so a key of 100 KB above 40,000 values would fill any memory.
const MAX_KEYS: usize = 512;

impl Mapping {
    /// Returns the name that was added last.
    pub(super) fn last_name(&self) -> Option<&str> {
        self.entries.keys().next_back().map(String::as_str)
    }

    /// Adds a name, whose value is read next.
    ///
    /// # Errors
    /// One that is missing, too long, refused or there already; its pointer, if any, begins at this mapping.
    pub(super) fn add_name(
        &mut self,
        name: String,
        key: &Range<usize>,
        source: &Source,
    ) -> Result<(), Box<Diagnostic>> {
        let refuse = |rule: &Rule, message| Err(Box::new(rule.at(source.location(key), message)));
        // Nothing is written; two quotes are an empty name, which is a name.
        if key.is_empty() {
            let message = "a key is missing before the colon".to_owned();
            return refuse(&catalogue::KEY, message);
        }
        if self.above + name.len() > MAX_KEYS {
            let message = format!("the key `{}` is too long", format::shorten(&name));
            return refuse(&catalogue::LONG_KEY, message);
        }
        if name == "<<" {
            let message = "merge keys are not allowed".to_owned();
            return refuse(&catalogue::MERGE_KEY, message);
        }
        let identity = if self.has_languages {
            name.to_lowercase()
        } else {
            name.clone()
        };
        match self.names.entry(identity) {
            Entry::Vacant(place) => {
                place.insert(self.entries.len());
                self.entries.insert(name, Value::Null);
                Ok(())
            }
            Entry::Occupied(first) => {
                let first = self.nodes.get(*first.get()).and_then(|it| it.key.clone());
                let first = source.location(&first.unwrap_or_default());
                Err(Box::new(self.duplicate(&name, first, source.location(key))))
            }
        }
    }

    /// Returns what is wrong with a name that is there already.
    fn duplicate(&self, name: &str, first: Location, place: Location) -> Diagnostic {
        let (shown, line) = (format::shorten(name), first.line);
        // The same name, however it is quoted; else a language in another case.
        let message = if self.entries.contains_key(name) {
            format!("`{shown}` appears twice; first on line {line}")
        } else {
            format!("`{shown}` is the same language as on line {line}")
        };
        let mut found = catalogue::DUPLICATE_KEY.at(place, message);
        pointer::push(&mut found.pointer, name);
        found.related.push((first, "first used here".to_owned()));
        found
    }
}
