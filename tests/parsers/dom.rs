//! The tree that a browser makes of a page, by the HTML standard's own algorithm.

use std::collections::{BTreeMap, BTreeSet};

use html5ever::{ParseOpts, parse_document, tendril::TendrilSink};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// An element of a page.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    /// All text in it.
    pub(crate) text: String,
    /// The names of the elements it is in, from the root.
    pub(crate) within: Vec<String>,
    /// The language of its text by its own `lang` or that of an element around it.
    pub(crate) language: String,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

/// A page as a browser reads it.
#[derive(Debug, Default)]
pub(crate) struct Dom {
    /// Every element, in the order of the page.
    pub(crate) elements: Vec<Element>,
    pub(crate) comments: Vec<String>,
    /// What the parser had to repair.
    pub(crate) faults: Vec<String>,
}

impl Dom {
    pub(crate) fn of(page: &str) -> Self {
        let tree = parse_document(RcDom::default(), ParseOpts::default()).one(page);
        let mut dom = Self::default();
        let faults = tree.errors.borrow();
        dom.faults = faults.iter().map(ToString::to_string).collect();
        dom.add(&tree.document, &mut Vec::new(), "");
        dom
    }

    fn add(&mut self, node: &Handle, within: &mut Vec<String>, language: &str) {
        let mut language = language.to_owned();
        let mut is_element = false;
        match &node.data {
            NodeData::Element { name, attrs, .. } => {
                let attributes: BTreeMap<String, String> = attrs
                    .borrow()
                    .iter()
                    .map(|it| (it.name.local.to_string(), it.value.to_string()))
                    .collect();
                if let Some(own) = attributes.get("lang") {
                    language.clone_from(own);
                }
                self.elements.push(Element {
                    name: name.local.to_string(),
                    attributes,
                    text: text(node),
                    within: within.clone(),
                    language: language.clone(),
                });
                within.push(name.local.to_string());
                is_element = true;
            }
            NodeData::Comment { contents } => self.comments.push(contents.to_string()),
            NodeData::Document
            | NodeData::Doctype { .. }
            | NodeData::Text { .. }
            | NodeData::ProcessingInstruction { .. } => {}
        }
        for child in node.children.borrow().iter() {
            self.add(child, within, &language);
        }
        if is_element {
            within.pop();
        }
    }

    pub(crate) fn named<'d>(&'d self, name: &'d str) -> impl Iterator<Item = &'d Element> {
        self.elements.iter().filter(move |it| it.name == name)
    }

    pub(crate) fn ids(&self) -> BTreeSet<&str> {
        let ids = self.elements.iter().filter_map(|it| it.attribute("id"));
        ids.collect()
    }
}

fn text(node: &Handle) -> String {
    let mut out = String::new();
    let mut left = vec![node.clone()];
    while let Some(node) = left.pop() {
        if let NodeData::Text { contents } = &node.data {
            out.push_str(&contents.borrow());
        }
        left.extend(node.children.borrow().iter().rev().cloned());
    }
    out
}
