//! Texts of strangers in every place that takes one, through the program, in every format: none is more than a text.
//!
//! Each output is read by a parser of its context (`tests/parsers`, `tests/runners`), not searched for what it should not
//! hold.

mod floods;
mod places;

use std::fmt::Write as _;

use serde_json::Value;
use storectl_report::json::{Document, schema};

use super::published::FORMATS;
use crate::{
    parsers::{corpus::MARKUP, gfm, page, sarif},
    runners::{ActionCommand, HOSTILE, commands, outputs},
    support::{OUTPUTS, Workplace},
};

/// Most characters of a comment, as GitHub counts them.
const COMMENT: usize = 60_000;

/// Most bytes of a step summary.
const SUMMARY: usize = 1024 * 1024;

/// Texts that act on a terminal: they clear it, name its window, turn the text around, begin a control sequence in one
/// character, go back, and hide.
const TERMINAL: [&str; 4] = [
    "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\r",
    "\u{202e}txet\u{202c} \u{2066}a\u{2069}",
    "a\u{200b}b\u{feff}c\u{ad}d\u{2028}e\u{85}f\u{7f}",
    "\u{8}\u{8}\u{8}\u{0}",
];

/// Everything that a stranger may write, in one text of many lines.
fn corpus() -> String {
    let all = MARKUP.iter().chain(HOSTILE).chain(&TERMINAL);
    all.copied().collect::<Vec<_>>().join("\n")
}

/// As much of a text as a manifest may hold: control characters are errors.
fn printable(text: &str) -> String {
    let is_allowed = |it: &char| !it.is_control() || *it == '\n';
    text.chars().filter(is_allowed).collect()
}

/// A text as YAML writes it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for it in text.chars() {
        match it {
            '"' | '\\' => out.extend(['\\', it]),
            ' '..='~' => out.push(it),
            _ => {
                let _ = write!(out, "\\U{:08x}", u32::from(it));
            }
        }
    }
    out.push('"');
    out
}

/// What a run left: what it printed, and each format.
pub(crate) struct Left {
    printed: String,
    formats: Vec<(&'static str, String)>,
}

impl Left {
    /// Runs a command with every format at once, and demands that none of them is more than it should be.
    #[track_caller]
    pub(crate) fn by(workplace: &Workplace, command: &[&str], exit: i32) -> Self {
        // Two of the formats are appended to what is there.
        let _ = std::fs::remove_dir_all(workplace.path().join("out"));
        let out = FORMATS.map(|format| format!("--out={format}=out/{format}"));
        let out = out.iter().map(String::as_str);
        let all: Vec<&str> = command.iter().copied().chain(out).collect();
        let run = workplace.run(&all).exits(exit);
        let read = |format| {
            let path = workplace.path().join("out").join(format);
            (format, std::fs::read_to_string(path).unwrap())
        };
        let left = Self {
            printed: run.stdout + &run.stderr,
            formats: FORMATS.map(read).into(),
        };
        left.is_harmless();
        left
    }

    #[track_caller]
    fn of(&self, format: &str) -> &str {
        let (_, content) = self.formats.iter().find(|(it, _)| *it == format).unwrap();
        content
    }

    #[track_caller]
    fn is_harmless(&self) {
        assert_inert("stdout and stderr", &self.printed);
        assert_eq!(commands(&self.printed), NONE, "{}", self.printed);
        for (format, content) in &self.formats {
            assert_inert(format, content);
            if *format != "github" {
                assert_eq!(commands(content), NONE, "{format}:\n{content}");
            }
        }
        for format in ["markdown", "summary"] {
            let content = self.of(format);
            assert_eq!(gfm::faults(content), NONE, "{format}:\n{content}");
        }
        assert!(self.of("markdown").encode_utf16().count() <= COMMENT);
        assert!(self.of("summary").len() <= SUMMARY);
        assert_eq!(page::faults(self.of("html")), NONE);
        let log: Value = serde_json::from_str(self.of("sarif")).unwrap();
        assert_eq!(sarif::faults(&sarif::validator(), &log), NONE);
        assert_document(self.of("json"));
        assert_annotations(self.of("github"));
        assert_outputs(self.of("github-output"));
    }

    /// Demands that a text came through to where people read it.
    #[track_caller]
    fn shows(&self, text: &str) {
        for format in ["text", "markdown", "html"] {
            assert!(self.of(format).contains(text), "{format} has no {text}");
        }
    }
}

const NONE: [&str; 0] = [];

/// Demands that nothing acts on a terminal or hides from whoever reads it.
#[track_caller]
fn assert_inert(what: &str, text: &str) {
    let acts = |it: char| {
        (it.is_control() && it != '\n')
            || matches!(
                it,
                '\u{ad}' | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{feff}'
            )
            || ('\u{202a}'..='\u{202e}').contains(&it)
            || ('\u{2066}'..='\u{2069}').contains(&it)
    };
    let found = text.lines().find(|it| it.contains(acts));
    assert_eq!(found, None, "{what}");
    assert!(!text.contains("panicked at"), "{what}: {text}");
}

/// Demands that a document follows its published schema.
#[track_caller]
fn assert_document(text: &str) {
    let document: Value = serde_json::from_str(text).unwrap();
    let name = document["format"].as_str().unwrap();
    let mut known = Document::ALL.into_iter();
    let of = known.find(|it| format!("storectl.{}", it.as_str()) == name);
    let validator = jsonschema::validator_for(&schema(of.unwrap())).unwrap();
    let faults = validator.iter_errors(&document);
    let faults: Vec<String> = faults.map(|it| it.to_string()).collect();
    assert_eq!(faults, NONE);
}

/// Demands that every line is an annotation of ours, and that there are ten of a kind at most.
#[track_caller]
fn assert_annotations(text: &str) {
    assert_eq!(commands(text).len(), text.lines().count(), "{text}");
    let mut kinds = Vec::new();
    for line in text.lines() {
        let it = ActionCommand::parsed(line).unwrap();
        assert!(
            ["error", "warning", "notice"].contains(&&*it.command),
            "{line}"
        );
        assert!(
            it.property("title").is_some_and(|it| !it.is_empty()),
            "{line}"
        );
        let known = ["file", "line", "col", "title"];
        let mut names = it.properties.iter().map(|(name, _)| name.as_str());
        assert!(names.all(|it| known.contains(&it)), "{line}");
        assert!(!it.message.contains(char::is_control), "{line}");
        kinds.push(it.command);
    }
    for kind in ["error", "warning", "notice"] {
        assert!(
            kinds.iter().filter(|it| *it == kind).count() <= 10,
            "{text}"
        );
    }
}

/// Demands that a runner reads our outputs and no other, each a hash or a number.
#[track_caller]
fn assert_outputs(text: &str) {
    let outputs = outputs(text).unwrap();
    let names: Vec<&str> = outputs.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, OUTPUTS);
    for (name, value) in &outputs {
        let is_plain = |it: char| it.is_ascii_alphanumeric() || it == '-';
        assert!(value.chars().all(is_plain), "{name}={value}");
    }
}
