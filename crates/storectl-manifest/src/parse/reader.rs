//! YAML events into a value with spans; everything a manifest does not need of YAML is refused (design.md §3).

use std::{collections::HashMap, ops::Range, sync::Arc};

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};
use serde_json::{Map, Value};

use super::{
    bytes::decode,
    document::{CollectionStyle, Document, Index, Node, NodeKind},
    frame::{Collection, Frame, Keep},
    scalar,
    source::{Offsets, Source},
    surrogates::Prepared,
    syntax,
};
use crate::{
    catalogue::{self, Rule},
    diagnostic::Diagnostic,
    format, pointer,
};

/// The most bytes of the keys above a value, its own included; the schema's longest have under 100. Each value of a manifest
/// is known by its keys, so a key of 100 KB above 40,000 values would fill any memory.
const MAX_KEYS: usize = 512;
/// The deepest nesting read; the contract's own is 7.
const MAX_DEPTH: usize = 64;

/// Reads one manifest: bytes into a value with spans.
///
/// `path` is shown to people. Only the form is checked here: encoding, size, YAML.
///
/// # Errors
/// Returns every fault of form; the YAML parser itself stops at its first.
pub fn read(path: &str, bytes: &[u8]) -> Result<Document, Vec<Diagnostic>> {
    let source = decode(path, bytes).map_err(|it| vec![*it])?;
    if let Some(directive) = syntax::directive(&source) {
        return Err(vec![directive]);
    }
    let prepared = Prepared::new(source.text());
    let mut builder = Builder::new(&source, &prepared);
    builder.run();
    let Builder {
        index,
        root,
        blanks,
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
            blanks,
        }),
    }
}

struct Builder<'a> {
    source: &'a Source,
    prepared: &'a Prepared<'a>,
    offsets: Offsets<'a>,
    stack: Vec<Frame>,
    documents: usize,
    index: Index,
    root: Option<Value>,
    blanks: Vec<String>,
    problems: Vec<Diagnostic>,
}

impl<'a> Builder<'a> {
    fn new(source: &'a Source, prepared: &'a Prepared<'a>) -> Self {
        Self {
            source,
            prepared,
            offsets: Offsets::new(prepared.text()),
            stack: Vec::new(),
            documents: 0,
            index: Index::default(),
            root: None,
            blanks: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn run(&mut self) {
        let mut parser = Parser::new_from_str(self.prepared.text());
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
        self.byte(span.start.index())..self.byte(span.end.index())
    }

    /// Returns the byte of the source for a character of the parser's text.
    fn byte(&self, character: usize) -> usize {
        self.prepared.original(self.offsets.byte(character))
    }

    fn problem(&mut self, rule: &Rule, span: &Range<usize>, message: impl Into<String>) {
        let found = rule.at(self.source.location(span), message.into());
        self.problems.push(found);
    }

    fn on_fault(&mut self, fault: &ScanError) {
        let at = self.byte(fault.marker().index());
        if fault.info().contains("recursion limit") {
            return self.too_deep(&(at..at + 1));
        }
        self.problems.push(syntax::diagnose(fault, at, self.source));
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
                        "a second document begins here",
                    );
                    return std::ops::ControlFlow::Break(());
                }
            }
            Event::Alias(_) => {
                self.problem(&catalogue::ANCHOR, &bytes, "aliases are not allowed");
                self.scalar(Value::Null, ScalarStyle::Plain, bytes, String::new());
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_properties(anchor, tag.is_some(), &bytes);
                let text = match style {
                    ScalarStyle::DoubleQuoted => text,
                    ScalarStyle::Plain
                    | ScalarStyle::SingleQuoted
                    | ScalarStyle::Literal
                    | ScalarStyle::Folded => {
                        self.prepared.restore(text, &bytes, self.source.text())
                    }
                };
                // Where nothing is written, the parser may mark what comes next: a bracket, or a line end.
                let is_blank = style == ScalarStyle::Plain && text.is_empty();
                let bytes = bytes.start..if is_blank { bytes.start } else { bytes.end };
                let value = self.resolve(&text, style, &bytes);
                self.scalar(value, style, bytes, text.into_owned());
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_properties(anchor, tag.is_some(), &bytes);
                return self.open(bytes, Collection::Sequence);
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_properties(anchor, tag.is_some(), &bytes);
                return self.open(bytes, Collection::Mapping);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(bytes.start),
        }
        std::ops::ControlFlow::Continue(())
    }

    fn refuse_properties(&mut self, anchor: usize, tagged: bool, span: &Range<usize>) {
        if anchor > 0 {
            self.problem(&catalogue::ANCHOR, span, "anchors are not allowed");
        }
        if tagged {
            self.problem(&catalogue::TAG, span, "tags are not allowed");
        }
    }

    fn resolve(&mut self, text: &str, style: ScalarStyle, span: &Range<usize>) -> Value {
        if style != ScalarStyle::Plain {
            return Value::from(text);
        }
        scalar::resolve(text).unwrap_or_else(|scalar::Unrepresentable| {
            let mut found = catalogue::NUMBER.at(
                self.source.location(span),
                format!("number `{}` loses precision", format::shorten(text)),
            );
            found.hinted(format!(
                "if it is a string, quote it: \"{}\"",
                format::shorten(text)
            ));
            self.problems.push(found);
            Value::Null
        })
    }

    /// Returns whether the next node is the key of a mapping.
    fn wants_key(&self) -> bool {
        matches!(
            self.stack.last(),
            Some(Frame::Mapping { pending: None, .. })
        )
    }

    /// Returns the pointer the next value will have.
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

    fn open(&mut self, span: Range<usize>, kind: Collection) -> std::ops::ControlFlow<()> {
        if self.stack.len() >= MAX_DEPTH {
            self.too_deep(&span);
            return std::ops::ControlFlow::Break(());
        }
        if self.wants_key() {
            self.problem(
                &catalogue::KEY,
                &span,
                "a list or a mapping is used as a key",
            );
        }
        let skipped = self.wants_key() || self.is_skipped();
        let pointer = self.next_pointer();
        let start = span.start;
        // The parser's mark is the bracket, the question mark of a key, or nothing.
        let marked = self.source.text().get(span).unwrap_or_default();
        let style = if marked.starts_with(['[', '{']) {
            CollectionStyle::Flow
        } else {
            CollectionStyle::Block
        };
        self.stack.push(match kind {
            _ if skipped => Frame::Skipped,
            Collection::Mapping => Frame::Mapping {
                pointer,
                style,
                start,
                entries: Map::new(),
                keys: HashMap::new(),
                pending: None,
            },
            Collection::Sequence => Frame::Sequence {
                pointer,
                style,
                start,
                items: Vec::new(),
            },
        });
        std::ops::ControlFlow::Continue(())
    }

    /// Tells whether nothing of the next value is kept.
    fn is_skipped(&self) -> bool {
        match self.stack.last() {
            Some(Frame::Skipped) => true,
            Some(Frame::Mapping {
                pointer,
                pending: Some((name, ..)),
                ..
            }) => is_overlong(pointer, name),
            Some(Frame::Mapping { pending: None, .. } | Frame::Sequence { .. }) | None => false,
        }
    }

    /// Closes a collection; `end` is where its bracket is, or where what follows begins.
    fn close(&mut self, end: usize) {
        let past = |style| match style {
            CollectionStyle::Block => end,
            CollectionStyle::Flow => end + 1,
        };
        match self.stack.pop() {
            None => {}
            Some(Frame::Skipped) => {
                if let Some(Frame::Mapping { pending, .. }) = self.stack.last_mut() {
                    // It was a key, or the value of one that is too long.
                    *pending = match pending.take() {
                        None => Some((String::new(), end..end, Keep::No)),
                        Some(_) => None,
                    };
                }
            }
            Some(Frame::Mapping {
                style,
                start,
                entries,
                ..
            }) => {
                let kind = NodeKind::Mapping(style);
                self.value(Value::Object(entries), start..past(style), kind);
            }
            Some(Frame::Sequence {
                style,
                start,
                items,
                ..
            }) => {
                let kind = NodeKind::Sequence(style);
                self.value(Value::Array(items), start..past(style), kind);
            }
        }
    }

    fn scalar(&mut self, value: Value, style: ScalarStyle, span: Range<usize>, text: String) {
        if self.wants_key() {
            self.key(text, span);
        } else {
            self.value(value, span, NodeKind::Scalar(style));
        }
    }

    fn key(&mut self, name: String, span: Range<usize>) {
        let source = self.source;
        let Some(Frame::Mapping {
            pointer,
            entries,
            keys,
            pending,
            ..
        }) = self.stack.last_mut()
        else {
            return;
        };
        // Nothing is written; two quotes are an empty name, which is a name.
        if span.is_empty() {
            *pending = Some((name, span.clone(), Keep::No));
            self.problem(&catalogue::KEY, &span, "a key is missing before the colon");
            return;
        }
        if is_overlong(pointer, &name) {
            let message = format!("the key `{}` is too long", format::shorten(&name));
            *pending = Some((name, span.clone(), Keep::No));
            self.problem(&catalogue::LONG_KEY, &span, message);
            return;
        }
        let languages = pointer == "/listings";
        let identity = if languages {
            name.to_lowercase()
        } else {
            name.clone()
        };
        if name == "<<" {
            *pending = Some((name, span.clone(), Keep::No));
            self.problem(&catalogue::MERGE_KEY, &span, "merge keys are not allowed");
            return;
        }
        if let Some(first) = keys.get(&identity) {
            let first = source.location(first);
            // The same name, however it is quoted; else a language in another case.
            let message = if entries.contains_key(&name) {
                format!(
                    "`{}` appears twice; first on line {}",
                    format::shorten(&name),
                    first.line
                )
            } else {
                format!(
                    "`{}` is the same language as on line {}",
                    format::shorten(&name),
                    first.line
                )
            };
            let mut found = catalogue::DUPLICATE_KEY.at(source.location(&span), message);
            found.pointer = pointer::join(pointer, &name);
            found.related.push((first, "first used here".to_owned()));
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
        if matches!(kind, NodeKind::Scalar(_)) && span.is_empty() {
            self.blanks.push(pointer.clone());
        }
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

/// Tells whether the keys down to the member `name` of the value at `pointer` are longer than is read.
fn is_overlong(pointer: &str, name: &str) -> bool {
    pointer.len() + name.len() > MAX_KEYS
}
