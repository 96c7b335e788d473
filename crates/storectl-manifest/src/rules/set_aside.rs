//! Comments that stand for values of the draft which the rules refuse.

use std::cell::LazyCell;

use saphyr_parser::ScalarStyle;
use storectl_model::FieldPath;

use crate::{catalogue, checker::Checker, parse::NodeKind};

/// What such a comment begins with, without its `#`; then the address of the field.
pub(crate) const SET_ASIDE_MARK: &str = "storectl does not manage ";

/// The most such comments that are reported.
const MOST: usize = 100;

/// Reports comments that `import` wrote in place of a value that the rules refuse.
pub(crate) fn set_aside(checker: &mut Checker<'_>) {
    let document = checker.document;
    let text = document.source.text();
    let mark = format!("# {SET_ASIDE_MARK}");
    // In the order they are written in.
    let texts = LazyCell::new(|| {
        let nodes = document.index.nodes().into_iter().map(|(_, it)| it);
        let texts = nodes.filter(|it| match it.kind {
            NodeKind::Scalar(ScalarStyle::Plain) | NodeKind::Mapping(_) | NodeKind::Sequence(_) => {
                false
            }
            NodeKind::Scalar(_) => true,
        });
        texts.map(|it| it.value.clone()).collect::<Vec<_>>()
    });
    let is_in_text = |at: usize| {
        let after = texts.partition_point(|it| it.start <= at);
        let before = after.checked_sub(1).and_then(|it| texts.get(it));
        before.is_some_and(|it| it.contains(&at))
    };
    let mut found = Vec::new();
    for (at, _) in text.match_indices(&mark) {
        let before = text.get(..at).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        if found.len() < MOST && line.trim().is_empty() && !is_in_text(at) {
            found.push(at);
        }
    }
    for at in found {
        let comment = text.get(at..).unwrap_or_default();
        let comment = comment.lines().next().unwrap_or_default();
        let rest = comment.get(mark.len()..).unwrap_or_default();
        let address = rest.split(": ").next().unwrap_or_default();
        let pointer = address.parse().map(|it: FieldPath| it.pointer());
        let place = document.source.location(&(at..at + comment.len()));
        let message =
            format!("`{address}` is not managed: its value was invalid when it was imported");
        checker.report_at(
            &catalogue::SET_ASIDE,
            &pointer.unwrap_or_default(),
            place,
            message,
        );
    }
}
