//! Lines, blanks and comments of a manifest's text, by byte.

use std::ops::Range;

/// What YAML takes for blank, and line ends; other white space of Unicode is text. Source: YAML 1.2.2, sections 5.4 and 5.5.
pub(super) const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// What may stand between words of one line, and indent lines between brackets. Source: YAML 1.2.2, section 5.5.
pub(super) const WHITE: [char; 2] = [' ', '\t'];

/// Returns the first byte from `at` that is neither blank, nor a line end, nor part of a comment.
pub(super) fn skip_blanks(text: &str, at: usize) -> usize {
    let mut at = at;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches(BLANKS).len();
        at += blank;
        if !text.get(at..).unwrap_or_default().starts_with('#') {
            return at;
        }
        at = end(text, at);
    }
}

/// Returns the first byte from `at` that is no space.
pub(super) fn skip_spaces(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_start_matches(' ').len()
}

/// Returns the first byte from `at` that is neither a space nor a tab.
pub(super) fn skip_white(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_start_matches(WHITE).len()
}

/// Returns what the line of byte `at` is indented by, as it is written; `None` if anything else stands before that byte.
pub(super) fn indentation(text: &str, at: usize) -> Option<&str> {
    let before = text.get(start(text, at)..at)?;
    before.trim_matches(WHITE).is_empty().then_some(before)
}

/// Returns where the line of byte `at` begins.
pub(super) fn start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.rfind('\n').map_or(0, |it| it + 1)
}

/// Returns where the line of byte `at` ends: before its line end.
pub(super) fn end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let length = rest.find('\n').unwrap_or(rest.len());
    let line = rest.get(..length).unwrap_or_default();
    at + line.strip_suffix('\r').unwrap_or(line).len()
}

/// Returns where the line after that of byte `at` begins; the end of the text if there is none.
pub(super) fn next(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |it| at + it + 1)
}

/// Returns the first carriage return that no line feed follows.
pub(super) fn lone_carriage_return(text: &str) -> Option<usize> {
    let mut found = text.match_indices('\r').map(|it| it.0);
    found.find(|at| !text.get(at + 1..).unwrap_or_default().starts_with('\n'))
}

/// Returns how far byte `at` is into its line, in bytes.
pub(super) fn column(text: &str, at: usize) -> usize {
    at - start(text, at)
}

/// Returns whether nothing but blanks stands before byte `at` on its line.
pub(super) fn is_first(text: &str, at: usize) -> bool {
    indentation(text, at).is_some()
}

/// Returns where a collection between brackets ends whose last entry ends at `last`: after the bracket.
pub(super) fn end_of_brackets(text: &str, last: usize) -> usize {
    let at = skip_blanks(text, last);
    let has_comma = text.get(at..).unwrap_or_default().starts_with(',');
    let bracket = if has_comma {
        skip_blanks(text, at + 1)
    } else {
        at
    };
    (bracket + 1).min(text.len())
}

/// Returns where a text between quotation marks ends that begins at `start`: after the second mark.
pub(super) fn end_of_quotation(text: &str, start: usize) -> usize {
    let mut rest = text.get(start..).unwrap_or_default().char_indices();
    let Some((_, mark)) = rest.next() else {
        return start;
    };
    let mut rest = rest.peekable();
    while let Some((at, character)) = rest.next() {
        match character {
            '\\' if mark == '"' => drop(rest.next()),
            _ if character != mark => {}
            '\'' if rest.next_if(|(_, it)| *it == mark).is_some() => {}
            _ => return start + at + 1,
        }
    }
    text.len()
}

/// Returns whether the line that begins at `start` is there, and empty.
pub(super) fn is_empty(text: &str, start: usize) -> bool {
    start < text.len()
        && text
            .get(start..end(text, start))
            .unwrap_or_default()
            .trim_matches(BLANKS)
            .is_empty()
}

/// Returns where a block scalar ends that begins with its header at `start`: `content` is what the parser takes for its lines.
pub(super) fn end_of_block_scalar(text: &str, start: usize, content: &Range<usize>) -> usize {
    let header = text.get(start..end(text, start)).unwrap_or_default();
    let header = header.split(" #").next().unwrap_or_default();
    let written = text.get(content.clone()).unwrap_or_default();
    if header.contains('+') && written.trim_matches(BLANKS).is_empty() {
        // Of empty lines alone the parser marks only where they begin.
        let mut last = end(text, start);
        let mut at = next(text, start);
        while is_empty(text, at) {
            last = end(text, at);
            at = next(text, at);
        }
        return last;
    }
    if header.contains('+') {
        // Its last line ends are part of it, but for the one that ends its last line; what follows is indentation of the next.
        let kept = written.trim_end_matches([' ', '\t']);
        let line_end = ["\r\n", "\n"].iter().find_map(|it| kept.strip_suffix(it));
        return (content.start + line_end.unwrap_or(kept).len()).max(end(text, start));
    }
    let indent = indent_of_block_scalar(text, start);
    let mut last = end_of_header(text, start);
    let mut at = next(text, start);
    while at < content.end && end(text, at) <= content.end {
        let line = text.get(at..end(text, at)).unwrap_or_default();
        // Blanks beyond the indentation are part of the text.
        if !line.trim_matches(BLANKS).is_empty() || line.len() > indent {
            last = end(text, at);
        }
        at = next(text, at);
    }
    last
}

/// Returns how far the lines of a block scalar are indented whose header is at `start`, in bytes: as far as its first line, or
/// as its header says, counted from the key or dash before it; without end where no line says.
pub(super) fn indent_of_block_scalar(text: &str, start: usize) -> usize {
    let header = text
        .get(start..end_of_header(text, start))
        .unwrap_or_default();
    if let Some(digit) = header.bytes().find(u8::is_ascii_digit) {
        return column_of_entry(text, start) + usize::from(digit - b'0');
    }
    let below = text.get(next(text, start)..).unwrap_or_default();
    let first = below.lines().find(|it| !it.trim_matches(BLANKS).is_empty());
    let indent = first.map(|it| skip_spaces(it, 0));
    // A line no deeper than the entry is another entry's.
    let indent = indent.filter(|it| *it > column_of_entry(text, start));
    indent.unwrap_or(usize::MAX)
}

/// Returns the column of the key or dash on the line of byte `at` that stands last before it, in bytes.
fn column_of_entry(text: &str, at: usize) -> usize {
    let before = text.get(self::start(text, at)..at).unwrap_or_default();
    let mut column = skip_spaces(before, 0);
    while let Some(rest) = before.get(column..).and_then(|it| it.strip_prefix('-'))
        && rest.starts_with(' ')
        && !rest.trim_matches(BLANKS).is_empty()
    {
        column = skip_spaces(before, column + 1);
    }
    column
}

/// Returns where the header of a block scalar ends: before its comment.
pub(super) fn end_of_header(text: &str, start: usize) -> usize {
    let line = text.get(start..end(text, start)).unwrap_or_default();
    let header = line.split(" #").next().unwrap_or_default();
    start + header.trim_end_matches(BLANKS).len()
}
