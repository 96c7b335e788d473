//! What of a page is not ours.

use super::dom::{Dom, Element};

/// Every element that a page is made of, with the attributes that it may have.
const ELEMENTS: &[(&str, &[&str])] = &[
    ("html", &["lang"]),
    ("head", &[]),
    ("meta", &["charset", "content", "http-equiv", "name"]),
    ("link", &["href", "rel"]),
    ("title", &[]),
    ("style", &[]),
    ("script", &[]),
    ("body", &[]),
    ("header", &["class"]),
    ("main", &["id", "tabindex"]),
    ("nav", &["aria-label", "class"]),
    ("section", &["aria-label", "aria-labelledby", "class", "id"]),
    (
        "article",
        &["class", "data-language", "data-module", "data-origin", "id"],
    ),
    ("form", &["aria-label", "class", "hidden", "id", "role"]),
    ("label", &["class"]),
    ("input", &["autocomplete", "name", "spellcheck", "type"]),
    ("select", &["name"]),
    ("option", &["value"]),
    ("output", &["aria-live"]),
    ("button", &["hidden", "id", "type"]),
    ("details", &["class", "data-language", "open"]),
    ("summary", &[]),
    ("figure", &[]),
    ("figcaption", &[]),
    ("img", &["alt", "height", "loading", "src", "width"]),
    ("h1", &[]),
    ("h2", &["id"]),
    ("h3", &[]),
    ("h4", &[]),
    ("h5", &[]),
    (
        "div",
        &[
            "aria-hidden",
            "aria-label",
            "class",
            "dir",
            "lang",
            "role",
            "tabindex",
        ],
    ),
    ("p", &["class", "dir", "lang"]),
    ("span", &["aria-hidden", "class"]),
    ("a", &["class", "href", "rel"]),
    ("b", &["class"]),
    ("i", &["class"]),
    ("br", &[]),
    ("kbd", &[]),
    ("code", &["class"]),
    ("pre", &["tabindex"]),
    ("del", &[]),
    ("ins", &[]),
    ("ul", &["class"]),
    ("ol", &["class"]),
    ("li", &["class", "id"]),
    ("dl", &["class"]),
    ("dt", &[]),
    ("dd", &["dir"]),
    ("table", &["class"]),
    ("thead", &[]),
    ("tbody", &[]),
    ("tr", &[]),
    ("th", &["scope"]),
    ("td", &["class"]),
];

fn is_known(element: &Element) -> bool {
    let known = ELEMENTS.iter().find(|(name, _)| *name == element.name);
    known.is_some_and(|(_, attributes)| {
        element
            .attributes
            .keys()
            .all(|it| attributes.contains(&it.as_str()))
    })
}

/// What stands outside the main part of a page.
const AROUND: [&str; 14] = [
    "html", "head", "meta", "link", "title", "style", "script", "body", "header", "main", "form",
    "label", "select", "output",
];

/// Whether an element is of its page alone: in the main part, in what stands around it, or within that.
fn is_in_place(element: &Element) -> bool {
    let is_within = |name: &str| element.within.iter().any(|it| it == name);
    let is_skip_link = element.attribute("class") == Some("skip");
    AROUND.contains(&element.name.as_str())
        || is_skip_link
        || ["main", "header", "form"].iter().any(|it| is_within(it))
}

/// Whether a link leads to a place of its page or to Partner Center.
fn is_our_link(target: &str, link: &Element, dom: &Dom) -> bool {
    match target.strip_prefix('#') {
        Some(id) => dom.ids().contains(id),
        None => {
            target.starts_with("https://partner.microsoft.com/dashboard/win32apps/")
                && link.attribute("rel") == Some("noopener noreferrer")
        }
    }
}

/// Returns everything in a page that a page of ours does not have: other elements and attributes, a second script or style,
/// links and pictures of elsewhere, comments, markup that a browser repairs.
pub(crate) fn faults(page: &str) -> Vec<String> {
    let dom = Dom::of(page);
    let mut faults: Vec<String> = dom.faults.clone();
    faults.extend(dom.comments.iter().map(|it| format!("comment {it:?}")));
    for element in &dom.elements {
        let is_language = element
            .language
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || it == '-');
        if !is_known(element) || !is_in_place(element) || !is_language {
            faults.push(format!("{element:?}"));
        }
    }
    for only in ["style", "script", "main", "title"] {
        let texts: Vec<&str> = dom.named(only).map(|it| it.text.as_str()).collect();
        if texts.len() != 1 {
            faults.push(format!("{} <{only}>: {texts:?}", texts.len()));
        }
    }
    for link in dom.named("a") {
        let target = link.attribute("href").unwrap_or_default();
        if !is_our_link(target, link, &dom) {
            faults.push(format!("link to {target}"));
        }
    }
    let icons = dom.named("link").map(|it| it.attribute("href"));
    faults.extend(
        icons
            .filter(|it| *it != Some("data:,"))
            .map(|it| format!("{it:?}")),
    );
    for image in dom.named("img") {
        let source = image.attribute("src").unwrap_or_default();
        if !source.starts_with("data:image/png;base64,") {
            faults.push(format!("picture {source}"));
        }
    }
    faults
}
