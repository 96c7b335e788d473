//! YAML events into a value with spans; everything a manifest does not need of YAML is refused (design.md §3).

use std::{collections::HashMap, ops::Range, sync::Arc};

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};
use serde_json::{Map, Value};

use super::{
    document::{Document, Index, Node, NodeKind},
    scalar,
    source::{Offsets, Source},
};
use crate::{
    catalogue::{self, Rule},
    diagnostic::Diagnostic,
    format, pointer,
};

/// The largest manifest read, in bytes.
pub(crate) const MAX_BYTES: usize = 1024 * 1024;
/// The deepest nesting read; the contract's own is 7.
pub(crate) const MAX_DEPTH: usize = 64;

/// Reads one manifest: bytes into a value with spans.
///
/// `path` is shown to people. Only the form is checked here: encoding, size, YAML.
///
/// # Errors
/// Gives every fault of form; the YAML parser itself stops at its first.
pub fn read(path: &str, bytes: &[u8]) -> Result<Document, Vec<Diagnostic>> {
    let source = decode(path, bytes).map_err(|it| vec![*it])?;
    if let Some(directive) = directive(&source) {
        return Err(vec![directive]);
    }
    let mut builder = Builder::new(&source);
    builder.run();
    let Builder {
        index,
        root,
        mut problems,
        ..
    } = builder;
    problems.sort_by_key(|it| it.location.span.start);
    if !problems.is_empty() {
        return Err(problems);
    }
    match root {
        None | Some(Value::Null) => {
            Err(vec![catalogue::EMPTY_FILE.at(
                source.location(&(0..0)),
                "the manifest is empty".to_owned(),
            )])
        }
        Some(value) => Ok(Document {
            source: Arc::new(source),
            index: Arc::new(index),
            value,
        }),
    }
}

/// Finds a directive: only before the document, at the start of a line. The parser keeps them to itself.
fn directive(source: &Source) -> Option<Diagnostic> {
    let mut at = 0;
    for line in source.text().split_inclusive('\n') {
        if line.starts_with('%') {
            let place = source.location(&(at..at + line.len()));
            return Some(catalogue::DIRECTIVE.at(place, "a directive is used here".to_owned()));
        }
        let content = line.trim_start();
        if !content.is_empty() && !content.starts_with('#') {
            return None;
        }
        at += line.len();
    }
    None
}

fn decode(path: &str, bytes: &[u8]) -> Result<Source, Box<Diagnostic>> {
    if bytes.len() > MAX_BYTES {
        let source = Source::new(path, String::new());
        let message = format!(
            "the manifest has {} bytes, limit {}",
            format::count(bytes.len()),
            format::count(MAX_BYTES)
        );
        return Err(Box::new(
            catalogue::TOO_LARGE.at(source.location(&(0..0)), message),
        ));
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(fault) => {
            let at = fault.valid_up_to();
            // The lossy text agrees with the bytes up to the fault, so the place is right.
            let source = Source::new(path, String::from_utf8_lossy(bytes).into_owned());
            let message = format!("not UTF-8: byte {} begins no character", at + 1);
            return Err(Box::new(
                catalogue::NOT_UTF8.at(source.location(&(at..at + 3)), message),
            ));
        }
    };
    let source = Source::new(path, text.to_owned());
    match source.text().find('\0') {
        Some(at) => Err(Box::new(catalogue::NUL.at(
            source.location(&(at..at + 1)),
            "a NUL character is in the manifest".to_owned(),
        ))),
        None => Ok(source),
    }
}

/// What becomes of the value that follows a key.
enum Keep {
    Yes,
    No,
}

/// A collection that is still open.
enum Frame {
    Mapping {
        pointer: String,
        start: usize,
        entries: Map<String, Value>,
        /// Where each key is, by its identity: languages by lower case.
        keys: HashMap<String, Range<usize>>,
        pending: Option<(String, Range<usize>, Keep)>,
    },
    Sequence {
        pointer: String,
        start: usize,
        items: Vec<Value>,
    },
    /// A collection used as a key: read over.
    Skipped,
}

struct Builder<'a> {
    source: &'a Source,
    offsets: Offsets,
    stack: Vec<Frame>,
    documents: usize,
    index: Index,
    root: Option<Value>,
    problems: Vec<Diagnostic>,
}

impl<'a> Builder<'a> {
    fn new(source: &'a Source) -> Self {
        Self {
            source,
            offsets: Offsets::new(source.text()),
            stack: Vec::new(),
            documents: 0,
            index: Index::default(),
            root: None,
            problems: Vec::new(),
        }
    }

    fn run(&mut self) {
        let mut parser = Parser::new_from_str(self.source.text());
        while let Some(step) = parser.next_event() {
            match step {
                Ok((event, span)) => {
                    if self.on_event(event, span).is_break() {
                        return;
                    }
                }
                Err(fault) => return self.on_fault(&fault),
            }
        }
    }

    fn bytes(&self, span: Span) -> Range<usize> {
        self.offsets.byte(span.start.index())..self.offsets.byte(span.end.index())
    }

    fn problem(&mut self, rule: &Rule, span: &Range<usize>, message: impl Into<String>) {
        let found = rule.at(self.source.location(span), message.into());
        self.problems.push(found);
    }

    fn on_fault(&mut self, fault: &ScanError) {
        let at = self.offsets.byte(fault.marker().index());
        let span = at..at + 1;
        if fault.info().contains("recursion limit") {
            return self.too_deep(&span);
        }
        if fault.info().contains("unknown anchor") {
            return self.problem(&catalogue::ANCHOR, &span, "an alias is used here");
        }
        if fault.info().contains("handle wasn't declared") {
            return self.problem(&catalogue::TAG, &span, "a tag is used here");
        }
        let place = self.source.location(&span);
        let before = self.source.text().get(..at).unwrap_or_default();
        let line = self.source.text().lines().nth(place.line - 1);
        let tabbed = line.is_some_and(|it| it.trim_start_matches(' ').starts_with('\t'))
            || self.source.slice(&span) == "\t"
            || before.ends_with('\t');
        let mut found = catalogue::SYNTAX.at(place, format!("not valid YAML: {}", fault.info()));
        if tabbed {
            found.hint = Some("indent with spaces: YAML takes no tabs for indentation".to_owned());
        }
        self.problems.push(found);
    }

    fn too_deep(&mut self, span: &Range<usize>) {
        self.problem(
            &catalogue::TOO_DEEP,
            span,
            format!("nested deeper than {MAX_DEPTH} levels"),
        );
    }

    fn on_event(&mut self, event: Event<'_>, span: Span) -> std::ops::ControlFlow<()> {
        let bytes = self.bytes(span);
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.problem(
                        &catalogue::SECOND_DOCUMENT,
                        &bytes,
                        "a second document begins",
                    );
                    return std::ops::ControlFlow::Break(());
                }
            }
            Event::Alias(_) => {
                self.problem(&catalogue::ANCHOR, &bytes, "an alias is used here");
                self.scalar(Value::Null, bytes, String::new());
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_properties(anchor, tag.is_some(), &bytes);
                let value = self.resolve(&text, style, &bytes);
                self.scalar(value, bytes, text.into_owned());
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_properties(anchor, tag.is_some(), &bytes);
                return self.open(bytes, NodeKind::Sequence);
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_properties(anchor, tag.is_some(), &bytes);
                return self.open(bytes, NodeKind::Mapping);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(bytes.end),
        }
        std::ops::ControlFlow::Continue(())
    }

    fn refuse_properties(&mut self, anchor: usize, tagged: bool, span: &Range<usize>) {
        if anchor > 0 {
            self.problem(&catalogue::ANCHOR, span, "an anchor is used here");
        }
        if tagged {
            self.problem(&catalogue::TAG, span, "a tag is used here");
        }
    }

    fn resolve(&mut self, text: &str, style: ScalarStyle, span: &Range<usize>) -> Value {
        if style != ScalarStyle::Plain {
            return Value::from(text);
        }
        scalar::resolve(text).unwrap_or_else(|scalar::Unrepresentable| {
            let mut found = catalogue::NUMBER.at(
                self.source.location(span),
                format!(
                    "`{}` is a number that cannot be kept exactly",
                    format::shorten(text)
                ),
            );
            found.hint = Some(format!(
                "if text is meant, quote it: \"{}\"",
                format::shorten(text)
            ));
            self.problems.push(found);
            Value::Null
        })
    }

    /// Tells whether the next node is the key of a mapping.
    fn wants_key(&self) -> bool {
        matches!(
            self.stack.last(),
            Some(Frame::Mapping { pending: None, .. })
        )
    }

    /// Gives the pointer the next value will have.
    fn next_pointer(&self) -> String {
        match self.stack.last() {
            Some(Frame::Mapping {
                pointer, pending, ..
            }) => pending.as_ref().map_or_else(
                || pointer.clone(),
                |(name, ..)| pointer::join(pointer, name),
            ),
            Some(Frame::Sequence { pointer, items, .. }) => pointer::item(pointer, items.len()),
            Some(Frame::Skipped) | None => String::new(),
        }
    }

    fn open(&mut self, span: Range<usize>, kind: NodeKind) -> std::ops::ControlFlow<()> {
        if self.stack.len() >= MAX_DEPTH {
            self.too_deep(&span);
            return std::ops::ControlFlow::Break(());
        }
        if self.wants_key() {
            self.problem(&catalogue::KEY, &span, "a list or mapping is used as a key");
        }
        let skipped = self.wants_key() || matches!(self.stack.last(), Some(Frame::Skipped));
        let pointer = self.next_pointer();
        let start = span.start;
        self.stack.push(if skipped {
            Frame::Skipped
        } else if kind == NodeKind::Mapping {
            Frame::Mapping {
                pointer,
                start,
                entries: Map::new(),
                keys: HashMap::new(),
                pending: None,
            }
        } else {
            Frame::Sequence {
                pointer,
                start,
                items: Vec::new(),
            }
        });
        std::ops::ControlFlow::Continue(())
    }

    fn close(&mut self, end: usize) {
        match self.stack.pop() {
            None => {}
            Some(Frame::Skipped) => {
                if let Some(Frame::Mapping { pending, .. }) = self.stack.last_mut()
                    && pending.is_none()
                {
                    *pending = Some((String::new(), end..end, Keep::No));
                }
            }
            Some(Frame::Mapping { start, entries, .. }) => {
                self.value(Value::Object(entries), start..end, NodeKind::Mapping);
            }
            Some(Frame::Sequence { start, items, .. }) => {
                self.value(Value::Array(items), start..end, NodeKind::Sequence);
            }
        }
    }

    fn scalar(&mut self, value: Value, span: Range<usize>, text: String) {
        if self.wants_key() {
            self.key(text, span);
        } else {
            self.value(value, span, NodeKind::Scalar);
        }
    }

    fn key(&mut self, name: String, span: Range<usize>) {
        let source = self.source;
        let Some(Frame::Mapping {
            pointer,
            keys,
            pending,
            ..
        }) = self.stack.last_mut()
        else {
            return;
        };
        let languages = pointer == "/listings";
        let identity = if languages {
            name.to_lowercase()
        } else {
            name.clone()
        };
        if name == "<<" {
            *pending = Some((name, span.clone(), Keep::No));
            self.problem(&catalogue::MERGE_KEY, &span, "a merge key is used here");
            return;
        }
        if let Some(first) = keys.get(&identity) {
            let first = source.location(first);
            let message = if source.slice(&first.span) == source.slice(&span) {
                format!(
                    "`{}` is here twice; first on line {}",
                    format::shorten(&name),
                    first.line
                )
            } else {
                format!(
                    "`{}` is the language of line {} in another spelling",
                    format::shorten(&name),
                    first.line
                )
            };
            let mut found = catalogue::DUPLICATE_KEY.at(source.location(&span), message);
            found.pointer = pointer::join(pointer, &name);
            found.related.push((first, "first here".to_owned()));
            *pending = Some((name, span, Keep::No));
            self.problems.push(found);
            return;
        }
        keys.insert(identity, span.clone());
        *pending = Some((name, span, Keep::Yes));
    }

    fn value(&mut self, value: Value, span: Range<usize>, kind: NodeKind) {
        let pointer = self.next_pointer();
        let key = match self.stack.last_mut() {
            None => {
                self.root = Some(value);
                None
            }
            Some(Frame::Skipped) => return,
            Some(Frame::Sequence { items, .. }) => {
                items.push(value);
                None
            }
            Some(Frame::Mapping {
                entries, pending, ..
            }) => match pending.take() {
                Some((name, key, Keep::Yes)) => {
                    entries.insert(name, value);
                    Some(key)
                }
                Some((_, _, Keep::No)) | None => return,
            },
        };
        self.index.insert(
            pointer,
            Node {
                key,
                value: span,
                kind,
            },
        );
    }
}
