//! Entries between brackets come and go, each with the comments that stand beside it.

use super::{Found, Manner, Page};
use crate::edit::{
    lines,
    splice::Splice,
    tree::{Entry, Node},
};

impl Page<'_> {
    /// Inserts an entry between brackets, after the one with index `previous`, or first; on a line of its own where that one
    /// has its own. Only there, a comment may follow it.
    pub(super) fn enclosed(
        &self,
        node: &Node,
        previous: Option<usize>,
        entry: &str,
        comment: &str,
    ) -> Option<Vec<Splice>> {
        let Some(index) = previous else {
            let first = node.entries.first()?.start();
            let column = lines::column(self.text, first);
            let gap = if lines::is_first(self.text, first) {
                format!("\n{:column$}", "")
            } else if comment.is_empty() {
                " ".to_owned()
            } else {
                return None;
            };
            return Some(vec![Splice::insert(
                first,
                format!("{entry},{comment}{gap}"),
            )]);
        };
        let previous = node.entries.get(index)?;
        let end = previous.value.span.end;
        let line_end = lines::end(self.text, end);
        let rest = self
            .text
            .get(end..line_end)
            .unwrap_or_default()
            .trim_start_matches(lines::BLANKS);
        let (comma, rest) = match rest.strip_prefix(',') {
            Some(rest) => (",", rest.trim_start_matches(lines::BLANKS)),
            None => ("", rest),
        };
        let has_line = lines::is_first(self.text, previous.start())
            && (rest.is_empty() || rest.starts_with('#'));
        if !has_line && !comment.is_empty() {
            return None;
        }
        if !has_line {
            return Some(vec![Splice::insert(end, format!(", {entry}"))]);
        }
        let column = lines::column(self.text, previous.start());
        let line = Splice::insert(line_end, format!("\n{:column$}{entry}{comma}{comment}", ""));
        Some(if comma.is_empty() {
            vec![Splice::insert(end, ","), line]
        } else {
            vec![line]
        })
    }

    /// Inserts the text of an item between brackets.
    pub(super) fn insert_written(
        &self,
        list: &Found<'_>,
        item: &Found<'_>,
        previous: Option<usize>,
    ) -> Option<Vec<Splice>> {
        let (entry, ..) = item.entry?;
        let written = self.text.get(entry.span())?;
        let rest = self
            .text
            .get(entry.span().end..lines::end(self.text, entry.span().end))?;
        let rest = rest.strip_prefix(',').unwrap_or(rest);
        let has_comment = lines::is_first(self.text, entry.start())
            && rest.trim_start_matches(lines::BLANKS).starts_with('#');
        let comment = if has_comment { rest } else { "" };
        self.enclosed(list.node, previous, written, comment)
    }

    pub(super) fn remove_enclosed(
        &self,
        entry: &Entry,
        previous: Option<&Entry>,
        next: Option<&Entry>,
    ) -> Option<Vec<Splice>> {
        let span = entry.span();
        let comma = lines::skip_blanks(self.text, span.end);
        let has_comma = self.text.get(comma..).is_some_and(|it| it.starts_with(','));
        let end = if has_comma { comma + 1 } else { span.end };
        let rest = self
            .text
            .get(end..lines::end(self.text, end))
            .unwrap_or_default();
        let has_line = rest.trim_start_matches(lines::BLANKS).is_empty()
            || rest.trim_start_matches(lines::BLANKS).starts_with('#');
        let removed = match (previous, next) {
            _ if has_line && lines::is_first(self.text, span.start) => {
                Splice::remove(lines::start(self.text, span.start)..lines::next(self.text, end))
            }
            // What stands there now is a comment, or the end of the line.
            (_, Some(_)) if has_line => Splice::remove(span.start..end),
            (_, Some(_)) => Splice::remove(span.start..lines::skip_spaces(self.text, end)),
            (Some(previous), None) => Splice::remove(previous.value.span.end..span.end),
            (None, None) => return None,
        };
        // In JSON the last entry has no comma; in YAML it may keep its own.
        let comma = previous.filter(|_| self.manner == Manner::Json && next.is_none());
        let comma = comma.map(|it| lines::skip_blanks(self.text, it.value.span.end));
        let comma = comma.filter(|at| *at < removed.at.start);
        let comma = comma.map(|at| Splice::remove(at..at + 1));
        Some(comma.into_iter().chain([removed]).collect())
    }
}
