//! Control characters: in no string of a manifest, and in no text of a file.

use std::collections::BTreeSet;

use serde_json::Value;
use storectl_model::scan::has_byte;

use crate::{catalogue, checker::Checker, parse, pointer, work};

/// Reports each string and each text file that holds control characters, at the first of them.
pub(crate) fn characters(checker: &mut Checker<'_>, value: &Value) {
    if let Value::Object(members) = value {
        for (key, member) in members {
            walk(checker, member, &mut pointer::join("", key));
        }
    }
    let mut seen = BTreeSet::new();
    let texts: Vec<_> = checker.texts.clone().into_iter().collect();
    let mut looked_at = BTreeSet::new();
    for (field, text) in texts {
        // A text that many fields name is reported for the first.
        if !looked_at.insert(text.id()) {
            continue;
        }
        work::visit(text.text().len());
        let Some((at, control)) = first(text.text()) else {
            continue;
        };
        let place = text.character(at);
        if seen.insert((place.file.path.clone(), place.span.start)) {
            let message = format!("the text contains the control character {}", name(control));
            let named = checker.place_in_manifest(&field);
            checker
                .report_at(&catalogue::CONTROL_CHARACTER, &field, place, message)
                .with(named, "referenced here");
        }
    }
}

fn walk(checker: &mut Checker<'_>, value: &Value, at: &mut String) {
    let length = at.len();
    match value {
        Value::String(text) => {
            if let Some((_, control)) = first(text) {
                report(checker, at, control);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointer::push_item(at, index);
                walk(checker, item, at);
                at.truncate(length);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                pointer::push(at, key);
                walk(checker, member, at);
                at.truncate(length);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn report(checker: &mut Checker<'_>, at: &str, control: char) {
    let address = pointer::address(at);
    let message = format!(
        "`{address}` contains the control character {}",
        name(control)
    );
    let written = checker.document.index.get(at).and_then(|node| {
        let source = &checker.document.source;
        let found = parse::find_character(source.slice(&node.value), is_control)?;
        let start = node.value.start;
        Some(source.location(&(start + found.start..start + found.end)))
    });
    // A variable's value has no place in the manifest.
    let place = written.unwrap_or_else(|| checker.place(at));
    checker.report_at(&catalogue::CONTROL_CHARACTER, at, place, message);
}

/// C0 but tab and line breaks, DEL and C1 (forms, Outputs 13). A carriage return is one unless a line feed follows.
fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n')
}

/// Returns the first control character of a text, and its byte.
fn first(text: &str) -> Option<(usize, char)> {
    // C1 begins with 0xc2, as no letter beyond Latin-1 does.
    let may_begin = |it: u8| it < 0x20 && it != b'\t' && it != b'\n' || matches!(it, 0x7f | 0xc2);
    if !has_byte(text, may_begin) {
        return None;
    }
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let line_end = character == '\r' && characters.peek().is_some_and(|(_, it)| *it == '\n');
        if is_control(character) && !line_end {
            return Some((at, character));
        }
    }
    None
}

fn name(character: char) -> String {
    let code = u32::from(character);
    let name = match character {
        '\0' => " (NUL)",
        '\u{7}' => " (bell)",
        '\u{8}' => " (backspace)",
        '\u{b}' => " (vertical tab)",
        '\u{c}' => " (form feed)",
        '\r' => " (carriage return without a line feed)",
        '\u{1b}' => " (escape)",
        '\u{7f}' => " (delete)",
        _ => "",
    };
    format!("U+{code:04X}{name}")
}
