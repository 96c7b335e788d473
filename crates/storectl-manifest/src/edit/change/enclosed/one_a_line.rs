//! A list between brackets is written an item a line, so that every comment stands beside its item.

use super::{Manner, Page};
use crate::edit::{
    lines,
    splice::Splice,
    tree::{Entry, Node},
};

/// What stands between two items, or between one and a bracket.
struct Gap<'a> {
    /// The comment on the line that the item before it, or the bracket, ends on.
    behind: Option<&'a str>,
    /// Comments and empty lines that an empty line separates from the item below; they stay where they are.
    apart: Vec<&'a str>,
    /// The comments right above the item below.
    above: Vec<&'a str>,
    has_comma: bool,
}

impl<'a> Gap<'a> {
    fn of(gap: &'a str) -> Self {
        let mut has_comma = false;
        let mut parts = gap.split('\n').map(|line| {
            let (before, comment) = match line.find('#') {
                Some(at) => (line.get(..at), line.get(at..)),
                None => (Some(line), None),
            };
            has_comma |= before.is_some_and(|it| it.contains(','));
            let is_empty = line.trim_matches(lines::BLANKS).is_empty();
            (
                comment.map(|it| it.trim_end_matches(lines::BLANKS)),
                is_empty,
            )
        });
        let behind = parts.next().and_then(|it| it.0);
        let mut parts: Vec<_> = parts.collect();
        // What is left of the last line indents the item below.
        parts.pop();
        let below = parts.into_iter();
        let below = below.filter_map(|(comment, is_empty)| comment.or(is_empty.then_some("")));
        let mut apart: Vec<&str> = below.skip_while(|it| it.is_empty()).collect();
        let above = match apart.iter().rposition(|it| it.is_empty()) {
            Some(last) => apart.split_off(last + 1),
            None => std::mem::take(&mut apart),
        };
        Self {
            behind,
            apart,
            above,
            has_comma,
        }
    }
}

impl Page<'_> {
    /// Returns whether any item has a comment beside it.
    pub(super) fn has_comments_beside(&self, node: &Node) -> bool {
        let gaps = self.gaps(node);
        let mut above = gaps.iter().take(node.entries.len());
        let mut behind = gaps.iter().skip(1);
        above.any(|it| !it.above.is_empty()) || behind.any(|it| it.behind.is_some())
    }

    /// Returns what stands before every item, and behind the last.
    fn gaps(&self, node: &Node) -> Vec<Gap<'_>> {
        let ends = node.entries.iter().map(|it| it.value.span.end);
        let ends = std::iter::once(node.span.start + 1).chain(ends);
        let starts = node.entries.iter().map(Entry::start);
        let starts = starts.chain([node.span.end.saturating_sub(1)]);
        let gaps = ends.zip(starts);
        gaps.map(|(end, start)| Gap::of(self.text.get(end..start).unwrap_or_default()))
            .collect()
    }

    /// Writes each item on a line, as it is written and with its comments, the one with index `from` at `to`. The last has a
    /// comma where it has one now.
    pub(super) fn one_a_line(&self, node: &Node, from: usize, to: usize) -> Option<Splice> {
        let gaps = self.gaps(node);
        let (first, last) = (gaps.first()?, gaps.last()?);
        let count = node.entries.len();
        let mut order: Vec<usize> = (0..count).collect();
        let moved = (from < count).then(|| order.remove(from))?;
        order.insert(to.min(order.len()), moved);
        let indentation = self.item_indentation(node);
        let has_last_comma = last.has_comma && self.manner != Manner::Json;
        let separator = self.gap(node);
        let mut written = behind(first);
        for (place, index) in order.into_iter().enumerate() {
            let item = self.text.get(node.entries.get(index)?.span())?;
            let has_comma = place + 1 < count || has_last_comma;
            let comma = if has_comma { "," } else { "" };
            let lines = gaps.get(place)?.apart.iter().chain(&gaps.get(index)?.above);
            let separator = if place == 0 { "" } else { separator };
            written.push_str(separator);
            written.extend(lines.map(|it| line(&indentation, it)));
            let item = item.replace("\r\n", "\n");
            let behind = behind(gaps.get(index + 1)?);
            written.push_str(&line(&indentation, &format!("{item}{comma}{behind}")));
        }
        let tail = last.apart.iter().chain(&last.above);
        written.extend(tail.map(|it| line(&indentation, it)));
        let bracket = node.span.end.checked_sub(1)?;
        let close = match lines::indentation(self.text, bracket) {
            Some(it) => it.to_owned(),
            None => self.bracket_indentation(node),
        };
        Some(Splice::replace(
            node.span.start + 1..bracket,
            format!("{written}\n{close}"),
        ))
    }
}

fn behind(gap: &Gap<'_>) -> String {
    gap.behind.map_or_else(String::new, |it| format!(" {it}"))
}

fn line(indentation: &str, content: &str) -> String {
    if content.is_empty() {
        "\n".to_owned()
    } else {
        format!("\n{indentation}{content}")
    }
}
