//! What of a comment is not ours, as a parser of GitHub's Markdown reads it.

use comrak::{
    Arena, Options,
    nodes::{AstNode, NodeValue},
    parse_document,
};

fn options() -> Options<'static> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.table = true;
    extension.strikethrough = true;
    extension.autolink = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.alerts = true;
    extension.math_dollars = true;
    extension.math_code = true;
    options
}

/// Tags of our own. None has an attribute but `details open` and what a picture has.
const TAGS: [&str; 16] = [
    "<details>",
    "<details open>",
    "</details>",
    "<summary>",
    "</summary>",
    "<code>",
    "</code>",
    "<b>",
    "</b>",
    "<sub>",
    "</sub>",
    "<del>",
    "</del>",
    "<ins>",
    "</ins>",
    "<img width=\"320\" alt=\"\" src=\"\">",
];

/// Empties the attributes of pictures of the repository; another picture stays as it is.
fn without_pictures(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, from)) = rest.split_once("<img width=\"320\" alt=\"") {
        out.push_str(before);
        let parts = from.split_once("\" src=\"");
        let parts = parts.and_then(|(alt, from)| {
            let (url, after) = from.split_once("\">")?;
            Some((alt, url, after))
        });
        let Some((_, _, after)) = parts.filter(|(alt, url, _)| is_our_picture(alt, url)) else {
            out.push_str("<img ");
            rest = from;
            continue;
        };
        rest = after;
    }
    out + rest
}

fn is_our_picture(alt: &str, url: &str) -> bool {
    url.starts_with("https://github.com/contoso/notes/blob/")
        && url.ends_with("?raw=true")
        && !url.contains(['"', '<', '>', ' '])
        && !alt.contains(['"', '<', '>'])
}

/// Says what of the HTML in a comment is not ours.
fn foreign_html(html: &str) -> String {
    let mut rest = without_pictures(html);
    for tag in TAGS {
        rest = rest.replace(tag, "");
    }
    if rest.trim_start().starts_with("<!-- storectl:") {
        rest = rest.replacen("<!-- storectl:", "", 1).replace("-->", "");
        rest.retain(|it| it != '\n');
    }
    rest
}

/// Whether GitHub knows an emoji that could have this name. `00`, as in a time, is none.
fn is_emoji(name: &str) -> bool {
    let is_name = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || "_+-".contains(it);
    let is_number = name.chars().all(|it| it.is_ascii_digit());
    !name.is_empty() && name.chars().all(is_name) && (!is_number || ["100", "1234"].contains(&name))
}

fn between_colons(word: &str) -> Option<&str> {
    let (_, rest) = word.split_once(':')?;
    let (names, _) = rest.rsplit_once(':')?;
    Some(names)
}

/// Whether GitHub could make a link, a mention, a reference or an emoji of a text that stands in no code.
fn may_become_more(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        let bytes = word.as_bytes();
        let pair = |first: u8, is_second: fn(&u8) -> bool| {
            let pairs = bytes.windows(2);
            pairs
                .into_iter()
                .any(|it| it[0] == first && is_second(&it[1]))
        };
        pair(b'@', u8::is_ascii_alphanumeric)
            || pair(b'#', u8::is_ascii_digit)
            || word.to_ascii_uppercase().contains("GH-")
            || word.contains("://")
            || word.to_ascii_lowercase().contains("www.")
            || between_colons(word).is_some_and(|it| it.split(':').any(is_emoji))
            || word
                .split(|it: char| !it.is_ascii_hexdigit())
                .any(|it| it.len() >= 40)
    })
}

fn check<'a>(node: &'a AstNode<'a>, faults: &mut Vec<String>) {
    let value = &node.data.borrow().value;
    let is_ours = match value {
        NodeValue::HtmlBlock(html) => html.literal.lines().all(is_our_html),
        NodeValue::HtmlInline(html) => is_our_html(html),
        NodeValue::Link(link) => link
            .url
            .starts_with("https://partner.microsoft.com/dashboard/"),
        NodeValue::CodeBlock(block) => ["diff", "text", "yaml"].contains(&&*block.info),
        NodeValue::Text(text) => !may_become_more(text),
        NodeValue::Image(_)
        | NodeValue::Math(_)
        | NodeValue::FootnoteDefinition(_)
        | NodeValue::FootnoteReference(_)
        | NodeValue::Strikethrough => false,
        NodeValue::Alert(alert) => alert.title.is_none(),
        _ => true,
    };
    if !is_ours {
        faults.push(format!("{value:?}"));
    }
    // The text of a link is a link whatever it says.
    if matches!(value, NodeValue::Link(_)) {
        return;
    }
    for child in node.children() {
        check(child, faults);
    }
}

fn is_our_html(html: &str) -> bool {
    !foreign_html(html).contains(['<', '>'])
}

/// Returns everything in a comment that is neither our own markup nor text: links, pictures, HTML, math, mentions.
pub(crate) fn faults(comment: &str) -> Vec<String> {
    let arena = Arena::new();
    let mut faults = Vec::new();
    check(parse_document(&arena, comment, &options()), &mut faults);
    faults
}
