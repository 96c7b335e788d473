//! Markdown as plain text: marks removed, the texts of links kept, blank lines and list marks kept.

use std::{collections::BTreeSet, ops::Range};

use pulldown_cmark::{BrokenLink, CowStr, Event, Options, Parser, Tag, TagEnd};

use crate::work;

/// A plain text, and where each of its parts is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PlainText {
    text: String,
    /// Starts of pieces: byte of the text, byte of the file.
    pieces: Vec<(usize, usize)>,
    /// Where the text may end, in order: after paragraphs and list items, not after headings.
    ends: Vec<usize>,
}

impl PlainText {
    /// Returns the text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the bytes after which the text may end.
    pub(crate) fn ends(&self) -> &[usize] {
        &self.ends
    }

    /// Returns the byte of the file that byte `at` of the text was written at, or near.
    pub(crate) fn origin(&self, at: usize) -> usize {
        let index = self.pieces.partition_point(|(start, _)| *start <= at);
        let piece = index.checked_sub(1).and_then(|it| self.pieces.get(it));
        piece.map_or(0, |(start, origin)| origin + (at - start))
    }
}

/// Returns the plain text of the Markdown at `span` of a file, whose link definitions may stand anywhere in it.
///
/// A line break inside a paragraph is a space, as Markdown has it. Tags and comments in HTML are left out.
pub(crate) fn plain_text(file: &str, span: Range<usize>) -> PlainText {
    let markdown = file.get(span.clone()).unwrap_or_default();
    work::visit(file.len() + markdown.len());
    let labels = if markdown.contains('[') {
        labels(file)
    } else {
        BTreeSet::new()
    };
    let defined = |it: BrokenLink<'_>| {
        let is_known = labels.contains(&it.reference.to_lowercase());
        is_known.then(|| (CowStr::from(""), CowStr::from("")))
    };
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    let parser = Parser::new_with_broken_link_callback(markdown, options, Some(defined));
    let mut writer = Writer {
        markdown,
        start: span.start,
        out: PlainText::default(),
        written_to: 0,
        lists: Vec::new(),
        place: Place::Start,
    };
    for (event, range) in parser.into_offset_iter() {
        writer.event(event, range);
    }
    writer.out
}

/// Returns the labels of a file's link definitions, in lower case.
fn labels(file: &str) -> BTreeSet<String> {
    let parser = Parser::new_ext(file, Options::empty());
    let definitions = parser.reference_definitions().iter();
    definitions.map(|(label, _)| label.to_lowercase()).collect()
}

/// How many levels of lists are indented: the marks of more say little, and lines could be of any length.
const DEEPEST: usize = 8;

/// Writes events down.
struct Writer<'a> {
    markdown: &'a str,
    /// The byte of the file at which the Markdown begins.
    start: usize,
    out: PlainText,
    /// The byte of the Markdown after what was written last.
    written_to: usize,
    /// The number of the next item of each list that is open; `None` in a list of dashes.
    lists: Vec<Option<u64>>,
    place: Place,
}

/// What the next text follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Nothing.
    Start,
    /// A mark of a list or a cell on the same line.
    Mark,
    /// A text on the same line.
    Text,
    /// A block that has ended.
    Block,
}

impl Writer<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.text(&text, range),
            Event::SoftBreak => self.text(" ", range),
            Event::HardBreak => self.line(self.lists.len()),
            Event::Start(tag) => self.begin(&tag, &range),
            Event::End(tag) => self.end(tag),
            Event::Html(_) | Event::InlineHtml(_) | Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn begin(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::List(first) => self.lists.push(*first),
            Tag::Item => self.item(range.start),
            Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::CodeBlock(_)
            | Tag::TableHead
            | Tag::TableRow
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition => self.block(range.start),
            Tag::TableCell if self.place == Place::Text => {
                self.out.text.push_str(" | ");
                self.place = Place::Mark;
            }
            Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::TableCell
            | Tag::Table(_)
            | Tag::BlockQuote(_)
            | Tag::HtmlBlock
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Paragraph
            | TagEnd::Item
            | TagEnd::CodeBlock
            | TagEnd::TableRow
            | TagEnd::DefinitionListDefinition => {
                self.trim();
                self.place = Place::Block;
                let end = self.out.text.len();
                if end > 0 && self.out.ends.last() != Some(&end) {
                    self.out.ends.push(end);
                }
            }
            TagEnd::Heading(_) | TagEnd::TableHead | TagEnd::DefinitionListTitle => {
                self.trim();
                self.place = Place::Block;
            }
            TagEnd::Link
            | TagEnd::Image
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::TableCell
            | TagEnd::Table
            | TagEnd::BlockQuote(_)
            | TagEnd::HtmlBlock
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// Begins a block whose Markdown is at `at`, in the lists that are open.
    fn block(&mut self, at: usize) {
        match self.place {
            Place::Start | Place::Mark => {}
            Place::Text | Place::Block => self.line_for(at, self.lists.len()),
        }
    }

    fn item(&mut self, at: usize) {
        match self.place {
            Place::Start | Place::Mark => {}
            // The item's own list does not indent its mark.
            Place::Text | Place::Block => self.line_for(at, self.lists.len().saturating_sub(1)),
        }
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                let mark = format!("{number}. ");
                *number = number.saturating_add(1);
                mark
            }
            Some(None) | None => "- ".to_owned(),
        };
        self.out.text.push_str(&mark);
        self.place = Place::Mark;
    }

    /// Begins a line for what is at `at`, after a blank line where the Markdown has one.
    fn line_for(&mut self, at: usize, depth: usize) {
        self.trim();
        let gap = self.markdown.get(self.written_to..at);
        if has_blank_line(gap.unwrap_or_default()) {
            self.out.text.push('\n');
        }
        self.line(depth);
    }

    /// Begins a line within so many lists.
    fn line(&mut self, depth: usize) {
        self.out.text.push('\n');
        self.out.text.push_str(&"  ".repeat(depth.min(DEEPEST)));
        self.place = Place::Mark;
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.place == Place::Block {
            self.block(range.start);
        }
        let here = self.out.text.len();
        self.out.pieces.push((here, self.start + range.start));
        self.out.text.push_str(text);
        self.written_to = range.end;
        self.place = Place::Text;
    }

    /// Removes white space at the end.
    fn trim(&mut self) {
        let PlainText { text, pieces, ends } = &mut self.out;
        text.truncate(text.trim_end().len());
        while pieces.pop_if(|(start, _)| *start > text.len()).is_some() {}
        while ends.pop_if(|it| *it > text.len()).is_some() {}
    }
}

/// Returns whether a line between two others has nothing but white space and quotation marks.
fn has_blank_line(gap: &str) -> bool {
    let mut lines = gap.split('\n').skip(1).peekable();
    let mut found = false;
    while let Some(line) = lines.next() {
        let is_last = lines.peek().is_none();
        let is_blank = line.chars().all(|it| it.is_whitespace() || it == '>');
        found |= is_blank && !is_last;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(markdown: &str) -> String {
        plain_text(markdown, 0..markdown.len()).text().to_owned()
    }

    #[test]
    fn marks_are_removed_and_texts_of_links_kept() {
        for (markdown, text) in [
            (
                "**Bold**, *em*, ~~old~~ and `code`",
                "Bold, em, old and code",
            ),
            (
                "See [the docs](https://contoso.com \"Docs\").",
                "See the docs.",
            ),
            (
                "Fixes <https://contoso.com/1>",
                "Fixes https://contoso.com/1",
            ),
            ("### Added\n- Gears", "Added\n- Gears"),
            ("Title\n=====\n\nText", "Title\n\nText"),
            ("1 \\* 2 &amp; 3", "1 * 2 & 3"),
            ("> Quoted\n>\n> twice", "Quoted\n\ntwice"),
            ("a<br>b <!-- hidden -->c", "ab c"),
            ("![Logo](logo.png) of gears", "Logo of gears"),
            ("array[0] and [x]", "array[0] and [x]"),
            ("", ""),
        ] {
            assert_eq!(plain(markdown), text, "{markdown}");
        }
    }

    #[test]
    fn blank_lines_are_kept_and_wrapped_lines_joined() {
        assert_eq!(
            plain("One\nline\n\n\nTwo  \nlines"),
            "One line\n\nTwo\nlines"
        );
        assert_eq!(plain("One\n\n---\n\nTwo"), "One\n\nTwo");
    }

    #[test]
    fn lists_keep_their_marks() {
        assert_eq!(plain("Text\n\n* one\n* two\n"), "Text\n\n- one\n- two");
        assert_eq!(plain("- one\n\n- two\n"), "- one\n\n- two");
        assert_eq!(plain("3. three\n4. four"), "3. three\n4. four");
        assert_eq!(
            plain("- one\n  - below\n    it\n- two"),
            "- one\n  - below it\n- two"
        );
        assert_eq!(plain("- one\n\n  more\n- two"), "- one\n\n  more\n- two");
    }

    #[test]
    fn code_and_tables_stand_as_lines() {
        assert_eq!(
            plain("Run\n\n```sh\na\n  b\n```\n\nnow"),
            "Run\n\na\n  b\n\nnow"
        );
        assert_eq!(plain("| A | B |\n|---|---|\n| 1 | 2 |"), "A | B\n1 | 2");
    }

    #[test]
    fn a_link_may_be_defined_outside_the_section() {
        let file = "See [#12].\n\nEnd\n\n[#12]: https://contoso.com/12\n";
        assert_eq!(plain_text(file, 0..10).text(), "See #12.");
    }

    #[test]
    fn each_part_knows_where_it_was_written() {
        let file = "## 1.0\n\n- **a** b\n- c\n";
        let text = plain_text(file, 8..file.len());
        for part in ["a", "b", "c"] {
            let at = text.text().find(part).unwrap();
            assert_eq!(file.get(text.origin(at)..=text.origin(at)), Some(part));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_markdown_panics(text in "([-*+>#|`~_<\\[\\]()!&\\\\ ]{0,4}|1\\. |\\PC{0,5}|\n){0,30}") {
            let text = plain_text(&text, 0..text.len());
            proptest::prop_assert!(text.ends().iter().all(|it| text.text().is_char_boundary(*it)));
        }
    }
}
