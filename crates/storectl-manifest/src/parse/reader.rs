//! YAML events into a value with spans; everything a manifest does not need of YAML is refused (design.md §3).

use std::{borrow::Cow, collections::HashMap, ops::Range, sync::Arc};

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};
use serde_json::{Map, Value};

use super::{
    bytes::decode,
    document::Document,
    frame::{Collection, Frame, Mapping, Pending},
    index::{CollectionStyle, Index, Node, NodeKind},
    scalar,
    source::{Offsets, Source},
    surrogates::Prepared,
    syntax,
};
use crate::{
    catalogue::{self, Rule},
    diagnostic::Diagnostic,
    format,
};

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
        None | Some((Value::Null, _)) => {
            Err(vec![catalogue::EMPTY_FILE.at(
                source.location(&(0..0)),
                "the manifest is empty".to_owned(),
            )])
        }
        Some((value, root)) => {
            let source = Arc::new(source);
            Ok(Document {
                index: Arc::new(Index::new(Arc::clone(&source), root)),
                source,
                value,
                blanks,
            })
        }
    }
}

struct Builder<'a> {
    source: &'a Source,
    prepared: &'a Prepared<'a>,
    offsets: Offsets<'a>,
    stack: Vec<Frame>,
    documents: usize,
    root: Option<(Value, Node)>,
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
                if self.wants_key() {
                    self.key(String::new(), bytes);
                } else {
                    self.value(Value::Null, Node::scalar(bytes, ScalarStyle::Plain));
                }
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
                if self.wants_key() {
                    self.key(text.into_owned(), bytes);
                } else {
                    let value = self.resolve(text, style, &bytes);
                    self.value(value, Node::scalar(bytes, style));
                }
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

    fn resolve(&mut self, text: Cow<'_, str>, style: ScalarStyle, span: &Range<usize>) -> Value {
        if style != ScalarStyle::Plain {
            return Value::String(text.into_owned());
        }
        match scalar::resolve(&text) {
            Ok(None) => Value::String(text.into_owned()),
            Ok(Some(value)) => value,
            Err(scalar::Unrepresentable) => {
                let text = format::shorten(&text);
                let message = format!("number `{text}` loses precision");
                let mut found = catalogue::NUMBER.at(self.source.location(span), message);
                found.hinted(format!("if it is a string, quote it: \"{text}\""));
                self.problems.push(found);
                Value::Null
            }
        }
    }

    /// Returns whether the next node is the key of a mapping.
    fn wants_key(&self) -> bool {
        matches!(self.stack.last(), Some(Frame::Mapping(it)) if it.pending.is_none())
    }

    /// Returns the pointer of the value that is read next.
    fn next_pointer(&self) -> String {
        let mut pointer = String::new();
        for it in &self.stack {
            it.push_to(&mut pointer);
        }
        pointer
    }

    /// Returns how many bytes the keys above the value that is read next have.
    fn above(&self) -> usize {
        match self.stack.last() {
            Some(Frame::Mapping(it)) => it.above + it.next_name().map_or(0, |it| it.len() + 1),
            Some(Frame::Sequence { above, .. }) => *above,
            Some(Frame::Skipped) | None => 0,
        }
    }

    /// Returns whether the value that is read next is the mapping of the listings.
    fn opens_listings(&self) -> bool {
        match self.stack.as_slice() {
            [Frame::Mapping(it)] => it.next_name() == Some("listings"),
            _ => false,
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
        let above = self.above();
        let has_languages = self.opens_listings();
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
            Collection::Mapping => Frame::Mapping(Mapping {
                style,
                start,
                entries: Map::new(),
                nodes: Vec::new(),
                above,
                has_languages,
                names: HashMap::new(),
                pending: None,
            }),
            Collection::Sequence => Frame::Sequence {
                style,
                start,
                items: Vec::new(),
                nodes: Vec::new(),
                above,
            },
        });
        std::ops::ControlFlow::Continue(())
    }

    /// Tells whether nothing of the next value is kept.
    fn is_skipped(&self) -> bool {
        match self.stack.last() {
            Some(Frame::Mapping(it)) => matches!(it.pending, Some(Pending::Skipped)),
            Some(Frame::Skipped) => true,
            Some(Frame::Sequence { .. }) | None => false,
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
                if let Some(Frame::Mapping(it)) = self.stack.last_mut() {
                    // It was a key, or the value of one that is too long.
                    it.pending = match it.pending.take() {
                        None => Some(Pending::Skipped),
                        Some(_) => None,
                    };
                }
            }
            Some(Frame::Mapping(it)) => {
                let kind = NodeKind::Mapping(it.style);
                let node = Node::new(it.start..past(it.style), kind, it.nodes);
                self.value(Value::Object(it.entries), node);
            }
            Some(Frame::Sequence {
                style,
                start,
                items,
                nodes,
                ..
            }) => {
                let kind = NodeKind::Sequence(style);
                let node = Node::new(start..past(style), kind, nodes);
                self.value(Value::Array(items), node);
            }
        }
    }

    fn key(&mut self, name: String, span: Range<usize>) {
        let source = self.source;
        let Some((Frame::Mapping(mapping), outer)) = self.stack.split_last_mut() else {
            return;
        };
        if let Err(mut found) = mapping.add_name(name, span, source) {
            if !found.pointer.is_empty() {
                let mut pointer = String::new();
                for it in outer {
                    it.push_to(&mut pointer);
                }
                found.pointer.insert_str(0, &pointer);
            }
            self.problems.push(*found);
        }
    }

    fn value(&mut self, value: Value, node: Node) {
        if matches!(node.kind, NodeKind::Scalar(_)) && node.value.is_empty() {
            let is_dropped = self.is_skipped();
            self.blanks
                .extend((!is_dropped).then(|| self.next_pointer()));
        }
        match self.stack.last_mut() {
            None => self.root = Some((value, node)),
            Some(Frame::Skipped) => {}
            Some(Frame::Sequence { items, nodes, .. }) => {
                items.push(value);
                nodes.push(node);
            }
            Some(Frame::Mapping(it)) => {
                if let Some(Pending::Kept(key)) = it.pending.take()
                    && let Some((name, last)) = it.entries.iter_mut().next_back()
                {
                    *last = value;
                    it.nodes.push(node.under(name, key, self.source));
                }
            }
        }
    }
}
