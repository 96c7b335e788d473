//! An item of a list goes to another place in it, with its comments.

use saphyr_parser::ScalarStyle;
use serde_json::Value;

use super::{Found, Manner, Page};
use crate::{
    edit::{
        comments::{end_with_comments, start_with_comments},
        lines,
        splice::Splice,
        tree::Node,
    },
    parse::NodeKind,
    pointer,
    schema::Place,
};

impl Page<'_> {
    /// Moves an item as it is written; in the plainest manner one in lines is written again between its comments.
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
        let inserted = self.insert_lines(&found, &item, previous, value)?;
        let cut = self.remove(&item)?;
        Some(cut.into_iter().chain([inserted]).collect())
    }

    /// Inserts the lines of an item, and those of its comments.
    fn insert_lines(
        &self,
        list: &Found<'_>,
        item: &Found<'_>,
        previous: Option<usize>,
        value: &Value,
    ) -> Option<Splice> {
        let (entry, ..) = item.entry?;
        let start = start_with_comments(self.text, entry, item.before);
        let written = match self.manner {
            Manner::Natural | Manner::Tight | Manner::Json => self
                .text
                .get(start..end_with_comments(self.text, entry))?
                .to_owned(),
            Manner::Plainest => {
                let above = self.text.get(start..entry.start())?;
                let place = Place::at(&item.node.pointer);
                let comment = self.comment_beside(&entry.value);
                format!("{above}- {}{comment}", self.flow(value, &place))
            }
        };
        let written = written.replace("\r\n", "\n");
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

    /// Returns the comment on the first line of a value, with the blanks before it.
    fn comment_beside(&self, node: &Node) -> &str {
        let from = match node.kind {
            NodeKind::Scalar(ScalarStyle::Literal | ScalarStyle::Folded) => {
                lines::end_of_header(self.text, node.span.start)
            }
            NodeKind::Scalar(_) | NodeKind::Sequence(_) | NodeKind::Mapping(_) => node.span.end,
        };
        let rest = self.text.get(from..lines::end(self.text, from));
        let rest = rest.filter(|it| it.trim_start_matches(lines::BLANKS).starts_with('#'));
        rest.unwrap_or_default()
    }
}
