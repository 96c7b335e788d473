//! A manifest that does not exist yet, with the files it names.

use std::collections::BTreeMap;

use serde_json::Value;
use storectl_model::FieldPath;

use crate::{
    edit,
    parse::{self, Document},
    pointer,
    schema::{self, Place},
    write,
};

/// A manifest that does not exist yet, with the text files it names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewManifest {
    /// Comments at its top, without `#`, beside the one by which editors find the schema.
    pub header: Vec<String>,
    /// What it says.
    pub value: Value,
    /// Comments, without `#`, above the key that they belong to; where there is no such key, where it would stand, or above
    /// the nearest one that it would be below.
    pub comments: BTreeMap<FieldPath, Vec<String>>,
    /// Text files, by their paths from the manifest's folder.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// What a manifest is called where it has no path yet.
pub(super) const NAME: &str = "storectl.yaml";

/// What stands in place of a product ID that is not known.
const ASK_FOR_PRODUCT: &str = "productId: the GUID in the product's URL in Partner Center";

impl NewManifest {
    /// Puts a comment in place of the product's ID.
    pub(super) fn ask_for_product(&mut self) {
        if let Some(members) = self.value.as_object_mut() {
            members.shift_remove("productId");
        }
        let path = FieldPath::root().key("productId");
        self.comments.insert(path, vec![ASK_FOR_PRODUCT.to_owned()]);
    }

    /// Returns its text, in the canonical layout.
    pub fn to_yaml(&self) -> String {
        let bare = body(&self.value);
        let (above, placed) = match parse::read(NAME, bare.as_bytes()) {
            Ok(document) => self.placed(&document),
            Err(_) => (self.comments.values().flatten().collect(), Vec::new()),
        };
        let mut text = bare;
        // From the end, so that places before it stay.
        for (at, lines) in placed.into_iter().rev() {
            text.insert_str(at, &lines);
        }
        let modeline = format!(
            "# yaml-language-server: $schema={}\n",
            schema::schema_id("storectl")
        );
        let header = self.header.iter().chain(above);
        let header: String = header.map(|it| comment(it, 0)).collect();
        let text = format!("{modeline}{header}{text}");
        let formatted = edit::format(NAME, text.as_bytes()).ok();
        formatted
            .and_then(|it| String::from_utf8(it).ok())
            .unwrap_or(text)
    }

    /// Returns the comments that belong to no key, and the others as lines with the byte they are written at, in order.
    fn placed(&self, document: &Document) -> (Vec<&String>, Vec<(usize, String)>) {
        let text = document.source.text();
        let mut above = Vec::new();
        let mut placed: BTreeMap<usize, String> = BTreeMap::new();
        for (path, comments) in &self.comments {
            let line = line_of(document, path).or_else(|| line_behind(document, path));
            let Some(line) = line else {
                above.extend(comments);
                continue;
            };
            let rest = text.get(line..).unwrap_or_default();
            let indent = rest.len() - rest.trim_start_matches(' ').len();
            let lines = placed.entry(line).or_default();
            for it in comments {
                *lines += &comment(it, indent);
            }
        }
        (above, placed.into_iter().collect())
    }
}

/// Returns the byte at which the line of a field's key begins, or of the nearest object above it that is there.
fn line_of(document: &Document, path: &FieldPath) -> Option<usize> {
    let pointer = path.pointer();
    let mut at = pointer.as_str();
    while !at.is_empty() {
        if let Some(place) = document.key_location(at) {
            let text = document.source.text();
            let before = text.get(..place.span.start).unwrap_or_default();
            return Some(before.rfind('\n').map_or(0, |it| it + 1));
        }
        at = pointer::split(at)?.0;
    }
    None
}

/// Returns the byte at which a key of the manifest that is not there would begin, behind the text that comes before it.
fn line_behind(document: &Document, path: &FieldPath) -> Option<usize> {
    let place = Place::root();
    let rank = path.last_key().map(|it| place.rank(it))?;
    let members = document.value.as_object().into_iter().flatten();
    let before = members.filter(|(name, _)| place.rank(name) < rank);
    let (name, _) = before
        .max_by_key(|(name, _)| place.rank(name))
        .filter(|(_, value)| value.is_string())?;
    let end = document.location(&pointer::join("", name))?.span.end;
    let rest = document.source.text().get(end..)?;
    Some(end + rest.find('\n')? + 1)
}

fn comment(text: &str, indent: usize) -> String {
    format!("{:indent$}# {text}\n", "")
}

/// Writes the members of a manifest, an empty line between its sections.
fn body(value: &Value) -> String {
    let place = Place::root();
    let mut members: Vec<_> = value.as_object().into_iter().flatten().collect();
    members.sort_by_key(|(name, _)| place.rank(name));
    let mut text = String::new();
    for (name, value) in members {
        if value.is_object() || value.is_array() {
            text.push('\n');
        }
        for line in write::member(name, value, &place.below(name)) {
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}
