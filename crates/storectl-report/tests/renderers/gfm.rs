//! Comments as a parser of GitHub's Markdown reads them: nothing that a stranger wrote is anything but text.

use storectl_report::Format;

use crate::{
    everywhere::everything,
    fixtures,
    parsers::{corpus::MARKUP, gfm::faults},
    runners,
};

#[test]
fn nothing_of_a_stranger_is_html_a_link_an_image_or_math() {
    for text in MARKUP
        .iter()
        .chain(runners::HOSTILE)
        .chain([&fixtures::HOSTILE])
    {
        for shown in everything(text) {
            if shown.format == Format::Markdown {
                let what = shown.what;
                assert_eq!(
                    faults(&shown.text),
                    Vec::<String>::new(),
                    "{what}: {text:?}\n{}",
                    shown.text
                );
            }
        }
    }
}

#[test]
fn the_parser_finds_what_it_is_asked_for() {
    for foreign in [
        "$x$",
        "www.evil.example",
        "[x](https://evil.example)",
        "![x](y.png)",
        "a <b onclick=\"x\">x</b>",
        "<img width=\"320\" alt=\"\" src=\"https://evil.example/x.png\">",
        "see @stranger",
        "see o/r#1",
        "see :tada:",
        "~~gone~~",
        "```math\nx\n```",
    ] {
        assert_ne!(faults(foreign), Vec::<String>::new(), "{foreign}");
    }
    assert_eq!(faults("a <b>x</b> and `@stranger`"), Vec::<String>::new());
}
