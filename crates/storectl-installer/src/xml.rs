//! XML inside installers, within bounds.

use roxmltree::{Document, ParsingOptions};

/// Most bytes between `<` and `>`: attributes are compared with each other.
const LONGEST_TAG: usize = 16 * 1024;

/// Most elements inside each other.
const DEEPEST: usize = 64;

/// Most nodes.
const MOST: u32 = 50_000;

/// Reads a document in UTF-8 and takes something of it; `None` if it is none, or over a bound.
pub(crate) fn read<T>(bytes: &[u8], take: impl FnOnce(&Document<'_>) -> T) -> Option<T> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.trim_start_matches('\u{feff}').trim_end_matches('\0');
    if !is_bounded(text) {
        return None;
    }
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MOST,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options).ok()?;
    Some(take(&document))
}

/// Returns whether tags are short and not too deep; what it takes for a tag in a comment only makes it stricter.
fn is_bounded(text: &str) -> bool {
    let mut depth = 0_usize;
    for tag in text.split('<').skip(1) {
        let inside = tag.split('>').next().unwrap_or(tag);
        if inside.len() > LONGEST_TAG {
            return false;
        }
        match inside.bytes().next() {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'!' | b'?') | None => {}
            Some(_) if inside.ends_with('/') => {}
            Some(_) => depth += 1,
        }
        if depth > DEEPEST {
            return false;
        }
    }
    true
}
