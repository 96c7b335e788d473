//! No CI runner finds a command in what is written, and GitHub nothing to link.

use proptest::prelude::*;
use storectl_report::Format;

use crate::{
    everywhere::{Shown, everything},
    runners::{HOSTILE, commands},
};

fn assert_no_command(shown: &Shown) {
    let Shown { what, format, text } = shown;
    if *format == Format::Github {
        // It is made of commands: `annotations` has tests that they are our own.
        return;
    }
    assert_eq!(
        commands(text),
        Vec::<&str>::new(),
        "{what} as {format:?}:\n{text}"
    );
}

#[test]
fn a_runner_finds_no_command_in_any_output_of_the_corpus() {
    for text in HOSTILE {
        for shown in everything(text) {
            assert_no_command(&shown);
        }
    }
}

#[test]
fn a_line_of_text_never_begins_with_foreign_text() {
    for text in ["§", "§ §\n§", "§`§`"] {
        for shown in everything(text)
            .iter()
            .filter(|it| it.format == Format::Text)
        {
            for line in shown.text.lines() {
                assert!(
                    !line.trim_start().starts_with('§'),
                    "{}: {line}",
                    shown.what
                );
            }
        }
    }
}

#[test]
fn what_is_read_from_json_is_what_was_written() {
    for text in HOSTILE {
        for shown in everything(text)
            .iter()
            .filter(|it| it.format == Format::Json)
        {
            let document: serde_json::Value = serde_json::from_str(&shown.text).unwrap();
            let has = |it: &serde_json::Value| it.as_str() == Some(text);
            assert!(holds(&document, &has), "{}: {text:?}", shown.what);
        }
    }
}

fn holds(value: &serde_json::Value, wanted: &dyn Fn(&serde_json::Value) -> bool) -> bool {
    wanted(value)
        || match value {
            serde_json::Value::Array(items) => items.iter().any(|it| holds(it, wanted)),
            serde_json::Value::Object(fields) => fields.values().any(|it| holds(it, wanted)),
            _ => false,
        }
}

/// Drops code blocks, code spans and HTML comments, where GitHub looks for nothing.
fn outside_code(markdown: &str) -> String {
    let mut out = String::new();
    let mut fence: Option<String> = None;
    for line in markdown.lines() {
        let ticks: String = line.chars().take_while(|it| *it == '`').collect();
        match &fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None if line.starts_with("<!--") => {}
            None => {
                out.push_str(&without_spans(line));
                out.push('\n');
            }
        }
    }
    out
}

fn without_spans(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('`') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let ticks = from.len() - from.trim_start_matches('`').len();
        if before.ends_with('\\') {
            out.push('`');
            rest = &from[1..];
            continue;
        }
        let inner = &from[ticks..];
        let closing = (0..inner.len()).find(|&it| {
            inner.is_char_boundary(it)
                && inner[it..].starts_with(&"`".repeat(ticks))
                && !inner[it..].starts_with(&"`".repeat(ticks + 1))
                && !inner[..it].ends_with('`')
        });
        let Some(end) = closing else {
            return out + from;
        };
        rest = &inner[end + ticks..];
    }
    out + rest
}

/// Drops pictures: GitHub looks for nothing in attributes.
fn without_pictures(markdown: &str) -> String {
    let mut parts = markdown.split("<img ");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|it| it.split_once("\">").map_or(it, |(_, rest)| rest));
    first + &rest.collect::<String>()
}

#[test]
fn nothing_foreign_is_linked_in_markdown() {
    let hash = "0123456789abcdef0123456789abcdef01234567";
    let links = [
        "GH-4711",
        "#4711",
        "o/r#4711",
        "@stranger",
        hash,
        "https://evil.example/x",
        "www.evil.example",
    ];
    for link in links {
        for text in [link.to_owned(), format!("see {link}, `{link}` and {link}.")] {
            for shown in everything(&text)
                .iter()
                .filter(|it| it.format == Format::Markdown)
            {
                // The page of the product in Partner Center, whose ID it is.
                let page = format!("/win32apps/{link}/overview");
                let rest = outside_code(&shown.text).replace("<code>", "");
                let rest = without_pictures(&rest.replace(&page, ""));
                assert!(!rest.contains(link), "{}: {link}\n{rest}", shown.what);
            }
        }
    }
}

/// Pieces of which commands are made.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "::",
        ":",
        "##",
        "#",
        "[",
        "]",
        "##[",
        "##vso[",
        "##teamcity[",
        "task.setvariable x=y]",
        "add-mask::",
        "debug",
        "\n",
        "\r",
        " ",
        "a",
        ".",
        "`",
        "\u{200b}",
        "\u{a0}",
        "\u{feff}",
        "\\",
        "-",
        "|",
        "é",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|them| them.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_runner_finds_no_command_whatever_the_text(text in pieces()) {
        for shown in everything(&text) {
            assert_no_command(&shown);
        }
    }

    #[test]
    fn nothing_acts_on_a_terminal_and_every_comment_fits(text in any::<String>()) {
        for shown in everything(&text) {
            prop_assert!(!shown.text.chars().any(|it| it.is_control() && it != '\n'));
            prop_assert!(shown.format != Format::Markdown || shown.text.encode_utf16().count() <= 60_000);
        }
    }
}
