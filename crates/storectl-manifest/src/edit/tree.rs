//! A manifest as it is laid out: what every value and its key occupy, and which comments belong to which key.

use std::ops::Range;

use saphyr_parser::ScalarStyle;
use serde_json::Value;

use super::lines;
use crate::{
    parse::{CollectionStyle, Document, NodeKind},
    pointer,
};

/// A value, as it is laid out.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Its JSON pointer.
    pub(super) pointer: String,
    /// How it is written.
    pub(super) kind: NodeKind,
    /// What it occupies, in bytes: the header of a block scalar included, the line end and comment after it not. Empty if
    /// nothing is written.
    pub(super) span: Range<usize>,
    /// What it holds, in the order of the file.
    pub(super) entries: Vec<Entry>,
}

/// A member of a mapping, or an item of a list.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// How it is found.
    pub(super) head: Head,
    /// Its value.
    pub(super) value: Node,
}

/// What stands before a value.
#[derive(Clone, Debug)]
pub(super) enum Head {
    /// A key.
    Key {
        /// The key, without quotes.
        name: String,
        /// What it occupies, quotes included.
        span: Range<usize>,
        /// Where its colon ends; where it has none, as `{ key }` has, the key.
        end: usize,
    },
    /// A dash in a list of lines.
    Dash(usize),
    /// Nothing: an item between brackets.
    None,
}

impl Entry {
    /// Returns the first byte of the entry: of its key, its dash or its value.
    pub(super) fn start(&self) -> usize {
        match &self.head {
            Head::Key { span, .. } => span.start,
            Head::Dash(at) => *at,
            Head::None => self.value.span.start,
        }
    }

    /// Returns the key, if it is a member.
    pub(super) fn name(&self) -> Option<&str> {
        match &self.head {
            Head::Key { name, .. } => Some(name),
            Head::Dash(_) | Head::None => None,
        }
    }

    /// Returns what the entry occupies, without comments.
    pub(super) fn span(&self) -> Range<usize> {
        self.start()..self.value.span.end
    }
}

impl Node {
    /// Lays out a document.
    pub(super) fn of(document: &Document) -> Self {
        let text = document.source.text();
        let start = lines::skip_blanks(text, 0);
        Layout { document, text }.node(String::new(), &document.value, start)
    }

    /// Returns whether it is written an entry a line.
    pub(super) fn is_block(&self) -> bool {
        matches!(
            self.kind,
            NodeKind::Mapping(CollectionStyle::Block) | NodeKind::Sequence(CollectionStyle::Block)
        )
    }
}

struct Layout<'a> {
    document: &'a Document,
    text: &'a str,
}

impl Layout<'_> {
    /// Lays out the value at `pointer`, which begins at `start`.
    fn node(&self, pointer: String, value: &Value, start: usize) -> Node {
        let Some(node) = self.document.index.get(&pointer) else {
            // Every value of a document is in its index.
            return Node {
                pointer,
                kind: NodeKind::Scalar(ScalarStyle::Plain),
                span: start..start,
                entries: Vec::new(),
            };
        };
        let kind = node.kind;
        let entries = match (kind, value) {
            (NodeKind::Mapping(_), Value::Object(members)) => {
                let members = members
                    .iter()
                    .map(|(name, value)| self.member(name, pointer::join(&pointer, name), value));
                members.collect()
            }
            (NodeKind::Sequence(style), Value::Array(items)) => {
                self.items(style, &pointer, items, start)
            }
            _ => Vec::new(),
        };
        let last = entries.last().map(|it| it.value.span.end);
        let end = match kind {
            NodeKind::Scalar(ScalarStyle::Literal | ScalarStyle::Folded) => {
                lines::end_of_block_scalar(self.text, start, &node.value)
            }
            _ if node.value.is_empty() => start,
            // The parser's end is not after the bracket where a comma stands before it.
            NodeKind::Mapping(CollectionStyle::Flow)
            | NodeKind::Sequence(CollectionStyle::Flow) => {
                lines::end_of_brackets(self.text, last.unwrap_or(start + 1))
            }
            NodeKind::Mapping(CollectionStyle::Block)
            | NodeKind::Sequence(CollectionStyle::Block) => last.unwrap_or(start),
            // The parser takes what follows a quotation mark for part of it.
            NodeKind::Scalar(ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) => {
                lines::end_of_quotation(self.text, start)
            }
            NodeKind::Scalar(ScalarStyle::Plain) => {
                let written = self.text.get(node.value.clone()).unwrap_or_default();
                node.value.start + written.trim_end_matches(lines::BLANKS).len()
            }
        };
        Node {
            pointer,
            kind,
            span: start..end,
            entries,
        }
    }

    fn member(&self, name: &str, pointer: String, value: &Value) -> Entry {
        let key = self
            .document
            .index
            .get(&pointer)
            .and_then(|it| it.key.clone());
        let span = key.unwrap_or_default();
        let colon = lines::skip_blanks(self.text, span.end);
        let has_colon = self.text.get(colon..).unwrap_or_default().starts_with(':');
        let end = if has_colon { colon + 1 } else { span.end };
        let value = self.node_after(end, pointer, value);
        let name = name.to_owned();
        Entry {
            head: Head::Key { name, span, end },
            value,
        }
    }

    /// Lays out the value that follows a colon or a dash.
    fn node_after(&self, at: usize, pointer: String, value: &Value) -> Node {
        let node = self.document.index.get(&pointer);
        let is_blank = node.is_none_or(|it| {
            it.value.is_empty() && it.kind == NodeKind::Scalar(ScalarStyle::Plain)
        });
        let start = if is_blank {
            at
        } else {
            lines::skip_blanks(self.text, at)
        };
        self.node(pointer, value, start)
    }

    fn items(
        &self,
        style: CollectionStyle,
        list: &str,
        items: &[Value],
        start: usize,
    ) -> Vec<Entry> {
        let mut at = start;
        let mut entries: Vec<Entry> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let pointer = pointer::item(list, index);
            let entry = match style {
                CollectionStyle::Block => {
                    let dash = lines::skip_blanks(self.text, at);
                    Entry {
                        head: Head::Dash(dash),
                        value: self.node_after(dash + 1, pointer, item),
                    }
                }
                CollectionStyle::Flow => {
                    let node = self.document.index.get(&pointer);
                    let start = node.map_or(at, |it| it.value.start);
                    Entry {
                        head: Head::None,
                        value: self.node(pointer, item, start),
                    }
                }
            };
            at = entry.value.span.end;
            entries.push(entry);
        }
        entries
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// Lists every entry with what it occupies.
    fn listed(text: &str) -> String {
        fn list(node: &Node, text: &str, listed: &mut String) {
            for entry in &node.entries {
                let _ = writeln!(
                    listed,
                    "{} = {:?}",
                    entry.value.pointer,
                    &text[entry.span()]
                );
                list(&entry.value, text, listed);
            }
        }
        let document = crate::read("storectl.yaml", text.as_bytes()).unwrap();
        let mut found = String::new();
        list(&Node::of(&document), text, &mut found);
        found
    }

    #[test]
    fn an_entry_occupies_what_it_is_written_as_without_comments() {
        let text = "\
# head
a: 1 # one
b:
  # lead
  c: | # header
    text
      more

    # not comment

  # tail of b
# lead d
d:   # after d
  - x
  # between
  - y: \"1\" # one
    'z' : \"q
      r\"
  -
    w: [a, 'b' , {c: d}] # flow
e: {k: v, # k
    l: m} # end
f: ''
g: >-
  folded
  text
h: |+
  kept

i: plain
  goes on
j: null
";
        insta::assert_snapshot!(listed(text), @r#"
        /a = "a: 1"
        /b = "b:\n  # lead\n  c: | # header\n    text\n      more\n\n    # not comment"
        /b/c = "c: | # header\n    text\n      more\n\n    # not comment"
        /d = "d:   # after d\n  - x\n  # between\n  - y: \"1\" # one\n    'z' : \"q\n      r\"\n  -\n    w: [a, 'b' , {c: d}]"
        /d/0 = "- x"
        /d/1 = "- y: \"1\" # one\n    'z' : \"q\n      r\""
        /d/1/y = "y: \"1\""
        /d/1/z = "'z' : \"q\n      r\""
        /d/2 = "-\n    w: [a, 'b' , {c: d}]"
        /d/2/w = "w: [a, 'b' , {c: d}]"
        /d/2/w/0 = "a"
        /d/2/w/1 = "'b'"
        /d/2/w/2 = "{c: d}"
        /d/2/w/2/c = "c: d"
        /e = "e: {k: v, # k\n    l: m}"
        /e/k = "k: v"
        /e/l = "l: m"
        /f = "f: ''"
        /g = "g: >-\n  folded\n  text"
        /h = "h: |+\n  kept\n"
        /i = "i: plain\n  goes on"
        /j = "j: null"
        "#);
    }
}
