//! What a person reads is plain American English, without the phrases the house holds out.

use crate::{lexer, root, texts};

/// Phrases of the house's left column.
const PHRASES: &[&str] = &[
    "is no valid",
    "is no GUID",
    "is no URL",
    "mend",
    "mends",
    "mended",
    "mending",
    "only told",
    "is meant",
    "are meant",
    "belongs into",
    "belong into",
    "asks anew",
    "asked anew",
    "at once",
    "lets alone",
    "let alone",
    "while the question stood",
    "what the manifest wants",
    "would change nothing",
    "afresh",
    "unknown word",
    "cut off",
    "a text is meant",
];

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

/// Folders that are still being put into plain English.
const OPEN: &[&str] = &[
    ".github/",
    "README.md",
    "crates/README.md",
    "crates/storectl/",
    "crates/storectl-api/",
    "crates/storectl-apply/",
    "crates/storectl-images/",
    "crates/storectl-manifest/",
    "crates/storectl-model/",
    "crates/storectl-plan/",
    "crates/storectl-report/",
    "examples/",
    "schema/",
];

/// Whether a text holds a phrase as whole words, whatever the case of its letters.
fn holds(text: &str, phrase: &str) -> bool {
    let is_word = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
    text.match_indices(phrase).any(|(at, _)| {
        !is_word(text[..at].chars().next_back())
            && !is_word(text[at + phrase.len()..].chars().next())
    })
}

fn offences(path: &str, line: usize, text: &str, found: &mut Vec<String>) {
    let lower = text.to_lowercase();
    for phrase in PHRASES.iter().chain(BRITISH) {
        if holds(&lower, &phrase.to_lowercase()) {
            found.push(format!("{path}:{line}: `{phrase}` in: {}", text.trim()));
        }
    }
}

/// Every offence, as `path:line: phrase`.
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
fn no_phrase_that_is_held_out_stands_in_what_a_person_reads() {
    let mut found = all();
    found.retain(|it| !OPEN.iter().any(|folder| it.starts_with(folder)));
    assert!(
        found.is_empty(),
        "{} lines:\n{}",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn a_phrase_is_found_as_whole_words_only() {
    assert!(holds("please mend it", "mend"));
    assert!(!holds("we recommend it", "mend"));
    assert!(!holds("at onceler", "at once"));
}
