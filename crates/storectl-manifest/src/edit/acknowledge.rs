//! Tokens in `acknowledge:`, each with a comment of what it allows.

use serde_json::Value;
use storectl_model::{AckToken, FieldPath};

use super::{
    comments::comments,
    edit,
    error::EditError,
    lines,
    request::{Change, Edit},
    row::Row,
    splice::{self, Splice},
    tree::{Entry, Head, Node},
};
use crate::{
    encoding::encode_like,
    parse::{self, CollectionStyle, Document, NodeKind},
};

/// The list that holds the tokens.
const KEY: &str = "acknowledge";

/// What stands between a token and its comment, as in the plan's text.
const GAP: &str = "   # ";

/// A token for a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgment {
    /// The token.
    pub token: AckToken,
    /// What it allows, in words on one line.
    pub allows: String,
}

/// Adds tokens to a manifest; `path` is shown to people. A token that it holds stays as it is. The comments are left out where
/// the manifest is between brackets, as JSON is, and where a token shares its line in a list between brackets.
///
/// # Errors
/// As [`edit`].
pub fn acknowledge(
    path: &str,
    bytes: &[u8],
    tokens: &[Acknowledgment],
) -> Result<Vec<u8>, EditError> {
    let document = parse::read(path, bytes).map_err(EditError::Unreadable)?;
    let mut list = match document.value.get(KEY) {
        Some(Value::Array(items)) => items.clone(),
        Some(_) | None => Vec::new(),
    };
    let is_new = |it: &&Acknowledgment| !list.iter().any(|item| item == it.token.as_str());
    let new: Vec<&Acknowledgment> = tokens.iter().filter(is_new).collect();
    if new.is_empty() {
        return Ok(bytes.to_vec());
    }
    list.extend(new.iter().map(|it| Value::from(it.token.as_str())));
    let addition = Edit {
        address: FieldPath::root().key(KEY),
        change: Change::Set(Value::Array(list)),
    };
    let added = edit(path, bytes, &[addition])?;
    let document = parse::read(path, &added).map_err(EditError::Unreadable)?;
    Ok(match with_comments(&document, &new) {
        Some(text) => encode_like(bytes, &text),
        None => added,
    })
}

/// Returns the manifest with the comments of new tokens; `None` where they cannot be written without changing anything else.
fn with_comments(document: &Document, new: &[&Acknowledgment]) -> Option<String> {
    let text = document.source.text();
    let root = Node::of(document);
    if root.kind != NodeKind::Mapping(CollectionStyle::Block) {
        return None;
    }
    let entry = root.entries.iter().find(|it| it.name() == Some(KEY))?;
    let tokens = document.value.get(KEY)?.as_array()?;
    let comments_of = tokens.iter().map(|token| {
        let mut new = new.iter().filter(|it| token == it.token.as_str());
        new.next()
            .map(|it| format!("{GAP}{}", it.allows))
            .unwrap_or_default()
    });
    let items: Vec<(&Entry, String)> = entry.value.entries.iter().zip(comments_of).collect();
    let has_lines = text.get(entry.value.span.clone())?.contains('\n');
    let splices = match (entry.value.is_block(), has_lines) {
        (true, _) => beside_items(text, &items),
        (false, true) => behind_rows(text, &entry.value, &items)?,
        (false, false) => as_lines(text, entry, &items)?,
    };
    let commented = splice::apply(text, &splices);
    let after = parse::read(document.source.path(), commented.as_bytes()).ok()?;
    let is_proven = after.value == document.value
        && comments(&commented, &Node::of(&after)).len() == comments(text, &root).len() + new.len();
    is_proven.then_some(commented)
}

/// Puts the comments behind items that have lines of their own.
fn beside_items(text: &str, items: &[(&Entry, String)]) -> Vec<Splice> {
    let commented = items.iter().filter(|(_, comment)| !comment.is_empty());
    let insert = |(item, comment): &(&Entry, String)| {
        Splice::insert(lines::end(text, item.value.span.end), comment.clone())
    };
    commented.map(insert).collect()
}

/// Puts the comments behind items between brackets; `None` where one shares its line, so that its comment could be about
/// another.
fn behind_rows(text: &str, list: &Node, items: &[(&Entry, String)]) -> Option<Vec<Splice>> {
    let ends = items.iter().map(|(item, _)| item.value.span.end);
    let before = std::iter::once(list.span.start + 1).chain(ends);
    let commented = items.iter().zip(before);
    let commented = commented.filter(|((_, comment), _)| !comment.is_empty());
    let insert = |((item, comment), before): (&(&Entry, String), usize)| {
        let row = Row::of(text, item, before)?;
        Some(Splice::insert(row.end, comment.clone()))
    };
    commented.map(insert).collect()
}

/// Gives the items of a list between brackets, which stands on one line, lines of their own.
fn as_lines(text: &str, entry: &Entry, items: &[(&Entry, String)]) -> Option<Vec<Splice>> {
    let Head::Key { end, .. } = &entry.head else {
        return None;
    };
    let list = *end..entry.value.span.end;
    let indent = lines::column(text, entry.start()) + 2;
    let line = |(item, comment): &(&Entry, String)| {
        let written = text.get(item.value.span.clone()).unwrap_or_default();
        format!("\n{:indent$}- {written}{comment}", "")
    };
    let below: String = items.iter().map(line).collect();
    let end = lines::end(text, list.end);
    Some(vec![Splice::replace(list, ""), Splice::insert(end, below)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acknowledged(manifest: &str) -> String {
        let allow = |token: &str, allows: &str| Acknowledgment {
            token: token.parse().unwrap(),
            allows: allows.to_owned(),
        };
        let tokens = [
            allow("D-7k2fq3", "listings.fr-fr: removes the language"),
            allow("D-abcdef", "packages[0]: removes the package"),
        ];
        let once = acknowledge("storectl.yaml", manifest.as_bytes(), &tokens).unwrap();
        let twice = acknowledge("storectl.yaml", &once, &tokens).unwrap();
        assert_eq!(once, twice);
        String::from_utf8(once).unwrap()
    }

    const LINES: &str = "  - D-7k2fq3   # listings.fr-fr: removes the language\n  - D-abcdef   # packages[0]: removes the package\n";

    #[test]
    fn each_token_has_its_line_and_its_comment() {
        for (before, after) in [
            ("name: A\n", format!("name: A\nacknowledge:\n{LINES}")),
            (
                "name: A\nacknowledge: []  # none yet\nsubmission: { submit: auto }\n",
                format!(
                    "name: A\nacknowledge:  # none yet\n{LINES}submission: {{ submit: auto }}\n"
                ),
            ),
            (
                "acknowledge: [D-zzzzzz]\n",
                format!("acknowledge:\n  - D-zzzzzz\n{LINES}"),
            ),
            (
                "acknowledge:\n  - D-zzzzzz # old\nname: A\n",
                format!("acknowledge:\n  - D-zzzzzz # old\n{LINES}name: A\n"),
            ),
        ] {
            assert_eq!(acknowledged(before), after, "{before}");
            let windows = |it: &str| format!("\u{feff}{}", it.replace('\n', "\r\n"));
            assert_eq!(acknowledged(&windows(before)), windows(&after));
        }
    }

    #[test]
    fn a_token_that_is_there_stays_as_it_is() {
        let manifest = "acknowledge:\n  - D-7k2fq3 # mine\n";
        assert_eq!(
            acknowledged(manifest),
            format!(
                "{manifest}{}",
                LINES.split_inclusive('\n').next_back().unwrap()
            )
        );
    }

    #[test]
    fn between_brackets_there_are_no_comments() {
        assert_eq!(
            acknowledged("{\"name\": \"A\", \"acknowledge\": []}\n"),
            "{\"name\": \"A\", \"acknowledge\": [\"D-7k2fq3\", \"D-abcdef\"]}\n"
        );
    }
}
