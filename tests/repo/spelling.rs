//! What a person reads, documentation of the source included, is in American spelling.

use crate::{lexer, root, texts};

/// British spellings.
const BRITISH: &[&str] = &[
    "analyse",
    "artefact",
    "artefacts",
    "authorise",
    "authorised",
    "behaviour",
    "behaviours",
    "capitalise",
    "centre",
    "colour",
    "coloured",
    "colours",
    "customise",
    "favour",
    "favourite",
    "flavour",
    "grey",
    "honour",
    "honoured",
    "honours",
    "initialise",
    "judgement",
    "learnt",
    "licence",
    "licences",
    "minimise",
    "neighbour",
    "neighbours",
    "normalise",
    "normalised",
    "normalises",
    "optimise",
    "organisation",
    "organise",
    "recognise",
    "recognised",
    "recognises",
    "serialise",
    "serialised",
    "spelt",
    "summarise",
    "summarised",
    "unrecognised",
    "whilst",
];

/// Documents a person reads.
const DOCUMENTS: &[(&str, &str)] = &[
    ("README.md", "md"),
    ("crates/README.md", "md"),
    (".github", "md"),
    (".github", "yml"),
    ("examples", "md"),
    ("examples", "yml"),
    ("examples", "yaml"),
    ("schema", "md"),
    ("schema", "json"),
];

/// What people write in place of a key of the manifest, as they spell it.
const ALIASES: &str = "crates/storectl-manifest/src/vocabulary.rs";

/// Whether a text holds a word on its own, not as a part of another.
fn holds(text: &str, word: &str) -> bool {
    let is_word = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
    text.match_indices(word).any(|(at, _)| {
        !is_word(text[..at].chars().next_back()) && !is_word(text[at + word.len()..].chars().next())
    })
}

fn offences(path: &str, line: usize, text: &str, found: &mut Vec<String>) {
    let lower = text.to_lowercase();
    for word in BRITISH {
        if holds(&lower, word) {
            found.push(format!("{path}:{line}: `{word}` in: {}", text.trim()));
        }
    }
}

/// Every offence, as `path:line: word`.
fn all() -> Vec<String> {
    let root = root();
    let name = |path: &std::path::Path| {
        let path = path.strip_prefix(&root).unwrap();
        path.to_string_lossy().replace('\\', "/")
    };
    let mut found = Vec::new();
    for (path, source) in texts("crates", "rs") {
        let path = name(&path);
        if !path.contains("/src/") {
            continue;
        }
        for text in lexer::texts(&source) {
            for (below, line) in text.text.lines().enumerate() {
                offences(&path, text.line + below, line, &mut found);
            }
        }
    }
    for (folder, extension) in DOCUMENTS {
        for (path, text) in texts(folder, extension) {
            for (index, line) in text.lines().enumerate() {
                offences(&name(&path), index + 1, line, &mut found);
            }
        }
    }
    found
}

#[test]
fn what_a_person_reads_is_in_american_spelling() {
    let mut found = all();
    found.retain(|it| !it.starts_with(ALIASES));
    assert!(
        found.is_empty(),
        "{} lines:\n{}",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn a_word_is_found_on_its_own_only() {
    assert!(holds("in one colour", "colour"));
    assert!(!holds("colourless", "colour"));
    assert!(!holds("a_colour", "colour"));
}
