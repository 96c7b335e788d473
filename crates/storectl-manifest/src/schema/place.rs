//! What the schema says of one place of a manifest: its keys in their order, and what kind of value it takes.

use serde_json::Value;

use super::generate;
use crate::pointer;

/// A place of a manifest, as the schema knows it; one that the schema does not know allows nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    /// The alternatives, references followed.
    branches: Vec<&'static Value>,
}

impl Place {
    /// Returns the place of the manifest itself.
    pub(crate) fn root() -> Self {
        Self::of(generate::get())
    }

    /// Returns the place that a JSON pointer names.
    pub(crate) fn at(pointer: &str) -> Self {
        let segments = pointer.split('/').skip(1);
        segments.fold(Self::root(), |place, segment| {
            place.below(&pointer::unescape(segment))
        })
    }

    fn of(schema: &'static Value) -> Self {
        let mut place = Self::default();
        place.add(schema);
        place
    }

    fn add(&mut self, schema: &'static Value) {
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let pointer = target.trim_start_matches('#');
            if let Some(schema) = generate::get().pointer(pointer) {
                self.add(schema);
            }
            return;
        }
        let alternatives = ["anyOf", "allOf"].map(|it| schema.get(it).and_then(Value::as_array));
        let mut alternatives = alternatives.into_iter().flatten().flatten().peekable();
        // Beside its properties, an object may have conditions.
        if alternatives.peek().is_none() || schema.get("properties").is_some() {
            self.branches.push(schema);
        }
        for schema in alternatives {
            self.add(schema);
        }
    }

    /// Returns the place of a member, or of an item of a list.
    pub(crate) fn below(&self, name: &str) -> Self {
        let mut place = Self::default();
        for branch in &self.branches {
            let named = branch.get("properties").and_then(|it| it.get(name));
            let other = branch.get("additionalProperties");
            let below = named.or(other).or(branch.get("items"));
            if let Some(schema) = below.filter(|it| it.is_object()) {
                place.add(schema);
            }
        }
        place
    }

    /// Returns the place of an item of a list.
    pub(crate) fn item(&self) -> Self {
        self.below("0")
    }

    /// Returns whether the schema knows the place.
    pub(crate) fn is_known(&self) -> bool {
        !self.branches.is_empty()
    }

    /// Returns the keys of a mapping here that have names of their own, in the manifest's order.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static str> {
        let members = |branch: &&'static Value| branch.get("properties")?.as_object();
        let members = self.branches.iter().filter_map(members);
        members.flat_map(|it| it.keys().map(String::as_str))
    }

    /// Returns where a key stands among those of a mapping here; keys without an order of their own come last.
    pub(crate) fn rank(&self, key: &str) -> usize {
        self.keys().position(|it| it == key).unwrap_or(usize::MAX)
    }

    /// Returns whether any text may stand here, not only certain words.
    pub(crate) fn takes_text(&self) -> bool {
        let takes = |it: &&Value| is_of_type(it, "string") && it.get("enum").is_none();
        self.branches.iter().any(takes)
    }

    /// Returns whether a mapping here fits on a line: it stands for a text, or holds nothing but words, texts, flags and
    /// numbers.
    pub(crate) fn is_leaf(&self) -> bool {
        let mut keys = self.keys().peekable();
        keys.peek().is_some() && (self.takes_text() || keys.all(|key| self.below(key).is_scalar()))
    }

    /// Returns the highest number that `keyword` (`maxLength`, `maxItems`) allows of a value here, where one is set.
    pub(crate) fn most(&self, keyword: &str) -> Option<usize> {
        let numbers = self.branches.iter();
        let numbers = numbers.filter_map(|it| it.get(keyword)?.as_u64());
        usize::try_from(numbers.max()?).ok()
    }

    fn is_scalar(&self) -> bool {
        let is_collection = |it: &&Value| is_of_type(it, "object") || is_of_type(it, "array");
        !self.branches.iter().any(is_collection)
    }
}

fn is_of_type(schema: &Value, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(only)) => only == name,
        Some(Value::Array(types)) => types.iter().any(|it| it == name),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_in_the_order_of_the_manifest() {
        let keys: Vec<&str> = Place::root().keys().take(5).collect();
        assert_eq!(
            keys,
            ["apiVersion", "productId", "sellerId", "name", "vars"]
        );
        let listing = Place::at("/listings/en-us");
        assert!(listing.rank("description") < listing.rank("whatsNew"));
        assert_eq!(listing.rank("unknown"), usize::MAX);
    }

    #[test]
    fn a_place_takes_texts_where_any_text_may_stand() {
        for (pointer, takes_text) in [
            ("/listings/en-us/description", true),
            ("/vars/version", true),
            ("/packages/0/packageUrl", true),
            ("/packages/0/packageType", false),
            ("/availability/markets", false),
            ("/listings/en-us/searchTerms/0", true),
            ("/unknown", false),
        ] {
            assert_eq!(Place::at(pointer).takes_text(), takes_text, "{pointer}");
        }
    }

    #[test]
    fn a_leaf_holds_no_collection() {
        for (pointer, is_leaf) in [
            ("/properties/productDeclarations", true),
            ("/properties/isSystemFeatureRequired/0", true),
            ("/submission", true),
            ("/listings/en-us/description", true),
            ("/listings/en-us", false),
            ("/packages/0", false),
            ("/availability", false),
        ] {
            assert_eq!(Place::at(pointer).is_leaf(), is_leaf, "{pointer}");
        }
    }
}
