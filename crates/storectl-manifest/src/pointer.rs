//! JSON pointers (RFC 6901), as text.

use crate::format;

/// Gives the pointer of member `name` of the value at `parent`.
pub(crate) fn join(parent: &str, name: &str) -> String {
    if name.contains(['~', '/']) {
        format!("{parent}/{}", name.replace('~', "~0").replace('/', "~1"))
    } else {
        format!("{parent}/{name}")
    }
}

/// Gives the pointer of item `index` of the list at `parent`.
pub(crate) fn item(parent: &str, index: usize) -> String {
    format!("{parent}/{index}")
}

/// Gives the parent's pointer and the last segment, unescaped; `None` for the root.
pub(crate) fn split(pointer: &str) -> Option<(&str, String)> {
    let (parent, last) = pointer.rsplit_once('/')?;
    Some((parent, last.replace("~1", "/").replace("~0", "~")))
}

/// Tells whether `pointer` is `ancestor` or below it.
pub(crate) fn is_within(pointer: &str, ancestor: &str) -> bool {
    pointer
        .strip_prefix(ancestor)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Gives `pointer` as people read it: `listings.en-us.searchTerms[1]`; `the manifest` for the root.
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
            text.push_str(&format::shorten(
                &segment.replace("~1", "/").replace("~0", "~"),
            ));
        }
    }
    if text.is_empty() {
        "the manifest".to_owned()
    } else {
        text
    }
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
