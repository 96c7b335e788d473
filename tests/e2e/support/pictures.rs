//! The images of a page, as a browser finds them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use html5ever::{ParseOpts, parse_document, tendril::TendrilSink};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// An image of a page with its caption, or its caption alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    /// The bytes that the page holds.
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) caption: String,
}

/// The two sides of a change of images.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) before: Vec<Figure>,
    pub(crate) after: Vec<Figure>,
}

/// Returns the images of each change, in the order of the page.
pub(crate) fn pairs(page: &str) -> Vec<Pair> {
    let is_pair = |it: &Handle| attribute(it, "class").as_deref() == Some("pictures pair");
    let tree = tree(page);
    let pairs = found(&tree.document, &is_pair).into_iter();
    let sides = pairs.map(|it| {
        let sides: Vec<Handle> = it.children.borrow().iter().map(Handle::clone).collect();
        let sides: Vec<&Handle> = sides.iter().filter(|it| is(it, "div")).collect();
        Pair {
            before: figures_in(sides[0]),
            after: figures_in(sides[1]),
        }
    });
    sides.collect()
}

/// Returns every image of a page.
pub(crate) fn figures(page: &str) -> Vec<Figure> {
    figures_in(&tree(page).document)
}

fn tree(page: &str) -> RcDom {
    parse_document(RcDom::default(), ParseOpts::default()).one(page)
}

fn figures_in(node: &Handle) -> Vec<Figure> {
    let figure = |it: &Handle| Figure {
        bytes: found(it, &|it| is(it, "img")).first().map(bytes),
        caption: text(it),
    };
    found(node, &|it| is(it, "figure"))
        .iter()
        .map(figure)
        .collect()
}

/// Returns the bytes that an image holds itself.
fn bytes(image: &Handle) -> Vec<u8> {
    let source = attribute(image, "src").unwrap();
    let held = source.strip_prefix("data:image/png;base64,");
    STANDARD.decode(held.unwrap()).unwrap()
}

fn found(node: &Handle, wanted: &dyn Fn(&Handle) -> bool) -> Vec<Handle> {
    if wanted(node) {
        return vec![node.clone()];
    }
    let children = node.children.borrow();
    children.iter().flat_map(|it| found(it, wanted)).collect()
}

fn is(node: &Handle, element: &str) -> bool {
    matches!(&node.data, NodeData::Element { name, .. } if &*name.local == element)
}

fn attribute(node: &Handle, wanted: &str) -> Option<String> {
    let NodeData::Element { attrs, .. } = &node.data else {
        return None;
    };
    let attributes = attrs.borrow();
    let found = attributes.iter().find(|it| &*it.name.local == wanted);
    found.map(|it| it.value.to_string())
}

fn text(node: &Handle) -> String {
    if let NodeData::Text { contents } = &node.data {
        return contents.borrow().to_string();
    }
    node.children.borrow().iter().map(text).collect()
}
