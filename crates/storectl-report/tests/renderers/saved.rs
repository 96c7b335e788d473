//! What is read back from documents: what they show, and what a stranger may have made of them.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use storectl_report::{
    Appearance, Format, Names, Output, Styling, Verbosity,
    json::{Saved, SavedError},
    render, render_saved,
};

use crate::{
    everywhere::{Shown, everything},
    fixtures::plans,
    runners::{HOSTILE, commands},
};

const FORMATS: [Format; 6] = [
    Format::Text,
    Format::Json,
    Format::Markdown,
    Format::Html,
    Format::Github,
    Format::Sarif,
];

const FULL: Appearance = Appearance {
    styling: Styling::Plain,
    verbosity: Verbosity::Full,
};

/// Reads a document, and shows it in every format.
fn shown(text: &str) -> Result<Vec<String>, SavedError> {
    let saved = Saved::read(text)?;
    let show = |format| render_saved(&saved, &Names::default(), format, FULL);
    FORMATS.into_iter().map(show).collect()
}

#[test]
fn every_result_is_shown_from_its_document_as_it_was_shown() {
    for text in HOSTILE {
        let all = everything(text);
        let documents = all.iter().filter(|it| it.format == Format::Json);
        for Shown { what, text, .. } in documents {
            let again = shown(text).unwrap_or_else(|error| panic!("{what}: {error}"));
            assert!(again.contains(text), "the document of {what} changed");
            for format in [Format::Text, Format::Markdown] {
                let mut others = all.iter().filter(|it| it.format == format);
                // A saved result names every file from the repository root.
                let from_root = |it: &Shown| it.text.replace("../policy.yaml", "policy.yaml");
                let is_shown = others.any(|it| it.what == *what && again.contains(&from_root(it)));
                assert!(is_shown, "{what} as {format:?}");
            }
        }
    }
}

#[test]
fn a_result_without_foreign_text_is_shown_as_it_was_shown() {
    let all = [
        ("texts", plans::texts()),
        ("a package that is patched", plans::package_patch()),
        ("a package that is added", plans::package_added()),
        ("a language that is removed", plans::language_removed()),
        ("a market that is removed", plans::market_removed()),
        ("a submission in progress", plans::busy()),
        ("what is impossible", plans::impossible()),
    ];
    for (what, plan) in all {
        let output = Output::Plan(plan.view());
        let before = FORMATS.map(|it| render(&output, it, FULL));
        let text = render(&output, Format::Json, FULL);
        assert_eq!(shown(&text).unwrap(), before, "{what}");
    }
}

/// The documents of all results.
fn documents() -> Vec<(&'static str, Value)> {
    let all = everything("x y").into_iter();
    let documents = all.filter(|it| it.format == Format::Json);
    let read = |it: Shown| (it.what, serde_json::from_str(&it.text).unwrap());
    documents.map(read).collect()
}

#[test]
fn no_beginning_of_a_document_is_taken_for_one() {
    for (what, document) in documents() {
        let text = document.to_string();
        let step = (text.len() / 400).max(1);
        for end in (0..text.len()).step_by(step) {
            let Some(beginning) = text.get(..end) else {
                continue;
            };
            let error = Saved::read(beginning).unwrap_err();
            assert!(matches!(error, SavedError::Malformed(_)), "{what}: {error}");
        }
    }
}

#[test]
fn another_major_version_is_refused_and_a_later_minor_one_is_shown() {
    for (what, mut document) in documents() {
        let before = shown(&document.to_string()).unwrap();
        for version in ["2.0", "0.9", "10.1", "1", "", "one"] {
            document["formatVersion"] = version.into();
            let error = Saved::read(&document.to_string()).unwrap_err();
            assert!(matches!(error, SavedError::OtherVersion(_)), "{what}");
        }
        document["formatVersion"] = "1.27".into();
        with_unknown_members(&mut document);
        let after = shown(&document.to_string()).unwrap();
        let others = |all: Vec<String>| [all[0].clone(), all[2].clone()];
        assert_eq!(others(after), others(before), "{what}");
    }
}

/// Gives every object a member that this version does not know; the objects of the Store are values.
fn with_unknown_members(value: &mut Value) {
    const VALUES: [&str; 11] = [
        "before", "after", "base", "approved", "now", "body", "assets", "values", "outcome",
        "texts", "changes",
    ];
    match value {
        Value::Object(members) => {
            for (name, it) in members.iter_mut() {
                if !VALUES.contains(&name.as_str()) {
                    with_unknown_members(it);
                }
            }
            members.insert("laterMember".to_owned(), json!({ "of": [1, "x"] }));
        }
        Value::Array(items) => items.iter_mut().for_each(with_unknown_members),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Replaces each part of a document, one at a time, and gives what comes of it. Of places that differ in an index only, the first
/// is enough; the plan of a report is a plan.
fn with_each_part(document: &Value, instead: &Value, check: &mut impl FnMut(&Value)) {
    let mut pointers = Vec::new();
    leaves(document, String::new(), &mut pointers);
    let is_index = |it: &&str| it.parse::<usize>().is_err();
    let mut seen = BTreeSet::new();
    pointers.retain(|it| {
        let names: Vec<&str> = it.split('/').filter(is_index).collect();
        !it.starts_with("/plan/") && seen.insert(names.join("/"))
    });
    for pointer in pointers {
        let mut changed = document.clone();
        *changed.pointer_mut(&pointer).unwrap() = instead.clone();
        check(&changed);
    }
}

fn leaves(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, it) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                leaves(it, format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, it) in items.iter().enumerate() {
                leaves(it, format!("{at}/{index}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    found.push(at);
}

#[test]
fn a_value_of_another_type_is_an_error_or_harmless() {
    let instead = [
        json!(null),
        json!(-1),
        json!([{ "a": [null] }]),
        json!(format!(
            "::error::x\n##vso[x]\u{1b}[31m{}",
            "x".repeat(1_000)
        )),
    ];
    let kinds = [
        "plan",
        "report",
        "status",
        "diagnostics",
        "error",
        "installers",
        "history",
    ];
    let documents = documents().into_iter();
    for (what, document) in documents.filter(|(what, _)| kinds.contains(what)) {
        for instead in &instead {
            with_each_part(&document, instead, &mut |changed| {
                let saved = match Saved::read(&changed.to_string()) {
                    Ok(saved) => saved,
                    Err(error) => {
                        let why = error.to_string();
                        assert!(why.chars().count() < 400, "{what}: {why}");
                        return;
                    }
                };
                for format in [Format::Text, Format::Markdown] {
                    let text = render_saved(&saved, &Names::default(), format, FULL).unwrap();
                    let none = Vec::<&str>::new();
                    assert_eq!(commands(&text), none, "{what} with {instead}:\n{text}");
                }
            });
        }
    }
}

#[test]
fn no_part_of_a_document_reverses_what_a_page_shows() {
    for (what, document) in documents() {
        with_each_part(&document, &json!("\u{202e}txet"), &mut |changed| {
            if let Ok(saved) = Saved::read(&changed.to_string()) {
                let page = render_saved(&saved, &Names::default(), Format::Html, FULL).unwrap();
                assert!(!page.contains('\u{202e}'), "{what}: {changed}");
            }
        });
    }
}

#[test]
fn nesting_without_end_is_no_document() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let text = format!("{}1{}", open.repeat(5_000), close.repeat(5_000));
        let error = Saved::read(&text).unwrap_err();
        assert!(matches!(error, SavedError::Malformed(_)), "{error}");
    }
}
