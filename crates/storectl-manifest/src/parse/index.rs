//! Where every part of a manifest is: a tree like its value, so that reading makes no pointers; most are never asked for.

use std::{
    ops::Range,
    sync::{Arc, OnceLock},
};

use saphyr_parser::ScalarStyle;

use super::source::Source;
use crate::pointer;

/// What a node is, and how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NodeKind {
    Scalar(ScalarStyle),
    Sequence(CollectionStyle),
    Mapping(CollectionStyle),
}

/// How a collection is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CollectionStyle {
    /// An entry a line.
    Block,
    /// Between brackets.
    Flow,
}

/// Where one node is, in bytes.
#[derive(Debug)]
pub(crate) struct Node {
    /// The key it stands under, where it has one.
    pub(crate) key: Option<Range<usize>>,
    /// The value itself: of a block scalar its lines without the header, and all that is blank after them.
    pub(crate) value: Range<usize>,
    pub(crate) kind: NodeKind,
    /// The key's name, where it is written in another way, as in quotation marks.
    name: Option<Box<str>>,
    children: Vec<Self>,
    /// Which of its children is which by their names, in order, of a large mapping that was asked for one.
    by_name: OnceLock<Box<[usize]>>,
}

/// Mappings of more members than this are searched in the order of their names.
const LARGE: usize = 64;

impl Node {
    /// Makes a node of its parts.
    pub(super) fn new(value: Range<usize>, kind: NodeKind, children: Vec<Self>) -> Self {
        Self {
            key: None,
            value,
            kind,
            name: None,
            children,
            by_name: OnceLock::new(),
        }
    }

    /// Makes the node of a scalar.
    pub(super) fn scalar(value: Range<usize>, style: ScalarStyle) -> Self {
        Self::new(value, NodeKind::Scalar(style), Vec::new())
    }

    /// Puts it under a key.
    pub(super) fn under(self, name: &str, key: Range<usize>, source: &Source) -> Self {
        let is_as_written = source.slice(&key) == name;
        Self {
            name: (!is_as_written).then(|| name.into()),
            key: Some(key),
            ..self
        }
    }

    fn name<'a>(&'a self, source: &'a Source) -> &'a str {
        let written = || self.key.as_ref().map_or("", |it| source.slice(it));
        self.name.as_deref().unwrap_or_else(written)
    }

    /// Returns the member or the item that a segment of a pointer names.
    fn below<'a>(&'a self, segment: &str, source: &'a Source) -> Option<&'a Self> {
        match self.kind {
            NodeKind::Scalar(_) => None,
            NodeKind::Sequence(_) => {
                let is_index = segment.bytes().all(|it| it.is_ascii_digit());
                let index = segment.parse::<usize>().ok().filter(|_| is_index)?;
                self.children.get(index)
            }
            NodeKind::Mapping(_) => {
                let name = pointer::unescape(segment);
                if self.children.len() <= LARGE {
                    return self.children.iter().find(|it| it.name(source) == name);
                }
                let name_of = |at: &usize| self.children.get(*at).map(|it| it.name(source));
                let by_name = self.by_name.get_or_init(|| {
                    let mut all: Vec<usize> = (0..self.children.len()).collect();
                    all.sort_unstable_by_key(name_of);
                    all.into()
                });
                let found = by_name.binary_search_by_key(&Some(name.as_ref()), name_of);
                self.children.get(*by_name.get(found.ok()?)?)
            }
        }
    }
}

/// Where the nodes of a manifest are.
#[derive(Debug)]
pub(crate) struct Index {
    source: Arc<Source>,
    root: Node,
}

impl Index {
    /// Takes the nodes of a file.
    pub(super) fn new(source: Arc<Source>, root: Node) -> Self {
        Self { source, root }
    }

    /// Returns the node that a JSON pointer names.
    pub(crate) fn get(&self, pointer: &str) -> Option<&Node> {
        let mut segments = pointer.split('/').skip(1);
        segments.try_fold(&self.root, |node, it| node.below(it, &self.source))
    }

    /// Returns every node with its pointer, a collection before what is in it.
    pub(crate) fn nodes(&self) -> Vec<(String, &Node)> {
        let mut nodes = Vec::new();
        self.add("", &self.root, &mut nodes);
        nodes
    }

    fn add<'a>(&'a self, at: &str, node: &'a Node, nodes: &mut Vec<(String, &'a Node)>) {
        nodes.push((at.to_owned(), node));
        for (index, child) in node.children.iter().enumerate() {
            let below = match node.kind {
                NodeKind::Sequence(_) => pointer::item(at, index),
                NodeKind::Mapping(_) | NodeKind::Scalar(_) => {
                    pointer::join(at, child.name(&self.source))
                }
            };
            self.add(&below, child, nodes);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use crate::parse::read;

    #[test]
    fn a_pointer_leads_to_what_it_names_however_that_is_written() {
        let text = "listings:\n  \"en\\x2dus\": { 'a/b~c': [x, [y]] }\nname: n\n";
        let document = read("storectl.yaml", text.as_bytes()).unwrap();
        let written = |pointer| {
            let node = document.index.get(pointer)?;
            Some(document.source.slice(&node.value))
        };
        assert_eq!(written("/listings/en-us/a~1b~0c/0"), Some("x"));
        assert_eq!(written("/listings/en-us/a~1b~0c/1/0"), Some("y"));
        assert_eq!(written("/name"), Some("n"));
        for pointer in [
            "/name/0",
            "/names",
            "/listings/en-us/a~1b~0c/2",
            "/listings/en-us/a~1b~0c/+1",
            "/listings/en-us/a~1b~0c/",
            "/listings/en\\x2dus",
        ] {
            assert_eq!(written(pointer), None, "{pointer}");
        }
    }

    #[test]
    fn each_member_of_a_large_mapping_is_found() {
        let mut text = String::new();
        for number in 0..10 * super::LARGE {
            writeln!(text, "k{number}: {number}").unwrap();
        }
        let document = read("storectl.yaml", text.as_bytes()).unwrap();
        for number in 0..10 * super::LARGE {
            let node = document.index.get(&format!("/k{number}")).unwrap();
            assert_eq!(document.source.slice(&node.value), number.to_string());
        }
        assert!(document.index.get("/k").is_none());
    }

    #[test]
    fn every_node_has_the_pointer_that_leads_to_it() {
        let text = "a: { b: [1, { 'c/d': 2 }] }\ne: 3\n";
        let document = read("storectl.yaml", text.as_bytes()).unwrap();
        let nodes = document.index.nodes();
        let pointers: Vec<&str> = nodes.iter().map(|(it, _)| it.as_str()).collect();
        assert_eq!(
            pointers,
            ["", "/a", "/a/b", "/a/b/0", "/a/b/1", "/a/b/1/c~1d", "/e"]
        );
        for (pointer, node) in nodes {
            let found = document.index.get(&pointer).unwrap();
            assert!(std::ptr::eq(found, node), "{pointer}");
        }
    }
}
