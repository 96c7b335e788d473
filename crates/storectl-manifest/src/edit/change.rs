//! One change of a manifest's value as replacements in its text.

mod enclosed;
mod moved;

use saphyr_parser::ScalarStyle;
use serde_json::Value;

use super::{
    comments::{end_with_comments, start_with_comments},
    lines,
    operation::Operation,
    splice::Splice,
    tree::{Entry, Head, Node},
};
use crate::{
    parse::{CollectionStyle, NodeKind},
    pointer,
    schema::Place,
    write::{self, ScalarForm, Written},
};

/// How new values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// As a person writes them, like those that stood there.
    Natural,
    /// The same without empty lines between entries, which a block scalar above would keep.
    Tight,
    /// As JSON, as the rest of the manifest is.
    Json,
    /// On one line, between quotes and brackets: the least that can be misread.
    Plainest,
}

/// A manifest's text, laid out.
#[derive(Clone, Copy)]
pub(super) struct Page<'a> {
    pub(super) text: &'a str,
    pub(super) root: &'a Node,
    pub(super) manner: Manner,
}

/// A value in its surroundings.
struct Found<'a> {
    node: &'a Node,
    /// The entry it is the value of, with its parent and its index there; `None` for the manifest itself.
    entry: Option<(&'a Entry, &'a Node, usize)>,
    /// Whether it stands between brackets.
    is_enclosed: bool,
    /// Where what comes before it ends.
    before: usize,
}

impl<'a> Page<'a> {
    /// Returns the replacements that make a change; `None` if the manifest has nothing like what it names.
    pub(super) fn splices(&self, operation: &Operation) -> Option<Vec<Splice>> {
        match operation {
            Operation::Replace { pointer, value } => self.replace(&self.find(pointer)?, value),
            Operation::InsertMember {
                mapping,
                name,
                value,
            } => self.insert_member(&self.find(mapping)?, name, value),
            Operation::InsertItem { list, index, value } => {
                self.insert_item(&self.find(list)?, *index, value)
            }
            Operation::MoveItem {
                list,
                from,
                to,
                value,
            } => self.move_item(list, *from, *to, value),
            Operation::Remove { pointer } => self.remove(&self.find(pointer)?),
        }
    }

    fn find(&self, pointer: &str) -> Option<Found<'a>> {
        let mut found = Found {
            node: self.root,
            entry: None,
            is_enclosed: false,
            before: 0,
        };
        while found.node.pointer != pointer {
            let parent = found.node;
            let mut entries = parent.entries.iter();
            let index = entries.position(|it| pointer::is_within(pointer, &it.value.pointer))?;
            let entry = parent.entries.get(index)?;
            let previous = index.checked_sub(1).and_then(|it| parent.entries.get(it));
            found = Found {
                node: &entry.value,
                before: previous.map_or(found.head_end(), |it| it.value.span.end),
                is_enclosed: found.is_enclosed || !parent.is_block(),
                entry: Some((entry, parent, index)),
            };
        }
        Some(found)
    }

    fn replace(&self, found: &Found<'_>, value: &Value) -> Option<Vec<Splice>> {
        let Found { node, .. } = found;
        let (entry, ..) = found.entry?;
        let written = self.written(found, value);
        let indent = self.indent(entry) + 2;
        let below = written.below(indent).flat_map(|it| ["\n".to_owned(), it]);
        let below: String = below.collect();
        let inline = written.inline;
        let head_end = found.head_end();
        let spaced = if inline.is_empty() {
            String::new()
        } else {
            format!(" {inline}")
        };
        let stands_alone = lines::start(self.text, node.span.start) > head_end;
        Some(match node.kind {
            NodeKind::Scalar(ScalarStyle::Literal | ScalarStyle::Folded) => {
                let header = node.span.start..lines::end_of_header(self.text, node.span.start);
                let content = lines::end(self.text, header.end);
                vec![
                    Splice::replace(head_end..header.end, spaced),
                    Splice::replace(content..node.span.end.max(content), below),
                ]
            }
            NodeKind::Mapping(CollectionStyle::Block)
            | NodeKind::Sequence(CollectionStyle::Block)
                if stands_alone =>
            {
                let last = node.entries.last()?;
                let end = end_with_comments(self.text, last);
                vec![
                    Splice::insert(head_end, spaced),
                    Splice::replace(lines::end(self.text, head_end)..end, below),
                ]
            }
            // What stands between brackets keeps its distance to what is before it, unless nothing stands there yet.
            _ if found.is_enclosed && !node.span.is_empty() => {
                vec![Splice::replace(node.span.clone(), inline)]
            }
            _ => vec![
                Splice::replace(head_end..node.span.end, spaced),
                Splice::insert(lines::end(self.text, node.span.end), below),
            ],
        })
    }

    /// Writes a value in place of the one that was found.
    fn written(&self, found: &Found<'_>, value: &Value) -> Written {
        let place = Place::at(&found.node.pointer);
        let is_plainest = self.manner == Manner::Plainest;
        let keeps_brackets = match found.node.kind {
            NodeKind::Mapping(CollectionStyle::Flow) => value.is_object() && has_entries(found),
            NodeKind::Sequence(CollectionStyle::Flow) => value.is_array(),
            NodeKind::Mapping(CollectionStyle::Block)
            | NodeKind::Sequence(CollectionStyle::Block)
            | NodeKind::Scalar(_) => false,
        };
        match (found.node.kind, value) {
            (NodeKind::Scalar(style), Value::String(_))
                if found.is_enclosed && matches!(self.manner, Manner::Natural | Manner::Tight) =>
            {
                write::scalar(value, ScalarForm::FlowLike(style))
            }
            _ if found.is_enclosed || is_plainest || keeps_brackets => {
                Written::line(self.flow(value, &place))
            }
            (NodeKind::Scalar(style), Value::String(_)) => {
                write::scalar(value, ScalarForm::Like(style))
            }
            _ => write::block(value, &place),
        }
    }

    fn flow(&self, value: &Value, place: &Place) -> String {
        match (self.manner, value) {
            (Manner::Json, value) => write::json(value, place),
            (Manner::Plainest, Value::String(text)) => write::double_quoted(text),
            (Manner::Plainest | Manner::Natural | Manner::Tight, value) => {
                write::flow(value, place)
            }
        }
    }

    /// Returns how far what stands below an entry is indented at least: the column of its key or dash.
    fn indent(&self, entry: &Entry) -> usize {
        lines::column(self.text, entry.start())
    }

    fn insert_member(&self, found: &Found<'_>, name: &str, value: &Value) -> Option<Vec<Splice>> {
        let Found { node, .. } = found;
        let place = Place::at(&node.pointer);
        let rank = place.rank(name);
        let ranked = node.entries.iter().enumerate().filter_map(|(index, it)| {
            let other = place.rank(it.name()?);
            (other <= rank).then_some((other, index))
        });
        let previous = ranked.max().map(|(_, index)| index);
        let first = node.entries.first()?;
        if found.is_enclosed || !node.is_block() {
            let key = write::double_quoted(name);
            let member = match self.manner {
                Manner::Natural | Manner::Tight => {
                    write::flow_member(name, value, &place.below(name))
                }
                Manner::Json => write::json_member(name, value, &place.below(name)),
                Manner::Plainest => format!("{key}: {}", self.flow(value, &place.below(name))),
            };
            return self.insert_enclosed(node, previous, &member);
        }
        let lines = match self.manner {
            Manner::Natural | Manner::Tight => write::member(name, value, &place.below(name)),
            Manner::Json | Manner::Plainest => {
                let value = self.flow(value, &place.below(name));
                vec![format!("{}: {value}", write::double_quoted(name))]
            }
        };
        let gap = self.gap(node);
        Some(vec![self.block_entry(found, first, previous, &lines, gap)?])
    }

    fn insert_item(&self, found: &Found<'_>, index: usize, value: &Value) -> Option<Vec<Splice>> {
        let Found { node, .. } = found;
        let place = Place::at(&node.pointer).item();
        let previous = index.min(node.entries.len()).checked_sub(1);
        let first = node.entries.first()?;
        if found.is_enclosed || !node.is_block() {
            let item = self.flow(value, &place);
            return self.insert_enclosed(node, previous, &item);
        }
        let lines = match self.manner {
            Manner::Natural | Manner::Tight => write::item(value, &place),
            Manner::Json | Manner::Plainest => vec![format!("- {}", self.flow(value, &place))],
        };
        let gap = self.gap(node);
        Some(vec![self.block_entry(found, first, previous, &lines, gap)?])
    }

    /// Inserts an entry in lines of its own, after the one with index `previous`, or first.
    fn block_entry(
        &self,
        found: &Found<'_>,
        first: &Entry,
        previous: Option<usize>,
        lines: &[String],
        gap: &str,
    ) -> Option<Splice> {
        let column = lines::column(self.text, first.start());
        let indented = |it: &String| {
            if it.is_empty() {
                String::new()
            } else {
                format!("{:column$}{it}", "")
            }
        };
        let written = lines.iter().map(indented).collect::<Vec<_>>().join("\n");
        Some(match previous {
            Some(index) => {
                let entry = found.node.entries.get(index)?;
                let at = end_with_comments(self.text, entry);
                Splice::insert(at, format!("\n{gap}{written}"))
            }
            None if lines::is_first(self.text, first.start()) => {
                let at = start_with_comments(self.text, first, found.head_end());
                Splice::insert(at, format!("{written}\n{gap}"))
            }
            None => {
                let written = written.trim_start_matches(' ');
                Splice::insert(first.start(), format!("{written}\n{:column$}", ""))
            }
        })
    }

    /// Returns what separates entries: an empty line where one stands between all of them, of which there are at least two.
    fn gap(&self, node: &Node) -> &'static str {
        let mut pairs = node
            .entries
            .iter()
            .zip(node.entries.iter().skip(1))
            .peekable();
        let is_gap = |(one, other): (&Entry, &Entry)| {
            // Without the line that the one ends on, and the indentation of the other.
            let between = self
                .text
                .get(lines::next(self.text, one.value.span.end)..other.start());
            let between = between.and_then(|it| it.rsplit_once('\n'));
            between.is_some_and(|(full, _)| {
                full.split('\n')
                    .any(|it| it.trim_matches(lines::BLANKS).is_empty())
            })
        };
        let may_have_gaps = match self.manner {
            Manner::Natural | Manner::Json => true,
            Manner::Tight | Manner::Plainest => false,
        };
        if may_have_gaps && pairs.peek().is_some() && pairs.all(is_gap) {
            "\n"
        } else {
            ""
        }
    }

    fn remove(&self, found: &Found<'_>) -> Option<Vec<Splice>> {
        let (entry, parent, index) = found.entry?;
        let next = parent.entries.get(index + 1);
        let previous = index.checked_sub(1).and_then(|it| parent.entries.get(it));
        if found.is_enclosed {
            return self.remove_enclosed(parent, index);
        }
        if !lines::is_first(self.text, entry.start()) {
            // The first member beside a dash: the next one takes its place.
            let next = next?;
            let after = end_with_comments(self.text, entry);
            let comment = start_with_comments(self.text, next, after);
            let to = lines::skip_spaces(self.text, comment);
            return Some(vec![Splice::remove(entry.start()..to)]);
        }
        let mut start = start_with_comments(self.text, entry, found.before);
        let end = end_with_comments(self.text, entry);
        let mut after = lines::next(self.text, end);
        // Of the empty lines above and below, one is enough; above the first entry none, and below the last none of its own.
        let is_apart = start == 0
            || lines::is_empty(self.text, lines::start(self.text, start - 1))
            || (previous.is_none() && next.is_some());
        // None may be left where a block scalar above keeps them.
        let takes_all = is_apart || self.manner == Manner::Plainest;
        let is_last = previous.is_some() && next.is_none() && !lines::is_empty(self.text, after);
        while takes_all && lines::is_empty(self.text, after) {
            after = lines::next(self.text, after);
        }
        while is_last && start > found.before {
            let above = lines::start(self.text, start - 1);
            if !lines::is_empty(self.text, above) {
                break;
            }
            start = above;
        }
        // The last line may have no end; then the one before it loses its own.
        if after == self.text.len() && !self.text.ends_with('\n') && start > 0 {
            start = lines::end(self.text, lines::start(self.text, start - 1));
        }
        Some(vec![Splice::remove(start..after)])
    }
}

fn has_entries(found: &Found<'_>) -> bool {
    !found.node.entries.is_empty()
}

impl Found<'_> {
    /// Returns where what stands before the value ends: after its colon or dash.
    fn head_end(&self) -> usize {
        match self.entry.map(|(entry, ..)| &entry.head) {
            Some(Head::Key { end, .. }) => *end,
            Some(Head::Dash(at)) => at + 1,
            Some(Head::None) | None => self.node.span.start,
        }
    }
}
