//! A manifest that was read: its value and where every part of it is.

use std::{ops::Range, sync::Arc};

use serde_json::Value;

use super::{
    index::{Index, Node, NodeKind},
    source::Source,
};
use crate::diagnostic::Location;

/// A manifest after phase 1: well-formed YAML, not checked yet.
#[derive(Clone, Debug)]
pub struct Document {
    pub(crate) source: Arc<Source>,
    pub(crate) index: Arc<Index>,
    pub(crate) value: Value,
    /// Values of which nothing is written (`en-us:` with nothing below it), by pointer.
    pub(crate) blanks: Vec<String>,
}

impl Document {
    /// Returns the value, variables not replaced yet.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// Returns where the value at `pointer` is: the value of a scalar, the key of a collection or of a value left empty.
    pub fn location(&self, pointer: &str) -> Option<Location> {
        locate(&self.source, &self.index, pointer)
    }

    /// Returns where the key of `pointer` is; an item of a list has none.
    pub fn key_location(&self, pointer: &str) -> Option<Location> {
        let node = self.index.get(pointer)?;
        node.key.as_ref().map(|it| self.source.location(it))
    }

    /// Returns the pointer of the value whose key or text stands at byte `at` of the file; where a collection is written, only
    /// its key counts.
    pub fn pointer_at(&self, at: usize) -> Option<String> {
        let holds = |span: &Range<usize>| span.start <= at && at <= span.end;
        let covering = |node: &Node| {
            let text = match node.kind {
                NodeKind::Scalar(_) => Some(&node.value),
                NodeKind::Sequence(_) | NodeKind::Mapping(_) => None,
            };
            let spans = node.key.iter().chain(text);
            spans.filter(|it| holds(it)).map(Range::len).min()
        };
        let nodes = self.index.nodes().into_iter();
        let found = nodes.filter_map(|(pointer, node)| Some((covering(node)?, pointer)));
        let (_, pointer) = found.min()?;
        Some(pointer)
    }

    /// Returns the top of the file: the place of what has no place.
    pub fn start(&self) -> Location {
        self.source.location(&(0..0))
    }
}

pub(crate) fn locate(source: &Source, index: &Index, pointer: &str) -> Option<Location> {
    let node = index.get(pointer)?;
    let own = match node.kind {
        NodeKind::Scalar(_) if !node.value.is_empty() => Some(&node.value),
        NodeKind::Scalar(_) | NodeKind::Sequence(_) | NodeKind::Mapping(_) => None,
    };
    Some(source.location(own.or(node.key.as_ref()).unwrap_or(&node.value)))
}

#[cfg(test)]
mod tests {
    use crate::parse::read;

    #[test]
    fn a_byte_leads_to_the_value_whose_key_or_text_is_there() {
        let text = "listings:
  en-us:
    shortDescription: \"é x\"
    searchTerms: [a, bc]
name: |
  one
  two
";
        let document = read("storectl.yaml", text.as_bytes()).unwrap();
        for (needle, pointer) in [
            ("listings", Some("/listings")),
            ("en-us", Some("/listings/en-us")),
            ("Description", Some("/listings/en-us/shortDescription")),
            ("x\"", Some("/listings/en-us/shortDescription")),
            ("Terms", Some("/listings/en-us/searchTerms")),
            ("bc", Some("/listings/en-us/searchTerms/1")),
            (", bc", Some("/listings/en-us/searchTerms/0")),
            ("  en-us", None),
            ("name", Some("/name")),
            ("two", Some("/name")),
        ] {
            let at = text.find(needle).unwrap();
            assert_eq!(document.pointer_at(at).as_deref(), pointer, "{needle}");
        }
        assert_eq!(document.pointer_at(usize::MAX), None);
    }
}
