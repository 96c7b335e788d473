//! Foreign text is text, and a page loads, sends and runs nothing.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use storectl_model::Digest;
use storectl_report::{Format, Output};

use super::{
    dom::{Dom, Element},
    html,
};
use crate::{
    everywhere::{Shown, everything},
    fixtures, runners,
};

/// What strangers write to become more than text on a page.
const MARKUP: [&str; 14] = [
    "</script><script>alert(1)</script>",
    "</style><style>*{display:none}</style>",
    "<!-- --!> -->",
    "]]><![CDATA[",
    "<img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' autofocus onfocus='alert(1)",
    "</title></code></pre></details></main><h1>owned</h1>",
    "<svg><animate onbegin=alert(1)>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content=0;url=https://evil.example/>",
    "javascript:alert(1)",
    "https://evil.example/?q=<b>",
    "&lt;b&gt; &#60;b&#62; &amp;",
];

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

fn pages(text: &str) -> impl Iterator<Item = Shown> {
    let all = everything(text).into_iter();
    all.filter(|it| it.format == Format::Html)
}

fn is_known(element: &Element) -> bool {
    let known = ELEMENTS.iter().find(|(name, _)| *name == element.name);
    known.is_some_and(|(_, attributes)| {
        element
            .attributes
            .keys()
            .all(|it| attributes.contains(&it.as_str()))
    })
}

#[test]
fn hostile_text_makes_no_element_and_no_attribute() {
    for text in MARKUP.iter().chain(runners::HOSTILE) {
        for Shown {
            what, text: page, ..
        } in pages(text)
        {
            let dom = Dom::of(&page);
            for element in &dom.elements {
                assert!(is_known(element), "{what}: {text:?} made {element:?}");
            }
            assert_eq!(dom.comments, Vec::<String>::new(), "{what}: {text:?}");
            assert_eq!(dom.faults, Vec::<String>::new(), "{what}: {text:?}");
        }
    }
}

#[test]
fn a_text_with_markup_makes_the_page_of_a_text_without() {
    let pairs = [
        ("<b onclick=x>", "(b onclick=x)"),
        ("\" id=\"p1", "# id=#p1"),
        ("</main><h1>", "(.main)(h1)"),
    ];
    for (hostile, harmless) in pairs {
        for (hostile, harmless) in pages(hostile).zip(pages(harmless)) {
            let (hostile, harmless) = (Dom::of(&hostile.text), Dom::of(&harmless.text));
            assert_eq!(hostile.skeleton(), harmless.skeleton());
        }
    }
}

#[test]
fn a_page_shows_hostile_text_as_it_is() {
    for text in MARKUP {
        for Shown {
            what, text: page, ..
        } in pages(text)
        {
            let dom = Dom::of(&page);
            assert!(dom.only("body").text.contains(text), "{what}: {text}");
        }
    }
}

#[test]
fn what_a_page_links_to_is_on_it_or_in_partner_center() {
    for text in MARKUP {
        for Shown {
            what, text: page, ..
        } in pages(text)
        {
            let dom = Dom::of(&page);
            for link in dom.named("a") {
                let target = link.attribute("href").unwrap();
                let is_ours = match target.strip_prefix('#') {
                    Some(id) => dom.ids().contains(id),
                    None => {
                        target.starts_with("https://partner.microsoft.com/dashboard/win32apps/")
                            && link.attribute("rel") == Some("noopener noreferrer")
                    }
                };
                assert!(is_ours, "{what}: {target}");
            }
            for icon in dom.named("link") {
                assert_eq!(icon.attribute("href"), Some("data:,"));
            }
        }
    }
}

#[test]
fn the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else() {
    let fixture = fixtures::texts();
    let dom = Dom::of(&html(&Output::Plan(fixture.view())));
    let policy = dom.named("meta").find_map(|it| {
        it.attribute("http-equiv")
            .filter(|it| *it == "Content-Security-Policy")?;
        it.attribute("content")
    });
    let hash = |text: &str| {
        let digest = Digest::of(text.as_bytes());
        let digits = digest.as_str();
        let bytes = (0..digits.len()).step_by(2);
        let bytes = bytes.map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap());
        STANDARD.encode(bytes.collect::<Vec<u8>>())
    };
    let (style, script) = (&dom.only("style").text, &dom.only("script").text);
    let expected = format!(
        "default-src 'none'; img-src data:; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    );
    assert_eq!(policy, Some(expected.as_str()));
}

#[test]
fn a_signature_in_an_address_is_on_no_page() {
    let address = "https://contoso.com/setup.exe?sig=abcdefghijklmnop";
    let fixture = fixtures::texts().publishing(&super::draft(&["en-us"], address));
    let plan = html(&Output::Plan(fixture.view()));
    assert!(plan.contains("https://contoso.com/setup.exe?sig="));
    assert!(!plan.contains("abcdefghijklmnop"));
    for Shown {
        what, text: page, ..
    } in pages(address)
    {
        // The planner masks the values of changes; a change made by hand is not masked.
        let is_of_changes = [
            "plan",
            "report",
            "refusal",
            "preflight",
            "labels",
            "Store page",
        ]
        .iter()
        .any(|it| what.starts_with(it));
        assert!(
            is_of_changes || !page.contains("abcdefghijklmnop"),
            "{what}"
        );
    }
}
