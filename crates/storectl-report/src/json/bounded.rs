//! Bounds on JSON that a stranger may have written: checked before anything of it is kept.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};

/// How many items a list may have. The Store knows some 300 languages, and of each it takes 20 images.
pub(super) const MOST_ITEMS: usize = 2_000;

/// How many members an object may have: a snapshot has all images of a product in one.
const MOST_MEMBERS: usize = 10_000;

/// How long a text may be, in bytes. The longest text of the Store has 10,000 characters.
pub(super) const LONGEST_TEXT: usize = 256 * 1024;

/// JSON whose lists, objects and texts are within these bounds; its depth is within those of the parser.
pub(super) struct Bounded;

impl<'de> Deserialize<'de> for Bounded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Bounded {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON within its bounds")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self, E> {
        match text.len() {
            0..=LONGEST_TEXT => Ok(self),
            _ => Err(E::custom("a text that is too long")),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        let mut count = 0;
        while items.next_element::<Self>()?.is_some() {
            count = one_more::<A::Error>(count, MOST_ITEMS)?;
        }
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        let mut count = 0;
        while members.next_entry::<Self, Self>()?.is_some() {
            count = one_more::<A::Error>(count, MOST_MEMBERS)?;
        }
        Ok(self)
    }

    fn visit_unit<E: Error>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }
}

fn one_more<E: Error>(count: usize, most: usize) -> Result<usize, E> {
    if count < most {
        Ok(count + 1)
    } else {
        Err(E::custom("too many items"))
    }
}
