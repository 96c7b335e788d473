//! Comments as a parser of GitHub's Markdown reads them: nothing that a stranger wrote is anything but text.

use comrak::{
    Arena, Options,
    nodes::{AstNode, NodeValue},
    parse_document,
};
use storectl_report::Format;

use crate::{everywhere::everything, fixtures, runners};

/// Texts that try to be markup.
const MARKUP: &[&str] = &[
    "$x$ and $$y$$ \\(z\\) $`w`$",
    "```math\n\\frac{1}{2}\n```",
    "```\n</details><script>alert(1)</script>",
    "</details></summary> <!-- --> <img src=x onerror=alert(1)>",
    "[x](javascript:alert(1)) ![y](https://evil.example/y.png) <https://evil.example>",
    "javascript:alert(1) https://evil.example www.evil.example",
    "a\" onerror=\"alert(1) 'b' | c.png",
    "**bold** _em_ ~~gone~~ ~gone~ # head",
    "> [!NOTE]\n> mine",
    "| a | b |\n|---|---|",
    "[^1] [ref]: https://evil.example",
    "\u{1b}[31m \u{202e}txet\u{202c} \\` `` ` \\",
];

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

/// Empties the attributes of pictures, whose addresses are the repository's own.
fn without_pictures(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, from)) = rest.split_once("<img width=\"320\" alt=\"") {
        out.push_str(before);
        let (alt, from) = from.split_once("\" src=\"").unwrap();
        let (url, after) = from.split_once("\">").unwrap();
        assert!(!alt.contains(['"', '<', '>']), "{alt}");
        assert!(
            url.starts_with("https://github.com/contoso/notes/blob/") && url.ends_with("?raw=true"),
            "{url}"
        );
        assert!(!url.contains(['"', '<', '>', ' ']), "{url}");
        rest = after;
    }
    out + rest
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

fn check<'a>(node: &'a AstNode<'a>, what: &str, comment: &str) {
    let ours = |html: &str| {
        for line in html.lines() {
            let rest = foreign_html(line);
            assert!(!rest.contains(['<', '>']), "{what}: {rest}\n{comment}");
        }
    };
    match &node.data.borrow().value {
        NodeValue::HtmlBlock(html) => ours(&html.literal),
        NodeValue::HtmlInline(html) if html.starts_with("<img") => {
            assert_eq!(without_pictures(html), "");
        }
        NodeValue::HtmlInline(html) => ours(html),
        NodeValue::Link(link) => assert!(
            link.url
                .starts_with("https://partner.microsoft.com/dashboard/"),
            "{what}: {}\n{comment}",
            link.url
        ),
        NodeValue::CodeBlock(block) => assert!(
            ["diff", "text", "yaml"].contains(&&*block.info),
            "{what}: {}",
            block.info
        ),
        NodeValue::Image(_)
        | NodeValue::Math(_)
        | NodeValue::FootnoteDefinition(_)
        | NodeValue::FootnoteReference(_)
        | NodeValue::Strikethrough => panic!("{what}: {:?}\n{comment}", node.data.borrow().value),
        NodeValue::Alert(alert) => assert_eq!(alert.title, None),
        _ => {}
    }
    for child in node.children() {
        check(child, what, comment);
    }
}

#[test]
fn nothing_of_a_stranger_is_html_a_link_an_image_or_math() {
    for text in MARKUP
        .iter()
        .chain(runners::HOSTILE)
        .chain([&fixtures::HOSTILE])
    {
        for shown in everything(text) {
            if shown.format == Format::Markdown {
                let arena = Arena::new();
                let root = parse_document(&arena, &shown.text, &options());
                check(root, shown.what, &shown.text);
            }
        }
    }
}

#[test]
fn the_parser_finds_what_it_is_asked_for() {
    let found = |markdown: &str| {
        let arena = Arena::new();
        let root = parse_document(&arena, markdown, &options());
        let has = |wanted: fn(&NodeValue) -> bool| {
            root.descendants().any(|it| wanted(&it.data.borrow().value))
        };
        [
            has(|it| matches!(it, NodeValue::Math(_))),
            has(|it| matches!(it, NodeValue::Link(_))),
            has(|it| matches!(it, NodeValue::HtmlInline(_) | NodeValue::HtmlBlock(_))),
        ]
    };
    assert_eq!(found("$x$"), [true, false, false]);
    assert_eq!(found("www.evil.example"), [false, true, false]);
    assert_eq!(found("a <b>x</b>"), [false, false, true]);
}
