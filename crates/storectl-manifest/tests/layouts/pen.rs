//! Writes a value as YAML in layouts that people, editors and programs leave behind, as a stream of choices says.

use std::{collections::HashMap, ops::Range};

use serde_json::Value;

/// A manifest, and which lines each of its entries occupies, by JSON pointer.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) entries: HashMap<String, Range<usize>>,
}

/// Words by which items are known, and which have no final line end.
const WORDS: [&str; 3] = ["Touch", "Mouse", "rebootRequired"];

/// Writes one manifest.
pub(crate) struct Pen {
    choices: Vec<u8>,
    at: usize,
    text: String,
    entries: HashMap<String, Range<usize>>,
    comments: usize,
}

impl Pen {
    pub(crate) fn write(choices: Vec<u8>, value: &Value) -> Written {
        let mut pen = Self {
            choices,
            at: 0,
            text: String::new(),
            entries: HashMap::new(),
            comments: 0,
        };
        let head = pen.one_of(&["", "", "", "---\n", "--- # start\n", "\n# head\n\n", "%\n"]);
        pen.text.push_str(head.trim_start_matches("%\n"));
        pen.mapping("", value, 0);
        let foot = pen.one_of(&["", "", "", "...\n", "# foot\n", "\n\n# foot\n   \n"]);
        pen.text.push_str(foot);
        Written {
            text: pen.text,
            entries: pen.entries,
        }
    }

    fn choose(&mut self, many: usize) -> usize {
        let choice = self.choices.get(self.at).copied().unwrap_or(u8::MAX);
        self.at += 1;
        usize::from(choice) % many
    }

    fn one_of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        let choice = self.choose(texts.len());
        texts.get(choice).copied().unwrap_or_default()
    }

    fn comment(&mut self) -> String {
        self.comments += 1;
        format!("# c{} é: [", self.comments)
    }

    fn spaces(&mut self, many: usize) {
        self.text.extend(std::iter::repeat_n(' ', many));
    }

    /// A comment after what was written, and the end of the line.
    fn end_line(&mut self) {
        match self.choose(6) {
            0 => {
                let comment = self.comment();
                self.text.push(' ');
                self.text.push_str(&comment);
            }
            1 => self.text.push_str("  "),
            _ => {}
        }
        self.text.push('\n');
    }

    /// Empty lines and comments above an entry.
    fn above(&mut self, indent: usize) {
        match self.choose(10) {
            0 => self.text.push('\n'),
            1 => {
                self.spaces(indent);
                let comment = self.comment();
                self.text.push_str(&comment);
                self.text.push('\n');
            }
            2 => {
                self.spaces(indent);
                self.text.push('\n');
            }
            3 => {
                let odd = self.choose(6);
                self.spaces(odd);
                let comment = self.comment();
                self.text.push_str(&comment);
                self.text.push('\n');
            }
            _ => {}
        }
    }

    fn mapping(&mut self, pointer: &str, value: &Value, indent: usize) {
        for (index, (name, member)) in value.as_object().into_iter().flatten().enumerate() {
            let start = self.text.len();
            // The first may stand beside a dash.
            let is_beside = !self.text.is_empty() && !self.text.ends_with('\n');
            if !(is_beside && index == 0) {
                self.above(indent);
                self.spaces(indent);
            }
            let key = match self.choose(8) {
                0 => format!("'{name}'"),
                1 => format!("\"{name}\""),
                2 => format!("{name} "),
                3 => format!("\"{name}\" "),
                _ => name.clone(),
            };
            self.text.push_str(&key);
            self.text.push(':');
            let pointer = format!("{pointer}/{name}");
            self.value(&pointer, member, indent, 1);
            self.entries.insert(pointer, start..self.text.len());
        }
    }

    fn sequence(&mut self, pointer: &str, value: &Value, indent: usize) {
        for (index, item) in value.as_array().into_iter().flatten().enumerate() {
            let start = self.text.len();
            self.above(indent);
            self.spaces(indent);
            self.text.push('-');
            let pointer = format!("{pointer}/{index}");
            let members = item.as_object().is_some_and(|it| !it.is_empty());
            if members && self.choose(3) > 0 {
                let gap = 1 + self.choose(3);
                self.spaces(gap);
                self.mapping(&pointer, item, indent + 1 + gap);
            } else {
                self.value(&pointer, item, indent, 1);
            }
            self.entries.insert(pointer, start..self.text.len());
        }
    }

    /// Writes what follows a colon or a dash, to the end of its line.
    fn value(&mut self, pointer: &str, value: &Value, indent: usize, least: usize) {
        let is_empty = match value {
            Value::Object(members) => members.is_empty(),
            Value::Array(items) => items.is_empty(),
            _ => false,
        };
        let is_flow = is_empty || self.choose(4) == 0;
        match value {
            Value::Object(_) if !is_flow => {
                self.end_line();
                let deeper = [2, 2, 4, 1, 3, 8];
                let deeper = deeper[self.choose(deeper.len())];
                self.mapping(pointer, value, indent + deeper);
            }
            Value::Array(_) if !is_flow => {
                self.end_line();
                // Not below a dash, where a list that is no deeper is another item.
                let is_member = pointer
                    .rsplit('/')
                    .next()
                    .is_some_and(|it| it.parse::<usize>().is_err());
                let deeper = [if is_member { 0 } else { 2 }, 2, 4, 1, 3];
                let deeper = deeper[self.choose(deeper.len())];
                self.sequence(pointer, value, indent + deeper);
            }
            Value::String(text)
                if self.choose(4) == 0
                    && !text.is_empty()
                    && !WORDS.contains(&text.as_str())
                    && !text.lines().any(is_blank) =>
            {
                self.block_scalar(text, indent);
            }
            _ => {
                match self.choose(8) {
                    0 => self.spaces(3),
                    1 if !value.is_null() => {
                        self.end_line();
                        self.spaces(indent + least + 1);
                    }
                    2 => self.text.push('\t'),
                    _ => self.spaces(1),
                }
                self.flow(pointer, value, indent);
                self.end_line();
            }
        }
    }

    fn block_scalar(&mut self, text: &str, indent: usize) {
        let deeper = 1 + self.choose(4);
        let style = self.one_of(&["|", ">"]);
        let ending = self.one_of(&["", "-"]);
        let indicator = text.starts_with(' ') || self.choose(4) == 0;
        let indicator = if indicator {
            deeper.to_string()
        } else {
            String::new()
        };
        let _ =
            std::fmt::Write::write_fmt(&mut self.text, format_args!(" {style}{indicator}{ending}"));
        self.end_line();
        for line in text.lines() {
            if !line.is_empty() {
                self.spaces(indent + deeper);
                self.text.push_str(line);
            }
            self.text.push('\n');
            if style == ">" {
                self.text.push('\n');
            }
        }
    }

    fn flow(&mut self, pointer: &str, value: &Value, indent: usize) {
        match value {
            Value::Object(members) => {
                self.text.push('{');
                self.flow_blank(indent);
                let last = members.len().saturating_sub(1);
                for (index, (name, member)) in members.iter().enumerate() {
                    let start = self.text.len();
                    let pointer = format!("{pointer}/{name}");
                    let key = match self.choose(3) {
                        0 => format!("\"{name}\": "),
                        1 => format!("{name} : "),
                        _ => format!("{name}: "),
                    };
                    self.text.push_str(&key);
                    self.flow(&pointer, member, indent);
                    self.entries.insert(pointer, start..self.text.len());
                    self.comma(index == last, indent);
                }
                self.text.push('}');
            }
            Value::Array(items) => {
                self.text.push('[');
                self.flow_blank(indent);
                let last = items.len().saturating_sub(1);
                for (index, item) in items.iter().enumerate() {
                    let start = self.text.len();
                    let pointer = format!("{pointer}/{index}");
                    self.flow(&pointer, item, indent);
                    self.entries.insert(pointer, start..self.text.len());
                    self.comma(index == last, indent);
                }
                self.text.push(']');
            }
            Value::String(text) => self.quoted(text),
            Value::Null => {
                let null = self.one_of(&["null", "~"]);
                self.text.push_str(null);
            }
            other => self.text.push_str(&other.to_string()),
        }
    }

    fn comma(&mut self, is_last: bool, indent: usize) {
        if self.choose(6) == 0 {
            self.spaces(1);
        }
        if !is_last || self.choose(4) == 0 {
            self.text.push(',');
        }
        self.flow_blank(indent);
    }

    /// What may stand between two tokens of a flow collection.
    fn flow_blank(&mut self, indent: usize) {
        match self.choose(8) {
            0 => {
                self.text.push('\n');
                self.spaces(indent + 3);
            }
            1 => {
                let comment = self.comment();
                self.text.push(' ');
                self.text.push_str(&comment);
                self.text.push('\n');
                self.spaces(indent + 2);
            }
            2 => {}
            _ => self.spaces(1),
        }
    }

    fn quoted(&mut self, text: &str) {
        let is_plain = !text.is_empty()
            && text
                .chars()
                .all(|it| it.is_alphanumeric() || it == ' ' || it == '/')
            && text.trim() == text
            && !matches!(text, "true" | "null" | "NO")
            && text.parse::<f64>().is_err();
        match self.choose(3) {
            0 if is_plain => self.text.push_str(text),
            1 if !text.contains(char::is_control) => {
                self.text.push('\'');
                self.text.push_str(&text.replace('\'', "''"));
                self.text.push('\'');
            }
            _ => {
                let quoted = Value::from(text).to_string();
                // As JSON may write it: by surrogates.
                let quoted = quoted.replace('😀', "\\ud83d\\ude00");
                self.text.push_str(&quoted);
            }
        }
    }
}

/// A line of spaces, which is part of a block scalar only if it is deeper than the others.
fn is_blank(line: &str) -> bool {
    !line.is_empty() && line.trim().is_empty()
}
