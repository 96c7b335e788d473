//! The canonical layout of a manifest: keys in the manifest's order, two spaces a level, at most one empty line. Comments move
//! with the entry below them; values are written as they were.

use std::ops::Range;

use saphyr_parser::ScalarStyle;

use super::{
    comments::{end_with_comments, have_same_comments, start_with_comments},
    error::EditError,
    lines,
    tree::{Entry, Head, Node},
};
use crate::{
    parse::{CollectionStyle, Document, NodeKind},
    schema::Place,
};

/// How much deeper a level is, in columns.
const LEVEL: usize = 2;

/// Returns the text of a manifest in its canonical layout. One between brackets stays as it is: a program wrote it.
///
/// # Errors
/// [`EditError::LoneCarriageReturn`]; [`EditError::Unformattable`] where the layout would change a value or lose a comment.
pub(super) fn format(document: &Document) -> Result<String, EditError> {
    let text = document.source.text();
    let root = Node::of(document);
    if root.kind != NodeKind::Mapping(CollectionStyle::Block) {
        return Ok(text.to_owned());
    }
    if let Some(at) = lines::lone_carriage_return(text) {
        let location = document.source.location(&(at..at + 1));
        return Err(EditError::LoneCarriageReturn { location });
    }
    let formatted = Layout { text }.document(&root);
    let formatted = if text.contains("\r\n") {
        formatted.replace('\n', "\r\n")
    } else {
        formatted
    };
    match crate::read(document.source.path(), formatted.as_bytes()) {
        Ok(after) if after.value == document.value && have_same_comments(document, &after) => {
            Ok(formatted)
        }
        Ok(_) | Err(_) => Err(EditError::Unformattable),
    }
}

struct Layout<'a> {
    text: &'a str,
}

/// Lines between two entries: comments and empty lines.
struct Between {
    /// Whether an empty line comes first.
    is_apart: bool,
    /// The comments, with one empty line where there are any between them or after them.
    lines: Vec<String>,
}

impl<'a> Layout<'a> {
    fn slice(&self, span: Range<usize>) -> &'a str {
        self.text.get(span).unwrap_or_default()
    }

    fn document(&self, root: &Node) -> String {
        let mut lines = Vec::new();
        let mut end = 0;
        if let (Some(first), Some(last)) = (root.entries.first(), root.entries.last()) {
            let begin = start_with_comments(self.text, first, 0);
            lines.extend(self.between(0..begin, 0).lines);
            self.entries(root, begin, 0, &Place::root(), &mut lines);
            end = lines::next(self.text, end_with_comments(self.text, last));
        }
        let mut rest = self.between(end..self.text.len(), 0);
        while rest.lines.last().is_some_and(String::is_empty) {
            rest.lines.pop();
        }
        if rest.is_apart && !rest.lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(rest.lines);
        let mut formatted = lines.join("\n");
        formatted.push('\n');
        formatted
    }

    /// Lays out lines that hold nothing but comments.
    fn between(&self, span: Range<usize>, indent: usize) -> Between {
        let mut lines: Vec<String> = Vec::new();
        let mut is_apart = false;
        for line in self
            .slice(span)
            .lines()
            .map(|it| it.trim_matches(lines::BLANKS))
        {
            match (line.is_empty(), lines.last()) {
                (true, None) => is_apart = true,
                (true, Some(last)) if last.is_empty() => {}
                (true, Some(_)) => lines.push(String::new()),
                (false, _) => lines.push(indented(line, indent)),
            }
        }
        Between { is_apart, lines }
    }

    /// Lays out the entries of a mapping or list of lines; `from` is where the first line below its head begins.
    fn entries(
        &self,
        node: &Node,
        from: usize,
        indent: usize,
        place: &Place,
        lines: &mut Vec<String>,
    ) {
        let mut entries = Vec::new();
        let mut from = from;
        for entry in &node.entries {
            let rank = entry.name().map_or(0, |it| place.rank(it));
            let own = lines::start(self.text, entry.start());
            entries.push((rank, from..own.max(from), entry));
            from = lines::next(self.text, end_with_comments(self.text, entry));
        }
        entries.sort_by_key(|it| it.0);
        for (position, (_, above, entry)) in entries.into_iter().enumerate() {
            let above = self.between(above, indent);
            if above.is_apart && position > 0 {
                lines.push(String::new());
            }
            lines.extend(above.lines);
            let below = match entry.name() {
                Some(name) => place.below(name),
                None => place.item(),
            };
            self.entry(entry, indent, &below, lines);
        }
    }

    fn entry(&self, entry: &Entry, indent: usize, place: &Place, lines: &mut Vec<String>) {
        let value = &entry.value;
        let (head, head_end) = match &entry.head {
            Head::Key { span, end, .. } => (format!("{}:", self.slice(span.clone())), *end),
            Head::Dash(at) => ("-".to_owned(), at + 1),
            Head::None => (String::new(), value.span.start),
        };
        let is_below = lines::start(self.text, value.span.start) > head_end;
        let mut tail = lines::end(self.text, value.span.end);
        match value.kind {
            NodeKind::Mapping(CollectionStyle::Block)
            | NodeKind::Sequence(CollectionStyle::Block) => {
                let mut below = Vec::new();
                let from = if is_below {
                    lines::next(self.text, head_end)
                } else {
                    value.span.start
                };
                self.entries(value, from, indent + LEVEL, place, &mut below);
                let comment = if is_below {
                    self.rest_of_line(head_end)
                } else {
                    ""
                };
                let first = below
                    .first()
                    .map(|it| it.trim_start_matches(lines::BLANKS).to_owned());
                match first {
                    // The first member stands beside the dash.
                    Some(first) if head == "-" && comment.is_empty() && !first.starts_with('#') => {
                        lines.push(indented(&format!("- {first}"), indent));
                        below.remove(0);
                    }
                    Some(_) | None => lines.push(indented(&format!("{head}{comment}"), indent)),
                }
                lines.extend(below);
                if let Some(last) = value.entries.last() {
                    tail = end_with_comments(self.text, last);
                }
            }
            NodeKind::Scalar(ScalarStyle::Literal | ScalarStyle::Folded) => {
                self.block_scalar(&head, value, indent, lines);
            }
            NodeKind::Scalar(_)
            | NodeKind::Mapping(CollectionStyle::Flow)
            | NodeKind::Sequence(CollectionStyle::Flow) => {
                let comment = self.rest_of_line(value.span.end);
                let column = lines::column(self.text, entry.start());
                let mut written = self.slice(value.span.clone()).lines();
                let first = written.next().unwrap_or_default();
                let above = if is_below {
                    self.rest_of_line(head_end)
                } else {
                    ""
                };
                if is_below && !above.is_empty() {
                    lines.push(indented(&format!("{head}{above}"), indent));
                    lines.push(indented(first, indent + LEVEL));
                } else {
                    let space = if first.is_empty() { "" } else { " " };
                    lines.push(indented(&format!("{head}{space}{first}"), indent));
                }
                for line in written {
                    let own = line.len() - line.trim_start_matches(lines::BLANKS).len();
                    let deeper = own.saturating_sub(column).max(Self::least(value));
                    lines.push(indented(line.trim_matches(lines::BLANKS), indent + deeper));
                }
                if let Some(last) = lines.last_mut() {
                    last.push_str(comment);
                }
            }
        }
        let end = end_with_comments(self.text, entry);
        if end > tail {
            // Below a block scalar, a comment as deep as its lines would be one of them.
            let deeper = match value.kind {
                NodeKind::Scalar(ScalarStyle::Literal | ScalarStyle::Folded) => 0,
                NodeKind::Scalar(_) | NodeKind::Mapping(_) | NodeKind::Sequence(_) => LEVEL,
            };
            let between = self.between(lines::next(self.text, tail)..end, indent + deeper);
            if between.is_apart {
                lines.push(String::new());
            }
            lines.extend(between.lines);
        }
    }

    /// How much deeper than its entry a further line of a value is at least.
    fn least(value: &Node) -> usize {
        match value.kind {
            NodeKind::Scalar(_) => LEVEL,
            NodeKind::Mapping(_) | NodeKind::Sequence(_) => 0,
        }
    }

    /// Returns the comment on the line of byte `at`, with the blanks before it.
    fn rest_of_line(&self, at: usize) -> &'a str {
        let rest = self
            .slice(at..lines::end(self.text, at))
            .trim_end_matches(lines::BLANKS);
        if rest.trim_start_matches(lines::BLANKS).starts_with('#') {
            rest
        } else {
            ""
        }
    }

    /// Lays out a block scalar.
    fn block_scalar(&self, head: &str, value: &Node, indent: usize, lines: &mut Vec<String>) {
        let start = value.span.start;
        let end = lines::end_of_header(self.text, start);
        let header = self.slice(start..end);
        let comment = self.rest_of_line(end);
        let header = header.replace(|it: char| it.is_ascii_digit(), &LEVEL.to_string());
        lines.push(indented(&format!("{head} {header}{comment}"), indent));
        let content = lines::next(self.text, end)..value.span.end;
        let has_lines = !self
            .slice(lines::end(self.text, end)..content.start)
            .is_empty();
        if !has_lines || content.start > content.end {
            return;
        }
        let content = self.slice(content);
        let spaces = |it: &str| it.len() - it.trim_start_matches(' ').len();
        let own = lines::indent_of_block_scalar(self.text, start);
        for line in content
            .split('\n')
            .map(|it| it.strip_suffix('\r').unwrap_or(it))
        {
            let text = line.get(own.min(spaces(line))..).unwrap_or_default();
            lines.push(indented(text, indent + LEVEL));
        }
    }
}

fn indented(line: &str, indent: usize) -> String {
    if line.is_empty() {
        String::new()
    } else {
        format!("{:indent$}{line}", "")
    }
}
