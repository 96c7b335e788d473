//! Foreign text is text, and a page loads, sends and runs nothing.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use storectl_model::Digest;
use storectl_report::{Format, Output};

use super::html;
use crate::{
    everywhere::{Shown, everything},
    fixtures,
    parsers::{corpus::MARKUP, dom::Dom, page::faults},
    runners,
};

fn pages(text: &str) -> impl Iterator<Item = Shown> {
    let all = everything(text).into_iter();
    all.filter(|it| it.format == Format::Html)
}

#[test]
fn hostile_text_makes_no_element_no_attribute_and_no_link() {
    for text in MARKUP.iter().chain(runners::HOSTILE) {
        for Shown {
            what, text: page, ..
        } in pages(text)
        {
            assert_eq!(faults(&page), Vec::<String>::new(), "{what}: {text:?}");
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
    // Backticks enclose code in messages, and what acts on a terminal is shown as an escape.
    let is_shown = |it: &&&str| !it.contains(['`', '\u{202e}']) && !it.contains(char::is_control);
    for text in MARKUP.iter().filter(is_shown) {
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
fn the_parser_finds_what_it_is_asked_for() {
    let fixture = fixtures::texts();
    let page = html(&Output::Plan(fixture.view()));
    for foreign in [
        "<b onclick=x>",
        "<a href=\"https://evil.example\">x</a>",
        "<script>x</script>",
        "<style>x</style>",
        "<!-- x -->",
        "<img src=\"https://evil.example/x.png\" alt=\"\">",
        "</main><h2>x</h2>",
        "<p lang=\"&lt;x&gt;\">x</p>",
    ] {
        let page = page.replacen("</main>", &format!("{foreign}</main>"), 1);
        assert_ne!(faults(&page), Vec::<String>::new(), "{foreign}");
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
