//! JSON pointers (RFC 6901), as text.

use std::{borrow::Cow, collections::HashMap};

use storectl_model::{FieldPath, Segment};

use crate::format;

/// Returns the pointer of member `name` of the value at `parent`.
pub(crate) fn join(parent: &str, name: &str) -> String {
    let mut pointer = String::with_capacity(parent.len() + name.len() + 1);
    pointer.push_str(parent);
    push(&mut pointer, name);
    pointer
}

/// Appends member `name` to a pointer.
pub(crate) fn push(pointer: &mut String, name: &str) {
    pointer.push('/');
    if name.bytes().any(|it| matches!(it, b'~' | b'/')) {
        pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
    } else {
        pointer.push_str(name);
    }
}

/// Returns the pointer of item `index` of the list at `parent`.
pub(crate) fn item(parent: &str, index: usize) -> String {
    let mut pointer = String::with_capacity(parent.len() + 4);
    pointer.push_str(parent);
    push_item(&mut pointer, index);
    pointer
}

/// Appends item `index` to a pointer.
pub(crate) fn push_item(pointer: &mut String, index: usize) {
    pointer.push('/');
    match u8::try_from(index) {
        Ok(digit @ 0..10) => pointer.push(char::from(b'0' + digit)),
        Ok(_) | Err(_) => pointer.push_str(&index.to_string()),
    }
}

/// Returns the name that a segment of a pointer stands for.
pub(crate) fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') {
        Cow::Owned(segment.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(segment)
    }
}

/// Returns the parent's pointer and the last segment, unescaped; `None` for the root.
pub(crate) fn split(pointer: &str) -> Option<(&str, String)> {
    let (parent, last) = pointer.rsplit_once('/')?;
    Some((parent, unescape(last).into_owned()))
}

/// Returns whether `pointer` is `ancestor` or below it.
pub(crate) fn is_within(pointer: &str, ancestor: &str) -> bool {
    pointer
        .strip_prefix(ancestor)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns `pointer` as it is written in the manifest, where it or a parent of it is a copy: `copies` maps copies to
/// their originals.
pub(crate) fn original<'p>(copies: &HashMap<String, String>, pointer: &'p str) -> Cow<'p, str> {
    if copies.is_empty() {
        return Cow::Borrowed(pointer);
    }
    let mut at = pointer;
    loop {
        if let Some(from) = copies.get(at) {
            let below = pointer.get(at.len()..).unwrap_or_default();
            return Cow::Owned(format!("{from}{below}"));
        }
        match at.rsplit_once('/') {
            Some((parent, _)) => at = parent,
            None => return Cow::Borrowed(pointer),
        }
    }
}

/// Returns `pointer` as people read it: `listings.en-us.searchTerms[1]`; `the manifest` for the root.
pub(crate) fn address(pointer: &str) -> String {
    let mut text = String::new();
    for segment in pointer.split('/').skip(1) {
        if !segment.is_empty() && segment.bytes().all(|it| it.is_ascii_digit()) {
            text.push('[');
            text.push_str(segment);
            text.push(']');
        } else {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(&format::shorten(&unescape(segment)));
        }
    }
    if text.is_empty() {
        "the manifest".to_owned()
    } else {
        text
    }
}

/// Reads a JSON pointer into a manifest as a path. The manifest has no keys of digits, and what stands below a keyed list is an item's key.
pub fn path(pointer: &str) -> FieldPath {
    let segments = pointer.split('/').skip(1);
    segments.fold(FieldPath::root(), |path, segment| {
        let segment = unescape(segment);
        let is_item = matches!(
            path.last_key(),
            Some("isSystemFeatureRequired" | "systemRequirementDetails" | "errorDetails")
        ) && matches!(path.segments().last(), Some(Segment::Key(_)));
        match segment.parse() {
            Ok(index) => path.index(index),
            Err(_) if is_item => path.item(segment.into_owned()),
            Err(_) => path.key(segment.into_owned()),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_a_slash_survives_the_way_there_and_back() {
        let pointer = join("/listings", "a/b~c");
        assert_eq!(pointer, "/listings/a~1b~0c");
        assert_eq!(split(&pointer), Some(("/listings", "a/b~c".to_owned())));
    }

    #[test]
    fn an_address_reads_like_the_plan() {
        assert_eq!(address("/packages/0/packageUrl"), "packages[0].packageUrl");
        assert_eq!(address(""), "the manifest");
    }
}
