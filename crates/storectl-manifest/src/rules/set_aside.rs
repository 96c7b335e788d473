//! Comments that stand for values of the draft which the rules refuse.

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
    let mut found = Vec::new();
    for (at, _) in text.match_indices(&mark) {
        let before = text.get(..at).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let is_in_text = || {
            let mut scalars = document.index.values().filter(|it| match it.kind {
                NodeKind::Scalar(ScalarStyle::Plain)
                | NodeKind::Mapping(_)
                | NodeKind::Sequence(_) => false,
                NodeKind::Scalar(_) => true,
            });
            scalars.any(|it| it.value.contains(&at))
        };
        if found.len() < MOST && line.trim().is_empty() && !is_in_text() {
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
