//! Rewrites a manifest so that it holds another value, change by change, and proves each change.

use std::ops::Range;

use serde_json::Value;

use super::{
    change::{Manner, Page},
    comments::comments,
    error::EditError,
    operation::{self, Operation},
    splice,
    tree::Node,
};
use crate::{format, parse::Document, pointer};

/// The most changes that are made one by one.
const MOST: usize = 2_000;

/// Returns the text of a manifest that holds `wanted`, where only what differs is written anew.
///
/// # Errors
/// [`EditError::Unsafe`] where a change cannot be made without touching anything else.
pub(super) fn rewrite(document: &Document, wanted: &Value) -> Result<Document, EditError> {
    let mut document = document.clone();
    let operations = operation::between(&document.value, wanted);
    if operations.len() > MOST {
        return Err(EditError::TooMany { limit: MOST });
    }
    for operation in operations {
        document = carry_out(&document, &operation)?;
    }
    Ok(document)
}

fn carry_out(document: &Document, operation: &Operation) -> Result<Document, EditError> {
    let mut wanted = document.value.clone();
    operation.apply(&mut wanted);
    let root = Node::of(document);
    let text = document.source.text();
    for manner in [Manner::Natural, Manner::Plainest] {
        let page = Page {
            text,
            root: &root,
            manner,
        };
        let Some(splices) = page.splices(operation) else {
            break;
        };
        let gone: Vec<Range<usize>> = splices.iter().map(|it| it.at.clone()).collect();
        let edited = splice::apply(text, splices);
        let Ok(edited) = crate::read(document.source.path(), edited.as_bytes()) else {
            continue;
        };
        let is_wanted = is_same(&edited.value, &wanted, operation.pointer());
        if is_wanted && keeps_comments(text, &root, &gone, &edited) {
            return Ok(edited);
        }
    }
    Err(unsafe_at(document, operation))
}

/// Returns whether two manifests are the same; the final line end of the text that was changed is none of it.
fn is_same(found: &Value, wanted: &Value, changed: &str) -> bool {
    if found == wanted {
        return true;
    }
    let texts = [found, wanted].map(|it| it.pointer(changed).and_then(Value::as_str));
    let [Some(one), Some(other)] = texts else {
        return false;
    };
    if format::without_final_line_end(one) != format::without_final_line_end(other) {
        return false;
    }
    let mut found = found.clone();
    if let (Some(slot), Some(value)) = (found.pointer_mut(changed), wanted.pointer(changed)) {
        slot.clone_from(value);
    }
    found == *wanted
}

/// Returns whether every comment that does not stand in what is gone is still one.
fn keeps_comments(text: &str, root: &Node, gone: &[Range<usize>], edited: &Document) -> bool {
    let is_gone = |it: &Range<usize>| {
        gone.iter()
            .any(|gone| gone.start <= it.start && it.end <= gone.end)
    };
    let before = comments(text, root);
    let kept = before.iter().filter(|it| !is_gone(it));
    let kept = kept.map(|it| text.get(it.clone()).unwrap_or_default());
    let after = edited.source.text();
    let found = comments(after, &Node::of(edited));
    let found = found
        .iter()
        .map(|it| after.get(it.clone()).unwrap_or_default());
    kept.eq(found)
}

fn unsafe_at(document: &Document, operation: &Operation) -> EditError {
    let pointer = operation.pointer();
    let mut known = pointer;
    let location = loop {
        match (document.location(known), pointer::split(known)) {
            (Some(location), _) => break location,
            (None, Some((parent, _))) => known = parent,
            (None, None) => break document.start(),
        }
    };
    EditError::Unsafe {
        address: pointer::address(pointer),
        location,
        write: operation.written(),
    }
}
