//! Which comments there are, and to which entry they belong.

use std::ops::Range;

use saphyr_parser::ScalarStyle;

use super::{
    lines,
    tree::{Entry, Head, Node},
};
use crate::parse::{Document, NodeKind};

/// The comment by which editors find the schema; it belongs to the file. Source: the documentation of the YAML language
/// server, "Using inlined schema".
const MODELINE: &str = "yaml-language-server:";

/// Returns every comment of a manifest, in order: from its `#` to the end of its line.
pub(super) fn comments(text: &str, root: &Node) -> Vec<Range<usize>> {
    let mut written = Vec::new();
    scalars(text, root, &mut written);
    written.sort_by_key(|it| it.start);
    let ends = written.iter().map(|it| it.end);
    let starts = written.iter().map(|it| it.start).chain([text.len()]);
    let gaps = std::iter::once(0).chain(ends).zip(starts);
    let mut found = Vec::new();
    for (from, to) in gaps {
        let mut at = from;
        while let Some(mark) = text.get(at..to).and_then(|it| it.find('#')) {
            let start = at + mark;
            let end = lines::end(text, start);
            found.push(start..end);
            at = end;
        }
    }
    found
}

/// Returns whether two manifests have the same comments, in any order.
pub(super) fn have_same_comments(before: &Document, after: &Document) -> bool {
    let [before, after] = [before, after].map(|document| {
        let text = document.source.text();
        let found = comments(text, &Node::of(document)).into_iter();
        let mut found: Vec<String> = found
            .filter_map(|it| text.get(it))
            .map(|it| it.trim_end_matches(lines::BLANKS).to_owned())
            .collect();
        found.sort_unstable();
        found
    });
    before == after
}

/// Collects what no comment can stand in: keys, and values that are no collections.
fn scalars(text: &str, node: &Node, found: &mut Vec<Range<usize>>) {
    for entry in &node.entries {
        if let Head::Key { span, .. } = &entry.head {
            found.push(span.clone());
        }
        scalars(text, &entry.value, found);
    }
    match node.kind {
        NodeKind::Scalar(ScalarStyle::Literal | ScalarStyle::Folded) => {
            let header = node.span.start..lines::end_of_header(text, node.span.start);
            let content = lines::end(text, node.span.start).min(node.span.end)..node.span.end;
            found.extend([header, content]);
        }
        NodeKind::Scalar(_) => found.push(node.span.clone()),
        NodeKind::Sequence(_) | NodeKind::Mapping(_) => {}
    }
}

/// Returns where an entry begins with the comments that belong to it: those right above, no deeper than itself. `before` is
/// where what comes before it ends.
pub(super) fn start_with_comments(text: &str, entry: &Entry, before: usize) -> usize {
    let own = lines::start(text, entry.start());
    let column = entry.start() - own;
    let mut start = own;
    while start > 0 {
        let above = lines::start(text, start - 1);
        let line = text.get(above..lines::end(text, above)).unwrap_or_default();
        let comment = line.trim_start_matches(' ');
        let is_comment = comment.starts_with('#') && !comment.contains(MODELINE);
        let is_after = above >= before || lines::next(text, before) <= above || before == 0;
        if !is_comment || !is_after || line.len() - comment.len() > column {
            break;
        }
        start = above;
    }
    start
}

/// Returns where the last line of an entry ends: with the comment on it, and those below that are deeper than the entry.
pub(super) fn end_with_comments(text: &str, entry: &Entry) -> usize {
    let column = lines::column(text, entry.start());
    let mut end = lines::end(text, entry.value.span.end);
    let mut at = end;
    while at < text.len() {
        let start = lines::next(text, at);
        let line = text.get(start..lines::end(text, start)).unwrap_or_default();
        let content = line.trim_start_matches(' ');
        let is_deeper = line.len() - content.len() > column;
        match content.as_bytes().first() {
            Some(b'#') if is_deeper => end = lines::end(text, start),
            None if start < text.len() => {}
            Some(_) | None => break,
        }
        at = lines::end(text, start);
    }
    end
}
