//! An item between brackets goes to another place, with its comments.

use super::{Manner, Page, before, insert_below};
use crate::edit::{lines, splice::Splice, tree::Node};

impl Page<'_> {
    /// Moves an item: its lines, where it has some and its new place has, too; else what it is written as, if the list has no
    /// comments; else the list gets an item a line. So does it in the plainest manner.
    pub(in crate::edit::change) fn move_enclosed(
        &self,
        node: &Node,
        from: usize,
        to: usize,
    ) -> Option<Vec<Splice>> {
        let cut = match self.manner {
            Manner::Natural | Manner::Tight | Manner::Json => self.cut_and_paste(node, from, to),
            Manner::Plainest => None,
        };
        cut.or_else(|| Some(vec![self.one_a_line(node, from, to)?]))
    }

    fn cut_and_paste(&self, node: &Node, from: usize, to: usize) -> Option<Vec<Splice>> {
        // After it is gone, the items behind it count one less.
        let previous = if to < from {
            to.checked_sub(1)
        } else {
            Some(to)
        };
        let pasted = match self.paste_lines(node, from, previous) {
            Some(pasted) => pasted,
            None if self.has_comments_beside(node) => return None,
            None => {
                let span = node.entries.get(from)?.span();
                self.insert_enclosed(node, previous, self.text.get(span)?)?
            }
        };
        let cut = self.remove_enclosed(node, from)?;
        Some(cut.into_iter().chain(pasted).collect())
    }

    /// Inserts the lines of an item where another has its own.
    fn paste_lines(
        &self,
        node: &Node,
        from: usize,
        previous: Option<usize>,
    ) -> Option<Vec<Splice>> {
        let row = self.row(node, from)?;
        let place = self.row(node, previous.unwrap_or(0))?;
        let end = node.entries.get(from)?.value.span.end;
        let written = self.text.get(row.start..end)?.replace("\r\n", "\n");
        let comment = self.text.get(row.comma.map_or(end, |it| it + 1)..row.end)?;
        let comment = comment.trim_end_matches(lines::WHITE);
        let gap = self.gap(node);
        let Some(index) = previous else {
            let lines = format!("{written},{comment}\n{gap}");
            return Some(vec![Splice::insert(place.start, lines)]);
        };
        let above = before(node, index + 1)?;
        Some(insert_below(place, above, |comma| {
            format!("{gap}{written}{comma}{comment}")
        }))
    }
}
