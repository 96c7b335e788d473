//! An item of a list goes to another place in it, with its comments.

use serde_json::Value;

use super::{Found, Manner, Page};
use crate::{
    edit::{
        comments::{end_with_comments, start_with_comments},
        lines,
        splice::Splice,
    },
    pointer,
};

impl Page<'_> {
    /// Moves an item as it is written; in the plainest manner one in lines is written again, which is no edit where it has
    /// comments.
    pub(super) fn move_item(
        &self,
        list: &str,
        from: usize,
        to: usize,
        value: &Value,
    ) -> Option<Vec<Splice>> {
        let found = self.find(list)?;
        let item = self.find(&pointer::item(list, from))?;
        if item.is_enclosed {
            return self.move_enclosed(found.node, from, to);
        }
        // After it is gone, the items behind it count one less.
        let previous = if to < from {
            to.checked_sub(1)
        } else {
            Some(to)
        };
        let inserted = if self.manner == Manner::Plainest {
            self.insert_item(&found, previous.map_or(0, |it| it + 1), value)?
        } else {
            vec![self.insert_lines(&found, &item, previous)?]
        };
        Some(self.remove(&item)?.into_iter().chain(inserted).collect())
    }

    /// Inserts the lines of an item, and those of its comments.
    fn insert_lines(
        &self,
        list: &Found<'_>,
        item: &Found<'_>,
        previous: Option<usize>,
    ) -> Option<Splice> {
        let (entry, ..) = item.entry?;
        let start = start_with_comments(self.text, entry, item.before);
        let end = end_with_comments(self.text, entry);
        let written = self.text.get(start..end)?.replace("\r\n", "\n");
        let first = list.node.entries.first()?;
        if !lines::is_first(self.text, first.start()) || !lines::is_first(self.text, entry.start())
        {
            return None;
        }
        let gap = self.gap(list.node);
        let Some(index) = previous else {
            let at = start_with_comments(self.text, first, list.head_end());
            return Some(Splice::insert(at, format!("{written}\n{gap}")));
        };
        let at = end_with_comments(self.text, list.node.entries.get(index)?);
        Some(Splice::insert(at, format!("\n{gap}{written}")))
    }
}
