//! Rewrites a manifest so that it holds another value, change by change, and proves each change.

use std::ops::Range;

use serde::de::IgnoredAny;
use serde_json::Value;

use super::{
    change::{Manner, Page},
    comments::{comments, have_same_comments},
    error::EditError,
    operation::{self, Operation},
    splice::{self, Splice},
    tree::Node,
};
use crate::{format, parse::Document, pointer};

/// The most changes that are made one by one.
const MOST: usize = 2_000;

/// Returns the text of a manifest that holds `wanted`, where only what differs is rewritten.
///
/// # Errors
/// [`EditError::Unsafe`] where a change cannot be made without touching anything else.
pub(super) fn rewrite(document: &Document, wanted: &Value) -> Result<Document, EditError> {
    let operations = operation::between(&document.value, wanted);
    if operations.len() > MOST {
        return Err(EditError::TooMany { limit: MOST });
    }
    let is_json = serde_json::from_str::<IgnoredAny>(document.source.text()).is_ok();
    let manner = if is_json {
        Manner::Json
    } else {
        Manner::Natural
    };
    carry_out(document.clone(), &operations, manner)
}

/// Makes changes together where none is in the way of another, else half of them first. A change that cannot be made in the
/// given manner by itself is made in a plainer one.
fn carry_out(
    document: Document,
    operations: &[Operation],
    manner: Manner,
) -> Result<Document, EditError> {
    if let Some(edited) = attempt(&document, operations, manner) {
        return Ok(edited);
    }
    match operations {
        [] => Ok(document),
        [one] => {
            let mut other = match manner {
                Manner::Natural => [Manner::Tight, Manner::Plainest].iter(),
                Manner::Tight | Manner::Json | Manner::Plainest => [Manner::Plainest].iter(),
            };
            other
                .find_map(|it| attempt(&document, operations, *it))
                .ok_or_else(|| unsafe_at(&document, one))
        }
        many => {
            let (first, rest) = many.split_at(many.len() / 2);
            carry_out(carry_out(document, first, manner)?, rest, manner)
        }
    }
}

/// Makes changes; `None` if the text does not hold them then, and all else as it was.
fn attempt(document: &Document, operations: &[Operation], manner: Manner) -> Option<Document> {
    if !operation::are_independent(operations) {
        return None;
    }
    let root = Node::of(document);
    let text = document.source.text();
    let page = Page {
        text,
        root: &root,
        manner,
    };
    let mut splices = Vec::new();
    for operation in operations {
        splices.extend(splice::joined(page.splices(operation)?));
    }
    let splices = splice::in_order(splices)?;
    let edited = splice::apply(text, &splices);
    let edited = crate::read(document.source.path(), edited.as_bytes()).ok()?;
    let keeps_comments = if operations.iter().any(Operation::is_move) {
        have_same_comments(document, &edited)
    } else {
        keeps_comments(text, &root, &splices, &edited)
    };
    (is_made(document, operations, &edited) && keeps_comments).then_some(edited)
}

/// Returns whether a manifest is what changes make of another; the final line end of a text that is replaced is none of it.
fn is_made(document: &Document, operations: &[Operation], edited: &Document) -> bool {
    let mut wanted = document.value.clone();
    for operation in operations {
        operation.apply(&mut wanted);
    }
    for operation in operations {
        let pointer = operation.pointer();
        let texts = [&edited.value, &wanted].map(|it| it.pointer(pointer).and_then(Value::as_str));
        if let [Some(found), Some(text)] = texts
            && format::without_final_line_end(found) == format::without_final_line_end(text)
        {
            let found = Value::from(found);
            if let Some(slot) = wanted.pointer_mut(pointer) {
                *slot = found;
            }
        }
    }
    edited.value == wanted
}

/// Returns whether every comment that does not stand in what is gone is still one.
fn keeps_comments(text: &str, root: &Node, splices: &[Splice], edited: &Document) -> bool {
    let is_gone = |it: &Range<usize>| {
        let last = splices.partition_point(|splice| splice.at.start <= it.start);
        let last = last.checked_sub(1).and_then(|last| splices.get(last));
        last.is_some_and(|splice| it.end <= splice.at.end)
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
