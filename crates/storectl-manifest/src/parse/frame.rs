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
    catalogue,
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
    /// It is looked through, and not kept: its key, of this name, is refused.
    Dropped(String),
    /// It is read over.
    Skipped,
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
    /// A collection that is read over: one used as a key, or under a key that is too long.
    Skipped,
}

impl Frame {
    /// Appends, to the pointer of this collection, what names the value that is read next.
    pub(super) fn push_to(&self, pointer: &mut String) {
        match self {
            Self::Mapping(it) => {
                if let Some(name) = it.next_name() {
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
    /// Returns the name of the value that is read next.
    pub(super) fn next_name(&self) -> Option<&str> {
        match self.pending.as_ref()? {
            Pending::Kept(_) => self.entries.keys().next_back().map(String::as_str),
            Pending::Dropped(name) => Some(name),
            Pending::Skipped => None,
        }
    }

    /// Adds a name, whose value is read next.
    ///
    /// # Errors
    /// One that is missing, too long, refused or there already; its pointer, if any, begins at this mapping.
    pub(super) fn add_name(
        &mut self,
        name: String,
        key: Range<usize>,
        source: &Source,
    ) -> Result<(), Box<Diagnostic>> {
        let place = source.location(&key);
        // Nothing is written; two quotes are an empty name, which is a name.
        if key.is_empty() {
            self.pending = Some(Pending::Dropped(name));
            let message = "a key is missing before the colon".to_owned();
            return Err(Box::new(catalogue::KEY.at(place, message)));
        }
        if self.above + name.len() > MAX_KEYS {
            self.pending = Some(Pending::Skipped);
            let message = format!("the key `{}` is too long", format::shorten(&name));
            return Err(Box::new(catalogue::LONG_KEY.at(place, message)));
        }
        if name == "<<" {
            self.pending = Some(Pending::Dropped(name));
            let message = "merge keys are not allowed".to_owned();
            return Err(Box::new(catalogue::MERGE_KEY.at(place, message)));
        }
        let identity = if self.has_languages {
            name.to_lowercase()
        } else {
            name.clone()
        };
        match self.names.entry(identity) {
            Entry::Vacant(new) => {
                new.insert(self.entries.len());
                self.entries.insert(name, Value::Null);
                self.pending = Some(Pending::Kept(key));
                Ok(())
            }
            Entry::Occupied(first) => {
                let first = self.nodes.get(*first.get()).and_then(|it| it.key.clone());
                let first = source.location(&first.unwrap_or_default());
                let found = self.duplicate(&name, first, place);
                self.pending = Some(Pending::Dropped(name));
                Err(Box::new(found))
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

#[cfg(test)]
mod tests {
    use crate::parse::read;

    #[test]
    fn what_stands_under_a_refused_key_is_looked_through() {
        let text = "name: a\nname: { b: { c: d, c: e } }\n<<: { f: [{ g: 1, g: 2 }] }\n";
        let problems = read("storectl.yaml", text.as_bytes()).unwrap_err();
        let found: Vec<_> = problems
            .iter()
            .map(|it| (it.location.line, it.pointer.as_str()))
            .collect();
        let expected = [(2, "/name"), (2, "/name/b/c"), (3, ""), (3, "/<</f/0/g")];
        assert_eq!(found, expected);
    }
}
