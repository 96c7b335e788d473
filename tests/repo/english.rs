//! What a person reads, in one place: to be read as a whole, and held to plain English (crates/README.md).
//!
//! `cargo test --package storectl --test repo print_every_string -- --ignored --nocapture` prints all of it.

use std::{collections::BTreeSet, process::Command};

use syn::{
    Attribute, LitStr,
    visit::{self, Visit},
};

use crate::{root, source::sources, texts};

/// Phrases that are not the field's English.
const PHRASES: &[&str] = &[
    "is no valid",
    "is no guid",
    "is no url",
    "mend",
    "only told",
    "is meant",
    "belongs into",
    "asks anew",
    "anew",
    "at once",
    "lets alone",
    "while the question stood",
    "what the manifest wants",
    "would change nothing",
    "are not supported",
    "told apart",
    "first here",
    "gravest",
    "leads out of",
    "line end",
    "line ends",
    "none of them committed",
    "supposed to be",
    "the store says",
    "the store said",
    "white space",
];

/// Names of internal notes, which a reader of the program's output cannot look up.
const INTERNAL: &[&str] = &["field note", "field notes", "trap", "traps"];

/// A string and where it comes from.
struct Text {
    origin: String,
    text: String,
}

/// Collects string literals outside attributes: comments and schema descriptions are not among them.
struct Literals(BTreeSet<String>);

impl<'ast> Visit<'ast> for Literals {
    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_lit_str(&mut self, literal: &'ast LitStr) {
        self.0.insert(literal.value());
    }

    /// Literals in the arguments of `format!` and the like are tokens.
    fn visit_macro(&mut self, macro_: &'ast syn::Macro) {
        self.tokens(macro_.tokens.clone());
        visit::visit_macro(self, macro_);
    }
}

impl Literals {
    fn tokens(&mut self, tokens: proc_macro2::TokenStream) {
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Group(group) => self.tokens(group.stream()),
                proc_macro2::TokenTree::Literal(literal) => {
                    let text = syn::parse_str::<LitStr>(&literal.to_string());
                    self.0.extend(text.ok().map(|it| it.value()));
                }
                _ => {}
            }
        }
    }
}

/// Derived errors say what they say in an attribute.
struct Errors(BTreeSet<String>);

impl<'ast> Visit<'ast> for Errors {
    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if attribute.path().is_ident("error")
            && let Ok(list) = attribute.meta.require_list()
        {
            let mut literals = Literals(BTreeSet::new());
            literals.tokens(list.tokens.clone());
            self.0.extend(literals.0);
        }
    }
}

/// Names, formats and fragments are not sentences.
fn is_prose(text: &str) -> bool {
    text.split_whitespace().count() >= 2
        && text.chars().filter(|it| it.is_alphabetic()).count() >= 6
}

/// Collects what a schema says of its fields.
fn descriptions(schema: &serde_json::Value, found: &mut BTreeSet<String>) {
    if let Some(text) = schema.get("description").and_then(|it| it.as_str()) {
        found.insert(text.to_owned());
    }
    let members = schema.as_object().into_iter().flatten().map(|(_, it)| it);
    let items = schema.as_array().into_iter().flatten();
    for inner in members.chain(items) {
        descriptions(inner, found);
    }
}

fn program(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_storectl"))
        .args(arguments)
        .env_clear()
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Everything a person reads: messages, help, explanations, documents.
fn everything() -> Vec<Text> {
    let mut all = Vec::new();
    let mut add = |origin: String, text: String| all.push(Text { origin, text });
    for source in sources() {
        let (mut literals, mut errors) = (Literals(BTreeSet::new()), Errors(BTreeSet::new()));
        for item in &source.items {
            literals.visit_item(item);
            errors.visit_item(item);
        }
        let origin = format!("crates/{}/src/{}", source.package, source.path.display());
        for text in literals.0.into_iter().chain(errors.0) {
            if is_prose(&text) {
                add(origin.clone(), text);
            }
        }
    }
    add("storectl --help".to_owned(), program(&["--help"]));
    let help = program(&["help"]);
    let commands = help.split("Commands:\n").nth(1).unwrap();
    let commands = commands.split("\n\n").next().unwrap();
    for line in commands.lines().filter(|it| !it.starts_with("   ")) {
        let name = line.split_whitespace().next().unwrap();
        add(format!("storectl help {name}"), program(&["help", name]));
    }
    let topics = program(&["explain"]);
    for topic in topics.lines().filter_map(|it| it.strip_prefix("  ")) {
        let name = topic.split_whitespace().next().unwrap();
        add(
            format!("storectl explain {name}"),
            program(&["explain", name]),
        );
    }
    add("storectl explain".to_owned(), topics);
    let documents = [
        "README.md",
        ".github/CONTRIBUTING.md",
        ".github/SECURITY.md",
        "crates/README.md",
        "schema/README.md",
        "crates/storectl/CHANGELOG.md",
    ];
    for path in documents {
        add(
            path.to_owned(),
            std::fs::read_to_string(root().join(path)).unwrap(),
        );
    }
    for (folder, extension) in [("examples", "md"), ("examples", "yml")] {
        for (path, text) in texts(folder, extension) {
            add(path.display().to_string(), text);
        }
    }
    for (path, text) in texts("schema", "json") {
        let schema = serde_json::from_str(&text).unwrap();
        let mut found = BTreeSet::new();
        descriptions(&schema, &mut found);
        for text in found {
            add(path.display().to_string(), text);
        }
    }
    all
}

#[test]
fn what_a_person_reads_is_the_fields_english() {
    let mut found = Vec::new();
    for Text { origin, text } in everything() {
        for line in text.lines() {
            let words: Vec<String> = line
                .split(|it: char| !it.is_alphanumeric() && it != '_')
                .filter(|it| !it.is_empty())
                .map(str::to_lowercase)
                .collect();
            let words = format!(" {} ", words.join(" "));
            let internal = if origin.starts_with("storectl ") {
                INTERNAL
            } else {
                &[]
            };
            for phrase in PHRASES.iter().chain(internal) {
                if words.contains(&format!(" {phrase} ")) {
                    found.push(format!("{origin}: `{phrase}` in: {}", line.trim()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
#[ignore = "prints, for a reader"]
fn print_every_string() {
    for Text { origin, text } in everything() {
        println!("--- {origin}\n{text}\n");
    }
}
