//! What is compared with what, and who moved.

use std::collections::BTreeMap;

use storectl_model::{DesiredProduct, Digest, FieldPath, RemoteProduct};

use crate::{ChangeValue, Origin};

/// The sides of a comparison.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sides<'a> {
    /// What both started from, where it is known.
    pub(crate) base: Option<&'a Base>,
    /// What the manifest says.
    pub(crate) desired: &'a DesiredProduct,
    /// What the Store holds.
    pub(crate) live: &'a RemoteProduct,
}

/// The values that manifest and draft once had in common, by digest: those of a receipt, or of a base revision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base {
    values: BTreeMap<FieldPath, Digest>,
}

impl Base {
    /// Takes values by their [`digest`](Self::digest).
    pub fn new(values: impl IntoIterator<Item = (FieldPath, Digest)>) -> Self {
        Self {
            values: values.into_iter().collect(),
        }
    }

    /// Digests a field's value over its address and the value, in the form in which equal values are equal
    /// (design.md §3, "Equal means equal").
    pub fn digest(path: &FieldPath, value: &ChangeValue) -> Digest {
        let address = path.to_string().to_ascii_lowercase();
        Digest::of(format!("{address}\n{}", value.to_json()).as_bytes())
    }

    /// Tells who moved a field, both values in the form in which equal values are equal; `None` if nobody did.
    ///
    /// Source: forms.md, "Receipts, base, origins, timeline" 9.
    pub(crate) fn origin(
        &self,
        path: &FieldPath,
        desired: &ChangeValue,
        live: &ChangeValue,
    ) -> Option<Origin> {
        let base = self.values.get(path);
        let is_base =
            |value: &ChangeValue| base.is_some_and(|base| *base == Self::digest(path, value));
        if desired == live {
            return (base.is_some() && !is_base(live)).then_some(Origin::Agreed);
        }
        Some(if base.is_none() || is_base(live) {
            Origin::Manifest
        } else if is_base(desired) {
            Origin::Drift
        } else {
            Origin::Conflict
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> FieldPath {
        "properties.website".parse().unwrap()
    }

    fn origin(base: Option<&str>, desired: &str, live: &str) -> Option<Origin> {
        let digest = |it| (path(), Base::digest(&path(), &ChangeValue::word(it)));
        let base = Base::new(base.map(digest));
        base.origin(
            &path(),
            &ChangeValue::word(desired),
            &ChangeValue::word(live),
        )
    }

    #[test]
    fn the_side_that_left_the_base_made_the_difference() {
        assert_eq!(origin(Some("a"), "b", "a"), Some(Origin::Manifest));
        assert_eq!(origin(Some("a"), "a", "b"), Some(Origin::Drift));
        assert_eq!(origin(Some("a"), "b", "c"), Some(Origin::Conflict));
        assert_eq!(origin(Some("a"), "b", "b"), Some(Origin::Agreed));
        assert_eq!(origin(Some("a"), "a", "a"), None);
    }

    #[test]
    fn a_field_the_base_does_not_name_is_the_manifests() {
        assert_eq!(origin(None, "b", "a"), Some(Origin::Manifest));
        assert_eq!(origin(None, "a", "a"), None);
    }

    #[test]
    fn an_unset_value_is_a_value_of_the_base() {
        assert_eq!(origin(Some(""), "b", ""), Some(Origin::Manifest));
        assert_eq!(origin(Some(""), "", "b"), Some(Origin::Drift));
    }
}
