//! The images of a page, as a browser finds them.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::parsers::dom::{Dom, Element};

/// An image of a page with its caption, or its caption alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    /// The bytes that the page holds.
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) caption: String,
}

/// The two sides of a change of images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) before: Vec<Figure>,
    pub(crate) after: Vec<Figure>,
}

/// Returns the images of each change, in the order of the page.
pub(crate) fn pairs(page: &str) -> Vec<Pair> {
    let dom = Dom::of(page);
    let is_pair = |it: &Element| it.attribute("class") == Some("pictures pair");
    let starts = dom
        .elements
        .iter()
        .enumerate()
        .filter(|(_, it)| is_pair(it));
    let pair = |(at, _): (usize, &Element)| {
        let depth = dom.elements[at].within.len() + 1;
        let is_side = |it: &Element| it.name == "div" && it.within.len() == depth;
        let sides: Vec<usize> = below(&dom.elements, at)
            .filter(|it| is_side(&dom.elements[*it]))
            .collect();
        Pair {
            before: figures_in(&dom.elements, below(&dom.elements, sides[0])),
            after: figures_in(&dom.elements, below(&dom.elements, sides[1])),
        }
    };
    starts.map(pair).collect()
}

/// Returns every image of a page.
pub(crate) fn figures(page: &str) -> Vec<Figure> {
    let elements = Dom::of(page).elements;
    figures_in(&elements, 0..elements.len())
}

/// Returns the indexes of the elements in the one at `at`.
fn below(elements: &[Element], at: usize) -> impl Iterator<Item = usize> {
    let depth = elements[at].within.len();
    let end = (at + 1..elements.len()).find(|it| elements[*it].within.len() <= depth);
    at + 1..end.unwrap_or(elements.len())
}

fn figures_in(elements: &[Element], indexes: impl Iterator<Item = usize>) -> Vec<Figure> {
    let figures = indexes.filter(|it| elements[*it].name == "figure");
    let figure = |at: usize| Figure {
        bytes: below(elements, at)
            .find(|it| elements[*it].name == "img")
            .map(|it| bytes(&elements[it])),
        caption: elements[at].text.clone(),
    };
    figures.map(figure).collect()
}

/// Returns the bytes that an image holds itself.
fn bytes(image: &Element) -> Vec<u8> {
    let source = image.attribute("src").unwrap();
    let held = source.strip_prefix("data:image/png;base64,");
    STANDARD.decode(held.unwrap()).unwrap()
}
